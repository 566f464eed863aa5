import { callerOf, type HttpServer } from '@pilotzone/kernel/http';
import { formatInstant, type PlainDate } from '@pilotzone/kernel/time';
import {
  RandomFloor,
  RandomFloorBody,
  RandomFloorPage,
  YieldPage,
  YieldQuery,
} from './contract/yield.ts';
import type { WeekYield, YieldPeriod } from './report-yield.ts';
import type { FloorPolicy, FloorRequest } from './set-random-floor.ts';

/** What these routes call. */
export type YieldUseCases = {
  listRandomFloors(): Promise<FloorPolicy[]>;
  setRandomFloor(request: FloorRequest): Promise<FloorPolicy>;
  reportYield(period: YieldPeriod): Promise<WeekYield[]>;
};

export const YIELD_ROUTES = [
  { method: 'GET', path: '/api/v1/risk/random-floor', scope: 'risk:read' },
  { method: 'POST', path: '/api/v1/risk/random-floor', scope: 'risk:write' },
  { method: 'GET', path: '/api/v1/risk/yield', scope: 'risk:read' },
] as const;

const tags = ['risk'];
const SCHEMAS = {
  list: {
    summary: 'Which share of green declarations chance draws for a look, the policy in force first',
    tags,
    response: { 200: RandomFloorPage },
  },
  set: {
    summary: 'Says which share of green declarations chance draws from now on',
    tags,
    body: RandomFloorBody,
    response: { 200: RandomFloor },
  },
  report: {
    summary: 'What the rules caught by week, and what they missed as far as random draws tell',
    tags,
    querystring: YieldQuery,
    response: { 200: YieldPage },
  },
};

/** Adds the routes of the random floor and the yield. */
export function registerYieldRoutes(server: HttpServer, useCases: YieldUseCases): void {
  const [list, set, report] = YIELD_ROUTES;
  server.get(list.path, { schema: SCHEMAS.list, config: { scope: list.scope } }, async () => ({
    items: (await useCases.listRandomFloors()).map(show),
  }));
  server.post(
    set.path,
    { schema: SCHEMAS.set, config: { scope: set.scope, zoneOnly: true } },
    async (request) => {
      const { share, note } = request.body;
      const by = callerOf(request).name;
      return show(await useCases.setRandomFloor({ share, note, by }));
    },
  );
  server.get(
    report.path,
    { schema: SCHEMAS.report, config: { scope: report.scope } },
    async ({ query }) => {
      // The schema has checked the form of both days.
      const period = query as { from?: PlainDate; until?: PlainDate };
      const weeks = await useCases.reportYield(period);
      return { items: weeks.map((week) => ({ ...week, rules: [...week.rules] })) };
    },
  );
}

function show({ setAt, ...policy }: FloorPolicy) {
  return { ...policy, setAt: formatInstant(setAt) };
}
