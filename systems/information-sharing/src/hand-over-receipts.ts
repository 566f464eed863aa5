import { wrapDxp } from '@pilotzone/ceb/dxp';
import type { Queryable } from '@pilotzone/kernel/db';
import { timeOfId } from '@pilotzone/kernel/ids';
import { formatLocalTime, type Clock } from '@pilotzone/kernel/time';
import { readExchanges } from './read-exchanges.ts';
import { listWaitingReturns, markHanded, type ReturnMessage } from './store/returns.ts';

export type HandingNeeds = {
  readonly zoneCode: string;
  readonly db: Queryable;
  readonly clock: Clock;
  /** The sender of envelopes of ours. */
  readonly dxpId?: string | undefined;
};

/** Receipts for a trader, as they go out: the same bytes under the same id each time. */
export type WaitingReceipts = { readonly id: string; readonly body: Buffer };

/** The oldest receipts that wait for a channel; over HTTP, for one participant. */
export async function listReceiptsWaiting(
  needs: HandingNeeds,
  wanted: { channel: string; participantCode?: string | undefined; limit: number },
): Promise<WaitingReceipts[]> {
  const rows = await listWaitingReturns(needs.db, needs.zoneCode, wanted);
  if (rows.length === 0) return [];
  const ids = rows.map(({ exchangeId }) => exchangeId);
  const bodies = await readExchanges(needs, needs.db, ids);
  return rows.flatMap((row) => {
    const body = bodies.get(row.exchangeId);
    return body ? [{ id: row.exchangeId, body: enveloped(needs, row, body) }] : [];
  });
}

/** In an envelope where the trader's message came in one. */
function enveloped({ dxpId }: HandingNeeds, row: ReturnMessage, body: Buffer): Buffer {
  const { exchangeId, receiverId, messageType } = row;
  if (receiverId === null || dxpId === undefined) return body;
  const envelope = {
    ...{ copMsgId: exchangeId.toUpperCase(), senderId: dxpId, receiverIds: [receiverId] },
    ...{ creatTime: formatLocalTime(timeOfId(exchangeId)), msgType: messageType },
  };
  return wrapDxp(envelope, body);
}

/** Notes that the channel took them, or the participant who fetched them confirmed it. */
export async function confirmReceipts(
  { zoneCode, db, clock }: HandingNeeds,
  what: { ids: readonly string[]; participantCode?: string | undefined },
): Promise<void> {
  if (what.ids.length > 0) await markHanded(db, zoneCode, { ...what, now: clock.now() });
}
