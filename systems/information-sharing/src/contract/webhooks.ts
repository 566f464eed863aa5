/** Shapes of webhooks: where we call an organisation's own address when something happens. */
import { Type, type Static } from 'typebox';

export const WEBHOOK_NOT_FOUND = 'WEBHOOK_NOT_FOUND';
export const DELIVERY_NOT_FOUND = 'DELIVERY_NOT_FOUND';
export const WEBHOOK_ADDRESS_FORBIDDEN = 'WEBHOOK_ADDRESS_FORBIDDEN';
export const WEBHOOK_LIMIT_REACHED = 'WEBHOOK_LIMIT_REACHED';
export const WEBHOOK_NOT_ACTIVE = 'WEBHOOK_NOT_ACTIVE';

/** What a declaration's step may have come to; a webhook may ask for some of them only. */
export const WEBHOOK_OUTCOMES = [
  'released',
  'rejected',
  'held',
  'waiting',
  'staged',
  'returned',
  'cancelled',
] as const;

/** `paused` by its owner or because nothing arrived for days; `ended` for good. */
export const WEBHOOK_STATUSES = ['active', 'paused', 'ended'] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

/** `given-up`: every attempt failed; it goes out again only when somebody asks. */
export const DELIVERY_STATES = ['due', 'delivered', 'given-up'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

const strict = { additionalProperties: false } as const;
const MaybeText = Type.Union([Type.String(), Type.Null()]);
const Outcomes = Type.Array(Type.Enum(WEBHOOK_OUTCOMES), {
  uniqueItems: true,
  description: 'Which outcomes are told; all of them where it is empty',
});
const Address = Type.String({
  minLength: 1,
  maxLength: 500,
  description: 'https, an address of the public Internet; redirects are not followed',
});

/** A webhook without its secret. Times are ISO 8601, UTC. */
export const WebhookShape = Type.Object({
  webhookId: Type.String(),
  participantCode: Type.String(),
  name: Type.String(),
  url: Type.String(),
  outcomes: Type.Array(Type.String()),
  status: Type.Enum(WEBHOOK_STATUSES),
  statusReason: MaybeText,
  createdAt: Type.String(),
  createdBy: Type.String(),
  lastSuccessAt: MaybeText,
  due: Type.Integer({ description: 'Deliveries that wait for their next attempt' }),
  givenUp: Type.Integer({ description: 'Deliveries that need somebody to send them again' }),
});
export type WebhookShape = Static<typeof WebhookShape>;

export const WebhookList = Type.Object({ items: Type.Array(WebhookShape) });

export const WebhookRequest = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    url: Address,
    outcomes: Type.Optional(Outcomes),
    participantCode: Type.Optional(
      Type.String({ minLength: 1, maxLength: 30, description: 'The own one unless given' }),
    ),
  },
  strict,
);
export type WebhookRequest = Static<typeof WebhookRequest>;

export const WebhookChange = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    url: Type.Optional(Address),
    outcomes: Type.Optional(Outcomes),
    status: Type.Optional(Type.Enum(['active', 'paused'] as const)),
  },
  strict,
);
export type WebhookChange = Static<typeof WebhookChange>;

/** `whsec_` and base64, as libraries of Standard Webhooks take it. */
export const WebhookSecret = Type.Object({
  webhookId: Type.String(),
  secret: Type.String({ description: 'Shown once. Signs every delivery (HMAC-SHA256)' }),
});

export const DeliveryShape = Type.Object({
  deliveryId: Type.String(),
  createdAt: Type.String(),
  events: Type.Integer(),
  state: Type.Enum(DELIVERY_STATES),
  attempts: Type.Integer(),
  nextAttemptAt: MaybeText,
  lastStatus: Type.Union([Type.Integer(), Type.Null()], { description: 'HTTP status answered' }),
  lastError: MaybeText,
});
export type DeliveryShape = Static<typeof DeliveryShape>;

export const DeliveryPage = Type.Object({ items: Type.Array(DeliveryShape), next: MaybeText });

export const DeliveryQuery = Type.Object({
  state: Type.Optional(Type.Enum(DELIVERY_STATES)),
  cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
});

/** One delivery with what was sent, and every attempt. */
export const DeliveryDetail = Type.Object({
  ...DeliveryShape.properties,
  body: Type.String({ description: 'As it was sent, byte for byte' }),
  attemptLog: Type.Array(
    Type.Object({
      at: Type.String(),
      status: Type.Union([Type.Integer(), Type.Null()]),
      error: MaybeText,
      milliseconds: Type.Integer(),
    }),
  ),
});
export type DeliveryDetail = Static<typeof DeliveryDetail>;

export const WebhookId = Type.Object({ id: Type.String({ format: 'uuid' }) });
export const DeliveryId = Type.Object({
  id: Type.String({ format: 'uuid' }),
  deliveryId: Type.String({ format: 'uuid' }),
});
export const ReplayAnswer = Type.Object({
  replayed: Type.Integer({ description: 'Deliveries that are due again now' }),
});
