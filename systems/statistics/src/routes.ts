import type { FastifyInstance } from 'fastify';
import { TradeAnswer, TradeQueryString } from './contract.ts';

/** What the routes call. */
export type StatisticsUseCases = {
  queryTrade(query: TradeQueryString): Promise<TradeAnswer>;
};

/** Every route of this module: method, path and the scope that a caller needs. */
export const STATISTICS_ROUTES = [
  { method: 'GET', path: '/api/v1/statistics/trade', scope: 'statistics:read' },
] as const;

/** Adds this module's routes; the server enforces the scope that each carries in `config.scope`. */
export function registerRoutes(app: FastifyInstance, useCases: StatisticsUseCases): void {
  const [trade] = STATISTICS_ROUTES;
  const config = { scope: trade.scope };
  const schema = {
    summary: 'Trade added up by any dimensions',
    tags: ['statistics'],
    querystring: TradeQueryString,
    response: { 200: TradeAnswer },
  };
  app.route<{ Querystring: TradeQueryString }>({
    method: trade.method,
    url: trade.path,
    config,
    schema,
    handler: (request) => useCases.queryTrade(request.query),
  });
}
