import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type { Queryable } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import { EXCHANGE_NOT_FOUND } from './contract.ts';
import type { ChainedExchange } from './model/exchange-chain.ts';
import { findBodies, listRecords } from './store/exchanges.ts';
import type { ExchangeFilter, StoredBody } from './store/exchanges.ts';

/** The messages with these ids as they were received or sent; ids that do not exist are absent. */
export async function readExchanges(
  needs: { readonly zoneCode: string },
  q: Queryable,
  exchangeIds: readonly string[],
): Promise<Map<string, Buffer>> {
  const stored = await findBodies(q, needs.zoneCode, exchangeIds);
  const bodies = await Promise.all(
    stored.map(async (row) => [row.exchangeId, await expandBody(row)] as const),
  );
  return new Map(bodies);
}

/** The message itself; throws EXCHANGE_NOT_FOUND. */
export async function readExchange(
  needs: { readonly zoneCode: string },
  q: Queryable,
  exchangeId: string,
): Promise<Buffer> {
  const body = (await readExchanges(needs, q, [exchangeId])).get(exchangeId);
  if (body) return body;
  throw new PilotError(EXCHANGE_NOT_FOUND, `no exchange ${exchangeId} in this zone`);
}

/** One page of the log, newest first; `next` is the id to go on before, undefined at the end. */
export async function listExchanges(
  needs: { readonly zoneCode: string },
  q: Queryable,
  filter: ExchangeFilter,
): Promise<{ exchanges: ChainedExchange[]; next: string | undefined }> {
  const rows = await listRecords(q, needs.zoneCode, { ...filter, limit: filter.limit + 1 });
  const exchanges = rows.slice(0, filter.limit);
  return {
    exchanges,
    next: rows.length > filter.limit ? exchanges.at(-1)?.exchangeId : undefined,
  };
}

/** One record without its body; throws EXCHANGE_NOT_FOUND. */
export async function getExchange(
  needs: { readonly zoneCode: string },
  q: Queryable,
  exchangeId: string,
): Promise<ChainedExchange> {
  const [record] = await listRecords(q, needs.zoneCode, { exchangeId, limit: 1 });
  if (record) return record;
  throw new PilotError(EXCHANGE_NOT_FOUND, `no exchange ${exchangeId} in this zone`);
}

const expandInPool = promisify(brotliDecompress) as (
  body: Uint8Array,
  options: { maxOutputLength: number },
) => Promise<Buffer>;

/**
 * The message a stored body stands for. Throws when its seal is broken (SEAL_BROKEN), when it is
 * not what `encoding` says, or is longer than it should be, so that a forged body cannot exhaust
 * memory.
 */
export async function expandBody(stored: StoredBody): Promise<Buffer> {
  if (!stored.body) {
    const which = `the message ${stored.exchangeId}`;
    throw new PilotError(
      'SEAL_BROKEN',
      `${which} was altered in the database, or its seal is gone`,
    );
  }
  if (stored.encoding !== 'br') return stored.body;
  const maxOutputLength = Math.max(stored.bodyLength, 1);
  return expandInPool(stored.body, { maxOutputLength });
}
