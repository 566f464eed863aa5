import type { Queryable, Tx } from '@pilotzone/kernel/db';
import { createPublish } from '@pilotzone/kernel/outbox';
import type { Subscription } from '@pilotzone/kernel/outbox';
import type { Runtime } from '@pilotzone/kernel/runtime';
import {
  DECLARATIONS_RELEASED,
  DECLARATIONS_UNDONE,
  EXPORTS_EXAMINED,
  EXPORTS_UNDONE,
} from '@pilotzone/single-window/contract';
import type {
  DeclarationsReleased,
  DeclarationsUndone,
  ExportsTold,
  ExportsUndone,
} from '@pilotzone/single-window/contract';
import { consumeGatePass } from './consume-gate-pass.ts';
import type { GateUse } from './consume-gate-pass.ts';
import type { FacilityImport, GatePass, GatePassList, ParkList } from './contract.ts';
import { findGatePasses, getGatePass } from './get-gate-pass.ts';
import { importFacilities } from './import-facilities.ts';
import type { ImportOptions } from './import-facilities.ts';
import { installDemo } from './install-demo.ts';
import { listParks } from './list-parks.ts';
import type { Place, PlaceClues } from './model/place.ts';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';
import { onExportsExamined, onExportsUndone } from './on-exports-examined.ts';
import { placesOf } from './place-of.ts';

export type Parks = {
  listParks(): Promise<ParkList>;
  importFacilities(csv: string, options: ImportOptions): Promise<FacilityImport>;
  /** Puts the parks of the demo zone into the register; a second time changes nothing. */
  installDemo(): Promise<FacilityImport>;
  placesOf(q: Queryable, declarations: readonly PlaceClues[]): Promise<Place[]>;
  getGatePass(gatePassNo: string): Promise<GatePass>;
  listGatePasses(declarationId: string): Promise<GatePassList>;
  findGatePasses(
    q: Queryable,
    declarationIds: readonly string[],
  ): Promise<(GatePass | undefined)[]>;
  consumeGatePass(use: GateUse): Promise<GatePass>;
  onDeclarationsReleased(tx: Tx, event: DeclarationsReleased): Promise<void>;
  onDeclarationsUndone(tx: Tx, event: DeclarationsUndone): Promise<void>;
  readonly subscriptions: readonly Subscription[];
};

/** 线下产业园区: where goods stand, and the passes that let them leave. */
export function createParks(runtime: Runtime): Parks {
  const needs = { ...runtime, publish: createPublish(runtime.zoneCode) };
  const onReleased: Parks['onDeclarationsReleased'] = (tx, event) =>
    onDeclarationsReleased(tx, event, needs);
  const onUndone: Parks['onDeclarationsUndone'] = (tx, event) =>
    onDeclarationsUndone(tx, event, needs);
  return {
    listParks: () => listParks(needs),
    importFacilities: (csv, options) => importFacilities(csv, options, needs),
    installDemo: () => installDemo(needs),
    placesOf: (q, declarations) => placesOf(q, declarations, needs),
    getGatePass: (gatePassNo) => getGatePass(gatePassNo, needs),
    listGatePasses: async (declarationId) => {
      const passes = await findGatePasses(needs.db, [declarationId], needs);
      return { items: passes.filter((pass) => pass !== undefined) };
    },
    findGatePasses: (q, declarationIds) => findGatePasses(q, declarationIds, needs),
    consumeGatePass: (use) => consumeGatePass(use, needs),
    onDeclarationsReleased: onReleased,
    onDeclarationsUndone: onUndone,
    // Payloads are what the single window published under these kinds, by its contract.
    subscriptions: [
      {
        name: 'parks.on-declarations-released',
        kind: DECLARATIONS_RELEASED,
        handle: (tx, { payload }) => onReleased(tx, payload as DeclarationsReleased),
      },
      {
        name: 'parks.on-exports-examined',
        kind: EXPORTS_EXAMINED,
        handle: (tx, { payload }) => onExportsExamined(tx, payload as ExportsTold, needs),
      },
      {
        name: 'parks.on-exports-undone',
        kind: EXPORTS_UNDONE,
        handle: (tx, { payload }) => onExportsUndone(tx, payload as ExportsUndone, needs),
      },
      {
        name: 'parks.on-declarations-undone',
        kind: DECLARATIONS_UNDONE,
        handle: (tx, { payload }) => onUndone(tx, payload as DeclarationsUndone),
      },
    ],
  };
}
