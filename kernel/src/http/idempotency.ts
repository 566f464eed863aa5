import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Sealing } from '../db.ts';
import { PilotError } from '../errors.ts';
import { sealOne } from '../sealing/seal-records.ts';
import { formatInstant, type Clock, type Instant } from '../time.ts';

export type IdempotencyNeeds = {
  readonly db: Sealing;
  readonly zoneCode: string;
  readonly clock: Clock;
};

type Kept = { sha256: string; status: number | null; body: string | null };
type Claim = { readonly caller: string; readonly key: string; readonly sha256: string };

declare module 'fastify' {
  // Fastify asks for decorations to be declared by merging its interfaces.
  interface FastifyRequest {
    idempotencyClaim: Claim | undefined;
  }
}

/**
 * A first request that has not answered after this time was lost with its process; the next one may
 * try.
 */
const LOST_AFTER_MS = 300_000;
/** Long enough for any client's retries, short enough to keep the table small. */
const KEPT_FOR_MS = 48 * 3_600_000;

/**
 * Makes routes with `config: { creates: true }` answer a repeated `Idempotency-Key` with the first
 * answer, without doing anything again. Answers of 500 and above are not kept: the client should
 * try again. Errors: IDEMPOTENCY_KEY_INVALID, IDEMPOTENCY_KEY_REUSED (other content),
 * REQUEST_IN_PROGRESS.
 */
export function keepIdempotencyKeys(server: FastifyInstance, needs: IdempotencyNeeds): void {
  server.decorateRequest('idempotencyClaim', undefined);
  server.addHook('preHandler', async (request, reply) => {
    const claim = claimOf(request);
    if (!claim) return;
    const kept = await claimKey(needs, claim);
    if (!kept) {
      request.idempotencyClaim = claim;
      return;
    }
    reply.header('idempotency-replayed', 'true').code(kept.status).type('application/json');
    return reply.send(kept.body);
  });
  server.addHook('onSend', async (request, reply, payload) => {
    const claim = request.idempotencyClaim;
    if (!claim) return payload;
    const text = typeof payload === 'string' ? payload : undefined;
    if (reply.statusCode < 500 && text !== undefined)
      await keepAnswer(needs, claim, { status: reply.statusCode, text });
    else await dropClaim(needs, claim);
    return payload;
  });
}

function claimOf(request: FastifyRequest): Claim | undefined {
  const key = request.headers['idempotency-key'];
  if (!request.routeOptions.config.creates || key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new PilotError(
      'IDEMPOTENCY_KEY_INVALID',
      'an Idempotency-Key has 1 to 200 visible ASCII characters',
    );
  }
  const body = Buffer.isBuffer(request.body) ? request.body : JSON.stringify(request.body ?? null);
  const sha256 = createHash('sha256')
    .update(`${request.method} ${request.url}\n`)
    .update(body)
    .digest('hex');
  return { caller: request.caller?.participantCode ?? '', key, sha256 };
}

/** Claims the key; returns the kept answer when there is one. */
async function claimKey(
  needs: IdempotencyNeeds,
  claim: Claim,
): Promise<{ status: number; body: string } | undefined> {
  const now = formatInstant(needs.clock.now());
  const lostBefore = formatInstant((needs.clock.now() - LOST_AFTER_MS) as Instant);
  const won = await needs.db.query(
    `insert into kernel.idempotency_key as kept (zone_code, caller, key, request_sha256, created_at)
     values ($1, $2, $3, $4, $5)
     on conflict (zone_code, caller, key) do update
     set created_at = excluded.created_at
     where kept.status is null
       and kept.created_at < $6
       and kept.request_sha256 = excluded.request_sha256
     returning 1`,
    [needs.zoneCode, claim.caller, claim.key, claim.sha256, now, lostBefore],
  );
  if (won.length > 0) return undefined;
  return readKept(needs, claim);
}

async function readKept(
  needs: IdempotencyNeeds,
  claim: Claim,
): Promise<{ status: number; body: string }> {
  const rows = await needs.db.query<Kept>(
    `select request_sha256 as sha256, status, body
     from kernel.idempotency_key
     where zone_code = $1 and caller = $2 and key = $3`,
    [needs.zoneCode, claim.caller, claim.key],
    { body: { as: 'text', boundTo: () => answerOf(claim) } },
  );
  const kept = rows[0];
  if (kept && kept.sha256 !== claim.sha256) {
    throw new PilotError(
      'IDEMPOTENCY_KEY_REUSED',
      'this Idempotency-Key was used for another request; use a new one',
    );
  }
  if (!kept || kept.status === null) {
    throw new PilotError(
      'REQUEST_IN_PROGRESS',
      'the first request with this Idempotency-Key is still being carried out',
    );
  }
  return { status: kept.status, body: kept.body ?? '' };
}

function answerOf({ caller, key }: Claim): string {
  return `answer ${caller} ${key}`;
}

async function keepAnswer(
  needs: IdempotencyNeeds,
  claim: Claim,
  answer: { status: number; text: string },
) {
  const sealed = await sealOne(needs.db, answer.text, answerOf(claim));
  await needs.db.query(
    `update kernel.idempotency_key
     set status = $4, body = $5
     where zone_code = $1 and caller = $2 and key = $3`,
    [needs.zoneCode, claim.caller, claim.key, answer.status, sealed],
  );
}

async function dropClaim(needs: IdempotencyNeeds, claim: Claim): Promise<void> {
  await needs.db.query(
    `delete from kernel.idempotency_key
     where zone_code = $1 and caller = $2 and key = $3 and status is null`,
    [needs.zoneCode, claim.caller, claim.key],
  );
}

/** Deletes keys older than two days; returns how many. For the daily jobs. */
export async function pruneIdempotencyKeys(needs: IdempotencyNeeds): Promise<number> {
  const before = formatInstant((needs.clock.now() - KEPT_FOR_MS) as Instant);
  const rows = await needs.db.query(
    `delete from kernel.idempotency_key
     where zone_code = $1 and created_at < $2
     returning 1`,
    [needs.zoneCode, before],
  );
  return rows.length;
}
