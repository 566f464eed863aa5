import fastify from 'fastify';
import { expect, test } from 'vitest';
import { STATISTICS_ROUTES, registerRoutes } from './routes.ts';
import type { TradeAnswer, TradeQueryString } from './contract.ts';

const ANSWER: TradeAnswer = {
  asOf: '2026-11-20',
  dataThrough: null,
  revision: 0,
  currency: 'CNY',
  counts: 'lists',
  rows: [],
  more: false,
};

test('a question reaches the use case as typed, and every route has a scope', async () => {
  const app = fastify();
  const asked: TradeQueryString[] = [];
  const scopes: unknown[] = [];
  app.addHook('onRoute', (route) => {
    scopes.push(route.config);
  });
  registerRoutes(app, {
    queryTrade: (query) => {
      asked.push(query);
      return Promise.resolve(ANSWER);
    },
    queryCells: () => Promise.reject(new Error('nobody asked')),
    exportCells: async function* () {
      yield await Promise.resolve('month,lists\r\n');
    },
  });
  const reply = await app.inject('/api/v1/statistics/trade?by=day&tradeMode=1210&revision=3');
  expect(reply.json()).toEqual(ANSWER);
  expect(asked).toEqual([{ by: 'day', tradeMode: '1210', revision: 3, limit: 1000 }]);
  expect(scopes).toContainEqual({ scope: STATISTICS_ROUTES[0].scope });
  const table = await app.inject('/api/v1/statistics/cells/export?by=month');
  expect(table.body).toBe('month,lists\r\n');
  const wrong = await app.inject('/api/v1/statistics/trade?from=yesterday');
  expect(wrong.statusCode).toBe(400);
});
