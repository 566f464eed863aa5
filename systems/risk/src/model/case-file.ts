import { PilotError } from '@pilotzone/kernel/errors';
import type { PlainDate } from '@pilotzone/kernel/time';
import { RISK_ERRORS } from '../contract.ts';

export const CASE_KINDS = ['suspicion', 'ring', 'recall', 'dispute', 'audit'] as const;
export const CASE_STATES = ['open', 'decided', 'appealed', 'closed'] as const;
export const CASE_OUTCOMES = ['confirmed', 'cleared'] as const;
export const LINK_KINDS = ['declaration', 'participant', 'exchange', 'dispute'] as const;

export type CaseKind = (typeof CASE_KINDS)[number];
export type CaseState = (typeof CASE_STATES)[number];
export type CaseOutcome = (typeof CASE_OUTCOMES)[number];

/** What a case is about, by its number here or its customs code. */
export type CaseLink = {
  readonly kind: (typeof LINK_KINDS)[number];
  readonly reference: string;
};

/** A case as its steps have made it. */
export type CaseFile = {
  readonly state: CaseState;
  readonly outcome: CaseOutcome | null;
  readonly assignee: string | null;
  readonly dueOn: PlainDate | null;
  readonly decidedBy: string | null;
};

/** What may be done in a case. */
export type CaseStep =
  | { readonly kind: 'assigned'; readonly assignee: string; readonly dueOn: PlainDate }
  | { readonly kind: 'noted' }
  | { readonly kind: 'linked'; readonly links: readonly CaseLink[] }
  | { readonly kind: 'decided'; readonly outcome: CaseOutcome }
  | { readonly kind: 'appealed'; readonly appellant: string }
  | { readonly kind: 'appeal-upheld' | 'appeal-dismissed' }
  | { readonly kind: 'closed' | 'reopened' };

export type CaseStepKind = CaseStep['kind'];

export const NEW_CASE: CaseFile = {
  ...{ state: 'open', outcome: null, assignee: null, dueOn: null, decidedBy: null },
};

/** In which states a step may be done. Whoever adds one is led here by the types. */
const POSSIBLE: Readonly<Record<CaseStepKind, readonly CaseState[]>> = {
  assigned: ['open', 'appealed'],
  noted: ['open', 'decided', 'appealed'],
  linked: ['open'],
  decided: ['open'],
  appealed: ['decided'],
  'appeal-upheld': ['appealed'],
  'appeal-dismissed': ['appealed'],
  closed: ['decided'],
  reopened: ['closed', 'decided'],
};

/**
 * The case after a step. An appeal that is upheld turns the outcome round. Throws
 * CASE_STEP_IMPOSSIBLE, and CASE_OWN_FORBIDDEN where somebody would judge her own decision.
 */
export function advanceCase(file: CaseFile, step: CaseStep, actor: string): CaseFile {
  if (!POSSIBLE[step.kind].includes(file.state)) {
    const when = POSSIBLE[step.kind].join(' or ');
    throw new PilotError(
      RISK_ERRORS.CASE_STEP_IMPOSSIBLE,
      `a case that is ${file.state} cannot be ${step.kind}; that is done while it is ${when}`,
    );
  }
  switch (step.kind) {
    case 'assigned':
      return { ...file, assignee: step.assignee, dueOn: step.dueOn };
    case 'noted':
    case 'linked':
      return file;
    case 'decided':
      return { ...file, state: 'decided', outcome: step.outcome, decidedBy: actor };
    case 'appealed':
      return { ...file, state: 'appealed' };
    case 'appeal-upheld':
    case 'appeal-dismissed':
      return judgeAppeal(file, step.kind === 'appeal-upheld', actor);
    case 'closed':
      return { ...file, state: 'closed' };
    case 'reopened':
      return { ...file, state: 'open', outcome: null, decidedBy: null };
  }
}

function judgeAppeal(file: CaseFile, isUpheld: boolean, actor: string): CaseFile {
  if (actor === file.decidedBy)
    throw new PilotError(
      RISK_ERRORS.CASE_OWN_FORBIDDEN,
      `${actor} has decided this case; somebody else judges the appeal`,
    );
  if (!isUpheld) return { ...file, state: 'decided' };
  const outcome = file.outcome === 'confirmed' ? 'cleared' : 'confirmed';
  return { ...file, state: 'decided', outcome, decidedBy: actor };
}
