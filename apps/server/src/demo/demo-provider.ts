import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Platform } from '../compose.ts';

/** The demo's own OpenID provider, on a port of its own that only this machine reaches. */
export type DemoProvider = { close(): Promise<void> };

const CLIENT_ID = 'pilotzone';

/**
 * Starts an OpenID provider that lets anybody at this machine be any person of the demo, and sets
 * it up as a way to sign in. `port` is the platform's own, to which browsers come back.
 */
export async function startDemoProvider(
  platform: Platform,
  { port, people }: { port: number; people: readonly string[] },
): Promise<DemoProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clientSecret = randomBytes(32).toString('base64url');
  const provider = await createProvider(issuer, configurationOf({ port, clientSecret }));
  const answer = provider.callback();
  server.on('request', (request: IncomingMessage, reply: ServerResponse) => {
    const uid = /^\/choose\/([\w-]+)/.exec(request.url ?? '')?.[1];
    const done = uid === undefined ? answer(request, reply) : choose(request, reply);
    Promise.resolve(done).catch(() =>
      reply.writeHead(400).end('This sign-in ran out. Begin again.'),
    );
  });
  platform.identity.addProvider({
    ...{ id: 'demo', name: 'demo OpenID', issuer, clientId: CLIENT_ID, clientSecret },
    trustsUserNames: true,
    isInsecure: true,
  });
  return {
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  /** A page with a link for each person; following one is signing in as that person. */
  async function choose(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', issuer);
    const chosen = people.find((name) => name === url.searchParams.get('as'));
    if (chosen === undefined) {
      const links = people.map((name) => `<p><a href="?as=${name}">${name}</a></p>`).join('\n');
      reply.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'",
      });
      reply.end(`<!doctype html><title>demo OpenID</title><h1>Who are you?</h1>\n${links}`);
      return;
    }
    const { prompt, params, grantId } = await provider.interactionDetails(request, reply);
    const grant =
      (grantId && (await provider.Grant.find(grantId))) ||
      new provider.Grant({ accountId: chosen, clientId: CLIENT_ID });
    grant.addOIDCScope(params.scope ?? 'openid');
    const consent = { grantId: await grant.save() };
    const result =
      prompt.name === 'login' ? { login: { accountId: chosen }, consent } : { consent };
    await provider.interactionFinished(request, reply, result, {
      mergeWithLastSubmission: true,
    });
  }
}

/** Its warnings (memory, keys, a newer Node) matter where it is more than a demo's. */
async function createProvider(issuer: string, configuration: object) {
  /* eslint-disable no-console -- its only way to be quiet */
  const { warn } = console;
  console.warn = () => undefined;
  try {
    // Twenty-seven packages that only the demo needs.
    const { default: Provider } = await import('oidc-provider');
    return new Provider(issuer, configuration);
  } finally {
    console.warn = warn;
    /* eslint-enable no-console */
  }
}

function configurationOf({ port, clientSecret }: { port: number; clientSecret: string }) {
  const path = '/api/v1/session/oidc/demo/callback';
  const lasts = () => 600;
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: clientSecret,
        redirect_uris: ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${port}${path}`),
      },
    ],
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    features: { devInteractions: { enabled: false } },
    interactions: {
      url: (_context: unknown, { uid }: { uid: string }) => `/choose/${uid}`,
    },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email'] },
    conformIdTokenClaims: false,
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id, name: id }),
    }),
    ttl: {
      AccessToken: lasts,
      AuthorizationCode: lasts,
      IdToken: lasts,
      Grant: lasts,
      Interaction: lasts,
      Session: lasts,
    },
  };
}
