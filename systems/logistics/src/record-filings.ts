import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { FilingOutcome, IncomingFiling } from '@pilotzone/rules/filing';
import { planRound } from './model/plan-filings.ts';
import type { FilingLaw, NumberedFiling, PlannedWrite } from './model/plan-filings.ts';
import { waybillKeyText } from './model/waybill-numbers.ts';
import type { WaybillKey } from './model/waybill-numbers.ts';
import { insertFilings, lockFilings, replaceFilings } from './store/filings.ts';
import type { FilingTable, FilingWriteRow } from './store/filings.ts';

export type RecordNeeds = Pick<Runtime, 'zoneCode' | 'clock'>;

/** A document on its way into a table; `key` is its waybill key as text. */
export type IncomingDocument = IncomingFiling &
  WaybillKey & { readonly guid: string; readonly exchangeId: string };

// A round is repeated only where another batch files the same new number at the same moment, or
// where one batch holds several uses of a number, six months apart each.
const ROUNDS_MAX = 50;

/**
 * Files documents of carriers under their numbers, each planned against what is on file. One
 * index probe and one insert when all are new. Locks the documents that are there; the
 * transaction must end soon.
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
  const outcomes = new Map<IncomingDocument, FilingOutcome>();
  let pending = batch.incoming;
  for (let round = 0; pending.length > 0; round += 1) {
    assert(round < ROUNDS_MAX, `filing of ${pending.length} documents does not come to an end`);
    const existing = await readExisting(tx, batch.table, { pending, needs });
    const planned = planRound(pending, existing, batch.law);
    const lost = await write(tx, batch.table, { writes: planned.writes, needs });
    const again: IncomingDocument[] = [];
    for (const document of pending) {
      const outcome = planned.outcomes.get(document);
      if (outcome && !lost.has(document.key)) outcomes.set(document, outcome);
      else again.push(document);
    }
    pending = again;
  }
  return outcomes;
}

async function readExisting(
  tx: Tx,
  table: FilingTable,
  { pending, needs }: { pending: readonly IncomingDocument[]; needs: RecordNeeds },
): Promise<Map<string, NumberedFiling>> {
  const keys = new Map(pending.map((document) => [document.key, document]));
  const rows = await lockFilings(tx, needs.zoneCode, { table, keys: [...keys.values()] });
  return new Map(rows.map((row) => [waybillKeyText(row), { ...row, deleted: row.isDeleted }]));
}

/** Writes what was planned; returns the keys at which another batch was faster. */
async function write(
  tx: Tx,
  table: FilingTable,
  work: { writes: readonly PlannedWrite<IncomingDocument>[]; needs: RecordNeeds },
): Promise<Set<string>> {
  const { zoneCode, clock } = work.needs;
  const at = clock.now();
  const rowsOf = (kind: 'insert' | 'update') =>
    work.writes.filter((planned) => planned.kind === kind).map(rowOf);
  const replaced = rowsOf('update');
  if (replaced.length > 0) await replaceFilings(tx, zoneCode, { table, rows: replaced, at });
  const added = rowsOf('insert');
  if (added.length === 0) return new Set();
  const inserted = await insertFilings(tx, zoneCode, { table, rows: added, at });
  if (inserted.length === added.length) return new Set();
  const lost = new Set(added.map(waybillKeyText));
  for (const key of inserted) lost.delete(waybillKeyText(key));
  return lost;
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
