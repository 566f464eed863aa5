import type { FastifyInstance } from 'fastify';
import { PilotError } from '../errors.ts';

/** A compartment: how many of its requests are served at once. */
export type Bulkhead = {
  readonly atOnceMax: number;
  /** Seconds after which somebody who is turned away comes back. */
  readonly retryAfter: number;
};

/**
 * Keeps a rush on some routes away from all others: what is beyond gets 503 with Retry-After before
 * anybody looks at credentials or the database. Add it before the hook that finds the caller. With
 * a small pool of its own behind it, a full compartment costs the others nothing. Error:
 * COUNTER_UNAVAILABLE.
 */
export function keepBulkheads(
  server: FastifyInstance,
  bulkheads: Readonly<Record<string, Bulkhead>>,
): void {
  const inside = new Map<string, number>();
  server.addHook('onRequest', async (request, reply) => {
    const name = request.routeOptions.config.bulkhead;
    const bulkhead = name === undefined ? undefined : bulkheads[name];
    if (name === undefined || !bulkhead) return;
    const count = inside.get(name) ?? 0;
    if (count >= bulkhead.atOnceMax) {
      void reply.header('retry-after', String(bulkhead.retryAfter));
      throw new PilotError(
        'COUNTER_UNAVAILABLE',
        `too many people at once; come back in ${bulkhead.retryAfter} s`,
      );
    }
    inside.set(name, count + 1);
    reply.raw.once('close', () => inside.set(name, (inside.get(name) ?? 1) - 1));
    await Promise.resolve();
  });
}
