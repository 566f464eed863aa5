import type { Queryable, Tx } from '@pilotzone/kernel/db';
import { createPublish } from '@pilotzone/kernel/outbox';
import type { Subscription } from '@pilotzone/kernel/outbox';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { PlainDate } from '@pilotzone/kernel/time';
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
import type {
  FacilityImport,
  GatePass,
  GatePassList,
  GatePassQuery,
  ParkList,
} from './contract.ts';
import { freeStock, lockFreeStock, reserveStock } from './draw-stock.ts';
import type { FreeStock } from './draw-stock.ts';
import { announceEntry, enterArrivedGoods } from './enter-goods.ts';
import type { ClosedArrival } from './enter-goods.ts';
import { findGatePasses, getGatePass, listGatePasses } from './get-gate-pass.ts';
import { importFacilities } from './import-facilities.ts';
import type { ImportOptions } from './import-facilities.ts';
import { installDemo } from './install-demo.ts';
import { listParks } from './list-parks.ts';
import { listBondedEntries, listStock, listStockMovements } from './list-stock.ts';
import type { Place, PlaceClues } from './model/place.ts';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';
import { onExportsExamined, onExportsUndone } from './on-exports-examined.ts';
import type { Reservation, StockKey } from './model/stock.ts';
import { placesOf } from './place-of.ts';
import { createStockWatch, listStockRules, setStockRule } from './set-stock-rule.ts';
import type { StockUseCases } from './stock-routes.ts';
import { selectUnsound } from './store/stock.ts';

export type Parks = {
  listParks(): Promise<ParkList>;
  importFacilities(csv: string, options: ImportOptions): Promise<FacilityImport>;
  /** Puts the parks of the demo zone into the register; a second time changes nothing. */
  installDemo(): Promise<FacilityImport>;
  placesOf(q: Queryable, declarations: readonly PlaceClues[]): Promise<Place[]>;
  getGatePass(gatePassNo: string): Promise<GatePass>;
  listGatePasses(query: GatePassQuery): Promise<GatePassList>;
  findGatePasses(
    q: Queryable,
    declarationIds: readonly string[],
  ): Promise<(GatePass | undefined)[]>;
  consumeGatePass(use: GateUse): Promise<GatePass>;
  onDeclarationsReleased(tx: Tx, event: DeclarationsReleased): Promise<void>;
  onDeclarationsUndone(tx: Tx, event: DeclarationsUndone): Promise<void>;
  /** Bonded stock for clearing; `key` of a record is `stockKeyText`. */
  readonly stock: {
    isChecked(on: PlainDate): boolean;
    isUsed(): boolean;
    lock(tx: Tx, keys: readonly StockKey[]): Promise<ReadonlyMap<string, FreeStock>>;
    reserve(tx: Tx, lines: readonly Omit<Reservation, 'restored' | 'state'>[]): Promise<void>;
    free(tx: Tx, declarationIds: readonly string[]): Promise<void>;
  };
  /** For `registerStockRoutes` of stock-routes.ts. */
  readonly stockHttp: StockUseCases;
  /** Raises the stock by goods whose arrival customs has closed (712). */
  enterArrivedGoods(tx: Tx, arrivals: readonly ClosedArrival[]): Promise<void>;
  /** Looks for rules about stock that another process set. */
  lookForStockRules(): Promise<void>;
  /** Records whose balance is not the sum of their movements. */
  checkStock(q: Queryable): Promise<StockKey[]>;
  readonly subscriptions: readonly Subscription[];
};

/** 线下产业园区: where goods stand, and the passes that let them leave. */
export function createParks(runtime: Runtime): Parks {
  const watch = createStockWatch(runtime.zoneCode);
  const needs = { ...runtime, watch, publish: createPublish(runtime.zoneCode) };
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
    listGatePasses: (query) => listGatePasses(query, needs),
    findGatePasses: (q, declarationIds) => findGatePasses(q, declarationIds, needs),
    consumeGatePass: (use) => consumeGatePass(use, needs),
    stock: {
      isChecked: watch.isChecked,
      isUsed: watch.isUsed,
      lock: (tx, keys) => lockFreeStock(needs, tx, keys),
      reserve: (tx, lines) => reserveStock(needs, tx, lines),
      free: (tx, declarationIds) => freeStock(needs, tx, declarationIds),
    },
    stockHttp: {
      announceEntry: (entry, by) => announceEntry(needs, entry, by),
      listEntries: (owner) => listBondedEntries(needs, owner),
      listStock: (query, owner) => listStock(needs, query, owner),
      listMovements: (query, owner) => listStockMovements(needs, query, owner),
      listRules: () => listStockRules(needs),
      setRule: (rule, actor) => setStockRule(needs, rule, actor),
    },
    enterArrivedGoods: (tx, arrivals) => enterArrivedGoods(needs, tx, arrivals),
    lookForStockRules: () => watch.look(needs.db),
    checkStock: (q) => selectUnsound(q, needs.zoneCode),
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
