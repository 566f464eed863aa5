import { Type, type Static, type TSchema } from 'typebox';

const Day = Type.String({ format: 'date' });

/** Which share of green declarations chance draws for a look. */
export const RandomFloor = Type.Object({
  floorNo: Type.Integer(),
  share: Type.Integer({ description: 'Basis points of the green declarations; 0: none' }),
  note: Type.String(),
  setBy: Type.String(),
  setAt: Type.String({ format: 'date-time' }),
});

export type RandomFloor = Static<typeof RandomFloor>;

export const RandomFloorPage = Type.Object({
  items: Type.Array(RandomFloor, { description: 'In force first; none: nothing is drawn' }),
});

export const RandomFloorBody = Type.Object(
  {
    share: Type.Integer({ minimum: 0, maximum: 2_000, description: 'Basis points: 50 is 0.5 %' }),
    note: Type.String({ minLength: 2, maxLength: 1000, description: 'Why; kept with it' }),
  },
  { additionalProperties: false },
);

export const YieldQuery = Type.Object(
  { from: Type.Optional(Day), until: Type.Optional(Day) },
  { additionalProperties: false, description: 'Absent: twelve weeks until today' },
);

const MissEstimate = Type.Object({
  drawn: Type.Integer({ description: 'Green declarations that chance drew' }),
  looked: Type.Integer({ description: 'Of these, decided by an officer' }),
  confirmed: Type.Integer({ description: 'Of these, refused' }),
  population: Type.Number({ description: 'Green declarations that the draws stand for' }),
  missed: Nullable(Type.Number({ description: 'Horvitz and Thompson; null: nobody has looked' })),
  low: Nullable(Type.Number({ description: 'Lower bound of 95 % (Clopper and Pearson)' })),
  high: Nullable(Type.Number({ description: 'Upper bound of 95 %' })),
});

/** What the rules caught in a week, and what they missed. */
export const WeekYield = Type.Object({
  week: Type.String({ format: 'date', description: 'Its Monday' }),
  caught: Type.Integer({ description: 'Declarations stopped by rules and then refused' }),
  missed: MissEstimate,
  recall: Nullable(Type.Number({ description: 'Caught of caught and missed' })),
  rules: Type.Array(
    Type.Object({
      rule: Type.String(),
      hits: Type.Integer(),
      looked: Type.Integer(),
      confirmed: Type.Integer(),
      precision: Nullable(Type.Number({ description: 'Confirmed of looked' })),
    }),
  ),
});

export type WeekYield = Static<typeof WeekYield>;

export const YieldPage = Type.Object({ items: Type.Array(WeekYield) });

function Nullable<T extends TSchema>(inner: T) {
  return Type.Union([inner, Type.Null()]);
}
