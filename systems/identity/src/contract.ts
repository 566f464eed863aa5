/** The published language of identity: shapes of accounts, sessions and organisations, errors. */
import { PARTICIPANT_ROLES, SCOPES } from '@pilotzone/information-sharing/contract';
import { Type, type Static, type TSchema } from 'typebox';

/** Stable error codes; docs/errors.md says what to do about each. */
export const LOGIN_REFUSED = 'LOGIN_REFUSED';
export const SECOND_FACTOR_REQUIRED = 'SECOND_FACTOR_REQUIRED';
export const TOO_MANY_ATTEMPTS = 'TOO_MANY_ATTEMPTS';
export const TOO_MANY_CODES = 'TOO_MANY_CODES';
export const PASSWORD_WEAK = 'PASSWORD_WEAK';
export const PERSON_NOT_FOUND = 'PERSON_NOT_FOUND';
export const PERSON_ALREADY_EXISTS = 'PERSON_EXISTS';
export const PERMISSION_NOT_GRANTABLE = 'PERMISSION_FORBIDDEN';
export const CODE_WRONG = 'SECOND_FACTOR_WRONG';
export const CHALLENGE_GONE = 'CHALLENGE_GONE';
export const PASSKEY_REFUSED = 'PASSKEY_REFUSED';
export const PASSKEY_NOT_FOUND = 'PASSKEY_NOT_FOUND';
export const SESSION_NOT_FOUND = 'SESSION_NOT_FOUND';
export const OIDC_PROVIDER_NOT_FOUND = 'OIDC_PROVIDER_NOT_FOUND';
export const OIDC_REFUSED = 'OIDC_REFUSED';

/** How a person came in. */
export const SESSION_METHODS = ['password', 'password-totp', 'passkey', 'oidc'] as const;
export type SessionMethod = (typeof SESSION_METHODS)[number];

const Permissions = Type.Array(Type.Enum(SCOPES), { uniqueItems: true, maxItems: SCOPES.length });
const LoginName = Type.String({
  pattern: '^[A-Za-z0-9._@-]{3,60}$',
  description: 'Letters, digits and . _ @ -; case does not matter',
});

const strict = { additionalProperties: false } as const;

export const PasswordSignIn = Type.Object(
  {
    loginName: Text(60),
    password: Text(200),
    code: Type.Optional(Type.String({ maxLength: 10, description: 'Of the authenticator app' })),
  },
  strict,
);

export const Organisation = Type.Object({
  code: Type.String(),
  name: Type.String(),
  roles: Type.Array(Type.Enum(PARTICIPANT_ROLES)),
  status: Type.String(),
});

/** Who is calling and what for; the portal shows what the caller may do. */
export const Me = Type.Object({
  zoneCode: Type.String(),
  participantCode: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  zoneWide: Type.Array(Type.String(), {
    description: 'Those of the scopes that reach every participant of the zone',
  }),
  organisation: Nullable(Organisation),
  grantable: Type.Array(Type.String(), {
    description: 'What the organisation may let its people and keys do',
  }),
  person: Nullable(
    Type.Object({
      personId: Type.String(),
      loginName: Type.String(),
      mustChangePassword: Type.Boolean(),
      hasTotp: Type.Boolean(),
      csrfToken: Type.String({ description: 'To be sent as X-CSRF-Token with every change' }),
    }),
  ),
});
export type Me = Static<typeof Me>;

export const PersonShape = Type.Object({
  personId: Type.String(),
  loginName: Type.String(),
  displayName: Type.String(),
  participantCode: Type.String(),
  permissions: Permissions,
  status: Type.Enum(['active', 'suspended'] as const),
  hasPassword: Type.Boolean(),
  hasTotp: Type.Boolean(),
  isLocked: Type.Boolean(),
  lastSeenAt: Nullable(Type.String()),
});
export type PersonShape = Static<typeof PersonShape>;

export const PeopleQuery = Type.Object({
  participantCode: Type.Optional(Text(30)),
  cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
});
export const PeoplePage = Type.Object({
  items: Type.Array(PersonShape),
  next: Nullable(Type.String()),
});

export const PersonRequest = Type.Object(
  {
    loginName: LoginName,
    displayName: Text(60),
    participantCode: Type.Optional(Text(30)),
    permissions: Permissions,
  },
  strict,
);
export type PersonRequest = Static<typeof PersonRequest>;

export const PersonChange = Type.Object(
  {
    displayName: Type.Optional(Text(60)),
    permissions: Type.Optional(Permissions),
    status: Type.Optional(Type.Enum(['active', 'suspended'] as const)),
  },
  strict,
);
export type PersonChange = Static<typeof PersonChange>;

export const PersonId = Type.Object({ id: Type.String({ format: 'uuid' }) });

/** A password that was made for somebody: shown once, to be changed at the first sign-in. */
export const NewPassword = Type.Object({
  personId: Type.String(),
  password: Type.String({ description: 'Shown once; to be changed at the first sign-in' }),
});

export const PasswordChange = Type.Object({ current: Text(200), next: Text(200) }, strict);

export const SessionShape = Type.Object({
  sessionId: Type.String(),
  method: Type.Enum(SESSION_METHODS),
  client: Type.String(),
  createdAt: Type.String(),
  lastSeenAt: Type.String(),
  expiresAt: Type.String(),
  isCurrent: Type.Boolean(),
});

export const AccountEvent = Type.Object({
  at: Type.String(),
  kind: Type.String(),
  actor: Type.String(),
  detail: Type.String(),
});

export const PasskeyShape = Type.Object({
  credentialId: Type.String(),
  name: Type.String(),
  createdAt: Type.String(),
  lastUsedAt: Nullable(Type.String()),
});

/** What a person sees of her own account. */
export const SecurityAnswer = Type.Object({
  hasPassword: Type.Boolean(),
  hasTotp: Type.Boolean(),
  passkeys: Type.Array(PasskeyShape),
  sessions: Type.Array(SessionShape),
  events: Type.Array(AccountEvent),
});
export type SecurityAnswer = Static<typeof SecurityAnswer>;

export const TotpOffer = Type.Object({
  secret: Type.String({ description: 'Base32, for typing in' }),
  uri: Type.String({ description: 'otpauth:, for a QR code' }),
});
export const TotpCode = Type.Object({ code: Text(10) }, strict);

/** Options and answers of WebAuthn are the browser's own JSON; the library checks them. */
const Json = Type.Record(Type.String(), Type.Unknown());
export const PasskeyOffer = Type.Object({ challengeId: Type.String(), options: Json });
export const PasskeyAnswer = Type.Object(
  {
    challengeId: Type.String({ format: 'uuid' }),
    response: Json,
    name: Type.Optional(Text(60)),
  },
  strict,
);
export const CredentialId = Type.Object({ id: Type.String({ maxLength: 400 }) });

export const ProviderList = Type.Object({
  items: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
});

function Text(maxLength: number) {
  return Type.String({ minLength: 1, maxLength });
}

function Nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}
