import { PilotError } from '@pilotzone/kernel/errors';
import { cookieOf, setCookie, type HttpServer } from '@pilotzone/kernel/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ProviderList } from './contract.ts';
import type { Identity } from './index.ts';
import { enter, siteOf } from './routes.ts';

const TICKET = 'pz_oidc';
const PATH = '/api/v1/session/oidc';
const TICKET_SECONDS = 600;
const tags = ['identity'];

const Provider = Type.Object({ provider: Type.String({ maxLength: 40 }) });
const Callback = Type.Object({
  code: Type.Optional(Type.String({ maxLength: 4000 })),
  state: Type.Optional(Type.String({ maxLength: 200 })),
  iss: Type.Optional(Type.String({ maxLength: 500 })),
  error: Type.Optional(Type.String({ maxLength: 200 })),
  error_description: Type.Optional(Type.String({ maxLength: 2000 })),
});

/** Adds the way in by an OpenID provider: the browser goes there and comes back. */
export function registerElsewhereRoutes(server: HttpServer, identity: Identity): void {
  server.get(
    PATH,
    {
      config: { public: true },
      schema: { summary: 'Other services to sign in with', tags, response: { 200: ProviderList } },
    },
    () => ({ items: identity.listProviders() }),
  );
  server.get(
    `${PATH}/:provider`,
    {
      config: { public: true, attempts: true },
      schema: {
        summary: 'Goes to the other service to sign in',
        tags,
        params: Provider,
        response: { 302: Type.Null() },
      },
    },
    async (request, reply) => {
      const { provider: providerId } = request.params;
      const redirectUri = landingOf(request, providerId);
      const { address, ticket } = await identity.beginElsewhere({ providerId, redirectUri });
      keepTicket({ request, reply, value: ticket, maxAge: TICKET_SECONDS });
      return reply.redirect(address);
    },
  );
  server.get(
    `${PATH}/:provider/callback`,
    {
      config: { public: true, attempts: true },
      schema: {
        summary: 'Comes back from the other service; goes to the portal',
        tags,
        params: Provider,
        querystring: Callback,
        response: { 302: Type.Null() },
      },
    },
    async (request, reply) => {
      const { provider: providerId } = request.params;
      const url = new URL(request.url, siteOf(request).origin);
      const ticket = cookieOf(request, TICKET);
      keepTicket({ request, reply, value: '', maxAge: 0 });
      const client = request.headers['user-agent'] ?? '';
      try {
        const opened = await identity.finishElsewhere({ providerId, ticket, url, client });
        enter({ request, reply, opened });
      } catch (error) {
        // A person is looking at this: the sign-in page says what to do.
        if (error instanceof PilotError) return reply.redirect('/?oidcRefused');
        throw error;
      }
      return reply.redirect('/');
    },
  );
}

function landingOf(request: FastifyRequest, providerId: string): string {
  return `${siteOf(request).origin}${PATH}/${encodeURIComponent(providerId)}/callback`;
}

type Kept = { request: FastifyRequest; reply: FastifyReply; value: string; maxAge: number };

function keepTicket({ request, reply, value, maxAge }: Kept): void {
  const isSecure = request.protocol === 'https';
  setCookie(reply, { name: TICKET, value, maxAge, path: PATH, isSecure });
}
