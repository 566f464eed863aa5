import { PilotError } from '@pilotzone/kernel/errors';
import { decodeCursor, pageOf } from '@pilotzone/kernel/http';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { formatInstant, parseInstant, type Instant } from '@pilotzone/kernel/time';
import { maskNumber } from '@pilotzone/rules/mask';
import { RAW_DATA_REQUEST_NOT_FOUND } from './contract.ts';
import type { RawDataHeld, RawDataQuery, RawDataRequestPage, RawDataTries } from './contract.ts';
import type { RawDataNeeds } from './raw-data-needs.ts';
import type { RawDataRequest, RawDataVersion } from './model/raw-data.ts';
import { selectVersionsOfOrder } from './store/raw-data.ts';
import { replayRequest, selectRequests, selectTries } from './store/raw-data-requests.ts';

const PAGE_DEFAULT = 100;

/** What customs asked for, newest first; an owner sees what it is platform or payment firm of. */
export async function listRawDataRequests(
  needs: RawDataNeeds,
  query: RawDataQuery,
  owner: string | undefined,
): Promise<RawDataRequestPage> {
  const { limit = PAGE_DEFAULT, state, cursor } = query;
  const rows = await selectRequests(needs.db, needs.zoneCode, {
    ...{ state, owner, limit: limit + 1 },
    before: cursor === undefined ? undefined : placeIn(cursor),
  });
  const keyOf = (row: RawDataRequest) => [formatInstant(row.askedAt), row.sessionId];
  const { items, next } = pageOf(rows, limit, keyOf);
  return { items: items.map(viewOf), next, blocked: needs.rawData.blocked ?? null };
}

function placeIn(cursor: string): { askedAt: Instant; sessionId: string } {
  const [at = '', sessionId = ''] = decodeCursor(cursor, 2);
  const askedAt = parseInstant(at);
  if (askedAt !== undefined) return { askedAt, sessionId };
  throw new PilotError('CURSOR_INVALID', 'the cursor is not one of ours; take it from `next`');
}

function viewOf(request: RawDataRequest) {
  const { sessionId, ebpCode, orderNo, payCode, state, attempts, lastCode, lastMessage } = request;
  return {
    ...{ sessionId, ebpCode, orderNo, payCode, state, attempts, lastCode, lastMessage },
    askedAt: formatInstant(request.askedAt),
    nextAt: state === 'due' ? formatInstant(request.nextAt) : null,
    endedAt: request.endedAt === null ? null : formatInstant(request.endedAt),
  };
}

/** Each try of a request, in order; none where the request is not the owner's. */
export async function listRawDataTries(
  needs: Pick<Runtime, 'zoneCode' | 'db'>,
  sessionId: string,
  owner: string | undefined,
): Promise<RawDataTries> {
  const tries = await selectTries(needs.db, needs.zoneCode, { sessionId, owner });
  return { items: tries.map((one) => ({ ...one, triedAt: formatInstant(one.triedAt) })) };
}

/** What is kept for an order, newest version first; the account of the seller is masked. */
export async function listRawDataOfOrder(
  needs: Pick<Runtime, 'zoneCode' | 'db'>,
  key: { ebpCode: string; orderNo: string },
  owner: string | undefined,
): Promise<RawDataHeld> {
  const versions = await selectVersionsOfOrder(needs.db, needs.zoneCode, { ...key, owner });
  return { items: versions.map(heldOf) };
}

function heldOf({ data, deliveredAt, deliveredBy, keepUntil, version }: RawDataVersion) {
  const { payExchangeInfoHead: head, payExchangeInfoLists: lists } = data;
  const { guid, ebpCode, payCode, payTransactionId, totalAmount, currency } = head;
  return {
    ...{ payCode, payTransactionId, version, guid, ebpCode, currency, deliveredBy },
    totalAmount: String(totalAmount),
    ...{ verDept: head.verDept, tradingTime: head.tradingTime },
    ...{ keptUntil: keepUntil, deliveredAt: formatInstant(deliveredAt) },
    // The raw request and answer may hold anything about a person: only that they are there.
    initalRequestLength: head.initalRequest.length,
    initalResponseLength: head.initalResponse.length,
    orders: lists.map(({ orderNo, goodsInfo, recpAccount, recpName }) => ({
      ...{ orderNo, recpName, recpAccount: maskNumber(recpAccount) },
      goodsInfo: goodsInfo.map(({ gname, itemLink }) => ({ gname, itemLink })),
    })),
  };
}

/**
 * Makes a request that was given up, or waits for its next try, due at once. Throws
 * FINANCE_RAW_DATA_REQUEST_NOT_FOUND, also where it is not the owner's, is done, or lacks its data.
 */
export async function replayRawData(
  needs: RawDataNeeds,
  sessionId: string,
  owner: string | undefined,
): Promise<void> {
  const at = { zoneCode: needs.zoneCode, now: needs.clock.now() };
  if (await replayRequest(needs.db, { sessionId, owner }, at)) return;
  throw new PilotError(
    RAW_DATA_REQUEST_NOT_FOUND,
    `there is no request ${sessionId} to replay: it is not known, done already, or its raw data ` +
      'have not been delivered yet',
  );
}
