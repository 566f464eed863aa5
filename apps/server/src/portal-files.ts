import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import type { HttpServer } from '@pilotzone/kernel/http';
import { findRepository } from '@pilotzone/kernel/migrate';

/**
 * The portal loads nothing from elsewhere and may not be framed, so that a page of somebody else
 * can neither run in it nor click for its user.
 */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
    "form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** The portal is public; what it shows comes from the API, which is not. */
const OPEN = { config: { public: true }, schema: { hide: true } } as const;

/** Addresses that are never a page of the portal: an unknown one of these stays unknown. */
const NO_PAGE = /^\/(api|health|metrics|assets)(\/|$|\?)/;

// Vite names assets by their content: a name never gets other content.
const YEAR = '365d';

/**
 * Serves the built portal at `/`. Every address that belongs to nobody else answers with the
 * portal, which finds its page itself. Without a built portal `/` says how to build it.
 */
export async function registerPortal(
  server: HttpServer,
  folder: string = join(findRepository(), 'dist', 'portal'),
): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    server.get('/', OPEN, (_request, reply) => sendMissing(reply));
    return;
  }
  await server.register(fastifyStatic, { root: folder, serve: false });
  server.get<{ Params: { '*': string } }>('/assets/*', OPEN, (request, reply) =>
    reply
      .headers(SECURITY_HEADERS)
      .sendFile(`assets/${request.params['*']}`, { maxAge: YEAR, immutable: true }),
  );
  server.get('/', OPEN, (_request, reply) => sendIndex(reply));
  server.get('/*', OPEN, (request, reply) => {
    if (NO_PAGE.test(request.url)) {
      reply.callNotFound();
      return reply;
    }
    return sendIndex(reply);
  });
}

function sendIndex(reply: FastifyReply) {
  return reply
    .headers(SECURITY_HEADERS)
    .header('cache-control', 'no-cache')
    .sendFile('index.html', { cacheControl: false });
}

const MISSING = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>pilotzone</title>
<h1>pilotzone runs; its portal is not built</h1>
<p>Run <code>node tools/build.mjs</code> in the folder of pilotzone and start again.
<p>The API answers at <a href="/api/openapi.json">/api/openapi.json</a>.
</html>
`;

function sendMissing(reply: FastifyReply) {
  return reply.headers(SECURITY_HEADERS).type('text/html; charset=utf-8').send(MISSING);
}
