import { callerOf, type HttpServer } from '@pilotzone/kernel/http';
import { dayOf, formatInstant, type Clock, type PlainDate } from '@pilotzone/kernel/time';
import { Type } from 'typebox';
import {
  CaseBody,
  CaseDetail,
  CasePage,
  CaseQuery,
  CaseStepBody,
  WorkOrder,
  WorkOrderBody,
  WorkOrderEndBody,
  WorkOrderList,
  WorkOrderQuery,
} from './contract/cases.ts';
import type {
  Cases,
  CaseDetail as Detail,
  CaseRow as Row,
  WorkOrder as Order,
} from './keep-cases.ts';
import type { CaseStep } from './model/case-file.ts';

/** What these routes call. */
export type CaseUseCases = Cases & { readonly clock: Clock };

export const CASE_ROUTES = [
  { method: 'POST', path: '/api/v1/cases', scope: 'holds:decide' },
  { method: 'GET', path: '/api/v1/cases', scope: 'holds:read' },
  { method: 'GET', path: '/api/v1/cases/:id', scope: 'holds:read' },
  { method: 'POST', path: '/api/v1/cases/:id/steps', scope: 'holds:decide' },
  { method: 'POST', path: '/api/v1/cases/:id/work-orders', scope: 'holds:decide' },
  { method: 'GET', path: '/api/v1/work-orders', scope: 'holds:read' },
  { method: 'POST', path: '/api/v1/work-orders/:id/end', scope: 'holds:decide' },
] as const;

const tags = ['risk'];
const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const response = { 200: CaseDetail };
const SCHEMAS = {
  open: { summary: 'Opens a case about declarations, participants or messages', tags, response },
  list: { summary: 'Cases, what is due first comes first', tags, response: { 200: CasePage } },
  one: { summary: 'A case with its links, steps and work orders', tags, params, response },
  step: {
    summary: 'Does something in a case: assign, note, link, decide, appeal, close, reopen',
    ...{ tags, params, response },
  },
  order: { summary: 'Asks somebody to do something by a day', tags, params, response },
  work: {
    summary: 'Open work orders, what is due first comes first',
    tags,
    response: { 200: WorkOrderList },
  },
  end: {
    summary: 'Says what came of a work order; once',
    ...{ tags, params, response: { 200: WorkOrder } },
  },
};

const WORK_MAX = 500;

/** Adds the routes of cases and work orders. */
export function registerCaseRoutes(server: HttpServer, useCases: CaseUseCases): void {
  const [open, list, one, step] = CASE_ROUTES;
  server.post(
    open.path,
    {
      schema: { ...SCHEMAS.open, body: CaseBody },
      config: { scope: open.scope, zoneOnly: true, creates: true },
    },
    async (request) =>
      showDetail(await useCases.openCase({ ...request.body, by: callerOf(request).name })),
  );
  server.get(
    list.path,
    {
      schema: { ...SCHEMAS.list, querystring: CaseQuery },
      config: { scope: list.scope, zoneOnly: true },
    },
    async ({ query }) => {
      const { cursor, limit = 50, ...filter } = query;
      const page = await useCases.listCases({ ...filterOf(filter, useCases.clock), cursor, limit });
      return { items: page.items.map(showRow), next: page.next };
    },
  );
  server.get(
    one.path,
    { schema: SCHEMAS.one, config: { scope: one.scope, zoneOnly: true } },
    async (request) => showDetail(await useCases.getCase(request.params.id)),
  );
  server.post(
    step.path,
    {
      schema: { ...SCHEMAS.step, body: CaseStepBody },
      config: { scope: step.scope, zoneOnly: true },
    },
    async (request) => {
      const { step: wanted, ...rest } = request.body;
      const about = { caseId: request.params.id, by: callerOf(request).name };
      // The schema has checked kinds and days; an enum of kinds has no further fields.
      return showDetail(await useCases.stepCase({ ...rest, ...about, step: wanted as CaseStep }));
    },
  );
  addWorkRoutes(server, useCases);
}

function addWorkRoutes(server: HttpServer, useCases: CaseUseCases): void {
  const [, , , , order, work, end] = CASE_ROUTES;
  server.post(
    order.path,
    {
      schema: { ...SCHEMAS.order, body: WorkOrderBody },
      config: { scope: order.scope, zoneOnly: true, creates: true },
    },
    async (request) => {
      const { dueOn, ...wanted } = request.body;
      const about = { caseId: request.params.id, by: callerOf(request).name };
      // The schema has checked the form of the day.
      return showDetail(
        await useCases.orderWork({ ...wanted, ...about, dueOn: dueOn as PlainDate }),
      );
    },
  );
  server.get(
    work.path,
    {
      schema: { ...SCHEMAS.work, querystring: WorkOrderQuery },
      config: { scope: work.scope, zoneOnly: true },
    },
    async ({ query: { assignee } }) => ({
      items: (await useCases.listWork({ assignee, limit: WORK_MAX })).map(showOrder),
    }),
  );
  server.post(
    end.path,
    {
      schema: { ...SCHEMAS.end, body: WorkOrderEndBody },
      config: { scope: end.scope, zoneOnly: true },
    },
    async (request) => {
      const about = { workOrderId: request.params.id, by: callerOf(request).name };
      return showOrder(await useCases.endWork({ ...request.body, ...about }));
    },
  );
}

type Asked = {
  readonly all?: boolean;
  readonly assignee?: string;
  readonly overdue?: boolean;
  readonly declarationId?: string;
  readonly participantCode?: string;
};

function filterOf(asked: Asked, clock: Clock) {
  const { all = false, assignee, overdue = false, declarationId, participantCode } = asked;
  const states = ['open', 'decided', 'appealed', ...(all ? ['closed'] : [])] as const;
  return {
    // The literals are all states that there are.
    states: states as readonly ('open' | 'decided' | 'appealed' | 'closed')[],
    assignee,
    dueBefore: overdue ? dayOf(clock.now()) : undefined,
    about: aboutOf(declarationId, participantCode),
  };
}

function aboutOf(declarationId: string | undefined, participantCode: string | undefined) {
  if (declarationId !== undefined)
    return { kind: 'declaration', reference: declarationId } as const;
  if (participantCode === undefined) return undefined;
  return { kind: 'participant', reference: participantCode } as const;
}

function showRow(row: Row) {
  return { ...row, openedAt: formatInstant(row.openedAt) };
}

function showDetail({ links, steps, workOrders, ...row }: Detail) {
  return {
    ...showRow(row),
    links: [...links],
    steps: steps.map(({ stepNo, kind, actor, at, body }) => {
      // Written by keep-cases.ts, in this form.
      const { note, ...detail } = JSON.parse(body) as { note: string } & Record<string, unknown>;
      return { stepNo, kind, actor, at: formatInstant(at), note, detail };
    }),
    workOrders: workOrders.map(showOrder),
  };
}

function showOrder(order: Order) {
  const { madeAt, endedAt } = order;
  return {
    ...order,
    madeAt: formatInstant(madeAt),
    endedAt: endedAt === null ? null : formatInstant(endedAt),
  };
}
