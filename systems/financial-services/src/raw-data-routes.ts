import { callerOf, ownerOf, type HttpServer } from '@pilotzone/kernel/http';
import { RawDataHeld, RawDataKept, RawDataOrderKey, RawDataQuery } from './contract.ts';
import { RawDataRequestPage, RawDataSession, RawDataTries } from './contract.ts';
import type { RawDataDelivery } from './keep-raw-data.ts';
import { OpenAnswer, RawDataBody } from './raw-data-body.ts';
import type { OpenAnswer as Opened } from './open-raw-data.ts';

type Owner = string | undefined;

/** What the routes call; `owner` is whose objects the caller may see. */
export type RawDataUseCases = {
  open(request: { ebpCode: string; text: string }): Promise<Opened>;
  keep(delivery: RawDataDelivery): Promise<RawDataKept>;
  listRequests(query: RawDataQuery, owner: Owner): Promise<RawDataRequestPage>;
  listTries(sessionId: string, owner: Owner): Promise<RawDataTries>;
  listOfOrder(key: { ebpCode: string; orderNo: string }, owner: Owner): Promise<RawDataHeld>;
  replay(sessionId: string, owner: Owner): Promise<void>;
};

const tags = ['financial-services'];
const read = { scope: 'declarations:read' };
const send = { scope: 'ceb:send' };
const BASE = '/api/v1/payment-raw-data';

/** Adds the routes of payment raw data: customs', the platforms', and what everybody sees. */
export function registerRawDataRoutes(server: HttpServer, useCases: RawDataUseCases): void {
  registerOpen(server, useCases);
  registerDelivery(server, useCases);
  registerReading(server, useCases);
  server.post(
    `${BASE}/requests/:sessionId/replay`,
    {
      config: send,
      schema: { summary: 'Upload again now, also what was given up', tags, params: RawDataSession },
    },
    async (request, reply) => {
      await useCases.replay(request.params.sessionId, ownerOf(request));
      return reply.code(204).send();
    },
  );
}

function registerDelivery(server: HttpServer, useCases: RawDataUseCases): void {
  server.post(
    BASE,
    {
      config: { ...send, creates: true },
      schema: {
        summary: 'Deliver the raw data of a payment (announcement 179); kept for three years',
        tags,
        body: RawDataBody,
        response: { 200: RawDataKept },
      },
    },
    (request) =>
      useCases.keep({
        data: request.body,
        owner: ownerOf(request),
        actor: `${callerOf(request).participantCode} (${callerOf(request).name})`,
      }),
  );
}

function registerReading(server: HttpServer, useCases: RawDataUseCases): void {
  server.get(
    `${BASE}/requests`,
    {
      config: read,
      schema: {
        summary: 'What customs asked for: owed by the platform, due, done, given up; newest first',
        tags,
        querystring: RawDataQuery,
        response: { 200: RawDataRequestPage },
      },
    },
    (request) => useCases.listRequests(request.query, ownerOf(request)),
  );
  server.get(
    `${BASE}/requests/:sessionId/tries`,
    {
      config: read,
      schema: {
        summary: 'Each upload for a request, and what customs answered',
        tags,
        params: RawDataSession,
        response: { 200: RawDataTries },
      },
    },
    (request) => useCases.listTries(request.params.sessionId, ownerOf(request)),
  );
  server.get(
    `${BASE}/orders/:ebpCode/:orderNo`,
    {
      config: read,
      schema: {
        summary: 'What is kept for an order, newest version first, the account masked',
        tags,
        params: RawDataOrderKey,
        response: { 200: RawDataHeld },
      },
    },
    (request) => useCases.listOfOrder(request.params, ownerOf(request)),
  );
}

// What customs sends has three short fields.
const FORM_BYTES_MAX = 64 << 10;

/**
 * Customs' own address, one for each platform: it gives it to customs when it registers. Public,
 * because the announcement's requests carry no key; what it can set going is an upload to customs.
 */
function registerOpen(server: HttpServer, useCases: RawDataUseCases): void {
  const FORM = 'application/x-www-form-urlencoded';
  if (!server.hasContentTypeParser(FORM))
    server.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body, done) => {
      done(null, new URLSearchParams(String(body)));
    });
  server.post(
    '/platDataOpen/:ebpCode',
    {
      config: { public: true },
      bodyLimit: FORM_BYTES_MAX,
      schema: { hide: true, response: { 200: OpenAnswer } },
    },
    (request) => {
      const { ebpCode = '' } = request.params as { ebpCode?: string };
      const form = request.body instanceof URLSearchParams ? request.body : undefined;
      return useCases.open({ ebpCode, text: form?.get('openReq') ?? '' });
    },
  );
}
