import { Readable } from 'node:stream';
import { answerOf } from '@pilotzone/kernel/http';
import type { FastifyInstance } from 'fastify';
import { TradeAnswer, TradeQueryString } from './contract.ts';
import { CellAnswer, CellPageQuery, CellQuery } from './contract/cells.ts';

/** What the routes call. */
export type StatisticsUseCases = {
  queryTrade(query: TradeQueryString): Promise<TradeAnswer>;
  queryCells(query: CellPageQuery): Promise<CellAnswer>;
  exportCells(query: CellQuery): AsyncGenerator<string>;
};

/** Every route of this module: method, path and the scope that a caller needs. */
export const STATISTICS_ROUTES = [
  { method: 'GET', path: '/api/v1/statistics/trade', scope: 'statistics:read' },
  { method: 'GET', path: '/api/v1/statistics/cells', scope: 'statistics:read' },
  { method: 'GET', path: '/api/v1/statistics/cells/export', scope: 'statistics:read' },
] as const;

const TABLE = answerOf('text/csv', 'A row for each cell');

/** Adds this module's routes; the server enforces the scope that each carries in `config.scope`. */
export function registerRoutes(app: FastifyInstance, useCases: StatisticsUseCases): void {
  const [trade, cells, csv] = STATISTICS_ROUTES;
  const tags = ['statistics'];
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
    (request) => useCases.queryTrade(request.query),
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
    (request) => useCases.queryCells(request.query),
  );
  app.get<{ Querystring: CellQuery }>(
    csv.path,
    {
      config: { scope: csv.scope, answers: { 200: TABLE } },
      schema: {
        ...{ summary: 'The same table as CSV, of any length', tags },
        querystring: CellQuery,
      },
    },
    (request, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="trade.csv"')
        .send(Readable.from(useCases.exportCells(request.query))),
  );
}
