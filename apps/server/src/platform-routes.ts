import type { FastifyInstance } from 'fastify';
import { Me } from '@pilotzone/identity/contract';
import { SESSION_COOKIE } from '@pilotzone/identity/routes';
import { answerOf, callerOf, cookieOf, ownerOf } from '@pilotzone/kernel/http';
import { PilotError } from '@pilotzone/kernel/errors';
import { formatInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { Type } from 'typebox';
import type { LinkState } from '@pilotzone/gateway/link';
import type { Platform } from './compose.ts';
import type { PlatformConfig } from './config.ts';
import { createCockpitStream } from './cockpit-stream.ts';
import { createEventStream } from './event-stream.ts';

/** Routes about the platform as a whole: how it stands, and what happens as it happens. */
export const PLATFORM_ROUTES = [
  { method: 'GET', path: '/api/v1/status', scope: 'declarations:read' },
  { method: 'GET', path: '/api/v1/events', scope: 'declarations:read' },
  // Sums of the whole zone: only whoever may see its statistics.
  { method: 'GET', path: '/api/v1/cockpit', scope: 'statistics:read' },
] as const;

/** Who the caller is, for any caller: the portal shows what its key may do. */
export const OWN_ROUTE = { method: 'GET', path: '/api/v1/me' } as const;

const MaybeText = Type.Union([Type.String(), Type.Null()]);
const EVENTS = answerOf('text/event-stream', 'Events of kind declaration, until the client leaves');
const BEATS = answerOf('text/event-stream', 'A beat each second, sums now and then');
const StatusAnswer = Type.Object({
  zoneCode: Type.String(),
  now: Type.String(),
  customs: Type.Object({
    link: Type.String(),
    state: Type.String(),
    since: Type.String(),
    lastError: MaybeText,
    queued: Type.Integer(),
    queueReason: MaybeText,
    oldestQueuedAt: MaybeText,
    listsAtCustoms: Type.Integer(),
    signing: Type.Union([
      Type.Object({
        by: Type.Enum(['service', 'key']),
        certificate: Type.String(),
        validUntil: Type.String(),
        state: Type.String(),
        lastError: MaybeText,
      }),
      Type.Null(),
    ]),
  }),
  receiptsForTraders: Type.Array(
    Type.Object({
      channel: Type.String(),
      waiting: Type.Integer(),
      oldestQueuedAt: Type.String(),
    }),
  ),
  events: Type.Array(
    Type.Object({ subscriber: Type.String(), pending: Type.Integer(), failing: MaybeText }),
  ),
  tariff: Type.String(),
  signatures: Type.String(),
});

/** Adds them; the server enforces the scope that each carries in `config.scope`. */
export function registerPlatformRoutes(app: FastifyInstance, platform: Platform): void {
  const [status, events, cockpit] = PLATFORM_ROUTES;
  const wall = createCockpitStream(platform);
  app.addHook('onClose', wall.close);
  const stream = createEventStream(platform);
  app.addHook('onClose', stream.close);
  app.get(
    OWN_ROUTE.path,
    {
      schema: {
        summary: 'Who is calling, for which organisation, and what the caller may do',
        tags: ['platform'],
        response: { 200: Me },
      },
    },
    (request) =>
      platform.identity.describeCaller(callerOf(request), cookieOf(request, SESSION_COOKIE)),
  );
  app.get(
    status.path,
    {
      config: { scope: status.scope, answers: { 200: StatusAnswer } },
      schema: { summary: 'Link to customs, queues, data in force', tags: ['platform'] },
    },
    () => statusOf(platform),
  );
  app.get(
    cockpit.path,
    {
      config: { scope: cockpit.scope, answers: { 200: BEATS } },
      schema: {
        summary: 'Server-sent beats and sums of the zone, once a second',
        tags: ['platform'],
      },
    },
    (request, reply) => {
      if (ownerOf(request) !== undefined)
        throw new PilotError('REACH_FORBIDDEN', 'the cockpit is for those who may see everything');
      wall.open(reply);
    },
  );
  app.get(
    events.path,
    {
      config: { scope: events.scope, answers: { 200: EVENTS } },
      schema: { summary: 'Server-sent events', tags: ['platform'] },
    },
    (request, reply) => {
      const since = request.headers['last-event-id'];
      stream.open(reply, {
        participantCode: ownerOf(request),
        since: typeof since === 'string' ? since : undefined,
      });
    },
  );
}

async function statusOf(platform: Platform) {
  const link = await platform.gateway.state();
  const lag = await platform.dispatcher.lag();
  const returns = await platform.informationSharing.countReceiptsWaiting();
  const atCustoms = await platform.singleWindow.countSent();
  return {
    zoneCode: platform.runtime.zoneCode,
    now: formatInstant(platform.runtime.clock.now()),
    customs: {
      link: link.link,
      state: link.state,
      since: formatInstant(link.since as Instant),
      lastError: link.lastError ?? null,
      queued: link.waiting,
      queueReason: link.reason,
      oldestQueuedAt: link.oldest === null ? null : formatInstant(link.oldest as Instant),
      listsAtCustoms: atCustoms,
      signing: signingOf(platform.config, link.signing),
    },
    receiptsForTraders: returns.map(({ channel, waiting, oldest }) => ({
      ...{ channel, waiting },
      oldestQueuedAt: formatInstant(oldest as Instant),
    })),
    events: lag.map((subscriber) => ({
      subscriber: subscriber.name,
      pending: subscriber.pending,
      failing: subscriber.failing ?? null,
    })),
    tariff: platform.tariffVersions(),
    signatures: platform.config.signatures ?? 'ignore',
  };
}

/** Who signs what goes to customs, and how that stands. */
function signingOf({ signingKey, signingService }: PlatformConfig, service: LinkState | undefined) {
  const certificate = (signingService ?? signingKey)?.certificate;
  if (!certificate) return null;
  return {
    by: signingService ? ('service' as const) : ('key' as const),
    certificate: certificate.subject.text,
    validUntil: certificate.notAfter,
    state: service?.state ?? ('up' as const),
    lastError: service?.lastError ?? null,
  };
}
