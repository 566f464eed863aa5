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
  let zoneWide = ['statistics:read'];
  app.addHook('onRequest', (request, _reply, done) => {
    request.caller = { participantCode: 'BANK', name: 'test', scopes: zoneWide, zoneWide };
    done();
  });
  registerRoutes(app, {
    queryTrade: (query) => {
      asked.push(query);
      return Promise.resolve(ANSWER);
    },
    queryProtected: (query, client) => {
      asked.push({ by: `${query.by} for ${client}` });
      return Promise.reject(new Error('not asked further'));
    },
    queryCells: () => Promise.reject(new Error('nobody asked')),
    listCounted: () => Promise.reject(new Error('nobody asked')),
    readMap: () => Promise.resolve(null),
    readMapVersions: () => Promise.resolve({ items: [] }),
    importMap: () => Promise.reject(new Error('nobody asked')),
    withdrawMap: () => Promise.reject(new Error('nobody asked')),
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
  zoneWide = [];
  expect((await app.inject('/api/v1/statistics/trade')).statusCode).not.toBe(200);
  expect((await app.inject('/api/v1/statistics/cells/export')).statusCode).not.toBe(200);
  await app.inject('/api/v1/statistics/cells?by=month');
  expect(asked.at(-1)).toEqual({ by: 'month for BANK' });
  const wrong = await app.inject('/api/v1/statistics/trade?from=yesterday');
  expect(wrong.statusCode).toBe(400);
});
