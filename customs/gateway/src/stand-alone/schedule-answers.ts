import { wrapDxp } from '@pilotzone/ceb/dxp';
import type { Tx } from '@pilotzone/kernel/db';
import { formatLocalTime } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { CUSTOMS_IMPORT_ID } from '../channel-link.ts';
import { draw, drawSpan } from './draw.ts';
import type { Answer, ReplyTo, StandAloneNeeds } from './needs.ts';
import { insertReceipts } from './stand-alone-store.ts';
import type { NewReceipt } from './stand-alone-store.ts';

type Scheduled = {
  readonly answers: readonly Answer[];
  readonly reply: ReplyTo;
  /** What chance is drawn by: another one each time that a message is answered. */
  readonly salt: string;
};

/** Puts answers on their way, at the time and with the mishaps that the scenario has for them. */
export async function scheduleAnswers(
  needs: StandAloneNeeds,
  tx: Tx,
  scheduled: Scheduled,
): Promise<void> {
  await insertReceipts(tx, needs.zoneCode, schedule(needs, scheduled));
}

/** Answers with their time and fate: repeated, lost, late, out of order, as the scenario draws. */
function schedule(needs: StandAloneNeeds, the: Scheduled): NewReceipt[] {
  const { seed, stepMs, receipts } = needs.scenario();
  const now = needs.clock.now();
  return the.answers.flatMap((one, i) => {
    if (one.messageType === '') return [];
    const name = `${the.salt}|${String(i)}`;
    const steps = one.step * drawSpan(seed, `step|${the.salt}`, stepMs);
    const late = drawSpan(seed, `delay|${name}`, receipts.delayMs);
    const shuffled = receipts.reorder ? Math.round(draw(seed, `order|${name}`) * 3_000) : 0;
    // A millisecond each keeps the order of what is due at once.
    const dueAt = now + one.laterMs + steps + late + shuffled + i;
    const isLost = draw(seed, `lose|${name}`) < receipts.loseShare;
    const first = receiptOf(needs, the.reply, { answer: one, dueAt, isLost });
    if (draw(seed, `repeat|${name}`) >= receipts.repeatShare) return [first];
    return [first, receiptOf(needs, the.reply, { answer: one, dueAt: dueAt + 500, isLost: false })];
  });
}

function receiptOf(
  needs: StandAloneNeeds,
  { channel, receiver, isEnveloped }: ReplyTo,
  { answer: one, dueAt, isLost }: { answer: Answer; dueAt: number; isLost: boolean },
): NewReceipt {
  const receiptId = needs.ids.newId();
  const envelope = {
    copMsgId: receiptId.toUpperCase(),
    senderId: CUSTOMS_IMPORT_ID,
    receiverIds: [receiver],
    creatTime: formatLocalTime(dueAt as Instant),
    msgType: one.messageType,
  };
  return {
    ...{ receiptId, channel, receiver, messageType: one.messageType, dueAt },
    body: isEnveloped ? wrapDxp(envelope, one.body) : one.body,
    summary: one.why.join('; ').slice(0, 500),
    state: isLost ? 'lost' : 'due',
  };
}
