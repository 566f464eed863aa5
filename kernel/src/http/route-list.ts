import type { FastifyContextConfig, FastifyInstance } from 'fastify';

/**
 * A route that the server answers, and who may call it. HEAD, which Fastify adds to GET, is left
 * out.
 */
export type KnownRoute = {
  readonly method: string;
  /** As registered: `/api/v1/holds/:id`. */
  readonly url: string;
  readonly config: Pick<
    FastifyContextConfig,
    'public' | 'scope' | 'creates' | 'personal' | 'citizen'
  >;
};

const lists = new WeakMap<object, KnownRoute[]>();

/** Notes every route that is added from now on. */
export function noteRoutes(server: FastifyInstance): void {
  const known: KnownRoute[] = [];
  lists.set(server.server, known);
  server.addHook('onRoute', ({ method, url, config }) => {
    for (const one of [method].flat()) {
      if (one !== 'HEAD') known.push({ method: one, url, config: config ?? {} });
    }
  });
}

/**
 * Every route of a server made by `createHttpServer`, hidden ones too: what a test of access must
 * try.
 */
export function routesOf(server: Pick<FastifyInstance, 'server'>): readonly KnownRoute[] {
  return lists.get(server.server) ?? [];
}
