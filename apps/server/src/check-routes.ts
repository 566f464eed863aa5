import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SpecVersion } from '@pilotzone/ceb/fields';
import { PilotError } from '@pilotzone/kernel/errors';
import { createAdmission, ownerOf } from '@pilotzone/kernel/http';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { matchMessage } from './check/match-message.ts';
import { judgeMessage } from './commands/check-message.ts';
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
    description: 'Whether it was held against what is on file',
  }),
  reason: Type.Union([Type.String(), Type.Null()]),
  reasonZh: Type.Union([Type.String(), Type.Null()]),
  results: Type.Array(Type.Unknown(), {
    description: 'An outcome per document: as of preflight; of a receipt known or unknown',
  }),
  declarations: Type.Array(Type.Unknown(), { description: 'Import lists as they would stand' }),
  exports: Type.Array(Type.Unknown(), {
    description: 'Export lists, and applications about them, as they would stand',
  }),
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
          'in Chinese and English. What companies send is filed and rolled back: so it is told ' +
          'what filing it now would give. Of what customs sends: whether it is about what is here.',
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
  const matching = await matchMessage(platform, judged, ownerOf(request));
  const { verdict } = judged;
  const { schema, findings } = verdict;
  const { results, declarations, exports } = matching;
  return {
    ...verdict,
    schema: { valid: schema.valid, errors: [...schema.errors] },
    findings: [...findings],
    matching: {
      ...matching,
      results: [...results],
      declarations: [...declarations],
      exports: [...exports],
    },
  };
}
