import { Buffer } from 'node:buffer';
import type { Instant } from '@pilotzone/kernel/time';
import { payloadOf, signTextOf } from '@pilotzone/rules/payment-raw-data';
import { afterTry } from './model/raw-data.ts';
import type { RawDataRequest, UploadAnswer } from './model/raw-data.ts';
import type { RawDataNeeds } from './raw-data-needs.ts';
import { selectLatestOfOrder } from './store/raw-data.ts';
import { claimDueRequests, markOwed, recordTry } from './store/raw-data-requests.ts';
import type { Tried } from './store/raw-data-requests.ts';

// A few at once: customs answers each within seconds, and one that hangs holds up nobody for long.
const CLAIM_LIMIT = 8;
// Longer than signing and posting may take together; whoever dies meanwhile is replaced then.
const LEASE_MS = 120_000;

/**
 * Uploads what customs asked for and is due (realTimeDataUpload), each at least once, until nothing
 * is due any more. Claiming, posting and noting the answer are steps of their own: no transaction
 * is open while customs is waited for. Returns how many tries were made.
 */
export async function sendRawData(needs: RawDataNeeds): Promise<number> {
  if (needs.rawData.blocked !== undefined) return 0;
  let tries = 0;
  for (;;) {
    const now = needs.clock.now();
    const leaseUntil = (now + LEASE_MS) as Instant;
    const claim = { now, leaseUntil, limit: CLAIM_LIMIT };
    const claimed = await claimDueRequests(needs.db, needs.zoneCode, claim);
    await Promise.all(claimed.map((request) => tryOne(needs, request)));
    tries += claimed.length;
    if (claimed.length < CLAIM_LIMIT) return tries;
  }
}

async function tryOne(needs: RawDataNeeds, request: RawDataRequest): Promise<void> {
  const { rawData, db, zoneCode, clock, log } = needs;
  const kept = await selectLatestOfOrder(db, zoneCode, request);
  if (!kept) return markOwed(db, zoneCode, request.sessionId);
  const answer = { ...kept.data, sessionID: request.sessionId, serviceTime: clock.now() };
  let payload: string;
  try {
    payload = payloadOf(answer, await rawData.sign(signTextOf(answer)));
  } catch (error) {
    // The key may be back in a moment; customs was not asked, so this is no try.
    log.error({ err: error, sessionId: request.sessionId }, 'raw data could not be signed');
    return;
  }
  const body = Buffer.from(payload);
  const sent = { direction: 'out', messageType: 'realTimeDataUpload', body } as const;
  const exchangeId = await db.transaction((tx) => rawData.recordExchange(tx, sent));
  const { payCode, payTransactionId, version } = kept;
  const about = { payCode, payTransactionId, version, exchangeId };
  await note(needs, { request, about, answer: await rawData.upload(payload) });
}

async function note(
  { db, zoneCode, clock, log }: RawDataNeeds,
  tried: Pick<Tried, 'about'> & { request: RawDataRequest; answer: UploadAnswer },
): Promise<void> {
  const { request, about, answer } = tried;
  const at = { zoneCode, now: clock.now() };
  const after = afterTry(request, answer, at.now);
  await db.transaction((tx) => recordTry(tx, { request, about, after }, at));
  if (after.state !== 'dead') return;
  const { sessionId } = request;
  log.warn({ sessionId, reason: after.lastMessage }, 'payment raw data given up; replay them');
}
