import type { Database, Tx } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf } from '@pilotzone/kernel/time';
import { RISK_ERRORS } from './contract.ts';
import { createAdvance, type Said } from './advance-rule-table.ts';
import { breaksLimit } from './model/trial.ts';
import { addStep } from './store/rule-steps.ts';
import { lockTables } from './store/rule-tables.ts';
import {
  addTrial,
  endTrials,
  listDifferences,
  listTrials,
  sumTrial,
  type StoredTrial,
  type TrialSums,
} from './store/rule-trials.ts';

export type TrialNeeds = Pick<Runtime, 'zoneCode' | 'clock' | 'ids'> & { readonly db: Database };

/** A trial with what it said so far. */
export type RuleTrial = StoredTrial &
  TrialSums & {
    /** The newest declarations with another lane. */
    readonly differences: Awaited<ReturnType<typeof listDifferences>>;
  };

export type RuleTrials = {
  listRuleTrials(): Promise<RuleTrial[]>;
  /** Runs a proven version beside the one in force, without effect. Throws RISK_RULE_UNPROVEN. */
  startShadow(said: Said & { readonly maxRed: number | null }): Promise<RuleTrial[]>;
  /** Ends shadow or canary of a version at once. Throws RISK_TRIAL_NOT_FOUND. */
  endTrial(said: Said): Promise<RuleTrial[]>;
  /** Ends the trials whose limit broke; how many. For a timer. */
  watchTrials(): Promise<number>;
};

const SHOWN = 50;

/** Versions that run beside the one in force; who has effect is decided by two people. */
export function createRuleTrials(needs: TrialNeeds): RuleTrials {
  const advance = createAdvance(needs);
  return {
    listRuleTrials: () => list(needs),
    startShadow: async ({ maxRed, ...said }) => {
      await advance(said, async ({ tx, life, today }) => {
        refuseUnready(said.version, life);
        const trial = { ...{ trialId: needs.ids.newId(), version: said.version }, from: today };
        const who = { startedBy: said.by.name, startedAt: needs.clock.now() };
        await addTrial(tx, needs.zoneCode, { ...trial, until: null, share: 0, maxRed, ...who });
        return { kind: 'shadow-started', detail: { trialId: trial.trialId, maxRed } };
      });
      return list(needs);
    },
    endTrial: async (said) => {
      await advance(said, async ({ tx }) => {
        const { version, note, by } = said;
        const end = { version, note, by: by.name, at: needs.clock.now() };
        if ((await endTrials(tx, needs.zoneCode, end)) === 0) throw notFound(version);
        return { kind: 'shadow-stopped', detail: {} };
      });
      return list(needs);
    },
    watchTrials: () => watch(needs),
  };
}

function refuseUnready(
  version: number,
  { state, missing }: { state: string; missing: readonly string[] },
): void {
  if (missing.length > 0) {
    throw new PilotError(
      RISK_ERRORS.RISK_RULE_UNPROVEN,
      `version ${version} has not proven itself; first: ${missing.join(', ')}`,
    );
  }
  if (state !== 'shadow' && state !== 'requested') return;
  throw new PilotError(
    RISK_ERRORS.RISK_TRIAL_EXISTS,
    `version ${version} is ${state === 'shadow' ? 'on trial' : 'asked for'} already`,
  );
}

function notFound(version: number): PilotError {
  return new PilotError(
    RISK_ERRORS.RISK_TRIAL_NOT_FOUND,
    `version ${version} is not on trial; GET /api/v1/risk/trials lists what is`,
  );
}

async function list({ db, zoneCode }: TrialNeeds): Promise<RuleTrial[]> {
  const trials = await listTrials(db, zoneCode, false);
  const told: RuleTrial[] = [];
  for (const trial of trials) {
    const { trialId } = trial;
    const sums = await sumTrial(db, zoneCode, trialId);
    const differences = await listDifferences(db, zoneCode, { trialId, limit: SHOWN });
    told.push({ ...trial, ...sums, differences });
  }
  return told;
}

async function watch(needs: TrialNeeds): Promise<number> {
  const { db, zoneCode, clock } = needs;
  let ended = 0;
  for (const trial of await listTrials(db, zoneCode, true)) {
    const { judged, changes } = await sumTrial(db, zoneCode, trial.trialId);
    const red = redOf(changes);
    const isOver = trial.until !== null && trial.until < dayOf(clock.now());
    if (!isOver && !breaksLimit({ judged, red }, trial.maxRed)) continue;
    const note = isOver
      ? `its last day ${trial.until} is over`
      : `it holds ${red} of ${judged} declarations, more than ${String(trial.maxRed)} of 10000`;
    ended += await db.transaction((tx) => endByItself(needs, tx, { trial, note }));
  }
  return ended;
}

function redOf(changes: TrialSums['changes']): number {
  return (changes['green-red'] ?? 0) + (changes['amber-red'] ?? 0) + (changes['red-red'] ?? 0);
}

async function endByItself(
  { zoneCode, clock }: TrialNeeds,
  tx: Tx,
  { trial: { version, trialId, share }, note }: { trial: StoredTrial; note: string },
): Promise<number> {
  const at = clock.now();
  await lockTables(tx, zoneCode);
  // Somebody may have ended it meanwhile.
  const ended = await endTrials(tx, zoneCode, { version, by: 'pilotzone', at, note });
  if (ended === 0) return 0;
  await addStep(tx, zoneCode, {
    ...{ version, kind: 'shadow-stopped', saidBy: 'pilotzone', personId: null },
    ...{ saidAt: at, note, detail: { trialId, share, byItself: true } },
  });
  return 1;
}
