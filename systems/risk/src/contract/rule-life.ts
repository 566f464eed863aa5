import { Type, type Static, type TSchema } from 'typebox';

const Day = Type.String({ format: 'date' });
const Note = Type.String({ minLength: 2, maxLength: 1000, description: 'Why; kept with the step' });
const CLOSED = { additionalProperties: false };

export const RuleNoteBody = Type.Object({ note: Note }, CLOSED);

export const ActivationBody = Type.Object(
  { from: Day, until: Type.Optional(Nullable(Day)), note: Note },
  CLOSED,
);

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

function Nullable<T extends TSchema>(inner: T) {
  return Type.Union([inner, Type.Null()]);
}
