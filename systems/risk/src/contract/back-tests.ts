import { Type, type Static, type TSchema } from 'typebox';

const Day = Type.String({ format: 'date' });
const Time = Type.String({ format: 'date-time' });
const Count = Type.Integer();

export const BackTestBody = Type.Object(
  {
    version: Type.Integer({
      minimum: 1,
      maximum: 2_147_483_647,
      description: 'Of the rule table to try: store a draft by POST /api/v1/risk/rule-tables first',
    }),
    from: Day,
    until: Day,
    capacity: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Lists officers can see a day' }),
    ),
  },
  { additionalProperties: false },
);

export type BackTestBody = Static<typeof BackTestBody>;

/** Shapes of systems/risk/src/model/back-test.ts. */
export const BackTestResult = Type.Object({
  declarations: Count,
  lanes: Type.Record(Type.String(), Count, {
    description: 'By "lane then-lane of the draft": green-red …',
  }),
  rules: Type.Array(
    Type.Object({ rule: Type.String(), hits: Count, looked: Count, found: Count }),
    { description: 'found of looked: how often a hit was right, where people looked' },
  ),
  findings: Type.Object({ confirmed: Count, recorded: Count, draft: Count }),
  days: Type.Array(Type.Object({ day: Day, recorded: Count, draft: Count })),
  merchants: Type.Array(Type.Object({ code: Type.String(), changed: Count })),
  merchantsAffected: Count,
  examples: Type.Array(
    Type.Object({ declarationId: Type.String(), change: Type.String(), score: Count }),
  ),
});

export const BackTestRun = Type.Object({
  backTestId: Type.String(),
  version: Count,
  from: Day,
  until: Day,
  capacity: Nullable(Count),
  requestedBy: Type.String(),
  requestedAt: Time,
  state: Type.Enum(['queued', 'running', 'done', 'failed']),
  done: Count,
  total: Count,
  endedAt: Nullable(Time),
  result: Nullable(BackTestResult),
  failure: Nullable(Type.String()),
});

export type BackTestRun = Static<typeof BackTestRun>;

export const BackTestPage = Type.Object({ items: Type.Array(BackTestRun) });

function Nullable<T extends TSchema>(inner: T) {
  return Type.Union([inner, Type.Null()]);
}
