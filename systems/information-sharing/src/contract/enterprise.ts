/** Shapes and error codes of what enterprises file about themselves (企业备案). */
import { Type, type Static } from 'typebox';
import { PARTICIPANT_ROLES, ParticipantShape } from '../contract.ts';

export const ENTERPRISE_CHANGE_REFUSED = 'ENTERPRISE_CHANGE_REFUSED';
export const ENTERPRISE_APPLICATION_EXISTS = 'ENTERPRISE_APPLICATION_EXISTS';
export const ENTERPRISE_APPLICATION_NOT_FOUND = 'ENTERPRISE_APPLICATION_NOT_FOUND';
export const ENTERPRISE_APPLICATION_CHANGED = 'ENTERPRISE_APPLICATION_CHANGED';
export const ENTERPRISE_APPLICATION_OWN = 'ENTERPRISE_APPLICATION_FORBIDDEN';

/** `submitted` waits for the zone, `returned` for the enterprise; the others are ends. */
export const APPLICATION_STATUSES = [
  ...(['submitted', 'returned', 'approved', 'refused', 'withdrawn'] as const),
] as const;

export type ApplicationStatus = (typeof APPLICATION_STATUSES)[number];

/** Text fields that an application may change, in the order in which people read them. */
export const ENTERPRISE_TEXTS = [
  ...(['name', 'creditCode', 'address', 'legalRepresentative'] as const),
  ...(['contactName', 'contactPhone', 'contactEmail'] as const),
] as const;

export type EnterpriseText = (typeof ENTERPRISE_TEXTS)[number];

function Text(maxLength: number) {
  return Type.String({ minLength: 1, maxLength, pattern: '\\S' });
}
const Status = Type.Enum(APPLICATION_STATUSES);

/** What shall change; what is not named stays. */
export const EnterpriseChanges = Type.Object(
  {
    name: Type.Optional(Text(100)),
    creditCode: Type.Optional(Type.String({ pattern: '^[0-9A-HJ-NP-RTUW-Y]{18}$' })),
    address: Type.Optional(Text(200)),
    legalRepresentative: Type.Optional(Text(60)),
    contactName: Type.Optional(Text(60)),
    contactPhone: Type.Optional(Type.String({ pattern: '^[0-9+() -]{6,30}$' })),
    contactEmail: Type.Optional(
      Type.String({ maxLength: 120, pattern: '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$' }),
    ),
    roles: Type.Optional(
      Type.Array(Type.Enum(PARTICIPANT_ROLES), { minItems: 1, maxItems: 10, uniqueItems: true }),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type EnterpriseChanges = Static<typeof EnterpriseChanges>;

export const ApplicationBody = Type.Object(
  {
    changes: EnterpriseChanges,
    reason: Type.String({ minLength: 4, maxLength: 500, description: 'Told to the zone' }),
  },
  { additionalProperties: false },
);
export type ApplicationBody = Static<typeof ApplicationBody>;

export const DecisionBody = Type.Object(
  {
    decision: Type.Enum(['approve', 'return', 'refuse']),
    revision: Type.Integer({ minimum: 1, description: 'The one that was read' }),
    note: Type.String({ minLength: 2, maxLength: 500, description: 'Told to the enterprise' }),
  },
  { additionalProperties: false },
);
export type DecisionBody = Static<typeof DecisionBody>;

const Change = Type.Object({
  field: Type.String(),
  from: Type.String({ description: 'What is on file now; "" for nothing' }),
  to: Type.String(),
});

const Step = Type.Object({
  at: Type.String(),
  status: Status,
  actor: Type.String(),
  note: Type.String(),
});

export const ApplicationShape = Type.Object({
  applicationId: Type.String(),
  code: Type.String(),
  name: Type.String({ description: 'Of the enterprise, as it is now' }),
  status: Status,
  revision: Type.Integer(),
  submittedAt: Type.String(),
  reason: Type.String(),
  changes: Type.Array(Change),
  steps: Type.Array(Step),
});
export type ApplicationShape = Static<typeof ApplicationShape>;

/** What is on file about an enterprise, and its latest applications. */
export const EnterpriseShape = Type.Object({
  ...ParticipantShape.properties,
  details: Type.Record(Type.String(), Type.String()),
  applications: Type.Array(ApplicationShape),
});
export type EnterpriseShape = Static<typeof EnterpriseShape>;

export const ApplicationQuery = Type.Object(
  {
    all: Type.Optional(Type.Boolean({ description: 'ended ones too' })),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 30 })),
  },
  { additionalProperties: false },
);

export const ApplicationPage = Type.Object({
  items: Type.Array(ApplicationShape),
  next: Type.Union([Type.String(), Type.Null()]),
});

export const ApplicationId = Type.Object({ id: Type.String({ format: 'uuid' }) });
