import type { Finding } from '@pilotzone/kernel/finding';
import { callerOf, type HttpServer } from '@pilotzone/kernel/http';
import { cny, formatMoney, parseUnits } from '@pilotzone/kernel/money';
import { formatInstant } from '@pilotzone/kernel/time';
import { Type } from 'typebox';
import { CASE_ROUTES, registerCaseRoutes, type CaseUseCases } from './case-routes.ts';
import { BACK_TEST_ROUTES, registerBackTestRoutes } from './back-test-routes.ts';
import type { BackTestUseCases } from './back-test-routes.ts';
import type { RuleLives } from './advance-rule-table.ts';
import {
  AssessmentPage,
  DisputeDecisionBody,
  DisputePage,
  DisputeQuery,
  Dispute,
  HoldPage,
  HoldQuery,
  ReviewPolicy,
  ReviewPolicyBody,
  ReviewPolicyPage,
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
import type { PolicyRequest, ReviewPolicy as PolicyRow } from './set-review-policy.ts';
import { registerRuleLifeRoutes, RULE_LIFE_ROUTES } from './rule-life-routes.ts';
import { registerTrialRoutes, TRIAL_ROUTES, type TrialUseCases } from './trial-routes.ts';
import type { DisputeDecision, DisputeRow, Disputes } from './settle-disputes.ts';

import { registerYieldRoutes, YIELD_ROUTES, type YieldUseCases } from './yield-routes.ts';

/** What the routes call. */
export type RiskUseCases = BackTestUseCases &
  CaseUseCases &
  YieldUseCases &
  RuleLives &
  TrialUseCases &
  Pick<Disputes, 'listDisputes'> & {
    decideDispute(decision: DisputeDecision): Promise<DisputeRow>;
    listRuleTables(): Promise<RuleTableSummary[]>;
    getRuleTable(version: number): Promise<{ summary: RuleTableSummary; table: RuleTable }>;
    importRuleTable(request: RuleTableRequest): Promise<RuleTableImported>;
    listHolds(page: { cursor: string | undefined; limit: number }): Promise<HoldsPage>;
    listReviewPolicies(): Promise<PolicyRow[]>;
    setReviewPolicy(request: PolicyRequest): Promise<PolicyRow>;
    listAssessments(declarationId: string): Promise<ExplainedAssessment[]>;
  };

/** Every route of this module: method, path and the scope that a caller needs. */
export const RISK_ROUTES = [
  { method: 'GET', path: '/api/v1/risk/rule-tables', scope: 'risk:read' },
  { method: 'GET', path: '/api/v1/risk/rule-tables/:version', scope: 'risk:read' },
  { method: 'POST', path: '/api/v1/risk/rule-tables', scope: 'risk:write' },
  { method: 'GET', path: '/api/v1/holds', scope: 'holds:read' },
  { method: 'GET', path: '/api/v1/risk/assessments/:declarationId', scope: 'risk:read' },
  { method: 'GET', path: '/api/v1/disputes', scope: 'holds:read' },
  { method: 'POST', path: '/api/v1/disputes/:id/decision', scope: 'holds:decide' },
  { method: 'GET', path: '/api/v1/holds/policy', scope: 'holds:read' },
  { method: 'POST', path: '/api/v1/holds/policy', scope: 'risk:write' },
  ...BACK_TEST_ROUTES,
  ...CASE_ROUTES,
  ...RULE_LIFE_ROUTES,
  ...YIELD_ROUTES,
  ...TRIAL_ROUTES,
] as const;

// More than the column can hold is no version either.
const VersionParams = Type.Object({
  version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
});
const DisputeParams = Type.Object({ id: Type.String({ format: 'uuid' }) });
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
    summary:
      'Checks a rule table and stores it as a version: a draft until two officers activate it',
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
  policies: {
    summary: 'Which holds two officers decide, the policy in force first',
    tags: ['risk'],
    response: { 200: ReviewPolicyPage },
  },
  setPolicy: {
    summary: 'Says which holds two officers decide from now on',
    tags: ['risk'],
    body: ReviewPolicyBody,
    response: { 200: ReviewPolicy },
  },
  disputes: {
    summary: 'Purchases that citizens say are not theirs, longest waiting first',
    tags: ['risk'],
    querystring: DisputeQuery,
    response: { 200: DisputePage },
  },
  decideDispute: {
    summary: 'Answers a citizen who disputes a purchase; once, and told to her',
    tags: ['risk'],
    params: DisputeParams,
    body: DisputeDecisionBody,
    response: { 200: Dispute },
  },
  assessments: {
    summary: 'How risk control judged a declaration, with operands and a replay; for officers',
    tags: ['risk'],
    params: DeclarationParams,
    response: { 200: AssessmentPage },
  },
};

/** Adds this module's routes; the server enforces the scope that each carries in `config.scope`. */
export function registerRoutes(server: HttpServer, useCases: RiskUseCases): void {
  addTableRoutes(server, useCases);
  registerBackTestRoutes(server, useCases);
  registerCaseRoutes(server, useCases);
  registerRuleLifeRoutes(server, useCases);
  registerYieldRoutes(server, useCases);
  registerTrialRoutes(server, useCases);
  addDisputeRoutes(server, useCases);
  addPolicyRoutes(server, useCases);
  const [, , , holds, assessments] = RISK_ROUTES;
  server.get(
    holds.path,
    { schema: SCHEMAS.holds, config: { scope: holds.scope } },
    async ({ query: { cursor, limit } }) => {
      const { items, next } = await useCases.listHolds({ cursor, limit: limit ?? 50 });
      return { items: items.map(toHold), next };
    },
  );
  server.get(
    assessments.path,
    { schema: SCHEMAS.assessments, config: { scope: assessments.scope } },
    async ({ params }) => {
      const found = await useCases.listAssessments(params.declarationId);
      return { items: found.map(toAssessmentRecord) };
    },
  );
}

function addDisputeRoutes(server: HttpServer, useCases: RiskUseCases): void {
  const [, , , , , disputes, decide] = RISK_ROUTES;
  server.get(
    disputes.path,
    { schema: SCHEMAS.disputes, config: { scope: disputes.scope } },
    async ({ query: { cursor, limit = 50, all = false } }) => {
      const page = await useCases.listDisputes({ cursor, open: !all, limit });
      return { items: page.items.map(showDispute), next: page.next };
    },
  );
  server.post(
    decide.path,
    { schema: SCHEMAS.decideDispute, config: { scope: decide.scope } },
    async (request) => {
      const decision = { ...request.body, disputeId: request.params.id };
      const officer = callerOf(request).name;
      return showDispute(await useCases.decideDispute({ ...decision, officer }));
    },
  );
}

function addPolicyRoutes(server: HttpServer, useCases: RiskUseCases): void {
  const [, , , , , , , policies, setPolicy] = RISK_ROUTES;
  server.get(
    policies.path,
    { schema: SCHEMAS.policies, config: { scope: policies.scope } },
    async () => ({ items: (await useCases.listReviewPolicies()).map(showPolicy) }),
  );
  server.post(
    setPolicy.path,
    { schema: SCHEMAS.setPolicy, config: { scope: setPolicy.scope, zoneOnly: true } },
    async (request) => {
      const by = callerOf(request).name;
      return showPolicy(await useCases.setReviewPolicy({ ...request.body, by }));
    },
  );
}

function showPolicy(policy: PolicyRow) {
  return { ...policy, codes: [...policy.codes], setAt: formatInstant(policy.setAt) };
}

function showDispute({ buyerKey: _, raisedAt, decidedAt, givenBack, ...dispute }: DisputeRow) {
  return {
    ...dispute,
    raisedAt: formatInstant(raisedAt),
    decidedAt: decidedAt === null ? null : formatInstant(decidedAt),
    givenBack: givenBack === null ? null : formatMoney(cny(parseUnits(givenBack) ?? 0n)),
  };
}

function addTableRoutes(server: HttpServer, useCases: RiskUseCases): void {
  const [list, detail, create] = RISK_ROUTES;
  server.get(list.path, { schema: SCHEMAS.list, config: { scope: list.scope } }, async () => ({
    items: await useCases.listRuleTables(),
  }));
  server.get(
    detail.path,
    { schema: SCHEMAS.detail, config: { scope: detail.scope } },
    async ({ params }) => toTableDetail(await useCases.getRuleTable(params.version)),
  );
  server.post(
    create.path,
    { schema: SCHEMAS.create, config: { scope: create.scope, creates: true } },
    async (request) => {
      const wanted = importOf(request.body, callerOf(request).name);
      return toImportResult(await useCases.importRuleTable(wanted));
    },
  );
}

function toHold({ openedOn: _, ...hold }: HoldsPage['items'][number]) {
  const reasons = hold.reasons.map(toFinding);
  const proposals = hold.proposals.map(({ proposedAt, ...proposal }) => ({
    ...proposal,
    proposedAt: formatInstant(proposedAt),
  }));
  return { ...hold, openedAt: formatInstant(hold.openedAt), reasons, proposals };
}

function toFinding(finding: Finding) {
  return { ...finding, values: [...finding.values] };
}

function toAssessmentRecord(assessment: ExplainedAssessment) {
  const { ruleTableVersion, ruleTableSha256, replay, ...kept } = assessment;
  const { lane, score } = replay.verdict;
  return {
    ...kept,
    assessedAt: formatInstant(assessment.assessedAt),
    ruleTable: { version: ruleTableVersion, sha256: ruleTableSha256 },
    hits: [...assessment.hits],
    findings: assessment.findings.map(toFinding),
    replay: { same: replay.same, lane, score },
  };
}

function toTableDetail({ summary, table }: { summary: RuleTableSummary; table: RuleTable }) {
  const fields = listFields().map(([name, { type, zh, en }]) => ({
    name,
    type,
    operators: [...OPERATORS[type]],
    zh,
    en,
  }));
  return { ...summary, thresholds: table.thresholds, rows: [...table.rows], fields };
}

function importOf({ table, preview = false }: RuleTableImport, by: string): RuleTableRequest {
  return { table, by, preview, activate: undefined };
}

function toImportResult(imported: RuleTableImported) {
  if (imported.kind === 'invalid') {
    const errors = [...imported.errors];
    const nothing = { version: null, sha256: null, activated: false, difference: null };
    return { kind: imported.kind, ...nothing, errors };
  }
  const { added, removed, changed, thresholdsChanged } = imported.difference;
  const difference = {
    added: [...added],
    removed: [...removed],
    changed: [...changed],
    thresholdsChanged,
  };
  return { ...imported, difference, errors: [] };
}
