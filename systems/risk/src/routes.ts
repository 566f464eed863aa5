import type { FastifyInstance, FastifyRequest } from 'fastify';
import { formatInstant, type PlainDate } from '@pilotzone/kernel/time';
import { Type, type Static } from 'typebox';
import {
  AssessmentPage,
  HoldPage,
  HoldQuery,
  RuleTableDetail,
  RuleTableImport,
  RuleTableImportResult,
  RuleTablePage,
} from './contract.ts';
import type { RuleTableSummary } from './contract.ts';
import type { RuleTableImported, RuleTableRequest } from './import-rule-table.ts';
import type { ExplainedAssessment } from './list-assessments.ts';
import type { HoldsPage } from './list-holds.ts';
import { listFields } from './model/facts.ts';
import { OPERATORS } from './model/operators.ts';
import type { RuleTable } from './model/rule-table.ts';

/** What the routes call. */
export type RiskUseCases = {
  listRuleTables(): Promise<RuleTableSummary[]>;
  getRuleTable(version: number): Promise<{ summary: RuleTableSummary; table: RuleTable }>;
  importRuleTable(request: RuleTableRequest): Promise<RuleTableImported>;
  listHolds(page: { cursor: string | undefined; limit: number }): Promise<HoldsPage>;
  listAssessments(declarationId: string): Promise<ExplainedAssessment[]>;
};

/** Every route of this module: method, path and the scope that a caller needs. */
export const RISK_ROUTES = [
  { method: 'GET', path: '/api/v1/risk/rule-tables', scope: 'risk:read' },
  { method: 'GET', path: '/api/v1/risk/rule-tables/:version', scope: 'risk:read' },
  { method: 'POST', path: '/api/v1/risk/rule-tables', scope: 'risk:write' },
  { method: 'GET', path: '/api/v1/holds', scope: 'holds:read' },
  { method: 'GET', path: '/api/v1/risk/assessments/:declarationId', scope: 'risk:read' },
] as const;

const VersionParams = Type.Object({ version: Type.Integer({ minimum: 1 }) });
const DeclarationParams = Type.Object({ declarationId: Type.String({ format: 'uuid' }) });

const SCHEMAS = {
  list: {
    summary: 'Versions of the rule table',
    tags: ['risk'],
    response: { 200: RuleTablePage },
  },
  detail: {
    summary: 'One version with its rows and the fields that rules may name',
    tags: ['risk'],
    params: VersionParams,
    response: { 200: RuleTableDetail },
  },
  create: {
    summary: 'Checks a rule table, stores it as a version and puts it in force for given days',
    tags: ['risk'],
    body: RuleTableImport,
    response: { 200: RuleTableImportResult },
  },
  holds: {
    summary: 'Declarations that wait for an officer, of earlier days and of higher scores first',
    tags: ['risk'],
    querystring: HoldQuery,
    response: { 200: HoldPage },
  },
  assessments: {
    summary: 'How risk control judged a declaration, with operands and a replay; for officers',
    tags: ['risk'],
    params: DeclarationParams,
    response: { 200: AssessmentPage },
  },
};

/**
 * Adds this module's routes; the server enforces the scope that each carries in `config.scope`.
 * `actorOf` names the authenticated caller for the record.
 */
export function registerRoutes(
  app: FastifyInstance,
  useCases: RiskUseCases,
  actorOf: (request: FastifyRequest) => string,
): void {
  addTableRoutes(app, useCases, actorOf);
  const [, , , holds, assessments] = RISK_ROUTES;
  app.route<{ Querystring: HoldQuery }>({
    method: holds.method,
    url: holds.path,
    config: { scope: holds.scope },
    schema: SCHEMAS.holds,
    handler: async ({ query }) => toHoldPage(await useCases.listHolds(pageOf(query))),
  });
  app.route<{ Params: Static<typeof DeclarationParams> }>({
    method: assessments.method,
    url: assessments.path,
    config: { scope: assessments.scope },
    schema: SCHEMAS.assessments,
    handler: async ({ params }) => {
      const found = await useCases.listAssessments(params.declarationId);
      return { assessments: found.map(toAssessmentRecord) };
    },
  });
}

function addTableRoutes(
  app: FastifyInstance,
  useCases: RiskUseCases,
  actorOf: (request: FastifyRequest) => string,
): void {
  const [list, detail, create] = RISK_ROUTES;
  app.route({
    method: list.method,
    url: list.path,
    config: { scope: list.scope },
    schema: SCHEMAS.list,
    handler: async () => ({ ruleTables: await useCases.listRuleTables() }),
  });
  app.route<{ Params: Static<typeof VersionParams> }>({
    method: detail.method,
    url: detail.path,
    config: { scope: detail.scope },
    schema: SCHEMAS.detail,
    handler: async ({ params }) => toTableDetail(await useCases.getRuleTable(params.version)),
  });
  app.route<{ Body: RuleTableImport }>({
    method: create.method,
    url: create.path,
    config: { scope: create.scope },
    schema: SCHEMAS.create,
    handler: async (request) =>
      toImportResult(await useCases.importRuleTable(importOf(request.body, actorOf(request)))),
  });
}

function pageOf({ cursor, limit }: HoldQuery) {
  return { cursor, limit: limit ?? 50 };
}

function toHoldPage({ holds, next }: HoldsPage) {
  return {
    holds: holds.map(({ openedOn: _, ...hold }) => ({
      ...hold,
      openedAt: formatInstant(hold.openedAt),
    })),
    next,
  };
}

function toAssessmentRecord(assessment: ExplainedAssessment) {
  const { ruleTableVersion, ruleTableSha256, replay, ...kept } = assessment;
  const { lane, score } = replay.verdict;
  return {
    ...kept,
    assessedAt: formatInstant(assessment.assessedAt),
    ruleTable: { version: ruleTableVersion, sha256: ruleTableSha256 },
    replay: { same: replay.same, lane, score },
  };
}

function toTableDetail({ summary, table }: { summary: RuleTableSummary; table: RuleTable }) {
  const fields = listFields().map(([name, { type, zh, en }]) => ({
    name,
    type,
    operators: OPERATORS[type],
    zh,
    en,
  }));
  return { ...summary, thresholds: table.thresholds, rows: table.rows, fields };
}

function importOf(body: RuleTableImport, by: string): RuleTableRequest {
  // The schema has checked the form of both days.
  const activate = body.activate && {
    from: body.activate.from as PlainDate,
    until: (body.activate.until ?? null) as PlainDate | null,
  };
  return { table: body.table, by, preview: body.preview ?? false, activate };
}

function toImportResult(imported: RuleTableImported) {
  if (imported.kind !== 'invalid') return { ...imported, errors: [] };
  const { kind, errors } = imported;
  return { kind, version: null, sha256: null, activated: false, difference: null, errors };
}
