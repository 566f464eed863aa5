import { defineStage } from '@pilotzone/kernel/db';
import type { Column, Tx } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';
import type { WaybillKey } from '../model/waybill-numbers.ts';

/** What may happen to a parcel more than once. */
export type ParcelMovement = WaybillKey & {
  readonly kind: 'arrived' | 'part-returned';
  /** The arrival report or the declaration through which it happened. */
  readonly subjectId: string;
  /** Number among those of the same subject. */
  readonly step: number;
  readonly occurredAt: Instant;
  readonly reference: string;
  readonly place: string;
};

const COLUMNS: readonly Column<ParcelMovement>[] = [
  ['logistics_code', 'text', (row) => row.logisticsCode],
  ['logistics_no', 'text', (row) => row.logisticsNo],
  ['kind', 'text', (row) => row.kind],
  ['subject_id', 'uuid', (row) => row.subjectId],
  ['step', 'int2', (row) => row.step],
  ['occurred_at', 'timestamptz', (row) => row.occurredAt],
  ['reference', 'text', (row) => row.reference],
  ['place', 'text', (row) => row.place],
];

const MOVEMENT_STAGE = defineStage('stage_logistics_parcel_movement', COLUMNS);
const NAMES = COLUMNS.map(([name]) => name).join(', ');

/** Appends movements; those already there are left alone. */
export async function appendParcelMovements(
  tx: Tx,
  zoneCode: string,
  rows: readonly ParcelMovement[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.stage(MOVEMENT_STAGE, rows);
  await tx.query(
    `insert into logistics.parcel_movement (zone_code, ${NAMES})
     select $1, ${NAMES}
     from stage_logistics_parcel_movement
     order by logistics_code, logistics_no, kind, subject_id, step
     on conflict do nothing`,
    [zoneCode],
  );
}
