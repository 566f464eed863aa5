import type { FastifyInstance } from 'fastify';
import { PilotError } from '../errors.ts';
import { asReport } from '../report-lane.ts';

/** A compartment: how many of its requests are served at once. */
export type Bulkhead = {
  readonly atOnceMax: number;
  /** Seconds after which somebody who is turned away comes back. */
  readonly retryAfter: number;
  /** True: questions go to the connections for reports (report-lane.ts). */
  readonly isForReports?: boolean;
  /** What somebody is told who is turned away, before "come back in … s". */
  readonly refusal?: { readonly code: string; readonly text: string };
};

const TOO_MANY_PEOPLE = { code: 'COUNTER_UNAVAILABLE', text: 'too many people at once;' };

/**
 * Keeps a rush on some routes away from all others: what is beyond gets 503 with Retry-After before
 * anybody looks at credentials or the database. Add it before the hook that finds the caller. With
 * a small pool of its own behind it, a full compartment costs the others nothing. Error:
 * COUNTER_UNAVAILABLE, or the bulkhead's own.
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
      const { code, text } = bulkhead.refusal ?? TOO_MANY_PEOPLE;
      throw new PilotError(code, `${text} come back in ${bulkhead.retryAfter} s`);
    }
    inside.set(name, count + 1);
    // An answer that is cut off closes and never finishes; one to a test finishes and never closes.
    let isInside = true;
    const leave = () => {
      if (isInside) inside.set(name, (inside.get(name) ?? 1) - 1);
      isInside = false;
    };
    reply.raw.once('close', leave).once('finish', leave);
    await Promise.resolve();
  });
  // With a callback: what follows runs inside of it.
  server.addHook('preHandler', (request, _reply, done) => {
    const { bulkhead = '' } = request.routeOptions.config;
    if (bulkheads[bulkhead]?.isForReports) asReport(done);
    else done();
  });
}
