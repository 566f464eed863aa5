import type { Database, Tx } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, type PlainDate } from '@pilotzone/kernel/time';
import { RISK_ERRORS } from './contract.ts';
import { refuseActivationInPast } from './import-rule-table.ts';
import { getRuleTable } from './load-rule-table.ts';
import { inspectTable, type TableRemark } from './model/inspect-table.ts';
import { decidingVersions, lifeOf, type StepKind } from './model/rule-life.ts';
import { addStep, listSteps, type StoredStep } from './store/rule-steps.ts';
import { addTrial, endTrials, listTrials } from './store/rule-trials.ts';
import {
  addActivation,
  listActivations,
  lockTables,
  type Activation,
} from './store/rule-tables.ts';

export type AdvanceNeeds = Pick<Runtime, 'zoneCode' | 'clock' | 'ids'> & { readonly db: Database };

/** Who speaks: a key has no person. */
export type Speaker = { readonly name: string; readonly personId: string | undefined };

/** Who says what about which version. */
export type Said = { readonly version: number; readonly note: string; readonly by: Speaker };
export type ActivationRequest = Said & {
  readonly from: PlainDate;
  readonly until: PlainDate | null;
  /** Absent: in force. Present: a canary that decides a share until its limit breaks. */
  readonly canary?: Canary | undefined;
};
/** Basis points: of declarations that it decides, and of those that it may hold at most. */
export type Canary = { readonly share: number; readonly maxRed: number };
export type ActivationAnswer = Said & {
  /** Number of the step that asked, as the officer has read it. */
  readonly request: number;
  readonly answer: 'confirm' | 'object';
};

export type RuleLives = {
  /** Throws RISK_RULE_TABLE_NOT_FOUND, as all of these. */
  listRuleSteps(version: number): Promise<StoredStep[]>;
  /** Looks at a stored version as a whole and records that somebody did. */
  checkRuleVersion(said: Said): Promise<readonly TableRemark[]>;
  /** Throws RISK_RULE_UNPROVEN, RISK_RULE_REQUEST_EXISTS, RISK_ACTIVATION_IN_PAST. */
  requestActivation(request: ActivationRequest): Promise<StoredStep[]>;
  /** Throws RISK_RULE_REQUEST_CHANGED, RISK_RULE_OWN_FORBIDDEN, RISK_ACTIVATION_IN_PAST. */
  answerActivation(answer: ActivationAnswer): Promise<StoredStep[]>;
  /** Throws RISK_RULE_IN_USE while the version decides, or will. */
  retireRuleVersion(said: Said): Promise<StoredStep[]>;
};

/** The life of versions: each step is one row, and two people put a version in force. */
export function createRuleLives(needs: AdvanceNeeds): RuleLives {
  const advance = createAdvance(needs);
  return {
    listRuleSteps: async (version) => {
      await getRuleTable(needs.db, needs.zoneCode, version);
      return listSteps(needs.db, needs.zoneCode, version);
    },
    checkRuleVersion: (said) => checkVersion(needs, said),
    requestActivation: (request) => advance(request, askFor(request)),
    answerActivation: (answer) => advance(answer, answerTo(needs, answer)),
    retireRuleVersion: (said) => advance(said, retire(said)),
  };
}

async function checkVersion(needs: AdvanceNeeds, said: Said): Promise<readonly TableRemark[]> {
  const { table } = await getRuleTable(needs.db, needs.zoneCode, said.version);
  const remarks = inspectTable(table);
  const detail = { remarks: remarks.length };
  await createAdvance(needs)(said, () => ({ kind: 'checked', detail }));
  return remarks;
}

type Standing = {
  readonly tx: Tx;
  readonly steps: readonly StoredStep[];
  readonly life: ReturnType<typeof lifeOf>;
  readonly today: PlainDate;
  readonly activations: readonly Activation[];
};
type Next = { readonly kind: StepKind; readonly detail: StoredStep['detail'] };
type Move = (standing: Standing) => Next | Promise<Next>;

/** Writes the next step of a version; `move` says what it is, by where the version stands. */
export function createAdvance(needs: AdvanceNeeds) {
  return (said: Said, move: Move): Promise<StoredStep[]> => advance(needs, said, move);
}

async function advance(needs: AdvanceNeeds, said: Said, move: Move): Promise<StoredStep[]> {
  const { zoneCode, clock, db } = needs;
  const { version, note, by } = said;
  return db.transaction(async (tx) => {
    await lockTables(tx, zoneCode);
    await getRuleTable(tx, zoneCode, version);
    const steps = await listSteps(tx, zoneCode, version);
    const activations = await listActivations(tx, zoneCode);
    const life = lifeOf(
      steps,
      activations.some((one) => one.version === version),
    );
    if (life.state === 'retired') throw retired(version, steps);
    const today = dayOf(clock.now());
    const next = await move({ tx, steps, life, today, activations });
    const who = { saidBy: by.name, personId: by.personId ?? null, saidAt: clock.now() };
    await addStep(tx, zoneCode, { version, note: note.trim(), ...who, ...next });
    return listSteps(tx, zoneCode, version);
  });
}

function askFor({ version, by, from, until, canary }: ActivationRequest): Move {
  return ({ life, today }) => {
    requirePerson(by);
    refuseActivationInPast(from, today);
    if (life.missing.length > 0) throw unproven(version, life.missing);
    if (life.requestNo !== undefined) {
      throw new PilotError(
        RISK_ERRORS.RISK_RULE_REQUEST_EXISTS,
        `an activation of version ${version} is asked for already (step ${life.requestNo}); ` +
          'confirm it or object to it',
      );
    }
    return { kind: 'requested', detail: { from, until, ...(canary && { canary }) } };
  };
}

function answerTo(needs: AdvanceNeeds, { version, by, request, answer }: ActivationAnswer): Move {
  return async ({ tx, steps, life, today }) => {
    const personId = requirePerson(by);
    const asked = steps.find(({ stepNo }) => stepNo === life.requestNo);
    if (asked?.stepNo !== request) {
      const waits = asked ? `step ${asked.stepNo} of ${asked.saidBy} waits` : 'nothing waits';
      throw new PilotError(
        RISK_ERRORS.RISK_RULE_REQUEST_CHANGED,
        `${waits} for an answer; read the steps of version ${version} again`,
      );
    }
    // Who asked may take it back.
    if (answer === 'object') return { kind: 'objected', detail: { request } };
    if (asked.personId === personId) {
      throw new PilotError(
        RISK_ERRORS.RISK_RULE_OWN_FORBIDDEN,
        'you asked for this activation; another officer confirms it or objects',
      );
    }
    return putInForce(needs, tx, { version, by, asked, today });
  };
}

type Confirmed = {
  readonly version: number;
  readonly by: Speaker;
  readonly asked: StoredStep;
  readonly today: PlainDate;
};

async function putInForce(
  needs: AdvanceNeeds,
  tx: Tx,
  { version, by, asked, today }: Confirmed,
): Promise<Next> {
  // Written by askFor in this very form.
  const { from, until, canary } = asked.detail as Pick<
    ActivationRequest,
    'from' | 'until' | 'canary'
  >;
  refuseActivationInPast(from, today);
  const at = needs.clock.now();
  const detail = { request: asked.stepNo, ...asked.detail, askedBy: asked.saidBy };
  // What ran beside now decides, at least in part.
  const note = `${by.name} confirmed step ${asked.stepNo}`;
  await endTrials(tx, needs.zoneCode, { version, by: by.name, at, note });
  if (!canary) {
    const days = { validFrom: from, validUntil: until };
    const who = { activatedBy: by.name, activatedAt: at };
    await addActivation(tx, needs.zoneCode, { version, ...days, ...who });
    return { kind: 'activated', detail };
  }
  const running = (await listTrials(tx, needs.zoneCode, true)).find(({ share }) => share > 0);
  if (running) {
    throw new PilotError(
      RISK_ERRORS.RISK_TRIAL_EXISTS,
      `version ${running.version} decides a share already; end that canary first`,
    );
  }
  const trialId = needs.ids.newId();
  const trial = { trialId, version, from, until, ...canary, startedBy: by.name, startedAt: at };
  await addTrial(tx, needs.zoneCode, trial);
  return { kind: 'shadow-started', detail: { trialId, ...detail } };
}

function retire({ version }: Said): Move {
  return ({ activations, today }) => {
    if (!decidingVersions(activations, today).has(version)) return { kind: 'retired', detail: {} };
    throw new PilotError(
      RISK_ERRORS.RISK_RULE_IN_USE,
      `version ${version} decides today or on a later day; activate another one first`,
    );
  };
}

function requirePerson({ personId }: Speaker): string {
  if (personId !== undefined) return personId;
  throw new PilotError(
    RISK_ERRORS.RISK_RULE_PERSON_FORBIDDEN,
    'two officers put rules in force, each signed in as a person; a key cannot take part',
  );
}

function unproven(version: number, missing: readonly ('check' | 'back-test')[]): PilotError {
  const ways = {
    check: `check it (POST /api/v1/risk/rule-tables/${version}/check)`,
    'back-test': `try it on past declarations (POST /api/v1/risk/back-tests)`,
  };
  return new PilotError(
    RISK_ERRORS.RISK_RULE_UNPROVEN,
    `version ${version} has not proven itself: ${missing.map((way) => ways[way]).join('; ')}`,
  );
}

function retired(version: number, steps: readonly StoredStep[]): PilotError {
  const last = steps.at(-1);
  return new PilotError(
    RISK_ERRORS.RISK_RULE_ALREADY_RETIRED,
    `version ${version} was retired by ${last?.saidBy}: "${last?.note}"; import it as a new ` +
      'draft with another name if it is needed again',
  );
}
