import { Type, type Static, type TSchema } from 'typebox';

const Day = Type.String({ format: 'date' });
const Note = Type.String({ minLength: 2, maxLength: 1000, description: 'Why; kept with the step' });
const CLOSED = { additionalProperties: false };

export const RuleNoteBody = Type.Object({ note: Note }, CLOSED);

export const ActivationBody = Type.Object(
  {
    from: Day,
    until: Type.Optional(Nullable(Day)),
    canary: Type.Optional(
      Type.Object(
        {
          share: Type.Integer({ minimum: 1, maximum: 5000 }),
          maxRed: Type.Integer({ minimum: 1, maximum: 10_000 }),
        },
        {
          ...CLOSED,
          description:
            'Decides only `share` of 10000 declarations, and ends by itself when it would hold ' +
            'more than `maxRed` of 10000',
        },
      ),
    ),
    note: Note,
  },
  CLOSED,
);

export const ShadowBody = Type.Object(
  {
    version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
    maxRed: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'Ends above, of 10000' }),
    ),
    note: Note,
  },
  CLOSED,
);

/** A version that runs beside the one in force. */
export const RuleTrial = Type.Object({
  trialId: Type.String(),
  version: Type.Integer(),
  from: Day,
  until: Nullable(Day),
  share: Type.Integer({ description: 'Of 10000 declarations that it decides; 0: a shadow' }),
  maxRed: Nullable(Type.Integer()),
  startedBy: Type.String(),
  startedAt: Type.String({ format: 'date-time' }),
  endedAt: Nullable(Type.String({ format: 'date-time' })),
  endedBy: Nullable(Type.String()),
  endNote: Nullable(Type.String()),
  judged: Type.Integer(),
  changes: Type.Record(Type.String(), Type.Integer(), {
    description: 'By "lane in force - lane on trial"',
  }),
  differences: Type.Array(
    Type.Object({ declarationId: Type.String(), change: Type.String(), on: Day }),
    { description: 'The newest fifty declarations with another lane' },
  ),
});

export type RuleTrial = Static<typeof RuleTrial>;

export const RuleTrialPage = Type.Object({ items: Type.Array(RuleTrial) });

export const ActivationAnswerBody = Type.Object(
  {
    request: Type.Integer({ minimum: 1, description: 'stepNo of the request that you have read' }),
    answer: Type.Enum(['confirm', 'object']),
    note: Note,
  },
  CLOSED,
);

/** One step of the life of a version. */
export const RuleStep = Type.Object({
  stepNo: Type.Integer(),
  kind: Type.Enum([
    ...(['drafted', 'checked', 'back-tested', 'shadow-started', 'shadow-stopped'] as const),
    ...(['requested', 'objected', 'activated', 'retired'] as const),
  ]),
  saidBy: Type.String(),
  personId: Nullable(Type.String()),
  saidAt: Type.String({ format: 'date-time' }),
  note: Type.String(),
  detail: Type.Record(Type.String(), Type.Unknown()),
});

export type RuleStep = Static<typeof RuleStep>;

export const RuleStepPage = Type.Object({
  items: Type.Array(RuleStep, { description: 'Oldest first' }),
});

export const TableRemarks = Type.Object({
  items: Type.Array(
    Type.Object({
      row: Type.Integer(),
      id: Type.String(),
      path: Type.String(),
      code: Type.Enum(['ROW_NEVER_COUNTS', 'ROWS_COUNT_TWICE', 'BANDS_GAP']),
      message: Type.String(),
      fix: Type.String(),
    }),
  ),
});

export type TableRemarks = Static<typeof TableRemarks>;

export const ReplayQuery = Type.Object(
  { from: Type.Optional(Day), until: Type.Optional(Day) },
  { ...CLOSED, description: 'Without days: today' },
);

/** Whether recorded verdicts come out again. */
export const Replay = Type.Object({
  declarations: Type.Integer(),
  different: Type.Integer(),
  differences: Type.Array(
    Type.Object({
      declarationId: Type.String(),
      attempt: Type.Integer(),
      assessedOn: Day,
      version: Type.Integer(),
      recorded: Type.String({ description: 'Lane and score' }),
      replayed: Type.String(),
    }),
    { description: 'The first hundred' },
  ),
});

function Nullable<T extends TSchema>(inner: T) {
  return Type.Union([inner, Type.Null()]);
}
