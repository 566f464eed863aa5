import { unpackDocument } from '@pilotzone/ceb/pack';
import { formatUnits } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { formatInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import type { Parcel, ParcelEvent } from './contract.ts';
import type { WaybillKey } from './model/waybill-numbers.ts';
import { readParcelMovements } from './store/export-movements.ts';
import { readFilings } from './store/filings.ts';
import { readParcelEvents } from './store/parcel-events.ts';

/**
 * The exported parcel that a number names, with its timeline: waybill, gate, arrival, release,
 * departure; `undefined` when the carrier filed no export waybill under it.
 */
export async function findExportParcel(
  key: WaybillKey,
  needs: Pick<Runtime, 'zoneCode' | 'db'>,
): Promise<Parcel | undefined> {
  const { db, zoneCode } = needs;
  const [row] = await readFilings(db, zoneCode, { table: 'export_waybill', keys: [key] });
  if (!row) return undefined;
  const { head } = unpackDocument('CEB505Message', row.body, row);
  const events = await readParcelEvents(db, zoneCode, key);
  const movements = await readParcelMovements(db, zoneCode, key);
  const entries: { at: Instant; event: Omit<ParcelEvent, 'at'> }[] = [
    ...events.map(({ kind, declarationId, reference, place, occurredAt }) => ({
      at: occurredAt,
      event: {
        kind,
        ...(declarationId === null ? {} : { declarationId }),
        reference,
        ...(place === '' ? {} : { place }),
      },
    })),
    ...movements.map(({ kind, copNo, place, occurredAt }) => ({
      at: occurredAt,
      event: {
        kind: kind === 'arrival' ? ('arrived' as const) : ('departed' as const),
        reference: copNo,
        ...(place === '' ? {} : { place }),
      },
    })),
  ];
  return {
    logisticsCode: key.logisticsCode,
    logisticsNo: key.logisticsNo,
    logisticsName: head.logisticsName,
    orderNo: '',
    grossWeightKg: formatUnits(head.grossWeight),
    state: row.isDeleted ? 'deleted' : row.appStatus === '1' ? 'staged' : 'declared',
    generation: row.generation,
    timeline: entries
      .sort((a, b) => a.at - b.at)
      .map(({ at, event }) => ({ ...event, at: formatInstant(at) })),
  };
}
