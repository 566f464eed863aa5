import { PilotError } from '@pilotzone/kernel/errors';
import { citizenOf, decodeCursor, setCookie, type HttpServer } from '@pilotzone/kernel/http';
import { cny, formatMoney, parseUnits } from '@pilotzone/kernel/money';
import { formatInstant } from '@pilotzone/kernel/time';
import type { DisputeRow } from '@pilotzone/risk/settle-disputes';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Platform } from '../compose.ts';
import { CITIZENS } from './citizen-counter.ts';
import {
  CitizenYear,
  CodeAnswer,
  CodeRequest,
  CodeTaken,
  DemoPhone,
  DisputeBody,
  DisputeMade,
  PurchasePage,
  PurchaseQuery,
  RequestParams,
  YearQuery,
} from './citizen-shapes.ts';

/** The cookie of a citizen's session; it goes to her counter only. */
export const CITIZEN_COOKIE = 'pz_citizen';
const COOKIE_PATH = '/api/v1/citizen';

const OPEN = { public: true, attempts: true, bulkhead: CITIZENS } as const;
const OWN = { citizen: true, bulkhead: CITIZENS } as const;
const tags = ['citizen'];
const NOTHING = { 204: Type.Null() };
const PAGE_DEFAULT = 50;
const SESSION_SECONDS = 30 * 60;

/** Adds the routes of the citizens' page: about purchases in the own name, and nothing else. */
export function registerCitizenRoutes(server: HttpServer, platform: Platform): void {
  routeSignIn(server, platform);
  routeYear(server, platform);
  routeDeeds(server, platform);
}

function routeSignIn(server: HttpServer, { citizens }: Platform): void {
  server.post(
    '/api/v1/citizen/code',
    {
      config: OPEN,
      schema: {
        summary: 'Send a code to the telephone of the declarations; the same answer for everybody',
        tags,
        body: CodeRequest,
        response: { 202: CodeTaken },
      },
    },
    async (request, reply) => {
      citizens.sender.assertReady();
      const { requestId, expiresAt } = await citizens.signIn.requestCode(request.body);
      return reply.code(202).send({ requestId, expiresAt: formatInstant(expiresAt) });
    },
  );
  server.get(
    '/api/v1/citizen/demo-phone/:requestId',
    {
      config: OPEN,
      schema: {
        summary: 'What a telephone of the demo shows; 404 anywhere else',
        tags,
        params: RequestParams,
        response: { 200: DemoPhone },
      },
    },
    ({ params }) => {
      const message = citizens.sender.readDemoPhone(params.requestId);
      if (message) return { phone: message.phone, code: message.code };
      throw new PilotError('DEMO_PHONE_NOT_FOUND', 'no telephone of a demo got this code');
    },
  );
  server.post(
    '/api/v1/citizen/session',
    {
      config: OPEN,
      schema: { summary: 'Sign in by the code', tags, body: CodeAnswer, response: NOTHING },
    },
    async (request, reply) => {
      const { token } = await citizens.signIn.answerCode(request.body);
      putCookie(request, reply, { value: token, maxAge: SESSION_SECONDS });
      return reply.code(204).send(null);
    },
  );
  server.delete(
    '/api/v1/citizen/session',
    { config: OWN, schema: { summary: 'Sign out', tags, response: NOTHING } },
    async (request, reply) => {
      await citizens.signIn.endSession(citizenOf(request).sessionId);
      putCookie(request, reply, { value: '', maxAge: 0 });
      return reply.code(204).send(null);
    },
  );
}

/** A dispute as its citizen sees it: without who decided it. */
function showOwnDispute({ declarationId, note, outcome, answer, ...dispute }: DisputeRow) {
  const { raisedAt, decidedAt, givenBack } = dispute;
  return {
    ...{ declarationId, note, outcome, answer, raisedAt: formatInstant(raisedAt) },
    decidedAt: decidedAt === null ? null : formatInstant(decidedAt),
    givenBack: givenBack === null ? null : formatMoney(cny(parseUnits(givenBack) ?? 0n)),
  };
}

function routeYear(server: HttpServer, platform: Platform): void {
  const { citizens, runtime } = platform;
  server.get(
    '/api/v1/citizen/year',
    {
      config: OWN,
      schema: {
        summary: 'My allowance, whether my purchases are frozen, who looked at my data',
        tags,
        querystring: YearQuery,
        response: { 200: CitizenYear },
      },
    },
    async (request) => {
      const citizen = citizenOf(request);
      const year = await citizens.purchases.readYear(citizen, request.query.year);
      const looks = await withNames(platform, year.looks);
      const disputes = await citizens.disputes.listDisputesOf(citizen.buyerKey);
      return {
        ...{ ...year, looks, csrfToken: citizen.csrfToken, zoneCode: runtime.zoneCode },
        disputes: disputes.map(showOwnDispute),
      };
    },
  );
  server.get(
    '/api/v1/citizen/purchases',
    {
      config: OWN,
      schema: {
        summary: 'What was cleared in my name in a year, newest first',
        tags,
        querystring: PurchaseQuery,
        response: { 200: PurchasePage },
      },
    },
    (request) => {
      const { year, cursor, limit = PAGE_DEFAULT } = request.query;
      const before = cursor === undefined ? undefined : idIn(cursor);
      return citizens.purchases.listPurchases(citizenOf(request), { year, before, limit });
    },
  );
}

function routeDeeds(server: HttpServer, { citizens }: Platform): void {
  const { purchases, disputes } = citizens;
  for (const [method, deed] of [
    ['PUT', purchases.freeze],
    ['DELETE', purchases.thaw],
  ] as const) {
    server.route({
      method,
      url: '/api/v1/citizen/freeze',
      config: OWN,
      schema: { summary: FREEZE_SUMMARIES[method], tags, response: NOTHING },
      handler: async (request, reply) => {
        await deed(citizenOf(request));
        return reply.code(204).send(null);
      },
    });
  }
  server.post(
    '/api/v1/citizen/disputes',
    {
      config: OWN,
      schema: {
        summary: '"This was not me": puts a purchase before the risk desk',
        tags,
        body: DisputeBody,
        response: { 201: DisputeMade },
      },
    },
    async (request, reply) => {
      const { buyerKey } = citizenOf(request);
      const { declarationId, note } = request.body;
      await purchases.findPurchase(citizenOf(request), declarationId);
      const made = await disputes.raiseDispute({ declarationId, buyerKey, note });
      return reply.code(201).send(made);
    },
  );
}

const FREEZE_SUMMARIES = {
  PUT: 'Freeze: lists in my name are refused from now on',
  DELETE: 'Allow purchases in my name again',
} as const;

/** People know enterprises by their names. */
async function withNames<T extends { participantCode: string }>(
  { informationSharing }: Platform,
  looks: readonly T[],
): Promise<(T & { participantName: string })[]> {
  if (looks.length === 0) return [];
  const codes = [...new Set(looks.map(({ participantCode }) => participantCode))];
  const known = await informationSharing.findParticipants(codes);
  return looks.map((look) => ({
    ...look,
    participantName: known.get(look.participantCode)?.name ?? look.participantCode,
  }));
}

function putCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  cookie: { value: string; maxAge: number },
): void {
  const isSecure = request.protocol === 'https';
  setCookie(reply, { name: CITIZEN_COOKIE, path: COOKIE_PATH, isSecure, ...cookie });
}

function idIn(cursor: string): string {
  const id = decodeCursor(cursor, 1)[0] ?? '';
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw new PilotError('CURSOR_INVALID', 'the cursor is not one of ours; take it from `next`');
}
