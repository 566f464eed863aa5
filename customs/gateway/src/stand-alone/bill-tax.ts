import type { Tx } from '@pilotzone/kernel/db';
import { issueBills, prepareBills } from '../simulator/issue-bills.ts';
import type { BillMessage, ReleasedList } from '../simulator/issue-bills.ts';
import type { TaxBillOptions } from '../simulator/options.ts';
import type { ReplyTo, StandAloneNeeds } from './needs.ts';
import { scheduleAnswers } from './schedule-answers.ts';

/** Prepares the tax bills of released lists where the scenario bills, due a while after release. */
export async function billReleased(
  needs: StandAloneNeeds,
  tx: Tx,
  the: { decided: readonly Omit<ReleasedList, 'reply'>[]; reply: ReplyTo },
): Promise<void> {
  const { taxBills, stepMs } = needs.scenario();
  if (!taxBills || the.decided.length === 0) return;
  const laterMs = 2 * stepMs[1] + taxBills.afterMs;
  const released = the.decided.map((one) => ({
    ...{ ...one, reply: the.reply, afterMs: one.afterMs + laterMs },
  }));
  await prepareBills(needs, tx, { released, options: optionsOf(needs) });
}

/** Puts what is to be told of tax bills on its way, to where each list came from. */
export async function issueDueBills(needs: StandAloneNeeds): Promise<void> {
  if (!needs.scenario().taxBills) return;
  await needs.db.transaction(async (tx) => {
    const hand = async (messages: readonly BillMessage[]) => {
      for (const message of messages) await schedule(needs, tx, message);
    };
    await issueBills(needs, optionsOf(needs), { q: tx, hand });
  });
}

async function schedule(needs: StandAloneNeeds, tx: Tx, { type, body, bills }: BillMessage) {
  const [first] = bills;
  if (!first) return;
  const { channel, receiver, isEnveloped } = first;
  const why = bills.map(({ invtNo, status }) => `${type}: list ${invtNo}, status ${status}`);
  const answers = [{ body, messageType: type, step: 0, laterMs: 0, why }];
  const salt = `bill|${first.invtNo}|${first.status}|${String(needs.clock.now())}`;
  await scheduleAnswers(needs, tx, { answers, reply: { channel, receiver, isEnveloped }, salt });
}

function optionsOf(needs: StandAloneNeeds): TaxBillOptions {
  const { seed, taxBills } = needs.scenario();
  const { wrongShare = 0, collectFromDay } = taxBills ?? {};
  return { seed, wrongShare, ...(collectFromDay === undefined ? {} : { collectFromDay }) };
}
