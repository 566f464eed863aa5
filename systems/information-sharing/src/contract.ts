/** The published language of information sharing: roles, scopes, HTTP shapes, error codes. */
import { Type, type Static } from 'typebox';

/** What a participant (参与企业) may be; a company may have several roles. */
export const PARTICIPANT_ROLES = [
  'platform',
  'merchant',
  'payment-firm',
  'carrier',
  'broker',
  'guarantor',
  'bonded-operator',
  'park-operator',
  'bank',
  'insurer',
  'customs',
  'tax',
  'fx',
  'commerce',
  'market-supervision',
  'zone-administration',
  'operator',
] as const;

export type ParticipantRole = (typeof PARTICIPANT_ROLES)[number];

export const PARTICIPANT_STATUSES = ['active', 'suspended', 'closed'] as const;

/** `suspended` is for a time, `closed` for good; neither may send or be named in a new document. */
export type ParticipantStatus = (typeof PARTICIPANT_STATUSES)[number];

/** What a person or an API key may do. `admin` includes all others. */
export const SCOPES = [
  'ceb:send',
  'declarations:read',
  'holds:read',
  'holds:decide',
  'risk:read',
  'risk:write',
  'logistics:read',
  'parks:read',
  'parks:gate',
  'finance:read',
  'finance:write',
  'credit:read',
  'statistics:read',
  'statistics:publish',
  'reference:import',
  'evidence:read',
  'people:manage',
  'keys:manage',
  'webhooks:manage',
  'personal-data:read',
  'personal-data:audit',
  'admin',
] as const;

export type Scope = (typeof SCOPES)[number];

/** Who is calling: the participant an API key belongs to. */
export type Caller = {
  readonly participantCode: string;
  readonly scopes: readonly Scope[];
  /** Name of the key, for the audit trail. */
  readonly name: string;
};

/**
 * How signatures are judged on intake: `require`: a missing or wrong one refuses the message;
 * `verify`: one that is there must be right; `ignore`: nobody looks.
 */
export const SIGNATURE_POLICIES = ['require', 'verify', 'ignore'] as const;

export type SignaturePolicy = (typeof SIGNATURE_POLICIES)[number];

export const CERTIFICATE_KINDS = ['root', 'intermediate', 'company'] as const;

/** Whether a certificate counts; `untrusted`: no path leads to an authority of the zone. */
export const CERTIFICATE_STATES = [
  ...(['valid', 'not-yet-valid', 'expired', 'revoked', 'not-for-signing', 'untrusted'] as const),
] as const;

export type CertificateState = (typeof CERTIFICATE_STATES)[number];

/** `company` is a participant's own; the others are authorities whose certificates count. */
export type CertificateKind = (typeof CERTIFICATE_KINDS)[number];

/** Stable error codes; docs/errors.md says what to do about each. */
export const CERTIFICATE_NOT_FOUND = 'CERTIFICATE_NOT_FOUND';
export const EXCHANGE_NOT_FOUND = 'EXCHANGE_NOT_FOUND';
export const API_KEY_NOT_FOUND = 'API_KEY_NOT_FOUND';
export const SCOPE_NOT_GRANTABLE = 'SCOPE_DENIED';
export const PARTICIPANT_NOT_FOUND = 'PARTICIPANT_NOT_FOUND';
export const PARTICIPANT_FILE_INVALID = 'PARTICIPANT_FILE_INVALID';
export const EXCHANGE_QUERY_INVALID = 'EXCHANGE_QUERY_INVALID';

const Role = Type.Enum(PARTICIPANT_ROLES);
const ParticipantStatusShape = Type.Enum(PARTICIPANT_STATUSES);
const ScopeShape = Type.Enum(SCOPES);

/** An enrolled organisation. */
export const ParticipantShape = Type.Object({
  code: Type.String({ description: 'Customs registration number or platform id' }),
  creditCode: Type.Union([Type.String(), Type.Null()], { description: '统一社会信用代码' }),
  name: Type.String(),
  status: ParticipantStatusShape,
  roles: Type.Array(Role),
});

export const ParticipantQuery = Type.Object({
  status: Type.Optional(ParticipantStatusShape),
  role: Type.Optional(Role),
  cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
});

export const ParticipantPage = Type.Object({
  items: Type.Array(ParticipantShape),
  next: Type.Union([Type.String(), Type.Null()]),
});

/**
 * One thing wrong or doubtful in an imported file. `line` counts from 1 and includes the header.
 */
export const FileRemark = Type.Object({
  line: Type.Integer(),
  column: Type.String(),
  severity: Type.Union([Type.Literal('error'), Type.Literal('warning')]),
  message: Type.String(),
  value: Type.String(),
});

export type FileRemark = Static<typeof FileRemark>;

export const ImportQuery = Type.Object({
  dryRun: Type.Optional(
    Type.Boolean({ default: true, description: 'Only shows what would change; true unless said' }),
  ),
  complete: Type.Optional(
    Type.Boolean({ default: false, description: 'The file is the whole list: others are closed' }),
  ),
});

const ParticipantChangeShape = Type.Object({
  before: ParticipantShape,
  after: ParticipantShape,
});

export const ParticipantCode = Type.Object({ code: Type.String({ minLength: 1, maxLength: 30 }) });

/** What was changed of an organisation, newest first. */
export const ParticipantChangeList = Type.Object({
  items: Type.Array(
    Type.Object({
      at: Type.String(),
      kind: Type.Enum(['added', 'changed', 'closed']),
      actor: Type.String({ description: 'Person or key that changed it' }),
      before: Type.Union([ParticipantShape, Type.Null()]),
      after: ParticipantShape,
    }),
  ),
});

export const ImportAnswer = Type.Object({
  applied: Type.Boolean(),
  remarks: Type.Array(FileRemark),
  added: Type.Array(ParticipantShape),
  changed: Type.Array(ParticipantChangeShape),
  closed: Type.Array(ParticipantShape),
  unchanged: Type.Integer(),
});

/** A message of the exchange log without its body. */
export const ExchangeShape = Type.Object({
  exchangeId: Type.String(),
  at: Type.String({ description: 'ISO 8601, UTC' }),
  direction: Type.Union([Type.Literal('in'), Type.Literal('out')]),
  counterparty: Type.String(),
  messageType: Type.String(),
  refused: Type.Boolean(),
  bodyLength: Type.Integer(),
  sha256: Type.String({ description: 'Hexadecimal' }),
  chainNo: Type.Integer(),
  chainSeq: Type.Integer(),
  chainHash: Type.String({ description: 'Hexadecimal' }),
});

export const ExchangeQuery = Type.Object({
  direction: Type.Optional(Type.Union([Type.Literal('in'), Type.Literal('out')])),
  counterparty: Type.Optional(Type.String()),
  messageType: Type.Optional(Type.String()),
  refused: Type.Optional(Type.Boolean()),
  from: Type.Optional(Type.String({ description: 'ISO 8601, inclusive' })),
  until: Type.Optional(Type.String({ description: 'ISO 8601, exclusive' })),
  cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
});

export const ExchangePage = Type.Object({
  items: Type.Array(ExchangeShape),
  next: Type.Union([Type.String(), Type.Null()]),
});

export const ExchangeId = Type.Object({ id: Type.String({ format: 'uuid' }) });

/** What `evidence verify` found in one record. */
export const EvidenceProblem = Type.Object({
  exchangeId: Type.String({ description: '"" when the record is missing' }),
  zoneCode: Type.String(),
  chainNo: Type.Integer(),
  chainSeq: Type.Integer(),
  day: Type.String({ description: 'Day in China of the record, or of the one before a gap' }),
  kind: Type.Enum([
    'altered',
    'missing',
    'inserted',
    'swapped',
    'truncated',
    'unreadable',
    'anchor',
  ]),
  differs: Type.Array(Type.String(), { description: 'Columns that differ from what was chained' }),
  message: Type.String(),
});

export const EvidenceAnswer = Type.Object({
  intact: Type.Boolean(),
  records: Type.Integer(),
  bytes: Type.Integer({ description: 'Bytes of all messages before compression' }),
  chains: Type.Array(
    Type.Object({
      zoneCode: Type.String(),
      chainNo: Type.Integer(),
      records: Type.Integer(),
      lastSeq: Type.Integer(),
      lastHash: Type.String(),
    }),
  ),
  first: Type.Union([EvidenceProblem, Type.Null()]),
  problems: Type.Array(EvidenceProblem),
});

const Text = Type.String();
const MaybeText = Type.Union([Type.String(), Type.Null()]);

/** A registered certificate (证书). Times are ISO 8601, UTC. */
export const CertificateShape = Type.Object({
  fingerprint: Type.String({ description: 'SHA-256 of the certificate, hexadecimal' }),
  kind: Type.Enum(CERTIFICATE_KINDS),
  participantCode: MaybeText,
  subject: Text,
  issuer: Text,
  serial: Type.String({ description: 'Hexadecimal, as KeyName has it' }),
  keyKind: Type.Enum(['rsa', 'sm2']),
  validFrom: Text,
  validUntil: Text,
  addedAt: Text,
  addedBy: Text,
  revokedAt: MaybeText,
  revokedBy: MaybeText,
  revokedReason: MaybeText,
  state: Type.Enum(CERTIFICATE_STATES, {
    description: 'Whether it counts at this moment; revocation lists of authorities are heeded',
  }),
  successor: Type.Union([Type.String(), Type.Null()], {
    description: "Fingerprint of the same participant's that ends later; null: none yet",
  }),
});

export const CertificateQuery = Type.Object({
  participantCode: Type.Optional(Type.String({ maxLength: 30 })),
  kind: Type.Optional(Type.Enum(CERTIFICATE_KINDS)),
  endsBefore: Type.Optional(
    Type.String({ format: 'date', description: 'Only those in force that end before this day' }),
  ),
  cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
});

export const CertificatePage = Type.Object({
  items: Type.Array(CertificateShape),
  next: MaybeText,
});

/** One of them, with itself in PEM. */
export const CertificateDetail = Type.Intersect([
  CertificateShape,
  Type.Object({ pem: Type.String() }),
]);

/** A revocation list (证书吊销列表) in force: of each authority the newest. */
export const RevocationListShape = Type.Object({
  fingerprint: Text,
  issuer: Text,
  thisUpdate: Text,
  nextUpdate: MaybeText,
  overdue: Type.Boolean({ description: 'A newer one is due; fetch it from the authority' }),
  trusted: Type.Boolean({
    description: 'An authority of the zone signed it; else it says nothing',
  }),
  entries: Type.Integer(),
  addedAt: Text,
  addedBy: Text,
});

export const RevocationListPage = Type.Object({ items: Type.Array(RevocationListShape) });

export const CertificateRequest = Type.Object(
  {
    file: Type.String({
      description: 'PEM, with any number of certificates, or one revocation list',
      maxLength: 4 << 20,
    }),
    participantCode: Type.Optional(
      Type.String({
        maxLength: 30,
        description: 'Whose they are; else each must name its company',
      }),
    ),
    trustRoots: Type.Optional(
      Type.Boolean({ default: false, description: 'Root authorities among them are trusted' }),
    ),
    dryRun: Type.Optional(Type.Boolean({ default: false })),
  },
  { additionalProperties: false },
);

/** What became of one certificate or list of an import. */
export const CertificateImport = Type.Object({
  file: Text,
  kind: Type.Union([Type.Enum([...CERTIFICATE_KINDS, 'revocation-list']), Type.Null()]),
  outcome: Type.Enum(['added', 'known', 'refused']),
  subject: MaybeText,
  serial: MaybeText,
  fingerprint: MaybeText,
  participantCode: MaybeText,
  validUntil: MaybeText,
  reason: MaybeText,
});

export type CertificateImport = Static<typeof CertificateImport>;

export const CertificateAnswer = Type.Object({ items: Type.Array(CertificateImport) });

export const CertificateName = Type.Object({
  fingerprint: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});

export const RevocationRequest = Type.Object(
  {
    reason: Type.String({ minLength: 1, maxLength: 200 }),
  },
  { additionalProperties: false },
);

export const ApiKeyRequest = Type.Object(
  {
    participantCode: Type.Optional(
      Type.String({ minLength: 1, maxLength: 30, description: 'The own one unless given' }),
    ),
    name: Type.String({ minLength: 1, maxLength: 100 }),
    scopes: Type.Array(ScopeShape, { minItems: 1 }),
    signs: Type.Optional(
      Type.Boolean({ description: 'It signs requests (RFC 9421) and is never sent itself' }),
    ),
  },
  { additionalProperties: false },
);

export const ApiKeyQuery = Type.Object({
  cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
});

export const ApiKeyPage = Type.Object({
  items: Type.Array(
    Type.Object({
      apiKeyId: Type.String(),
      participantCode: Type.String(),
      name: Type.String(),
      scopes: Type.Array(Type.String()),
      signs: Type.Boolean({ description: 'It signs requests, and is not taken as a bearer' }),
      createdAt: Type.String(),
      revokedAt: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  next: Type.Union([Type.String(), Type.Null()]),
});

export const ApiKeyAnswer = Type.Object({
  apiKeyId: Type.String(),
  key: Type.String({ description: 'Shown once; its hash is stored, or sealed if it signs' }),
});

export const ApiKeyId = Type.Object({ id: Type.String({ format: 'uuid' }) });
