import { Agent, request as ask, type IncomingMessage } from 'node:http';
import { isSigned, type HttpServer } from '@pilotzone/kernel/http';
import type { FastifyReply, FastifyRequest } from 'fastify';

// Of one connection, not of the message it carries.
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

/**
 * Has questions of some compartments answered elsewhere: by who listens at the compartment's
 * socket, in the same words. Whoever asks was let in here already. Where nobody listens, yet or any
 * more, the question is answered here. A signed request is answered here: its number counts once.
 */
export function forwardPages(server: HttpServer, sockets: ReadonlyMap<string, string>): void {
  const agent = new Agent({ keepAlive: true });
  server.addHook('onClose', () => agent.destroy());
  server.addHook('preHandler', async (request, reply) => {
    const socketPath = socketOf(request, sockets);
    if (socketPath === undefined) return;
    const answer = await fetchFrom(request, reply, { agent, socketPath });
    if (!answer) return;
    for (const [name, value] of Object.entries(answer.headers))
      if (value !== undefined && !HOP_BY_HOP.has(name)) reply.header(name, value);
    return reply.code(answer.statusCode ?? 502).send(answer);
  });
}

function socketOf(
  request: FastifyRequest,
  sockets: ReadonlyMap<string, string>,
): string | undefined {
  const { bulkhead, public: isPublic } = request.routeOptions.config;
  if (request.method !== 'GET' || bulkhead === undefined || isPublic) return undefined;
  return isSigned(request) ? undefined : sockets.get(bulkhead);
}

type Way = { readonly agent: Agent; readonly socketPath: string };

/** The answer, whose body comes as it is read; undefined where nobody listens. */
function fetchFrom(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  way: Way,
): Promise<IncomingMessage | undefined> {
  return new Promise((resolve) => {
    const asked = ask({ ...way, path: raw.url, headers: raw.headers }, resolve);
    asked.on('error', () => resolve(undefined));
    // Who goes away before the answer begins no longer waits for it there, either.
    reply.raw.once('close', () => asked.destroy());
    asked.end();
  });
}
