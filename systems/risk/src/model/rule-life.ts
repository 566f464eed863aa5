/**
 * The life of a version of the rule table: draft, checked, back-tested, shadow, asked for, active,
 * retired. What happened is a list of steps; where a version stands is read from them.
 */

import { addDays, type PlainDate } from '@pilotzone/kernel/time';

export type StepKind =
  | 'drafted'
  | 'checked'
  | 'back-tested'
  | 'shadow-started'
  | 'shadow-stopped'
  | 'requested'
  | 'objected'
  | 'activated'
  | 'retired';

export type RuleStep = {
  readonly stepNo: number;
  readonly kind: StepKind;
  readonly saidBy: string;
  readonly personId: string | null;
  readonly note: string;
  readonly detail: { readonly [key: string]: unknown };
};

export type LifeState =
  'draft' | 'checked' | 'back-tested' | 'shadow' | 'requested' | 'active' | 'retired';

export type RuleLife = {
  readonly state: LifeState;
  /** The request that waits for a second officer. */
  readonly request: RuleStep | undefined;
  /** What has to be done before an activation can be asked for. */
  readonly missing: readonly ('check' | 'back-test')[];
};

/**
 * Reads the steps of one version, oldest first. `wasActive`: it has been in force, also before
 * there were steps: then it need not prove itself again.
 */
export function lifeOf(
  steps: readonly Pick<RuleStep, 'kind' | 'stepNo'>[],
  wasActive: boolean,
): Pick<RuleLife, 'state' | 'missing'> & { readonly requestNo: number | undefined } {
  const done = new Set(steps.map(({ kind }) => kind));
  const last = steps.findLast(({ kind }) => kind === 'requested' || ANSWERS.has(kind));
  const requestNo = last?.kind === 'requested' ? last.stepNo : undefined;
  const missing = wasActive ? [] : PROOFS.filter(([, kind]) => !done.has(kind)).map(([way]) => way);
  return { state: stateOf(steps, { requestNo, wasActive, done }), missing, requestNo };
}

const ANSWERS: ReadonlySet<StepKind> = new Set([
  ...(['objected', 'activated', 'retired', 'shadow-started'] as const),
]);
const PROOFS = [
  ['check', 'checked'],
  ['back-test', 'back-tested'],
] as const;

function stateOf(
  steps: readonly Pick<RuleStep, 'kind'>[],
  known: { requestNo: number | undefined; wasActive: boolean; done: ReadonlySet<StepKind> },
): LifeState {
  if (known.done.has('retired')) return 'retired';
  if (known.requestNo !== undefined) return 'requested';
  const shadow = steps.findLast(({ kind }) => SHADOW_ENDS.has(kind) || kind === 'shadow-started');
  if (shadow?.kind === 'shadow-started') return 'shadow';
  if (known.wasActive) return 'active';
  if (known.done.has('back-tested')) return 'back-tested';
  return known.done.has('checked') ? 'checked' : 'draft';
}

const SHADOW_ENDS: ReadonlySet<StepKind> = new Set(['shadow-stopped', 'activated', 'retired']);

type Days = {
  readonly version: number;
  readonly validFrom: PlainDate;
  readonly validUntil: PlainDate | null;
};

/**
 * The versions that decide on `today` or on a later day: of the activations that cover a day, in
 * their order, the last one.
 */
export function decidingVersions(activations: readonly Days[], today: PlainDate): Set<number> {
  const turns = activations
    .flatMap(({ validFrom, validUntil }) => [validFrom, validUntil && addDays(validUntil, 1)])
    .filter((day): day is PlainDate => day !== null && day > today);
  const deciding = [today, ...turns].map((day) =>
    activations.findLast(
      ({ validFrom, validUntil }) => validFrom <= day && (validUntil === null || day <= validUntil),
    ),
  );
  return new Set(deciding.flatMap((one) => (one ? [one.version] : [])));
}
