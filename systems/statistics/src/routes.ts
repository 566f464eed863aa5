import { Readable } from 'node:stream';
import { PilotError } from '@pilotzone/kernel/errors';
import { ownerOf } from '@pilotzone/kernel/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TradeAnswer, TradeQueryString } from './contract.ts';
import {
  CellAnswer,
  CellExportQuery,
  CellPageQuery,
  CellQuery,
  CountedDeclarations,
} from './contract/cells.ts';
import { csvOf, xlsxOf } from './export-cells.ts';
import { MAP_ROUTES, registerMapRoutes, type MapUseCases } from './map-routes.ts';

/** What the routes call. */
export type StatisticsUseCases = MapUseCases & {
  queryTrade(query: TradeQueryString): Promise<TradeAnswer>;
  queryCells(query: CellPageQuery): Promise<CellAnswer>;
  queryProtected(query: CellPageQuery, client: string): Promise<CellAnswer>;
  exportCells(query: CellQuery): AsyncGenerator<string>;
  listCounted(query: CellQuery): Promise<CountedDeclarations>;
};

/** Every route of this module: method, path and the scope that a caller needs. */
export const STATISTICS_ROUTES = [
  { method: 'GET', path: '/api/v1/statistics/trade', scope: 'statistics:read' },
  { method: 'GET', path: '/api/v1/statistics/cells', scope: 'statistics:read' },
  { method: 'GET', path: '/api/v1/statistics/cells/export', scope: 'statistics:read' },
  { method: 'GET', path: '/api/v1/statistics/cells/declarations', scope: 'declarations:read' },
  ...MAP_ROUTES,
] as const;

const tags = ['statistics'];
const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const XLSX_CELLS_MAX = 10_000;
const text = { schema: { type: 'string' } };
const FILE = {
  description: 'A row for each cell',
  content: { 'text/csv': text, [XLSX_TYPE]: text },
};

/** Adds this module's routes; the server enforces the scope that each carries in `config.scope`. */
export function registerRoutes(app: FastifyInstance, useCases: StatisticsUseCases): void {
  const [trade, cells, , declarations] = STATISTICS_ROUTES;
  app.get<{ Querystring: TradeQueryString }>(
    trade.path,
    {
      config: { scope: trade.scope },
      schema: {
        ...{ summary: 'Trade added up by any dimensions', tags },
        querystring: TradeQueryString,
        response: { 200: TradeAnswer },
      },
    },
    (request) => {
      assertSeesAll(request);
      return useCases.queryTrade(request.query);
    },
  );
  app.get<{ Querystring: CellPageQuery }>(
    cells.path,
    {
      config: { scope: cells.scope },
      schema: {
        ...{ summary: 'A table of trade by up to six dimensions, as known at any day', tags },
        querystring: CellPageQuery,
        response: { 200: CellAnswer },
      },
    },
    (request) => answer(useCases, request, request.query),
  );
  routeExport(app, useCases);
  registerMapRoutes(app, useCases);
  app.get<{ Querystring: CellQuery }>(
    declarations.path,
    {
      config: { scope: declarations.scope },
      schema: {
        ...{ summary: 'The declarations behind a number', tags },
        querystring: CellQuery,
        response: { 200: CountedDeclarations },
      },
    },
    (request) => {
      assertSeesAll(request);
      return useCases.listCounted(request.query);
    },
  );
}

function routeExport(app: FastifyInstance, useCases: StatisticsUseCases): void {
  const [, , file] = STATISTICS_ROUTES;
  app.get<{ Querystring: CellExportQuery }>(
    file.path,
    {
      config: { scope: file.scope, answers: { 200: FILE } },
      schema: {
        ...{ summary: 'The same table as CSV, of any length, or as a workbook', tags },
        querystring: CellExportQuery,
      },
    },
    async (request, reply) => {
      const { format = 'csv', ...query } = request.query;
      if (format === 'xlsx') {
        const told = await answer(useCases, request, { ...query, limit: XLSX_CELLS_MAX });
        return attach(reply, 'xlsx').send(await xlsxOf(told));
      }
      if (ownerOf(request) === undefined)
        return attach(reply, 'csv').send(Readable.from(useCases.exportCells(query)));
      return attach(reply, 'csv').send(csvOf(await answer(useCases, request, query)));
    },
  );
}

function attach(reply: FastifyReply, kind: 'csv' | 'xlsx'): FastifyReply {
  return reply
    .type(kind === 'csv' ? 'text/csv; charset=utf-8' : XLSX_TYPE)
    .header('content-disposition', `attachment; filename="trade.${kind}"`);
}

/** Exact to whom the right reaches the whole zone, else protected. */
function answer(useCases: StatisticsUseCases, request: FastifyRequest, query: CellPageQuery) {
  const client = ownerOf(request);
  return client === undefined ? useCases.queryCells(query) : useCases.queryProtected(query, client);
}

/** Throws REACH_FORBIDDEN for an organisation whose answers are protected. */
function assertSeesAll(request: FastifyRequest): void {
  if (ownerOf(request) === undefined) return;
  throw new PilotError(
    'REACH_FORBIDDEN',
    'exact numbers are for those who may see everything; ask GET /api/v1/statistics/cells',
  );
}
