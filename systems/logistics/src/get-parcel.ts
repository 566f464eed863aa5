import { unpackDocument } from '@pilotzone/ceb/pack';
import { assert, PilotError } from '@pilotzone/kernel/errors';
import { formatUnits } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { formatInstant, parseCustomsTime } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { PARCEL_NOT_FOUND } from './contract.ts';
import type { Parcel, ParcelEvent } from './contract.ts';
import type { WaybillKey } from './model/waybill-numbers.ts';
import { readFilingVersions, readParcelEvents } from './store/parcel-events.ts';
import type { FilingVersion, TimelineRow } from './store/parcel-events.ts';

/**
 * The parcel that a number names at present, with its timeline in order of time. The timeline is
 * read from what is on record and nothing else: versions of the waybill, its status, and the
 * events of release and gate.
 * Throws PARCEL_NOT_FOUND.
 */
export async function getParcel(
  key: WaybillKey,
  needs: Pick<Runtime, 'zoneCode' | 'db'>,
): Promise<Parcel> {
  const versions = await readFilingVersions(needs.db, needs.zoneCode, key);
  const standing = versions.find(
    (version) => version.filing === 'waybill' && version.endedBy === null,
  );
  if (!standing) throw parcelNotFound(key);
  const events = await readParcelEvents(needs.db, needs.zoneCode, key);
  const { head } = unpackDocument('CEB511Message', standing.body, standing);
  return {
    logisticsCode: key.logisticsCode,
    logisticsNo: key.logisticsNo,
    logisticsName: head.logisticsName,
    orderNo: head.orderNo,
    grossWeightKg: formatUnits(head.weight),
    state: stateOf(standing),
    generation: standing.generation,
    timeline: timelineOf(standing, versions, events),
  };
}

/** Also for a parcel that is none of the caller's. */
export function parcelNotFound({ logisticsCode, logisticsNo }: WaybillKey): PilotError {
  return new PilotError(
    PARCEL_NOT_FOUND,
    `carrier ${logisticsCode} has filed no waybill ${logisticsNo}; check both numbers`,
  );
}

function stateOf(standing: FilingVersion): Parcel['state'] {
  if (standing.isDeleted) return 'deleted';
  return standing.appStatus === '1' ? 'staged' : 'declared';
}

type Entry = { readonly at: Instant; readonly event: ParcelEvent };

function timelineOf(
  standing: FilingVersion,
  versions: readonly FilingVersion[],
  events: readonly TimelineRow[],
): ParcelEvent[] {
  const present = versions.filter((version) => version.generation === standing.generation);
  const waybills = present.filter((version) => version.filing === 'waybill');
  const startedAt = waybills[0]?.receivedAt ?? standing.receivedAt;
  const entries = [
    ...waybills.map((version, i) => waybillEntry(version, i)),
    ...events.filter((event) => event.occurredAt >= startedAt).map(eventEntry),
    ...present.flatMap(signedForEntry),
  ];
  return entries.sort((a, b) => a.at - b.at).map((entry) => entry.event);
}

function waybillEntry(version: FilingVersion, position: number): Entry {
  const first = position === 0 ? 'waybill-received' : 'waybill-changed';
  const kind = version.isDeleted ? 'waybill-deleted' : first;
  return { at: version.receivedAt, event: { kind, at: formatInstant(version.receivedAt) } };
}

function eventEntry(row: TimelineRow): Entry {
  const { kind, declarationId, reference, place, occurredAt } = row;
  const at = formatInstant(occurredAt);
  const placed = place === '' ? {} : { place };
  const through = declarationId === null ? {} : { declarationId };
  return { at: occurredAt, event: { kind, at, ...through, reference, ...placed } };
}

/**
 * The status that stands; one that was changed or deleted no longer says when the parcel was
 * signed for.
 */
function signedForEntry(version: FilingVersion): Entry[] {
  const stands = version.endedBy === null && !version.isDeleted && version.appStatus !== '1';
  if (version.filing !== 'waybill_status' || !stands) return [];
  const { head } = unpackDocument('CEB513Message', version.body, version);
  const at = parseCustomsTime(head.logisticsTime);
  assert(at !== undefined, `a status on file has the time ${head.logisticsTime}`);
  return [{ at, event: { kind: 'signed-for', at: formatInstant(at) } }];
}
