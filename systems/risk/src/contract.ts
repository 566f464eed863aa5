import { Type, type Static, type TSchema } from 'typebox';

/** Failures that someone must act on; docs/errors.md says who and how. */
export const RISK_ERRORS = {
  /** No rule table is in force on the day asked for: activate one. */
  RISK_RULE_TABLE_MISSING: 'RISK_RULE_TABLE_MISSING',
  /** A stored table no longer has the SHA-256 under which it was stored. */
  RISK_RULE_TABLE_ALTERED: 'RISK_RULE_TABLE_ALTERED',
  RISK_RULE_TABLE_NOT_FOUND: 'RISK_RULE_TABLE_NOT_FOUND',
  /** A table cannot take effect before today: days that are over keep the rules they had. */
  RISK_ACTIVATION_IN_PAST: 'RISK_ACTIVATION_IN_PAST',
  RISK_ASSESSMENT_NOT_FOUND: 'RISK_ASSESSMENT_NOT_FOUND',
  RISK_BACK_TEST_NOT_FOUND: 'RISK_BACK_TEST_NOT_FOUND',
  RISK_BACK_TEST_PERIOD_INVALID: 'RISK_BACK_TEST_PERIOD_INVALID',
  RISK_YIELD_PERIOD_INVALID: 'RISK_YIELD_PERIOD_INVALID',
  /** A version has to be checked and back-tested before its activation can be asked for. */
  RISK_RULE_UNPROVEN: 'RISK_RULE_UNPROVEN',
  RISK_RULE_REQUEST_EXISTS: 'RISK_RULE_REQUEST_EXISTS',
  /** Another request stands, or none: read the steps of the version again. */
  RISK_RULE_REQUEST_CHANGED: 'RISK_RULE_REQUEST_CHANGED',
  /** Nobody confirms the activation that she has asked for. */
  RISK_RULE_OWN_FORBIDDEN: 'RISK_RULE_OWN_FORBIDDEN',
  /** Two officers put rules in force, each as a person: a key cannot take part. */
  RISK_RULE_PERSON_FORBIDDEN: 'RISK_RULE_PERSON_FORBIDDEN',
  RISK_RULE_ALREADY_RETIRED: 'RISK_RULE_ALREADY_RETIRED',
  /** A version that decides today or on a later day cannot be retired. */
  RISK_RULE_IN_USE: 'RISK_RULE_IN_USE',
  RISK_TRIAL_NOT_FOUND: 'RISK_TRIAL_NOT_FOUND',
  /** The version is on trial or asked for already, or another canary decides a share. */
  RISK_TRIAL_EXISTS: 'RISK_TRIAL_EXISTS',
  HOLD_NOT_FOUND: 'HOLD_NOT_FOUND',
  HOLD_ALREADY_DECIDED: 'HOLD_ALREADY_DECIDED',
  HOLD_NOTE_MISSING: 'HOLD_NOTE_MISSING',
  /** Two officers decide, each as a person: a key cannot take part. */
  HOLD_PERSON_FORBIDDEN: 'HOLD_PERSON_FORBIDDEN',
  /** Nobody confirms what she has proposed herself. */
  HOLD_OWN_FORBIDDEN: 'HOLD_OWN_FORBIDDEN',
  /** Somebody has proposed meanwhile: read it, then confirm or object. */
  HOLD_PROPOSAL_CHANGED: 'HOLD_PROPOSAL_CHANGED',
  DISPUTE_EXISTS: 'DISPUTE_EXISTS',
  DISPUTE_NOT_FOUND: 'DISPUTE_NOT_FOUND',
  DISPUTE_ALREADY_DECIDED: 'DISPUTE_ALREADY_DECIDED',
  CASE_NOT_FOUND: 'CASE_NOT_FOUND',
  /** Somebody did a step meanwhile: read the case again. */
  CASE_CHANGED: 'CASE_CHANGED',
  CASE_STEP_IMPOSSIBLE: 'CASE_STEP_IMPOSSIBLE',
  /** Nobody judges the appeal against her own decision. */
  CASE_OWN_FORBIDDEN: 'CASE_OWN_FORBIDDEN',
  WORK_ORDER_NOT_FOUND: 'WORK_ORDER_NOT_FOUND',
  WORK_ORDER_ENDED: 'WORK_ORDER_ENDED',
} as const;

const Day = Type.String({ format: 'date' });
const Time = Type.String({ format: 'date-time' });
const Lane = Type.Enum(['green', 'amber', 'red']);

const Finding = Type.Object({
  code: Type.String(),
  source: Type.String(),
  field: Type.String(),
  message: Type.String(),
  messageZh: Type.String(),
  values: Type.Array(Type.String()),
  basis: Type.String(),
  fix: Type.String(),
  basisZh: Type.Optional(Type.String()),
  fixZh: Type.Optional(Type.String()),
});

/** A rule table as a list shows it. */
export const RuleTableSummary = Type.Object({
  version: Type.Integer(),
  name: Type.String(),
  sha256: Type.String({ description: 'Of the canonical text: keys and rows in order, no spaces' }),
  status: Type.Enum(['draft', 'active', 'scheduled', 'superseded'], {
    description: 'draft: never activated; active: decides today; scheduled: will decide',
  }),
  state: Type.Enum(
    ['draft', 'checked', 'back-tested', 'shadow', 'requested', 'active', 'retired'],
    {
      description: 'How far it has come on its way into force; active: it is or was in force',
    },
  ),
  rowCount: Type.Integer(),
  validFrom: Nullable(Day),
  validUntil: Nullable(Day),
  activatedBy: Nullable(Type.String()),
  activatedAt: Nullable(Time),
  importedBy: Type.String(),
  importedAt: Time,
});

export type RuleTableSummary = Static<typeof RuleTableSummary>;

export const RuleTablePage = Type.Object({ items: Type.Array(RuleTableSummary) });

/** One version with its rows, and the fields that rules may name. */
export const RuleTableDetail = Type.Object({
  ...RuleTableSummary.properties,
  thresholds: Type.Object({ amber: Type.Integer(), red: Type.Integer() }),
  rows: Type.Array(Type.Unknown({ description: 'See docs/how-to/add-a-risk-rule.md' })),
  fields: Type.Array(
    Type.Object({
      name: Type.String(),
      type: Type.String(),
      operators: Type.Array(Type.String()),
      zh: Type.String(),
      en: Type.String(),
    }),
  ),
});

export const RuleTableImport = Type.Object(
  {
    table: Type.Unknown({
      description: 'The table as docs/how-to/add-a-risk-rule.md describes it; errors come by row',
    }),
    preview: Type.Optional(
      Type.Boolean({ description: 'Only check and compare: nothing is stored' }),
    ),
  },
  { additionalProperties: false },
);

export type RuleTableImport = Static<typeof RuleTableImport>;

const Difference = Type.Object({
  added: Type.Array(Type.String()),
  removed: Type.Array(Type.String()),
  changed: Type.Array(Type.String()),
  thresholdsChanged: Type.Boolean(),
});

const RowError = Type.Object({
  row: Nullable(Type.Integer()),
  id: Type.String(),
  path: Type.String(),
  code: Type.String(),
  message: Type.String(),
});

/** What became of an import; `difference` compares with the table in force on the first day. */
export const RuleTableImportResult = Type.Object({
  kind: Type.Enum(['stored', 'unchanged', 'previewed', 'invalid']),
  version: Nullable(Type.Integer()),
  sha256: Nullable(Type.String()),
  activated: Type.Boolean(),
  difference: Nullable(Difference),
  errors: Type.Array(RowError),
});

export const HoldQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);

export type HoldQuery = Static<typeof HoldQuery>;

/** What one officer proposed for a hold that two decide. */
export const HoldProposal = Type.Object({
  proposalNo: Type.Integer(),
  decision: Type.Enum(['release', 'reject']),
  proposedBy: Type.String(),
  personId: Type.String({ description: 'Nobody confirms her own proposal' }),
  proposedAt: Time,
  note: Type.String(),
});

export type HoldProposal = Static<typeof HoldProposal>;

/** A declaration that waits for an officer. */
export const Hold = Type.Object({
  declarationId: Type.String(),
  attempt: Type.Integer(),
  direction: Type.Enum(['import', 'export'], {
    description: 'export: the id is that of an export list',
  }),
  openedAt: Time,
  lane: Lane,
  score: Type.Integer(),
  reasons: Type.Array(Finding),
  needsTwo: Type.Boolean({ description: 'Two officers decide: one proposes, another confirms' }),
  proposals: Type.Array(HoldProposal, { description: 'The last one waits for a second officer' }),
});

export type Hold = Static<typeof Hold>;

export const HoldPage = Type.Object({ items: Type.Array(Hold), next: Nullable(Type.String()) });

/** Which holds two officers decide. */
export const ReviewPolicy = Type.Object({
  policyNo: Type.Integer(),
  minScore: Nullable(
    Type.Integer({ description: 'From this score on; null: the score never asks' }),
  ),
  codes: Type.Array(Type.String(), { description: 'Reasons that ask for two, whatever the score' }),
  note: Type.String(),
  setBy: Type.String(),
  setAt: Time,
});

export type ReviewPolicy = Static<typeof ReviewPolicy>;

export const ReviewPolicyPage = Type.Object({
  items: Type.Array(ReviewPolicy, { description: 'In force first; none: one officer decides' }),
});

export const ReviewPolicyBody = Type.Object(
  {
    minScore: Nullable(Type.Integer({ minimum: 0, maximum: 100_000 })),
    codes: Type.Array(Type.String({ pattern: '^[A-Z0-9][A-Z0-9-]{1,59}$' }), { maxItems: 100 }),
    note: Type.String({ minLength: 2, maxLength: 1000, description: 'Why; kept with it' }),
  },
  { additionalProperties: false },
);

export const DisputeQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    all: Type.Optional(Type.Boolean({ description: 'decided ones too' })),
  },
  { additionalProperties: false },
);

/** A citizen says that a purchase in her name is not hers. */
export const Dispute = Type.Object({
  disputeId: Type.String(),
  declarationId: Type.String(),
  note: Type.String(),
  raisedAt: Time,
  decidedAt: Nullable(Time),
  outcome: Nullable(Type.Enum(['upheld', 'dismissed'])),
  decidedBy: Nullable(Type.String()),
  answer: Nullable(Type.String()),
  givenBack: Nullable(
    Type.String({ description: 'CNY of the yearly allowance that upholding gave back' }),
  ),
});

export type Dispute = Static<typeof Dispute>;

export const DisputePage = Type.Object({
  items: Type.Array(Dispute),
  next: Nullable(Type.String()),
});

export const DisputeDecisionBody = Type.Object(
  {
    outcome: Type.Enum(['upheld', 'dismissed']),
    answer: Type.String({ minLength: 4, maxLength: 1000, description: 'Told to the citizen' }),
  },
  { additionalProperties: false },
);

/** An assessment as officers see it: with operands, values and the result of a replay. */
export const AssessmentRecord = Type.Object({
  assessmentId: Type.String(),
  declarationId: Type.String(),
  attempt: Type.Integer(),
  assessedOn: Day,
  assessedAt: Time,
  ruleTable: Type.Object({ version: Type.Integer(), sha256: Type.String() }),
  lane: Lane,
  score: Type.Integer(),
  inputs: Type.Unknown(),
  hits: Type.Array(Type.Unknown()),
  findings: Type.Array(Finding),
  replay: Type.Object({ same: Type.Boolean(), lane: Lane, score: Type.Integer() }),
});

export const AssessmentPage = Type.Object({ items: Type.Array(AssessmentRecord) });

function Nullable<T extends TSchema>(inner: T) {
  return Type.Union([inner, Type.Null()]);
}
