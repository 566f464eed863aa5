import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Subscription } from '@pilotzone/kernel/outbox';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, type PlainDate } from '@pilotzone/kernel/time';
import { DECLARATIONS_UNDONE, type DeclarationsUndone } from '@pilotzone/single-window/contract';
import { createRuleLives } from './advance-rule-table.ts';
import { assessDeclarations, previewAssessments, type Assessment } from './assess-declarations.ts';
import { createCases } from './keep-cases.ts';
import { decideHold, type DecideHoldRequest, type HoldDecided } from './decide-hold.ts';
import { importRuleTable } from './import-rule-table.ts';
import { installShippedRules } from './install-shipped-rules.ts';
import { listAssessments } from './list-assessments.ts';
import { listHolds } from './list-holds.ts';
import { getRuleTableDetail, listRuleTables } from './list-rule-tables.ts';
import { createRuleTables } from './load-rule-table.ts';
import type { RiskFacts } from './model/facts.ts';
import { createBackTests, type BackTests } from './run-back-tests.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';
import { openHolds, type HoldRequest } from './open-holds.ts';
import { replayAssessment, type Replay } from './replay-assessment.ts';
import { replayPeriod } from './replay-period.ts';
import { reportYield } from './report-yield.ts';
import { listRandomFloors, setRandomFloor } from './set-random-floor.ts';
import { listReviewPolicies, setReviewPolicy } from './set-review-policy.ts';
import { createDisputes, decideDispute, type DecisionNeeds } from './settle-disputes.ts';
import { createRuleTrials, type RuleTrials } from './try-rules.ts';
import { createTradeWatch, type WatchNeeds } from './watch-trades.ts';
import type { RiskUseCases } from './routes.ts';
import { countOpenHolds } from './store/holds.ts';
import type { StoredAssessment } from './store/assessments.ts';

export type Risk = RiskUseCases &
  Pick<BackTests, 'runBackTests'> &
  Pick<RuleTrials, 'watchTrials'> & {
    /** To be called once after the migrations, before the first assessment. */
    installShippedRules(): Promise<void>;
    assess(tx: Tx, facts: readonly RiskFacts[], on: PlainDate): Promise<Assessment[]>;
    preview(q: Queryable, facts: readonly RiskFacts[], on: PlainDate): Promise<Assessment[]>;
    replay(assessment: StoredAssessment): Promise<Replay>;
    countOpenHolds(): ReturnType<typeof countOpenHolds>;
    openHolds(tx: Tx, requests: readonly HoldRequest[]): Promise<void>;
    decideHold(tx: Tx, request: DecideHoldRequest): Promise<HoldDecided>;
    readonly subscriptions: readonly Subscription[];
  };

/** 风险防控: judges declarations by dated decision tables and keeps the officers' queue. */
export function createRisk(
  runtime: Runtime & Partial<DecisionNeeds> & Pick<WatchNeeds, 'pseudonymOf'>,
): Risk {
  const correctAllowance = runtime.correctAllowance ?? nobodyToAsk;
  const trades = createTradeWatch(runtime);
  const needs = { ...runtime, trades, ruleTables: createRuleTables(runtime.zoneCode) };
  return {
    installShippedRules: () => installShippedRules(needs),
    assess: (tx, facts, on) => assessDeclarations(needs, tx, { facts, on }),
    preview: (q, facts, on) => previewAssessments(needs, q, { facts, on }),
    replay: (assessment) => replayAssessment(needs, assessment),
    openHolds: (tx, requests) => openHolds(needs, tx, requests),
    decideHold: (tx, request) => decideHold(needs, tx, request),
    listHolds: (page) => listHolds(needs, page),
    listRuleTables: () => listRuleTables(needs),
    getRuleTable: (version) => getRuleTableDetail(needs, version),
    importRuleTable: (request) => importRuleTable(needs, request),
    listAssessments: (declarationId) => listAssessments(needs, declarationId),
    listReviewPolicies: () => listReviewPolicies(runtime),
    setReviewPolicy: (request) => setReviewPolicy(runtime, request),
    ...createDisputes(runtime),
    decideDispute: (decision) => decideDispute({ ...runtime, correctAllowance }, decision),
    ...createBackTests(runtime),
    ...createCases(runtime),
    clock: runtime.clock,
    ...createRuleLives(runtime),
    listRandomFloors: () => listRandomFloors(runtime),
    setRandomFloor: (request) => setRandomFloor(runtime, request),
    reportYield: (period) => reportYield(runtime, period),
    ...createRuleTrials(runtime),
    replayPeriod: ({ until = dayOf(runtime.clock.now()), from = until }) =>
      replayPeriod(needs, { from, until }),
    countOpenHolds: () => countOpenHolds(runtime.db, runtime.zoneCode),
    subscriptions: [
      {
        name: 'risk.on-declarations-undone',
        kind: DECLARATIONS_UNDONE,
        // The payload is what the single window published under this kind, by its contract.
        handle: (tx, event) =>
          onDeclarationsUndone(trades, tx, event.payload as DeclarationsUndone),
      },
    ],
  };
}

/** Where risk control stands alone, as in its own tests, no allowance can be given back. */
function nobodyToAsk(): never {
  throw new Error('bug: a dispute is upheld, and nobody corrects allowances');
}
