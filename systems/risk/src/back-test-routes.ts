import { callerOf, type HttpServer } from '@pilotzone/kernel/http';
import { formatInstant, type PlainDate } from '@pilotzone/kernel/time';
import { Type } from 'typebox';
import { BackTestBody, BackTestPage, BackTestRun } from './contract/back-tests.ts';
import type { BackTests } from './run-back-tests.ts';

/** What these routes call. */
export type BackTestUseCases = Pick<BackTests, 'orderBackTest' | 'listBackTests' | 'getBackTest'>;

export const BACK_TEST_ROUTES = [
  { method: 'POST', path: '/api/v1/risk/back-tests', scope: 'risk:write' },
  { method: 'GET', path: '/api/v1/risk/back-tests', scope: 'risk:read' },
  { method: 'GET', path: '/api/v1/risk/back-tests/:id', scope: 'risk:read' },
] as const;

const tags = ['risk'];
const SCHEMAS = {
  order: {
    summary: 'Tries a version of the rule table on past declarations; ask for it again until done',
    tags,
    body: BackTestBody,
    response: { 200: BackTestRun },
  },
  list: { summary: 'Back-tests, newest first', tags, response: { 200: BackTestPage } },
  one: {
    summary: 'One back-test: how far it is, and what would have changed',
    tags,
    params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
    response: { 200: BackTestRun },
  },
};

/** Adds the routes of back-tests. */
export function registerBackTestRoutes(server: HttpServer, useCases: BackTestUseCases): void {
  const [order, list, one] = BACK_TEST_ROUTES;
  server.post(
    order.path,
    { schema: SCHEMAS.order, config: { scope: order.scope, creates: true } },
    async (request) => {
      const { version, from, until, capacity = null } = request.body;
      // The schema has checked the form of both days.
      const period = { from: from as PlainDate, until: until as PlainDate };
      const by = callerOf(request).name;
      return show(await useCases.orderBackTest({ version, ...period, capacity, by }));
    },
  );
  server.get(list.path, { schema: SCHEMAS.list, config: { scope: list.scope } }, async () => ({
    items: (await useCases.listBackTests()).map(show),
  }));
  server.get(one.path, { schema: SCHEMAS.one, config: { scope: one.scope } }, async ({ params }) =>
    show(await useCases.getBackTest(params.id)),
  );
}

type Row = Awaited<ReturnType<BackTestUseCases['getBackTest']>>;

function show({ requestedAt, endedAt, result, ...row }: Row) {
  return {
    ...row,
    requestedAt: formatInstant(requestedAt),
    endedAt: endedAt === null ? null : formatInstant(endedAt),
    result: result && structuredClone(result as Mutable<typeof result>),
  };
}

/** As TypeBox writes shapes; the same values. */
type Mutable<T> = { -readonly [K in keyof T]: Mutable<T[K]> };
