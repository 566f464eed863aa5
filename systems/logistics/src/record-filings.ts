import { isDeepStrictEqual } from 'node:util';
import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { keysInDoubt, partsOf } from '@pilotzone/rules/filing';
import type { FilingOutcome, IncomingFiling } from '@pilotzone/rules/filing';
import { planRound } from './model/plan-filings.ts';
import type { FilingLaw, NumberedFiling, PlannedWrite } from './model/plan-filings.ts';
import { waybillKeyText } from './model/waybill-numbers.ts';
import type { WaybillKey } from './model/waybill-numbers.ts';
import {
  insertFilings,
  lockFilings,
  readFilings,
  readReplaced,
  replaceFilings,
} from './store/filings.ts';
import type { FilingRow, FilingTable, FilingWriteRow } from './store/filings.ts';

export type RecordNeeds = Pick<Runtime, 'zoneCode' | 'clock'>;

/** A document on its way into a table; `key` is its waybill key as text. */
export type IncomingDocument = IncomingFiling &
  WaybillKey & { readonly guid: string; readonly exchangeId: string };

// A round is repeated only where another batch files the same new number at the same moment, or
// where one batch holds several uses of a number, six months apart each.
const ROUNDS_MAX = 50;

/**
 * Files documents of carriers under their numbers, each planned against what is on file. One index
 * probe and one insert when all are new. Takes locks in the order of keys, new numbers before
 * changed ones, and none for what stays as it is.
 */
export async function recordFilings(
  tx: Tx,
  batch: {
    readonly table: FilingTable;
    readonly incoming: readonly IncomingDocument[];
    readonly law: FilingLaw<IncomingDocument>;
  },
  needs: RecordNeeds,
): Promise<Map<IncomingDocument, FilingOutcome>> {
  const { table, law } = batch;
  const outcomes = new Map<IncomingDocument, FilingOutcome>();
  for (const part of partsOf(batch.incoming)) {
    await recordPart(tx, { table, law, part, outcomes }, needs);
  }
  return outcomes;
}

/** Files documents of different keys. */
async function recordPart(
  tx: Tx,
  filing: {
    readonly table: FilingTable;
    readonly law: FilingLaw<IncomingDocument>;
    readonly part: readonly IncomingDocument[];
    readonly outcomes: Map<IncomingDocument, FilingOutcome>;
  },
  needs: RecordNeeds,
): Promise<void> {
  const { table, law, outcomes } = filing;
  let pending = filing.part;
  for (let round = 0; pending.length > 0; round += 1) {
    assert(round < ROUNDS_MAX, `filing of ${pending.length} documents does not come to an end`);
    // Additions are new as a rule: a look at what is on file is taken once one turns out not to be.
    const areNew = round === 0 && pending.every(({ appType }) => appType === '1');
    const keys = areNew ? [] : pending;
    const rows = await readFilings(tx, needs.zoneCode, { table, keys });
    const existing = new Map(rows.map((row) => [waybillKeyText(row), filingOf(row)]));
    await addReplaced(tx, { table, existing, pending }, needs);
    const planned = planRound(pending, existing, law);
    const lost = await write(tx, { table, existing, writes: planned.writes }, needs);
    const again: IncomingDocument[] = [];
    for (const document of pending) {
      const outcome = planned.outcomes.get(document);
      if (outcome && !lost.has(document.key)) outcomes.set(document, outcome);
      else again.push(document);
    }
    pending = again;
  }
}

/** Adds to what is on file what it replaced, where something older arrives. */
async function addReplaced(
  tx: Tx,
  round: {
    readonly table: FilingTable;
    readonly existing: Map<string, NumberedFiling>;
    readonly pending: readonly IncomingDocument[];
  },
  needs: RecordNeeds,
): Promise<void> {
  const { table, existing, pending } = round;
  const doubted = keysInDoubt(existing, pending);
  if (doubted.size === 0) return;
  const keys = pending.filter(({ key }) => doubted.has(key));
  for (const replaced of await readReplaced(tx, needs.zoneCode, { table, keys })) {
    const key = waybillKeyText(replaced);
    const stored = existing.get(key);
    if (stored) existing.set(key, { ...stored, earlier: [...(stored.earlier ?? []), replaced] });
  }
}

function filingOf(row: FilingRow): NumberedFiling {
  const { body, appTime, appStatus, generation, isDeleted: deleted } = row;
  return { body, appTime, appStatus, generation, deleted };
}

type Work = {
  readonly table: FilingTable;
  readonly existing: ReadonlyMap<string, NumberedFiling>;
  readonly writes: readonly PlannedWrite<IncomingDocument>[];
};

/** Writes what was planned; returns the keys at which another batch was faster. */
async function write(tx: Tx, work: Work, needs: RecordNeeds): Promise<Set<string>> {
  const added = work.writes.filter((planned) => planned.kind === 'insert').map(rowOf);
  const replaced = work.writes.filter((planned) => planned.kind === 'update').map(rowOf);
  const lost = new Set<string>();
  if (added.length > 0) await insert(tx, { ...work, rows: added, lost }, needs);
  if (replaced.length > 0) await replace(tx, { ...work, rows: replaced, lost }, needs);
  return lost;
}

type Step = Work & { readonly rows: readonly FilingWriteRow[]; readonly lost: Set<string> };

async function insert(tx: Tx, { table, rows, lost }: Step, needs: RecordNeeds): Promise<void> {
  const at = needs.clock.now();
  const inserted = await insertFilings(tx, needs.zoneCode, { table, rows, at });
  if (inserted.length === rows.length) return;
  for (const row of rows) lost.add(waybillKeyText(row));
  for (const key of inserted) lost.delete(waybillKeyText(key));
}

/** Replaces what is still as it was when the change was planned. */
async function replace(tx: Tx, step: Step, needs: RecordNeeds): Promise<void> {
  const { table, rows, existing, lost } = step;
  const locked = await lockFilings(tx, needs.zoneCode, { table, keys: rows });
  const standing = new Map(locked.map((row) => [waybillKeyText(row), filingOf(row)]));
  const sound = rows.filter((row) => {
    const key = waybillKeyText(row);
    const { earlier: _, ...planned } = existing.get(key) ?? {};
    const isSame = isDeepStrictEqual(standing.get(key), planned);
    if (!isSame) lost.add(key);
    return isSame;
  });
  if (sound.length === 0) return;
  await replaceFilings(tx, needs.zoneCode, { table, rows: sound, at: needs.clock.now() });
}

function rowOf(planned: PlannedWrite<IncomingDocument>): FilingWriteRow {
  const { logisticsCode, logisticsNo, guid, appType, appTime, appStatus, exchangeId, body } =
    planned.incoming;
  return {
    logisticsCode,
    logisticsNo,
    guid,
    appType,
    appTime,
    appStatus,
    exchangeId,
    body,
    generation: planned.generation,
    isDeleted: appType === '3',
    change: planned.change,
  };
}
