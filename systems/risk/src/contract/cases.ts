import { Type, type Static, type TSchema } from 'typebox';

const Day = Type.String({ format: 'date' });
const Time = Type.String({ format: 'date-time' });
const Note = Type.String({
  minLength: 4,
  maxLength: 4_000,
  description: 'Why; kept with the step',
});
const Who = Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' });

const Kind = Type.Enum(['suspicion', 'ring', 'recall', 'dispute', 'audit'], {
  description: '风险线索, 团伙, 产品召回, 身份冒用申诉, 稽核',
});
const State = Type.Enum(['open', 'decided', 'appealed', 'closed']);
const Outcome = Type.Enum(['confirmed', 'cleared']);

export const CaseLink = Type.Object(
  {
    kind: Type.Enum(['declaration', 'participant', 'exchange', 'dispute']),
    reference: Type.String({ minLength: 1, maxLength: 60, description: 'Its id, or customs code' }),
  },
  { additionalProperties: false },
);

const Links = Type.Array(CaseLink, { maxItems: 200 });

export const CaseBody = Type.Object(
  { kind: Kind, subject: Type.String({ minLength: 4, maxLength: 200 }), note: Note, links: Links },
  { additionalProperties: false },
);

const Simple = Type.Object(
  { kind: Type.Enum(['noted', 'appeal-upheld', 'appeal-dismissed', 'closed', 'reopened']) },
  { additionalProperties: false },
);

export const CaseStepBody = Type.Object(
  {
    stepCount: Type.Integer({
      minimum: 1,
      description: 'As read: a case that moved on is refused',
    }),
    note: Note,
    step: Type.Union([
      Type.Object(
        { kind: Type.Literal('assigned'), assignee: Who, dueOn: Day },
        { additionalProperties: false },
      ),
      Type.Object({ kind: Type.Literal('linked'), links: Links }, { additionalProperties: false }),
      Type.Object(
        { kind: Type.Literal('decided'), outcome: Outcome },
        { additionalProperties: false },
      ),
      Type.Object(
        { kind: Type.Literal('appealed'), appellant: Who },
        { additionalProperties: false },
      ),
      Simple,
    ]),
  },
  { additionalProperties: false },
);

const row = {
  caseId: Type.String(),
  kind: Kind,
  subject: Type.String(),
  state: State,
  outcome: Nullable(Outcome),
  assignee: Nullable(Type.String()),
  dueOn: Nullable(Day),
  decidedBy: Nullable(Type.String()),
  openedBy: Type.String(),
  openedAt: Time,
  stepCount: Type.Integer(),
};
export const CaseRow = Type.Object(row);

export const WorkOrder = Type.Object({
  workOrderId: Type.String(),
  caseId: Type.String(),
  assignee: Type.String(),
  dueOn: Day,
  state: Type.Enum(['open', 'done', 'dropped']),
  task: Type.String(),
  result: Nullable(Type.String()),
  madeBy: Type.String(),
  madeAt: Time,
  endedBy: Nullable(Type.String()),
  endedAt: Nullable(Time),
});

export const CaseDetail = Type.Object({
  ...row,
  links: Type.Array(CaseLink),
  steps: Type.Array(
    Type.Object({
      stepNo: Type.Integer(),
      kind: Type.String(),
      actor: Type.String(),
      at: Time,
      note: Type.String(),
      detail: Type.Record(Type.String(), Type.Unknown()),
    }),
  ),
  workOrders: Type.Array(WorkOrder),
});

export const CaseQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    all: Type.Optional(Type.Boolean({ description: 'closed ones too' })),
    assignee: Type.Optional(Who),
    overdue: Type.Optional(Type.Boolean({ description: 'only those whose day is over' })),
    declarationId: Type.Optional(Type.String({ format: 'uuid' })),
    participantCode: Type.Optional(Type.String({ minLength: 1, maxLength: 18 })),
  },
  { additionalProperties: false },
);

export const CasePage = Type.Object({
  items: Type.Array(CaseRow),
  next: Nullable(Type.String()),
});

export const WorkOrderBody = Type.Object(
  { task: Type.String({ minLength: 4, maxLength: 2_000 }), assignee: Who, dueOn: Day },
  { additionalProperties: false },
);

export const WorkOrderEndBody = Type.Object(
  {
    state: Type.Enum(['done', 'dropped']),
    result: Type.String({
      minLength: 4,
      maxLength: 4_000,
      description: 'What was found, or why not',
    }),
  },
  { additionalProperties: false },
);

export const WorkOrderQuery = Type.Object(
  { assignee: Type.Optional(Who) },
  { additionalProperties: false },
);

export const WorkOrderList = Type.Object({ items: Type.Array(WorkOrder) });

export type CaseRow = Static<typeof CaseRow>;
export type CaseDetail = Static<typeof CaseDetail>;
export type WorkOrder = Static<typeof WorkOrder>;
export type CaseStepBody = Static<typeof CaseStepBody>;
export type CaseBody = Static<typeof CaseBody>;

function Nullable<T extends TSchema>(inner: T) {
  return Type.Union([inner, Type.Null()]);
}
