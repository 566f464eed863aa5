import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Subscription } from '@pilotzone/kernel/outbox';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { PlainDate } from '@pilotzone/kernel/time';
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
import { checkTotals } from './check-totals.ts';
import type { TotalsCheck, TradeAnswer, TradeQueryString } from './contract.ts';
import type { CellAnswer, CellPageQuery, CellQuery } from './contract/cells.ts';
import type { CountedDeclarations } from './contract/cells.ts';
import type { ParkNeeds } from './find-parks.ts';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';
import { onExportsReleased, onExportsUndone } from './on-exports-told.ts';
import { createMapReader, importMap, readMapVersions, withdrawMap } from './import-map.ts';
import type { MapUseCases } from './map-routes.ts';
import { exportCells } from './export-cells.ts';
import { listCounted } from './list-counted.ts';
import { queryCells } from './query-cells.ts';
import { queryProtected } from './query-protected.ts';
import { makePublication } from './make-publication.ts';
import type { PublicationUseCases } from './publication-routes.ts';
import {
  getPublication,
  listDrafts,
  listPublications,
  signPublication,
} from './read-publications.ts';
import { headOf, querySdmxData, querySdmxStructure } from './query-sdmx.ts';
import type { SdmxUseCases } from './sdmx-routes.ts';
import { queryIndicators, readNational } from './query-indicators.ts';
import { queryNowcast } from './query-nowcast.ts';
import type { IndicatorUseCases } from './indicator-routes.ts';
import { queryTrade } from './query-trade.ts';
import { sumPlaces } from './store.ts';

export type Statistics = MapUseCases & {
  onDeclarationsReleased(tx: Tx, event: DeclarationsReleased): Promise<void>;
  onDeclarationsUndone(tx: Tx, event: DeclarationsUndone): Promise<void>;
  queryTrade(query: TradeQueryString): Promise<TradeAnswer>;
  queryCells(query: CellPageQuery): Promise<CellAnswer>;
  /** The same for an organisation that may not see everything. */
  queryProtected(query: CellPageQuery, client: string): Promise<CellAnswer>;
  exportCells(query: CellQuery): AsyncGenerator<string>;
  listCounted(query: CellQuery): Promise<CountedDeclarations>;
  /** For `registerPublicationRoutes` of publication-routes.ts. */
  readonly publications: PublicationUseCases;
  /** For `registerSdmxRoutes` of sdmx-routes.ts. */
  readonly sdmx: SdmxUseCases;
  /** For `registerIndicatorRoutes` of indicator-routes.ts. */
  readonly indicators: IndicatorUseCases;
  /** Where the imports released on a day go, by province. */
  sumPlaces(day: PlainDate): ReturnType<typeof sumPlaces>;
  checkTotals(days: { from: PlainDate; until: PlainDate }): Promise<TotalsCheck>;
  readonly subscriptions: readonly Subscription[];
};

export type StatisticsNeeds = Runtime &
  ParkNeeds & {
    /** Draws the noise on protected answers. */
    readonly noiseKey: string;
    /** Where reports are read: a replica; absent: where they are written. */
    readonly reads?: Queryable | undefined;
  };

/** 统计监测: what was traded, as it happened and as we knew it. */
export function createStatistics(needs: StatisticsNeeds): Statistics {
  const reads = needs.reads ?? needs.db;
  const onReleased: Statistics['onDeclarationsReleased'] = (tx, event) =>
    onDeclarationsReleased(tx, event, needs);
  const onUndone: Statistics['onDeclarationsUndone'] = (tx, event) =>
    onDeclarationsUndone(tx, event, needs);
  return {
    onDeclarationsReleased: onReleased,
    onDeclarationsUndone: onUndone,
    queryTrade: (query) => queryTrade(query, { ...needs, db: reads }),
    queryCells: (query) => queryCells(query, { ...needs, db: reads }),
    queryProtected: (query, client) => queryProtected(query, client, { ...needs, reads }),
    listCounted: (query) => listCounted(query, { ...needs, db: reads }),
    exportCells: (query) => exportCells(query, { ...needs, db: reads }),
    publications: {
      listPublications: () => listPublications(needs),
      getPublication: (id) => getPublication(id, needs),
      listDrafts: () => listDrafts(needs),
      makePublication: (body, madeBy) => makePublication(body, madeBy, needs),
      signPublication: (id, signer) => signPublication(id, signer, needs),
    },
    sdmx: {
      data: (asked) => querySdmxData(asked, { ...needs, db: reads }),
      structure: (asked) => querySdmxStructure(asked, needs.zoneCode),
      head: () => headOf(needs),
    },
    indicators: {
      queryIndicators: (query) => queryIndicators(query, { ...needs, db: reads }),
      queryNowcast: (query) => queryNowcast(query, { ...needs, db: reads }),
      readNational,
    },
    readMap: createMapReader(needs),
    readMapVersions: () => readMapVersions(needs),
    importMap: (file) => importMap(needs, file),
    withdrawMap: (enteredBy) => withdrawMap(needs, enteredBy),
    sumPlaces: (day) => sumPlaces(reads, needs.zoneCode, day),
    checkTotals: (days) => checkTotals(days, needs),
    // Payloads are what the single window published under these kinds, by its contract.
    subscriptions: [
      {
        name: 'statistics.on-declarations-released',
        kind: DECLARATIONS_RELEASED,
        handle: (tx, event) => onReleased(tx, event.payload as DeclarationsReleased),
      },
      {
        name: 'statistics.on-exports-released',
        kind: EXPORTS_RELEASED,
        handle: (tx, event) => onExportsReleased(tx, event.payload as ExportsTold, needs),
      },
      {
        name: 'statistics.on-exports-undone',
        kind: EXPORTS_UNDONE,
        handle: (tx, event) => onExportsUndone(tx, event.payload as ExportsUndone, needs),
      },
      {
        name: 'statistics.on-declarations-undone',
        kind: DECLARATIONS_UNDONE,
        handle: (tx, event) => onUndone(tx, event.payload as DeclarationsUndone),
      },
    ],
  };
}
