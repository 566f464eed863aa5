import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SpecVersion } from '@pilotzone/ceb/fields';
import type { CebMessage } from '@pilotzone/ceb/message';
import { PilotError } from '@pilotzone/kernel/errors';
import { createAdmission, ownerOf } from '@pilotzone/kernel/http';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { judgeMessage } from './commands/check-message.ts';
import type { JudgedMessage } from './commands/check-message.ts';
import type { Platform } from './compose.ts';

/** What a message would be told, without filing it. */
export const CHECK_ROUTE = {
  method: 'POST',
  path: '/api/v1/ceb/check',
  scope: 'declarations:read',
} as const;

const Query = Type.Object({
  spec: Type.Optional(
    Type.Union([Type.Literal('2022'), Type.Literal('2018')], {
      description: 'The only version to judge by; without it a message may be valid by either',
    }),
  ),
});

const Finding = Type.Object({
  path: Type.String(),
  code: Type.String(),
  severity: Type.String(),
  message: Type.String(),
  messageZh: Type.String(),
  fix: Type.String(),
  fixZh: Type.String(),
});

const Matching = Type.Object({
  asked: Type.Boolean({
    description: 'Whether filing it was tried; false where that says nothing',
  }),
  reason: Type.Union([Type.String(), Type.Null()]),
  reasonZh: Type.Union([Type.String(), Type.Null()]),
  results: Type.Array(Type.Unknown(), { description: 'An outcome per document, as of preflight' }),
  declarations: Type.Array(Type.Unknown(), { description: 'Its lists as they would stand' }),
});

const Verdict = Type.Object({
  message: Type.Union([Type.String(), Type.Null()]),
  version: Type.String(),
  envelope: Type.Union([
    Type.Object({ senderId: Type.String(), msgType: Type.String() }),
    Type.Null(),
  ]),
  schema: Type.Object({
    valid: Type.Boolean(),
    errors: Type.Array(
      Type.Object({
        path: Type.String(),
        code: Type.String(),
        message: Type.String(),
        messageZh: Type.String(),
      }),
    ),
  }),
  refused: Type.Union([Type.String(), Type.Null()]),
  findings: Type.Array(Finding),
  signature: Type.Unknown({ description: 'present, valid and why; see docs/protocols' }),
  documents: Type.Integer(),
  matching: Matching,
});

// Judging one message of 20 MB takes a second or two of the only thread.
const CHECKS_AT_ONCE_MAX = 16;

/** Adds the route. */
export function registerCheckRoute(app: FastifyInstance, platform: Platform): void {
  app.post<{ Querystring: Static<typeof Query> }>(
    CHECK_ROUTE.path,
    {
      config: { scope: CHECK_ROUTE.scope },
      onRequest: createAdmission(CHECKS_AT_ONCE_MAX),
      schema: {
        summary: 'What would be said of this CEB or DXP message? Changes nothing',
        description:
          'Schema, signature, codes, dates, arithmetic and id cards of any of the 42 messages, ' +
          'in Chinese and English; for orders, payments, waybills and import lists also what ' +
          'filing it now would give: it is filed and rolled back.',
        tags: ['declarations'],
        querystring: Query,
        consumes: ['application/xml'],
        response: { 200: Verdict },
      },
    },
    (request) => check(platform, request, request.query.spec),
  );
}

async function check(
  platform: Platform,
  request: FastifyRequest,
  version: SpecVersion | undefined,
): Promise<Static<typeof Verdict>> {
  const { body } = request;
  if (!(body instanceof Uint8Array)) {
    const message = 'send the message itself as the body, with Content-Type: application/xml';
    throw new PilotError('REQUEST_INVALID', message);
  }
  const at = platform.runtime.clock.now();
  const trust = await platform.informationSharing.getTrust();
  const judged = judgeMessage(body, { version, at, trust });
  const matching = await match(platform, judged, ownerOf(request));
  const { verdict } = judged;
  const { schema, findings } = verdict;
  return {
    ...verdict,
    schema: { valid: schema.valid, errors: [...schema.errors] },
    findings: [...findings],
    matching,
  };
}

/** Messages that filing says something about. */
const FILED: ReadonlySet<CebMessage['type']> = new Set([
  'CEB311Message',
  'CEB411Message',
  'CEB511Message',
  'CEB621Message',
]);

async function match(
  { singleWindow }: Platform,
  { message, bytes }: JudgedMessage,
  participantCode: string | undefined,
): Promise<Static<typeof Matching>> {
  const nothing = { asked: false, results: [], declarations: [] };
  if (!message) {
    return {
      ...nothing,
      reason: 'The message is against the schema, so nothing in it can be filed.',
      reasonZh: '报文格式校验不通过，其中单证无法申报',
    };
  }
  if (!FILED.has(message.type)) {
    return {
      ...nothing,
      reason: `A ${message.type} is compared with nothing on file here.`,
      reasonZh: `${message.type}不与已申报数据比对`,
    };
  }
  const draft = { messages: [bytes.toString('utf8')] };
  const filed = await singleWindow.http.preflight(draft, { participantCode });
  // The single window answers with what its preflight route shows.
  const { results, declarations } = filed as Pick<
    Static<typeof Matching>,
    'results' | 'declarations'
  >;
  return {
    asked: true,
    reason: null,
    reasonZh: null,
    results: [...results],
    declarations: [...declarations],
  };
}
