import fastify from 'fastify';
import { expect, test } from 'vitest';
import type { Parcel } from './contract.ts';
import { LOGISTICS_ROUTES, registerRoutes } from './routes.ts';

const PARCEL: Parcel = {
  logisticsCode: '9900963001',
  logisticsNo: 'L/1 甲',
  logisticsName: '示例快递有限公司',
  orderNo: 'O1',
  grossWeightKg: '1.5',
  state: 'declared',
  generation: 1,
  timeline: [{ kind: 'released', at: '2026-11-20T08:00:00.000Z', reference: 'I1' }],
};

test('a parcel is found by carrier and number, also one with odd characters', async () => {
  const app = fastify();
  const scope = LOGISTICS_ROUTES[0].scope;
  app.decorateRequest('caller', undefined);
  app.addHook('onRequest', async (request) => {
    const rights = { scopes: [scope], zoneWide: [scope] };
    request.caller = { participantCode: 'OFFICE', name: 'chen', ...rights };
  });
  const scopes: unknown[] = [];
  app.addHook('onRoute', (route) => {
    scopes.push(route.config);
  });
  const asked: object[] = [];
  registerRoutes(app, {
    getParcel: (key) => {
      asked.push(key);
      return Promise.resolve(PARCEL);
    },
  });
  const url = `/api/v1/parcels/9900963001/${encodeURIComponent(PARCEL.logisticsNo)}`;
  expect((await app.inject(url)).json()).toEqual(PARCEL);
  expect(asked).toEqual([{ logisticsCode: '9900963001', logisticsNo: 'L/1 甲' }]);
  expect(scopes).toContainEqual({ scope });
});
