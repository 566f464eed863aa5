import { PilotError } from '@pilotzone/kernel/errors';
import { ownerOf } from '@pilotzone/kernel/http';
import type { FastifyInstance } from 'fastify';
import { IndicatorAnswer, IndicatorQuery, NationalAnswer } from './contract/indicators.ts';

/** What the routes call. */
export type IndicatorUseCases = {
  queryIndicators(query: IndicatorQuery): Promise<IndicatorAnswer>;
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
      if (ownerOf(request) !== undefined)
        throw new PilotError(
          'REACH_FORBIDDEN',
          'indicators of single months are exact; ask GET /api/v1/statistics/cells',
        );
      return use.queryIndicators(request.query);
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
