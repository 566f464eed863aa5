import { Type, type Static, type TSchema } from 'typebox';

/** Failures that someone must act on; docs/errors.md says who and how. */
export const CREDIT_ERRORS = {
  /** No grade method applies on the day asked for: install one. */
  CREDIT_METHOD_MISSING: 'CREDIT_METHOD_MISSING',
  /** An enterprise asks for the grade of another. */
  CREDIT_NOT_FOUND: 'CREDIT_NOT_FOUND',
} as const;

const Day = Type.String({ format: 'date' });
const Letter = Type.Enum(['A', 'B', 'C', 'D', 'new']);
const Points = Type.String({ description: 'Points with two decimals' });
const Share = Type.String({ description: 'Percent with two decimals' });

const Component = Type.Object({
  id: Type.String(),
  zh: Type.String(),
  en: Type.String(),
  roles: Type.Array(Type.String()),
  outcomes: Type.Array(Type.String()),
  reasons: Type.Array(Type.String()),
  counted: Type.Integer({ description: 'Declarations (or reasons) counted' }),
  of: Type.Integer({ description: 'Declarations they are a share of' }),
  share: Share,
  fullAt: Share,
  noneAt: Share,
  points: Points,
  pointsMax: Points,
});

/** A grade on a day with its whole computation. */
export const GradeExplanation = Type.Object({
  day: Day,
  grade: Letter,
  score: Nullable(Points),
  sample: Type.Integer({ description: 'Declarations concluded, each once' }),
  sampleMin: Type.Integer({ description: 'Below it the grade is new' }),
  window: Type.Object({ from: Day, until: Day }),
  method: Type.Object({ version: Type.Integer(), name: Type.String(), sha256: Type.String() }),
  components: Type.Array(Component),
  next: Nullable(
    Type.Object({
      grade: Letter,
      from: Points,
      missing: Points,
      waysUp: Type.Array(
        Type.Object({
          component: Type.String(),
          counted: Type.Integer(),
          countedMax: Type.Integer({ description: 'At most so many, all else as it is' }),
        }),
      ),
    }),
  ),
});

export type GradeExplanation = Static<typeof GradeExplanation>;

/** The grade of an enterprise, and what it becomes tomorrow if nothing else happens. */
export const CreditProfile = Type.Object({
  code: Type.String(),
  today: GradeExplanation,
  tomorrow: Nullable(GradeExplanation),
});

export const CreditQuery = Type.Object(
  {
    day: Type.Optional(
      Type.String({ format: 'date', description: 'A past day, computed again; today' }),
    ),
  },
  { additionalProperties: false },
);

export type CreditQuery = Static<typeof CreditQuery>;

export const EvidenceQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    cursor: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);

export type EvidenceQuery = Static<typeof EvidenceQuery>;

/** What one event said about the enterprise. */
export const EvidenceRow = Type.Object({
  eventId: Type.String(),
  roles: Type.Array(Type.String()),
  outcome: Type.String(),
  reasonCode: Type.String({ description: 'Empty: the outcome itself, each declaration once' }),
  day: Day,
  knownOn: Day,
  declarations: Type.Integer(),
  declarationIds: Type.Array(Type.String()),
});

export const EvidencePage = Type.Object({
  items: Type.Array(EvidenceRow),
  next: Nullable(Type.String()),
});

function Nullable<T extends TSchema>(inner: T) {
  return Type.Union([inner, Type.Null()]);
}
