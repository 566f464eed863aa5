import { PilotError } from '@pilotzone/kernel/errors';
import { ownerOf } from '@pilotzone/kernel/http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { IndicatorAnswer, IndicatorQuery, NationalAnswer } from './contract/indicators.ts';
import { NowcastAnswer, NowcastQuery } from './contract/indicators.ts';

/** What the routes call. */
export type IndicatorUseCases = {
  queryIndicators(query: IndicatorQuery): Promise<IndicatorAnswer>;
  queryNowcast(query: NowcastQuery): Promise<NowcastAnswer>;
  readNational(): NationalAnswer;
};

const tags = ['statistics'];

/** Adds indicators, the zone's index and the national reference series. */
export function registerIndicatorRoutes(app: FastifyInstance, use: IndicatorUseCases): void {
  app.get<{ Querystring: IndicatorQuery }>(
    '/api/v1/statistics/indicators',
    {
      config: { scope: 'statistics:read' },
      schema: {
        ...{ summary: 'Indicators and the index of the zone by month, as known at any day', tags },
        querystring: IndicatorQuery,
        response: { 200: IndicatorAnswer },
      },
    },
    (request) => {
      assertSeesAll(request);
      return use.queryIndicators(request.query);
    },
  );
  app.get<{ Querystring: NowcastQuery }>(
    '/api/v1/statistics/nowcast',
    {
      config: { scope: 'statistics:read' },
      schema: {
        ...{ summary: 'What the running month will come to, and how such answers did', tags },
        querystring: NowcastQuery,
        response: { 200: NowcastAnswer },
      },
    },
    (request) => {
      assertSeesAll(request);
      return use.queryNowcast(request.query);
    },
  );
  app.get(
    '/api/v1/statistics/national',
    {
      config: { public: true },
      schema: {
        ...{ summary: 'National reference series, their growth computed again', tags },
        response: { 200: NationalAnswer },
      },
    },
    () => use.readNational(),
  );
}

/** Throws REACH_FORBIDDEN for an organisation whose answers are protected. */
function assertSeesAll(request: FastifyRequest): void {
  if (ownerOf(request) === undefined) return;
  throw new PilotError(
    'REACH_FORBIDDEN',
    'indicators are exact; ask GET /api/v1/statistics/cells for protected numbers',
  );
}
