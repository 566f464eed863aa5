import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PilotError } from '../errors.ts';
import type { Clock } from '../time.ts';

/** How much one client may ask. */
export type RateLimits = {
  /** Requests of one caller (participant and key or person), on the average. */
  readonly perSecond: number;
  /** How many of them may come at once. */
  readonly burst: number;
  /** Tries of a secret from one address in a minute: sign-ins, codes. */
  readonly attemptsPerMinute: number;
};

// Whoever has not asked for so long has a full bucket again; a stranger may invent many addresses.
const CLIENTS_MAX = 50_000;

type Bucket = { tokens: number; at: number };

/**
 * Lets each client do so much and no more: token buckets in memory, by caller, and by address where
 * secrets are tried. What is beyond gets 429 with Retry-After. Add it behind the hook that finds
 * the caller. Error: TOO_MANY_REQUESTS.
 */
export function limitRates(
  server: FastifyInstance,
  { perSecond, burst, attemptsPerMinute }: RateLimits,
  clock: Clock,
): void {
  const callers = new Map<string, Bucket>();
  const addresses = new Map<string, Bucket>();
  server.addHook('onRequest', async (request, reply) => {
    const { attempts } = request.routeOptions.config;
    const now = clock.now();
    if (attempts) {
      const rate = { perSecond: attemptsPerMinute / 60, burst: attemptsPerMinute };
      take(addresses, request.ip, { rate, now, reply });
    }
    const client = clientOf(request);
    if (client) take(callers, client, { rate: { perSecond, burst }, now, reply });
    await Promise.resolve();
  });
}

function clientOf({ caller }: FastifyRequest): string | undefined {
  return caller && `${caller.participantCode} ${caller.personId ?? caller.name}`;
}

type Take = {
  readonly rate: { readonly perSecond: number; readonly burst: number };
  readonly now: number;
  readonly reply: FastifyReply;
};

function take(buckets: Map<string, Bucket>, client: string, { rate, now, reply }: Take): void {
  const { perSecond, burst } = rate;
  const known = buckets.get(client) ?? { tokens: burst, at: now };
  const passed = Math.max(0, now - known.at) / 1000;
  const tokens = Math.min(burst, known.tokens + passed * perSecond);
  if (buckets.size >= CLIENTS_MAX) buckets.clear();
  if (tokens >= 1) {
    buckets.set(client, { tokens: tokens - 1, at: now });
    return;
  }
  buckets.set(client, { tokens, at: now });
  const wait = Math.ceil((1 - tokens) / perSecond);
  void reply.header('retry-after', String(wait));
  throw new PilotError('TOO_MANY_REQUESTS', `too many requests; wait ${wait} s and repeat`);
}
