import { Type, type Static } from 'typebox';

// The longest field of a list has 1000 characters; a value pasted by mistake is told, not stored.
const Value = Type.String({ maxLength: 4000 });
const Values = Type.Record(Type.String({ pattern: '^[A-Za-z0-9]{1,40}$' }), Value);

/** A list as it is written: every value a text. */
export const DraftBody = Type.Object(
  {
    head: Values,
    lines: Type.Array(Values, { maxItems: 99 }),
    adopt: Type.Array(Type.String({ maxLength: 40 }), {
      maxItems: 10,
      description: 'Fields of the head whose value is that of the order, unseen',
    }),
  },
  { additionalProperties: false },
);
export type DraftBody = Static<typeof DraftBody>;

const DraftHead = {
  draftId: Type.String(),
  title: Type.String(),
  basedOn: Type.Union([Type.String(), Type.Null()]),
  revision: Type.Integer(),
  updatedAt: Type.String(),
  updatedBy: Type.String(),
};

export const DraftSummary = Type.Object(DraftHead);

export const DraftList = Type.Object({ items: Type.Array(DraftSummary) });

const MarkShape = Type.Object({
  line: Type.Union([Type.Integer(), Type.Null()]),
  field: Type.String(),
  finding: Type.Integer({ description: 'Which of `findings`' }),
  from: Type.String({ description: 'What stood there; "" for personal data' }),
  to: Type.Union([Type.String(), Type.Null()], {
    description: 'What is proposed and applied; null where only a person can know it',
  }),
});

/** Why the list that is corrected was not released, at the fields. */
export const CorrectionShape = Type.Object({
  findings: Type.Array(Type.Unknown({ description: 'As in `reasons` of a declaration' })),
  marks: Type.Array(MarkShape),
  elsewhere: Type.Array(Type.Integer(), {
    description: 'Findings that no change of the list mends: another document must change',
  }),
  masked: Type.Record(Type.String(), Type.String(), {
    description: 'Personal fields as they stand, masked; they stay unless written anew',
  }),
});

const OrderShape = Type.Object({
  ebpCode: Type.String(),
  orderNo: Type.String(),
  masked: Type.Record(Type.String(), Type.String(), {
    description: 'Personal values of the order, masked; `adopt` says which the list takes',
  }),
});

export const DraftAnswer = Type.Object({
  ...DraftHead,
  body: DraftBody,
  correction: Type.Union([CorrectionShape, Type.Null()]),
  order: Type.Union([OrderShape, Type.Null()], { description: 'The order that it was made of' }),
});
export type DraftAnswer = Static<typeof DraftAnswer>;

export const NewDraft = Type.Object(
  {
    basedOn: Type.Optional(
      Type.String({ format: 'uuid', description: 'The declaration to correct; fixes are applied' }),
    ),
    order: Type.Optional(
      Type.Object(
        {
          ebpCode: Type.String({ minLength: 1, maxLength: 18 }),
          orderNo: Type.String({ minLength: 1, maxLength: 60 }),
        },
        {
          additionalProperties: false,
          description: 'An order on file: the list is filled from it; `body.head` adds to it',
        },
      ),
    ),
    title: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
    body: Type.Optional(DraftBody),
  },
  { additionalProperties: false },
);
export type NewDraft = Static<typeof NewDraft>;

export const DraftChange = Type.Object(
  {
    revision: Type.Integer({ minimum: 1, description: 'The one that was seen' }),
    title: Type.String({ minLength: 1, maxLength: 80 }),
    body: DraftBody,
  },
  { additionalProperties: false },
);
export type DraftChange = Static<typeof DraftChange>;

export const DraftId = Type.Object({ id: Type.String({ format: 'uuid' }) });

const Problem = Type.Object({
  document: Type.Integer(),
  line: Type.Union([Type.Integer(), Type.Null()]),
  field: Type.String(),
  code: Type.String(),
  message: Type.String(),
  messageZh: Type.String(),
  fix: Type.Optional(Type.String()),
  fixZh: Type.Optional(Type.String()),
});

/** What is said of a draft, or became of it. */
export const DraftVerdict = Type.Object({
  /** Against the schema: nothing was filed. */
  readable: Type.Boolean(),
  problems: Type.Array(Problem, { description: 'Each at its field' }),
  returnStatus: Type.Union([Type.String(), Type.Null()]),
  declaration: Type.Unknown({ description: 'The list as it stands, or would; null' }),
});
export type DraftVerdict = Static<typeof DraftVerdict>;
