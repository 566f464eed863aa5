import { PilotError } from '@pilotzone/kernel/errors';
import {
  answerOf,
  callerOf,
  decodeCursor,
  encodeCursor,
  ownerOf,
  type Gate,
  type HttpServer,
  type Place,
} from '@pilotzone/kernel/http';
import { formatInstant, parseInstant, type Instant } from '@pilotzone/kernel/time';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import {
  EvidenceAnswer,
  ExchangeId,
  ExchangePage,
  ExchangeQuery,
  ExchangeShape,
  EXCHANGE_QUERY_INVALID,
  ImportAnswer,
  ImportQuery,
  ParticipantChangeList,
  ParticipantCode,
  ParticipantPage,
  ParticipantQuery,
  SCOPES,
  type Caller,
  type Scope,
} from './contract.ts';
import type { InformationSharing } from './index.ts';
import { API_KEY_ROUTES, routeApiKeys } from './api-key-routes.ts';
import {
  CERTIFICATE_ROUTES,
  routeCertificates,
  type CertificateUseCases,
} from './certificate-routes.ts';
import { ENTERPRISE_ROUTES, routeEnterprises } from './enterprise-routes.ts';
import { RECEIPT_ROUTES, routeReceipts, type ReceiptUseCases } from './receipt-routes.ts';
import type { ChainedExchange, EvidenceProblem } from './model/exchange-chain.ts';
import type { Participant } from './model/participant.ts';
import type { Answer, RawMessage } from './receive-messages.ts';

/** What the routes call. `receiveMessage` may gather what arrives at once into batches. */
export type RouteUseCases = Pick<
  InformationSharing,
  | 'listParticipants'
  | 'importParticipants'
  | 'listParticipantChanges'
  | 'listExchanges'
  | 'getExchange'
  | 'verifyEvidence'
  | 'createApiKey'
  | 'revokeApiKey'
  | 'listApiKeys'
  | 'enterprise'
> &
  CertificateUseCases &
  ReceiptUseCases & {
    receiveMessage(raw: RawMessage): Promise<Answer>;
    /** Before `sendMessage`; absent: nobody is turned away. */
    readonly gate?: Gate | undefined;
  };

/**
 * Every route of this module and what its caller must be allowed to; a test tries each with each
 * scope.
 */
export const ROUTES = {
  sendMessage: { method: 'POST', url: '/api/v1/ceb', scope: 'ceb:send' },
  listParticipants: { method: 'GET', url: '/api/v1/participants', scope: 'declarations:read' },
  importParticipants: {
    method: 'POST',
    url: '/api/v1/participants/import',
    scope: 'reference:import',
  },
  listParticipantChanges: {
    method: 'GET',
    url: '/api/v1/participants/:code/changes',
    scope: 'reference:import',
  },
  listExchanges: { method: 'GET', url: '/api/v1/exchanges', scope: 'evidence:read' },
  getExchange: { method: 'GET', url: '/api/v1/exchanges/:id', scope: 'evidence:read' },
  verifyEvidence: { method: 'GET', url: '/api/v1/evidence', scope: 'evidence:read' },
  ...API_KEY_ROUTES,
  ...CERTIFICATE_ROUTES,
  ...RECEIPT_ROUTES,
  ...ENTERPRISE_ROUTES,
} as const satisfies Record<string, { method: string; url: string; scope: Scope }>;

/** Adds what programs of traders call all day: messages in, receipts out. */
export function registerIntakeRoutes(
  server: HttpServer,
  useCases: ReceiptUseCases & Pick<RouteUseCases, 'receiveMessage' | 'gate'>,
): void {
  routeMessages(server, useCases);
  routeReceipts(server, useCases);
}

/** Adds this module's routes to the server. */
export function registerRoutes(server: HttpServer, useCases: RouteUseCases): void {
  registerIntakeRoutes(server, useCases);
  routeParticipants(server, useCases);
  routeExchanges(server, useCases);
  routeApiKeys(server, useCases);
  routeCertificates(server, useCases);
  routeEnterprises(server, useCases.enterprise);
}

const STATUS_OF = { accepted: 200, 'format-error': 400, 'sender-refused': 403 } as const;

declare module 'fastify' {
  // Fastify asks for decorations to be declared by merging its interfaces.
  interface FastifyRequest {
    intakePlace: Place | undefined;
  }
}

// What a message in pieces, without Content-Length, may come to.
const UNKNOWN_BYTES = 32 * 1024 * 1024;

/** Takes a place before the body is read, and gives it back when the client has gone. */
function takePlace(gate: Gate | undefined) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const length = request.headers['content-length'];
    const place = gate?.enter(length === undefined ? UNKNOWN_BYTES : Number(length));
    request.intakePlace = place;
    if (place) reply.raw.once('close', place.leave);
    await Promise.resolve();
  };
}

function routeMessages(
  server: HttpServer,
  useCases: Pick<RouteUseCases, 'receiveMessage' | 'gate'>,
): void {
  server.decorateRequest('intakePlace', undefined);
  server.route({
    ...placeOf('sendMessage', RECEIPTS),
    onRequest: takePlace(useCases.gate),
    schema: {
      summary: 'Take a CEB or DXP message; answers with its receipt message once it is committed',
      description:
        'Body: application/xml, as bytes. 200 with CEB312, 412, 512, 514 or 622, also when ' +
        'documents in it are refused; 400 with CEB900 when the format is wrong; 403 with ' +
        'receipts when the sender is not enrolled; 503 with Retry-After when too many wait, and ' +
        'then nothing was taken. Sending a message again changes nothing.',
      consumes: ['application/xml'],
      produces: ['application/xml'],
    },
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const bytes = request.body;
      if (!(bytes instanceof Uint8Array)) {
        const message = 'send the message itself as the body, with Content-Type: application/xml';
        throw new PilotError('REQUEST_INVALID', message);
      }
      const caller = senderOf(request);
      const work = useCases.receiveMessage({ bytes, caller, transport: 'http' });
      const received = await (request.intakePlace?.hold(work) ?? work);
      return reply
        .code(STATUS_OF[received.kind])
        .type('application/xml; charset=utf-8')
        .header('exchange-id', received.exchangeId)
        .header('signature-verdict', received.signature)
        .send(received.receipt.bytes);
    },
  });
}

function senderOf(request: FastifyRequest): Caller {
  const { participantCode, scopes, name } = callerOf(request);
  return { participantCode, scopes: SCOPES.filter((scope) => scopes.includes(scope)), name };
}

const PAGE_DEFAULT = 100;

// A hundred thousand companies; a zone has thousands.
const FILE_BYTES_MAX = 16 << 20;

function routeParticipants(server: HttpServer, useCases: RouteUseCases): void {
  if (!server.hasContentTypeParser('text/csv')) {
    server.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (_request, body, done) => {
      done(null, body);
    });
  }
  server.route({
    ...placeOf('listParticipants'),
    schema: {
      summary: 'Enrolled participants (参与企业), in order of code',
      description:
        'An enterprise sees itself, and of others the active ones by code, name and roles',
      querystring: ParticipantQuery,
      response: { 200: ParticipantPage },
    },
    handler: async (request) => {
      const { limit = PAGE_DEFAULT, cursor, ...filter } = request.query;
      const after = cursor === undefined ? undefined : decodeCursor(cursor, 1)[0];
      const owner = ownerOf(request);
      const page = await useCases.listParticipants({ ...filter, owner, after, limit });
      const items = page.participants.map((one) => showParticipant(asSeenBy(owner, one)));
      return { items, next: page.next ? encodeCursor([page.next]) : null };
    },
  });
  server.route({
    ...placeOf('listParticipantChanges'),
    schema: {
      summary: 'What was changed of a participant, when and by whom',
      params: ParticipantCode,
      response: { 200: ParticipantChangeList },
    },
    handler: ({ params }) => useCases.listParticipantChanges(params.code),
  });
  server.route({
    ...placeOf('importParticipants'),
    config: { scope: ROUTES.importParticipants.scope, creates: true },
    bodyLimit: FILE_BYTES_MAX,
    schema: {
      summary: 'Import a participants file; shows the difference first, applies with dryRun=false',
      querystring: ImportQuery,
      consumes: ['text/csv'],
      response: { 200: ImportAnswer },
    },
    handler: async (request) => {
      const { dryRun, complete } = request.query;
      const actor = callerOf(request).name;
      const answer = await useCases.importParticipants({
        file: fileOf(request.body),
        dryRun: dryRun ?? true,
        complete: complete ?? false,
        actor,
      });
      return {
        applied: answer.applied,
        remarks: [...answer.remarks],
        added: answer.added.map(showParticipant),
        changed: answer.changed.map(({ before, after }) => ({
          before: showParticipant(before),
          after: showParticipant(after),
        })),
        closed: answer.closed.map(({ after }) => showParticipant(after)),
        unchanged: answer.unchanged,
      };
    },
  });
}

function fileOf(body: unknown): Uint8Array | string {
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  const message = 'send the CSV file as the body, with Content-Type: text/csv';
  throw new PilotError('REQUEST_INVALID', message);
}

function routeExchanges(server: HttpServer, useCases: RouteUseCases): void {
  server.route({
    ...placeOf('listExchanges'),
    schema: {
      summary: 'The exchange log (交换日志), newest first',
      querystring: ExchangeQuery,
      response: { 200: ExchangePage },
    },
    handler: async (request) => {
      const { from, until, cursor, limit, ...filter } = request.query;
      const page = await useCases.listExchanges({
        ...filter,
        from: instantOf(from, 'from'),
        until: instantOf(until, 'until'),
        before: cursor === undefined ? undefined : exchangeIdOf(cursor),
        limit: limit ?? PAGE_DEFAULT,
      });
      const next = page.next ? encodeCursor([page.next]) : null;
      return { items: page.exchanges.map(showExchange), next };
    },
  });
  server.route({
    ...placeOf('getExchange'),
    schema: { summary: 'One exchange', params: ExchangeId, response: { 200: ExchangeShape } },
    handler: async (request) => showExchange(await useCases.getExchange(request.params.id)),
  });
  server.route({
    ...placeOf('verifyEvidence'),
    schema: { summary: 'Verify the whole exchange log', response: { 200: EvidenceAnswer } },
    handler: async () => {
      const report = await useCases.verifyEvidence();
      const problems = report.problems.map(showProblem);
      return { ...report, chains: [...report.chains], problems, first: problems[0] ?? null };
    },
  });
}

const RECEIPT = answerOf('application/xml', 'The receipt message: 312, 412, 512, 514, 622 …');
const RECEIPTS = { 200: RECEIPT, 400: RECEIPT, 403: RECEIPT };

function placeOf(name: keyof typeof ROUTES, answers?: Readonly<Record<number, object>>) {
  const { method, url, scope } = ROUTES[name];
  return { method, url, config: { scope, ...(answers && { answers }) } };
}

function exchangeIdOf(cursor: string): string {
  const id = decodeCursor(cursor, 1)[0] ?? '';
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw new PilotError('CURSOR_INVALID', 'the cursor is not one of ours; take it from `next`');
}

function instantOf(text: string | undefined, name: string): Instant | undefined {
  if (text === undefined) return undefined;
  const at = parseInstant(text);
  if (at !== undefined) return at;
  throw new PilotError(EXCHANGE_QUERY_INVALID, `${name} is not a time; write 2026-11-20T00:00:00Z`);
}

function showExchange(record: ChainedExchange): Static<typeof ExchangeShape> {
  const { exchangeId, direction, counterparty, messageType, refused, bodyLength } = record;
  const { chainNo, chainSeq } = record;
  return {
    exchangeId,
    at: formatInstant(record.at),
    direction,
    counterparty,
    messageType,
    refused,
    bodyLength,
    chainNo,
    chainSeq,
    sha256: record.sha256.toString('hex'),
    chainHash: record.chainHash.toString('hex'),
  };
}

/** Whom to trade with is told to everybody; registers of others are the zone's. */
function asSeenBy(owner: string | undefined, participant: Participant): Participant {
  const isOpen = owner === undefined || owner === participant.code;
  return isOpen ? participant : { ...participant, creditCode: null };
}

function showParticipant(participant: Participant) {
  return { ...participant, roles: [...participant.roles] };
}

function showProblem(problem: EvidenceProblem) {
  return { ...problem, differs: [...problem.differs] };
}
