import type {
  DocumentByType,
  WaybillDocument,
  WaybillStatusDocument,
} from '@pilotzone/ceb/message';
import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Subscription } from '@pilotzone/kernel/outbox';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { GATE_PASS_CONSUMED_EVENT } from '@pilotzone/parks/contract';
import type { GatePassConsumed } from '@pilotzone/parks/contract';
import type { ExportWaybill } from '@pilotzone/rules/export/documents';
import {
  DECLARATIONS_RELEASED,
  DECLARATIONS_UNDONE,
  EXPORTS_RELEASED,
  EXPORTS_UNDONE,
} from '@pilotzone/single-window/contract';
import type {
  DeclarationsReleased,
  DeclarationsUndone,
  ExportsTold,
  ExportsUndone,
} from '@pilotzone/single-window/contract';
import { applyArrivalReceipts } from './apply-arrival-receipts.ts';
import type { ClosedArrival } from './apply-arrival-receipts.ts';
import type { FiledDocument, Parcel, RecordOutcome } from './contract.ts';
import { findWaybills } from './find-waybills.ts';
import { findExportParcel } from './get-export-parcel.ts';
import { getParcel, parcelNotFound } from './get-parcel.ts';
import type { FiledMovement } from './model/export-movement.ts';
import type { WaybillKey } from './model/waybill-numbers.ts';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';
import { onExportsReleased, onExportsUndone } from './on-exports-told.ts';
import { onGatePassConsumed } from './on-gate-pass-consumed.ts';
import { noteMovementReceipts } from './note-movement-receipts.ts';
import { recordExportMovements } from './record-export-movements.ts';
import { findExportWaybills, recordExportWaybills } from './record-export-waybills.ts';
import { recordArrivals, resendArrivals } from './record-arrivals.ts';
import type { ReportingNeeds } from './record-arrivals.ts';
import { recordWaybillStatuses } from './record-waybill-statuses.ts';
import { recordWaybills } from './record-waybills.ts';
import type { IsWaybillDeclared } from './record-waybills.ts';
import type { MovementReceiptRow } from './store/export-movements.ts';

export type Logistics = {
  recordWaybills(
    tx: Tx,
    waybills: readonly FiledDocument<WaybillDocument>[],
    isDeclared: IsWaybillDeclared,
  ): Promise<RecordOutcome[]>;
  findWaybills(q: Queryable, keys: readonly WaybillKey[]): Promise<(WaybillDocument | undefined)[]>;
  recordWaybillStatuses(
    tx: Tx,
    statuses: readonly FiledDocument<WaybillStatusDocument>[],
  ): Promise<RecordOutcome[]>;
  recordExportWaybills(
    tx: Tx,
    waybills: readonly FiledDocument<ExportWaybill>[],
    isDeclared: IsWaybillDeclared,
  ): Promise<RecordOutcome[]>;
  findExportWaybills(
    q: Queryable,
    keys: readonly WaybillKey[],
  ): Promise<(ExportWaybill | undefined)[]>;
  recordExportMovements(tx: Tx, movements: readonly FiledMovement[]): Promise<RecordOutcome[]>;
  noteMovementReceipts(
    tx: Tx,
    receipts: readonly MovementReceiptRow[],
  ): Promise<{ unknown: number }>;
  recordArrivals(
    tx: Tx,
    reports: readonly FiledDocument<DocumentByType['CEB711Message']>[],
  ): Promise<RecordOutcome[]>;
  applyArrivalReceipts(
    tx: Tx,
    heads: readonly DocumentByType['CEB712Message']['head'][],
  ): Promise<{ unknown: number; closed: ClosedArrival[] }>;
  /** Sends reports again that customs has not answered. */
  resendUnanswered(ids: readonly string[]): Promise<void>;
  /** With an owner only a parcel that it carries or takes part in. */
  getParcel(key: WaybillKey, owner?: string): Promise<Parcel>;
  readonly subscriptions: readonly Subscription[];
};

export type LogisticsNeeds = Runtime &
  ReportingNeeds & {
    /** Whether an enterprise takes part in what was declared under a waybill. */
    takesPart?(participantCode: string, waybill: WaybillKey): Promise<boolean>;
  };

/** 智能物流: waybills, what became of them, and the timeline of each parcel. */
export function createLogistics(needs: LogisticsNeeds): Logistics {
  return {
    recordWaybills: (tx, waybills, isDeclared) =>
      recordWaybills(tx, waybills, { isDeclared, needs }),
    findWaybills: (q, keys) => findWaybills(q, keys, needs),
    recordWaybillStatuses: (tx, statuses) => recordWaybillStatuses(tx, statuses, needs),
    recordExportWaybills: (tx, waybills, isDeclared) =>
      recordExportWaybills(tx, waybills, { isDeclared, needs }),
    findExportWaybills: (q, keys) => findExportWaybills(q, keys, needs),
    recordExportMovements: (tx, movements) => recordExportMovements(tx, movements, needs),
    noteMovementReceipts: (tx, receipts) => noteMovementReceipts(needs, tx, receipts),
    getParcel: async (key, owner) => {
      if (owner !== undefined && !(await mayFollow(needs, key, owner))) throw parcelNotFound(key);
      return (await findExportParcel(key, needs)) ?? getParcel(key, needs);
    },
    recordArrivals: (tx, reports) => recordArrivals(needs, tx, reports),
    applyArrivalReceipts: (tx, heads) => applyArrivalReceipts(needs, tx, heads),
    resendUnanswered: (ids) => resendArrivals(needs, ids),
    // Payloads are what the publishers put under these kinds, by their contracts.
    subscriptions: [
      {
        name: 'logistics.on-declarations-released',
        kind: DECLARATIONS_RELEASED,
        handle: (tx, { payload }) =>
          onDeclarationsReleased(tx, payload as DeclarationsReleased, needs),
      },
      {
        name: 'logistics.on-declarations-undone',
        kind: DECLARATIONS_UNDONE,
        handle: (tx, { payload }) => onDeclarationsUndone(tx, payload as DeclarationsUndone, needs),
      },
      {
        name: 'logistics.on-exports-released',
        kind: EXPORTS_RELEASED,
        handle: (tx, { payload }) => onExportsReleased(tx, payload as ExportsTold, needs),
      },
      {
        name: 'logistics.on-exports-undone',
        kind: EXPORTS_UNDONE,
        handle: (tx, { payload }) => onExportsUndone(tx, payload as ExportsUndone, needs),
      },
      {
        name: 'logistics.on-gate-pass-consumed',
        kind: GATE_PASS_CONSUMED_EVENT,
        handle: (tx, { payload }) => onGatePassConsumed(tx, payload as GatePassConsumed, needs),
      },
    ],
  };
}

async function mayFollow(
  { takesPart }: LogisticsNeeds,
  key: WaybillKey,
  owner: string,
): Promise<boolean> {
  return owner === key.logisticsCode || ((await takesPart?.(owner, key)) ?? false);
}
