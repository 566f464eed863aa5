import type { FastifyInstance, FastifyRequest } from 'fastify';
import { callerOf, ownerOf } from '@pilotzone/kernel/http';
import {
  AlertsAnswer,
  DayAnswer,
  DeclarationAnswer,
  DeclarationListAnswer,
  HoldDecisionAnswer,
  ExportAnswer,
  ExportListAnswer,
  PreflightAnswer,
  WithdrawalAnswer,
} from './contract/answers.ts';
import {
  CancellationBody,
  DeclarationQuery,
  ExportQuery,
  HoldDecisionBody,
  PreflightBody,
  ReturnBody,
} from './contract.ts';
import type {
  CancellationBody as Cancellation,
  DeclarationQuery as Query,
  ExportQuery as Exports,
  HoldDecisionBody as Decision,
  PreflightBody as Draft,
  ReturnBody as Return,
} from './contract.ts';
import type { DisclosureRequest } from './contract.ts';
import type { Asker } from './disclose-person.ts';
import type { Viewer } from './get-declaration.ts';
import type { ListQuery } from './list-declarations.ts';
import type { ExportListQuery } from './list-exports.ts';
import type { HoldDecision } from './decide-hold.ts';
import type { Asking, WithdrawalRequest } from './request-withdrawal.ts';

/** What the routes call. */
export type SingleWindowUseCases = {
  listDeclarations(query: ListQuery, viewer: Viewer): Promise<unknown>;
  getDeclaration(declarationId: string, viewer: Viewer): Promise<unknown>;
  decideHold(decision: HoldDecision): Promise<unknown>;
  preflight(draft: Draft, viewer: Viewer): Promise<unknown>;
  listExports(query: ExportListQuery, viewer: Viewer): Promise<unknown>;
  getExport(exportId: string, viewer: Viewer): Promise<unknown>;
  requestWithdrawal(
    declarationId: string,
    asked: { readonly request: WithdrawalRequest; readonly by: Asking },
  ): Promise<unknown>;
  listAlerts(viewer: Viewer): Promise<unknown>;
  summarizeDay(viewer: Viewer): Promise<unknown>;
  disclosePerson(
    wanted: DisclosureRequest & { declarationId: string },
    asker: Asker,
  ): Promise<unknown>;
  readDisclosures(
    query: { declarationId: string | undefined; before: string | undefined; limit: number },
    viewer: Viewer,
  ): Promise<unknown>;
};

/** Every route of this module: method, path and the scope that a caller needs. */
export const SINGLE_WINDOW_ROUTES = [
  { method: 'GET', path: '/api/v1/declarations', scope: 'declarations:read' },
  { method: 'GET', path: '/api/v1/declarations/:declarationId', scope: 'declarations:read' },
  {
    method: 'POST',
    path: '/api/v1/declarations/:declarationId/hold-decision',
    scope: 'holds:decide',
  },
  { method: 'POST', path: '/api/v1/preflight', scope: 'declarations:read' },
  { method: 'GET', path: '/api/v1/alerts', scope: 'declarations:read' },
  { method: 'GET', path: '/api/v1/summary', scope: 'declarations:read' },
  {
    method: 'POST',
    path: '/api/v1/declarations/:declarationId/cancellation',
    scope: 'ceb:send',
  },
  { method: 'POST', path: '/api/v1/declarations/:declarationId/return', scope: 'ceb:send' },
  { method: 'GET', path: '/api/v1/exports', scope: 'declarations:read' },
  { method: 'GET', path: '/api/v1/exports/:exportId', scope: 'declarations:read' },
] as const;

type Id = { Params: { declarationId: string } };

/** Adds this module's routes; the server enforces the scope that each carries in `config.scope`. */
export function registerRoutes(app: FastifyInstance, useCases: SingleWindowUseCases): void {
  registerExportRoutes(app, useCases);
  const [list, get, decide, check, alerts, summary] = SINGLE_WINDOW_ROUTES;
  const tags = ['declarations'];
  app.get<{ Querystring: Query }>(
    list.path,
    {
      config: { scope: list.scope, answers: { 200: DeclarationListAnswer } },
      schema: { summary: 'Declarations, newest first', tags, querystring: DeclarationQuery },
    },
    (request) => useCases.listDeclarations(request.query, viewerOf(request)),
  );
  app.get<Id>(
    get.path,
    {
      config: { scope: get.scope, answers: { 200: DeclarationAnswer } },
      schema: { summary: 'One declaration with all that is known of it', tags },
    },
    (request) => useCases.getDeclaration(request.params.declarationId, viewerOf(request)),
  );
  app.post<Id & { Body: Decision }>(
    decide.path,
    {
      config: { scope: decide.scope, answers: { 200: HoldDecisionAnswer } },
      schema: {
        summary: 'Decide a held declaration; where two decide, propose, confirm or object',
        tags,
        body: HoldDecisionBody,
      },
    },
    (request) =>
      useCases.decideHold({
        ...request.body,
        declarationId: request.params.declarationId,
        officer: callerOf(request).name,
        personId: callerOf(request).personId,
      }),
  );
  app.post<{ Body: Draft }>(
    check.path,
    {
      config: { scope: check.scope, answers: { 200: PreflightAnswer } },
      schema: { summary: 'Would this clear? Changes nothing', tags, body: PreflightBody },
    },
    (request) => useCases.preflight(request.body, viewerOf(request)),
  );
  app.get(
    alerts.path,
    {
      config: { scope: alerts.scope, answers: { 200: AlertsAnswer } },
      schema: { summary: 'Lists that wait too long, export lists to be summed up', tags },
    },
    (request) => useCases.listAlerts(viewerOf(request)),
  );
  app.get(
    summary.path,
    {
      config: { scope: summary.scope, answers: { 200: DayAnswer } },
      schema: { summary: "Today's lists by status and lane", tags },
    },
    (request) => useCases.summarizeDay(viewerOf(request)),
  );
  registerWithdrawals(app, useCases);
}

/** Requests of declarants who write no XML: the same messages are made of them. */
function registerWithdrawals(app: FastifyInstance, useCases: SingleWindowUseCases): void {
  const [, , , , , , cancel, takeBack] = SINGLE_WINDOW_ROUTES;
  const tags = ['declarations'];
  app.post<Id & { Body: Cancellation }>(
    cancel.path,
    {
      config: { scope: cancel.scope, creates: true, answers: { 200: WithdrawalAnswer } },
      schema: { summary: 'Cancel before release (623)', tags, body: CancellationBody },
    },
    (request) =>
      useCases.requestWithdrawal(request.params.declarationId, {
        request: { kind: 'cancellation', body: request.body },
        by: askingOf(request),
      }),
  );
  app.post<Id & { Body: Return }>(
    takeBack.path,
    {
      config: { scope: takeBack.scope, creates: true, answers: { 200: WithdrawalAnswer } },
      schema: { summary: 'Return goods after release (625)', tags, body: ReturnBody },
    },
    (request) =>
      useCases.requestWithdrawal(request.params.declarationId, {
        request: { kind: 'return', body: request.body },
        by: askingOf(request),
      }),
  );
}

function askingOf(request: FastifyRequest): Asking {
  return { viewer: viewerOf(request), caller: callerOf(request) };
}

/** Adds the routes of exports. */
function registerExportRoutes(app: FastifyInstance, useCases: SingleWindowUseCases): void {
  const [list, get] = SINGLE_WINDOW_ROUTES.slice(-2);
  if (!list || !get) throw new Error('bug: the routes of exports stand last');
  const tags = ['exports'];
  app.get<{ Querystring: Exports }>(
    list.path,
    {
      config: { scope: list.scope, answers: { 200: ExportListAnswer } },
      schema: { summary: 'Export lists, newest first', tags, querystring: ExportQuery },
    },
    (request) => useCases.listExports(request.query, viewerOf(request)),
  );
  app.get<{ Params: { exportId: string } }>(
    get.path,
    {
      config: { scope: get.scope, answers: { 200: ExportAnswer } },
      schema: { summary: 'One export list with all that is known of it', tags },
    },
    (request) => useCases.getExport(request.params.exportId, viewerOf(request)),
  );
}

/** Somebody whose right reaches the zone sees every declaration; an enterprise its own. */
function viewerOf(request: FastifyRequest): Viewer {
  return { participantCode: ownerOf(request) };
}
