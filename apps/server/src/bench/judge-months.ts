import { createHmac } from 'node:crypto';
import { packDocument } from '@pilotzone/ceb/pack';
import type { Labelled } from '@pilotzone/generator/generate-months';
import { endOfDay, startOfDay, type PlainDate } from '@pilotzone/kernel/time';
import type { FactVector } from '@pilotzone/risk/model/facts';
import { createNameReader } from '@pilotzone/risk/model/restricted-names';
import type { RuleTable } from '@pilotzone/risk/model/rule-table';
import { shortKey } from '@pilotzone/risk/model/trade';
import { countReturn, countTrade, emptyWindows } from '@pilotzone/risk/model/trade-windows';
import { compileTable, judgeVector, type Verdict } from '@pilotzone/risk/model/verdict';
import { completeFacts } from '@pilotzone/risk/watch-trades';
import { toCase } from '@pilotzone/single-window/model/arriving-case';
import { judgeDeclaration, type JudgeContext } from '@pilotzone/single-window/model/judge';
import { toRiskFacts } from '@pilotzone/single-window/model/risk-facts';
import { toTrade } from '@pilotzone/single-window/model/risk-trade';
import { amountsOf, begin } from '@pilotzone/single-window/model/verdict';
import { createDemoTariff, demoSupervisionModes } from '@pilotzone/tariff/demo';
import { regimeOn } from '@pilotzone/tariff/limits';
import { createIdSource } from '@pilotzone/kernel/ids';
import { DEMO_ZONE_CODE } from '../config.ts';

/** A labelled list with what risk control saw and said. */
export type JudgedLabel = Labelled & {
  readonly facts: FactVector;
  readonly verdict: Verdict;
  /** Codes for which the documents themselves would be refused; none is planted. */
  readonly refusedFor: readonly string[];
};

const BATCH = 250;
const ids = createIdSource(() => 1_795_000_000_000);

/**
 * Judges labelled lists in batches as clearing does, day after day, by the functions that clearing
 * calls, without a database: documents, tax, habits of the buyer, windows, rules.
 */
export function* judgeLabelled(
  labelled: Iterable<Labelled>,
  table: RuleTable,
): Generator<JudgedLabel> {
  const settled = emptyWindows();
  const namesIn = createNameReader();
  const habits = countHabits();
  let batch: Labelled[] = [];
  let returned: Labelled[] = [];
  for (const one of [...labelled, undefined]) {
    const day = batch[0]?.day;
    if (day !== undefined && (one?.day !== day || batch.length === BATCH)) {
      yield* judgeBatch(batch);
      batch = [];
      // What goes back goes back at night.
      if (one?.day !== day) {
        for (const { purchase } of returned) {
          const { buyerIdNumber, ebcCode } = purchase.list.head;
          const about = { buyer: shortKey(keyOf(buyerIdNumber)), merchant: ebcCode };
          countReturn(settled, about, endOfDay(day));
        }
        returned = [];
      }
    }
    if (!one) return;
    batch.push(one);
    if (one.isReturned) returned.push(one);
  }

  function* judgeBatch(lists: readonly Labelled[]): Generator<JudgedLabel> {
    const [{ day } = { day: '1970-01-01' as PlainDate }] = lists;
    const at = startOfDay(day) + 10 * 3_600_000;
    const drafts = lists.map((one) => draftOf(one, contextOn(day), habits));
    const layers = [settled, emptyWindows({ keepsGoods: false })] as const;
    const facts = drafts.map((draft) => draft.facts);
    const how = { at, pseudonymOf: keyOf, namesIn };
    const { completed, counted } = completeFacts(layers, facts, how);
    for (const trade of counted) countTrade(settled, trade, at);
    const compiled = compileTable(table, day);
    for (const [index, one] of lists.entries()) {
      const vector = completed[index] ?? [];
      const refusedFor = drafts[index]?.refusedFor ?? [];
      yield { ...one, facts: vector, verdict: judgeVector(compiled, vector), refusedFor };
    }
  }
}

const tariff = createDemoTariff();
const supervisionModes = demoSupervisionModes(DEMO_ZONE_CODE);

function contextOn(on: PlainDate): JudgeContext {
  return { on, tariff, zoneCode: DEMO_ZONE_CODE, supervisionModes };
}

/** As the zone's keyed hash, with a key of its own. */
function keyOf(text: string): string {
  const hex = createHmac('sha256', 'generated months').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)].join('-');
}

type Habits = ReturnType<typeof countHabits>;

function draftOf({ purchase, day }: Labelled, context: JudgeContext, habits: Habits) {
  const { list, order, payment, waybill } = purchase;
  const item = toCase({
    document: list,
    body: packDocument('CEB621Message', list),
    exchangeId: '',
    known: undefined,
    newId: ids.newId(),
    status: 'filed',
    buyerKey: keyOf(list.head.buyerIdNumber),
    now: endOfDay(day),
  });
  const judgement = judgeDeclaration({ list, order, payments: [payment], waybill }, context);
  const verdict = begin({ case: item, order, waybill, judgement });
  verdict.habits = habits(item.row.buyerKey, day, amountsOf(verdict)?.dutiablePrice ?? 0n);
  const facts = { ...toRiskFacts(verdict, () => undefined), trade: toTrade(verdict, keyOf) };
  return { facts, refusedFor: judgement.findings.map(({ code }) => code) };
}

/** What the row of an allowance counts (buyer-habits.ts of the single window). */
function countHabits() {
  const buyers = new Map<string, { day: string; today: number; year: number; used: bigint }>();
  return (buyerKey: string, day: PlainDate, price: bigint) => {
    const known = buyers.get(buyerKey) ?? { day, today: 0, year: 0, used: 0n };
    const today = known.day === day ? known.today + 1 : 1;
    const next = { day, today, year: known.year + 1, used: known.used + price };
    buyers.set(buyerKey, next);
    return {
      declarationsToday: next.today,
      declarationsYear: next.year,
      allowanceUsedShare: Number((next.used * 10_000n) / regimeOn(day).annualLimit.units),
    };
  };
}
