import { createHash } from 'node:crypto';
import { encodeCeb } from '@pilotzone/ceb/encode';
import type { DocumentByType, ListDocument } from '@pilotzone/ceb/message';
import type { Queryable, Tx } from '@pilotzone/kernel/db';
import { addDays, dayOf, formatReturnTime } from '@pilotzone/kernel/time';
import { regimeOn } from '@pilotzone/tariff/limits';
import { addReturned, billedLinesOf, miscalculated, remainingLines } from './bill.ts';
import type { BilledLine } from './bill.ts';
import { collectBills, insertBills, lockStandingBills, lockUntold } from './bill-store.ts';
import { markTold, taxNoOf, voidBills } from './bill-store.ts';
import type { SimulatedBill } from './bill-store.ts';
import type { SimulatorNeeds, TaxBillOptions } from './options.ts';
import type { SimulatedRequest } from './request-store.ts';

/** A list that customs releases, under the number that it gave it. */
export type ReleasedList = {
  readonly list: ListDocument;
  readonly invtNo: string;
  /** Where it came from; empty inside the platform. */
  readonly reply: Pick<SimulatedBill, 'channel' | 'receiver' | 'isEnveloped'>;
  /** How much later than now it is released and billed. */
  readonly afterMs: number;
};

/** Prepares the bills of released lists; a list that has one keeps it. */
export async function prepareBills(
  needs: SimulatorNeeds,
  tx: Tx,
  { released, options }: { released: readonly ReleasedList[]; options: TaxBillOptions },
): Promise<void> {
  const now = needs.clock.now();
  const on = dayOf(now);
  const basis = { on, tariff: needs.tariff(), regime: regimeOn(on) };
  const bills = released.flatMap(({ list, invtNo, reply, afterMs }): SimulatedBill[] => {
    const exact = billedLinesOf(list, basis);
    if (exact.length === 0) return [];
    const lines = errs(options, invtNo) ? miscalculated(exact) : exact;
    const { customsCode, agentCode, ebcCode, logisticsCode, assureCode } = list.head;
    return [
      {
        ...{ invtNo, billNo: 1, customsCode, agentCode, ebcCode, logisticsCode, assureCode },
        ...{ releasedOn: on, lines, returned: new Map(), status: '1', told: '', entDutyNo: '' },
        ...{ ...reply, issueAt: now + afterMs },
      },
    ];
  });
  await insertBills(tx, needs.zoneCode, bills);
}

/** Drawn by hash of the list's number, so that the order of lists does not matter. */
function errs({ wrongShare = 0, seed }: TaxBillOptions, invtNo: string): boolean {
  if (wrongShare <= 0) return false;
  const hash = createHash('sha256')
    .update(`bill|${String(seed)}|${invtNo}`)
    .digest();
  return hash.readUInt32BE(0) / 0x1_0000_0000 < wrongShare;
}

/** A list was cancelled or came back: its bill is void, and what remains gets another one. */
export async function amendBills(
  needs: SimulatorNeeds,
  tx: Tx,
  closed: readonly SimulatedRequest[],
): Promise<void> {
  for (const { messageType, invtNo, lines } of closed) {
    const [bill] = await lockStandingBills(tx, needs.zoneCode, [invtNo]);
    if (!bill) continue;
    await voidBills(tx, needs.zoneCode, [taxNoOf(bill)]);
    const returned = addReturned(bill.returned, lines);
    const isAll =
      messageType === 'CEB623Message' || remainingLines(bill.lines, returned).length === 0;
    if (isAll) continue;
    const issueAt = Math.max(bill.issueAt, needs.clock.now());
    const { billNo } = bill;
    await insertBills(tx, needs.zoneCode, [{ ...bill, billNo: billNo + 1, returned, issueAt }]);
  }
}

/** A message about tax bills, and where it goes. */
export type BillMessage = {
  readonly type: 'CEB816Message' | 'CEB818Message';
  readonly body: Uint8Array;
  readonly bills: readonly SimulatedBill[];
};

/**
 * One round of what the other side has not been told about bills: new ones (816), and those that
 * were collected into payment books or became void (818). `hand` gets it all; when it fails, the
 * same comes again. Returns how many bills it was, at most a thousand.
 */
export async function issueBills(
  needs: SimulatorNeeds,
  options: TaxBillOptions,
  by: { q: Queryable; hand(messages: readonly BillMessage[]): Promise<void> },
): Promise<number> {
  const { zoneCode, clock } = needs;
  const day = dayOf(clock.now());
  const after = options.collectFromDay ?? COLLECTED_FROM_DAY;
  await collectBills(by.q, zoneCode, { until: addDays(day, -after), day });
  const bills = await lockUntold(by.q, zoneCode, { now: clock.now(), limit: BILLS_PER_ROUND });
  if (bills.length === 0) return 0;
  // A bill that became void before anybody knew it is never told.
  await by.hand(composeBills(needs, bills.filter(isToBeTold)));
  await markTold(by.q, zoneCode, bills);
  return bills.length;
}

export const BILLS_PER_ROUND = 1_000;
const BILLS_PER_MESSAGE = 100;
// Until the thirtieth day goods may come back; the book is made of what stands then.
const COLLECTED_FROM_DAY = 31;

function isToBeTold({ told, status }: SimulatedBill): boolean {
  return told !== '' || status !== '3';
}

function composeBills(needs: SimulatorNeeds, bills: readonly SimulatedBill[]): BillMessage[] {
  const byPlace = new Map<string, SimulatedBill[]>();
  for (const bill of bills) {
    const { channel, receiver, isEnveloped, told } = bill;
    const place = JSON.stringify([told === '', channel, receiver, isEnveloped]);
    byPlace.set(place, [...(byPlace.get(place) ?? []), bill]);
  }
  return [...byPlace.values()].flatMap((group) => {
    const messages: BillMessage[] = [];
    for (let from = 0; from < group.length; from += BILLS_PER_MESSAGE)
      messages.push(compose(needs, group.slice(from, from + BILLS_PER_MESSAGE)));
    return messages;
  });
}

function compose(needs: SimulatorNeeds, bills: readonly SimulatedBill[]): BillMessage {
  const frame = { guid: needs.ids.newId(), version: '1.0' };
  if (bills[0]?.told === '') {
    const type = 'CEB816Message';
    const documents = bills.map((bill) => taxBillOf(needs, bill));
    return { type, bills, body: encodeCeb({ ...frame, type, documents }) };
  }
  const type = 'CEB818Message';
  const documents = bills.map((bill) => ({ head: headOf(needs, bill), lines: [] as const }));
  return { type, bills, body: encodeCeb({ ...frame, type, documents: [...documents] }) };
}

function headOf(needs: SimulatorNeeds, bill: SimulatedBill) {
  const { invtNo, status, entDutyNo, assureCode } = bill;
  return {
    guid: needs.ids.newId().toUpperCase(),
    returnTime: formatReturnTime(needs.clock.now()),
    ...{ invtNo, taxNo: taxNoOf(bill), status, assureCode },
    entDutyNo: entDutyNo === '' ? undefined : entDutyNo,
  };
}

function taxBillOf(needs: SimulatorNeeds, bill: SimulatedBill): DocumentByType['CEB816Message'] {
  const lines = remainingLines(bill.lines, bill.returned);
  const sum = (amount: (line: BilledLine) => bigint) =>
    lines.reduce((total, line) => total + amount(line), 0n);
  const { ebcCode, logisticsCode, agentCode, customsCode } = bill;
  return {
    head: {
      ...headOf(needs, bill),
      customsTax: sum(({ tariff }) => tariff),
      valueAddedTax: sum(({ valueAddedTax }) => valueAddedTax),
      consumptionTax: sum(({ consumptionTax }) => consumptionTax),
      ...{ note: undefined, ebcCode, logisticsCode, agentCode, customsCode },
    },
    lines: lines.map(({ gnum, gcode, taxPrice, tariff, valueAddedTax, consumptionTax }) => ({
      ...{ gnum, gcode, taxPrice, customsTax: tariff, valueAddedTax, consumptionTax },
    })),
  };
}
