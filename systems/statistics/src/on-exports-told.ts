import { assert } from '@pilotzone/kernel/errors';
import { parseUnits } from '@pilotzone/kernel/money';
import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, parseInstant, parsePlainDate } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import { EXPORTS_RELEASED, EXPORTS_UNDONE } from '@pilotzone/single-window/contract';
import type { ExportFacts, ExportsTold, ExportsUndone } from '@pilotzone/single-window/contract';
import type { GoodsFact, ListFact, TradeFacts } from './model.ts';
import { findParks, type ParkNeeds } from './find-parks.ts';
import { exportRows } from './model/fact-block.ts';
import { appendFacts, openRevision } from './store.ts';
import { appendBlock } from './store/fact-blocks.ts';

type Needs = Pick<Runtime, 'zoneCode' | 'clock'> & ParkNeeds;

/** Counts released export lists on the day of their release. Idempotent by event id. */
export async function onExportsReleased(tx: Tx, event: ExportsTold, needs: Needs): Promise<void> {
  const counted = event.declarations.map((facts) => ({ facts, day: dayIn(event.day) }));
  await count(tx, { event, kind: EXPORTS_RELEASED, counted, sign: 1n }, needs);
}

/**
 * Takes what was cancelled or came back out of the numbers, on the day of its release. A list that
 * was cancelled before its release was never counted.
 */
export async function onExportsUndone(tx: Tx, event: ExportsUndone, needs: Needs): Promise<void> {
  const counted = event.declarations
    .filter(({ releasedOn }) => releasedOn !== '')
    .map((facts) => ({ facts, day: dayIn(facts.releasedOn) }));
  await count(tx, { event, kind: EXPORTS_UNDONE, counted, sign: -1n }, needs);
}

function dayIn(text: string): PlainDate {
  const day = parsePlainDate(text);
  assert(day, `an event carries "${text}" where a day belongs`);
  return day;
}

type Counted = { readonly facts: ExportFacts; readonly day: PlainDate };

async function count(
  tx: Tx,
  told: { event: ExportsTold; kind: string; counted: readonly Counted[]; sign: 1n | -1n },
  needs: Needs,
): Promise<void> {
  const { zoneCode, clock } = needs;
  const { event, kind, counted, sign } = told;
  if (counted.length === 0) return;
  const at = parseInstant(event.at);
  assert(at !== undefined, `event ${event.eventId} has no valid time`);
  const listCount = counted.reduce((sum, { facts }) => sum + facts.lists, 0);
  const about = { eventId: event.eventId, kind, day: dayIn(event.day), at, listCount };
  const revision = await openRevision(tx, zoneCode, { event: about, today: dayOf(clock.now()) });
  if (!revision) return;
  const key = { ...revision, zoneCode };
  await appendFacts(tx, key, aggregateExports(counted, sign));
  const lists = counted.map(({ facts }) => facts);
  const parks = await findParks(tx, lists, needs);
  await appendBlock(tx, key, exportRows(counted, parks, sign === 1n ? 1 : -1));
}

/**
 * The facts of export lists: lists of equal dimensions become one row. Of an export the value free
 * on board stands as the price, there is no tax, and the country is that of destination.
 */
export function aggregateExports(counted: readonly Counted[], sign: 1n | -1n): TradeFacts {
  const lists = new Map<string, ListFact>();
  const goods = new Map<string, GoodsFact>();
  for (const { facts, day } of counted) {
    const { tradeMode, portCode, ebpCode } = facts;
    const place = { day, tradeMode, direction: 'export' as const, portCode, ebpCode };
    const listKey = `${day} ${tradeMode} ${portCode} ${ebpCode}`;
    const list = lists.get(listKey) ?? { ...place, ...NO_TAX, ...EMPTY_LIST };
    lists.set(listKey, {
      ...list,
      listCount: list.listCount + Number(sign) * facts.lists,
      dutiablePrice: list.dutiablePrice + sign * unitsOf(facts.value),
      grossWeightKg: list.grossWeightKg + sign * unitsOf(facts.grossWeightKg),
    });
    for (const line of facts.lines) {
      const hsHeading = line.hsCode.slice(0, 4);
      const cell = { originCountry: line.destinationCountry, hsHeading, unit: line.unit1 };
      const key = `${listKey} ${cell.originCountry} ${hsHeading} ${cell.unit}`;
      const fact = goods.get(key) ?? { ...place, ...cell, ...NO_TAX, ...EMPTY_GOODS };
      goods.set(key, {
        ...fact,
        // A line of which only a part came back stays a line.
        lineCount: fact.lineCount + Number(sign) * facts.lists,
        quantity: fact.quantity + sign * unitsOf(line.quantity1),
        dutiablePrice: fact.dutiablePrice + sign * unitsOf(line.value),
      });
    }
  }
  return { lists: [...lists.values()], goods: [...goods.values()] };
}

const NO_TAX = { dutiablePrice: 0n, tariff: 0n, consumptionTax: 0n, valueAddedTax: 0n };
const EMPTY_LIST = { listCount: 0, tax: 0n, grossWeightKg: 0n };
const EMPTY_GOODS = { lineCount: 0, quantity: 0n };

function unitsOf(text: string): bigint {
  const units = parseUnits(text);
  assert(units !== undefined, `an event carries "${text}" where a decimal belongs`);
  return units;
}
