import { AUTHORITIES, CARRIERS, PLATFORMS } from '@pilotzone/generator/companies';
import { PARTICIPANT_ROLES, SCOPES } from '@pilotzone/information-sharing/contract';
import type { ParticipantRole, Scope } from '@pilotzone/information-sharing/contract';
import { routesOf } from '@pilotzone/kernel/http';
import type { HttpServer, KnownRoute } from '@pilotzone/kernel/http';
import type { PlainDate } from '@pilotzone/kernel/time';
import { writePem } from '@pilotzone/signatures/certificate';
import { makeAuthority, makeKey } from '@pilotzone/signatures/testing/signers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { ACCESS, accessOf } from './testing-access.ts';
import { settle } from './settle.ts';
import { EXPORT_PAPERS, exportOf, sendExport, shipmentsOf } from './testing-exports.ts';
import { generateDay, openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { breachOf, operationsOf } from './testing-schema.ts';

type Answer = { status: number; type: string; text: string };
type Ask = { method: string; url: string; key?: string | undefined; body?: object | undefined };

// One list per enterprise is enough to see, and few enough that many are not its own.
const DAY = { declarations: 60, seed: 3, faults: 0.2 };

let the: TestPlatform;
let server: HttpServer;
const keys = new Map<Scope, string>();
let revoked = '';
/** Keys with every right that an enterprise may have, of a platform and of a broker. */
let traderKeys: Readonly<Record<'platform' | 'other', string>>;
/** Real values for the parameters of paths. */
let known: Readonly<Record<string, string>>;

beforeAll(async () => {
  // Every red list is held, so that there are some of each kind.
  the = await openTestPlatform({ holdRed: true, inspectShare: 0.2 });
  const { informationSharing } = the.platform;
  await the.platform.parks.installDemo();
  const raw = generateDay(DAY).messages.map((bytes) => ({ bytes, transport: 'file' as const }));
  await informationSharing.receiveMessages(raw);
  await settle(the.platform);
  server = await createPlatformServer(the.platform);
  await server.ready();
  for (const scope of SCOPES) keys.set(scope, await createKey(AUTHORITIES[0]?.code, [scope]));
  revoked = await createRevokedKey();
  const rights: Scope[] = ['ceb:send', 'declarations:read'];
  traderKeys = {
    platform: await createKey(PLATFORMS[0]?.code, rights),
    other: await createKey(PLATFORMS[1]?.code, rights),
  };
  known = await findKnown();
});

afterAll(async () => {
  await server.close();
  await the.close();
});

/** A key with every right that an organisation of the role may give. */
async function keysByRole(): Promise<[ParticipantRole, string][]> {
  const { informationSharing } = the.platform;
  const rows = PARTICIPANT_ROLES.map((role) => `ROLE-${role},${role},${role}`);
  const file = ['code,name,roles', ...rows].join('\n');
  const request = { file, dryRun: false, complete: false, actor: 'test' };
  await informationSharing.importParticipants(request);
  return Promise.all(
    PARTICIPANT_ROLES.map(async (role): Promise<[ParticipantRole, string]> => {
      const scopes = the.platform.identity.grantableBy([role]);
      return [role, await createKey(`ROLE-${role}`, scopes)];
    }),
  );
}

async function createKey(code: string | undefined, scopes: readonly Scope[]): Promise<string> {
  const request = { participantCode: code ?? '', name: `test ${scopes.join()}`, scopes };
  return (await the.platform.informationSharing.createApiKey(request)).key;
}

async function createRevokedKey(): Promise<string> {
  const { informationSharing } = the.platform;
  const request = { participantCode: AUTHORITIES[0]?.code ?? '', name: 'revoked' };
  const made = await informationSharing.createApiKey({ ...request, scopes: [...SCOPES] });
  await informationSharing.revokeApiKey(made.apiKeyId);
  return made.key;
}

/** What stands in the place of each parameter, taken from what is there. */
async function findKnown(): Promise<Record<string, string>> {
  const key = keys.get('admin');
  const items = async (url: string) =>
    (JSON.parse((await ask({ method: 'GET', url, key })).text) as { items: Item[] }).items;
  const [own] = (await items('/api/v1/declarations?status=released')).filter(
    ({ ebpCode }) => ebpCode === PLATFORMS[0]?.code,
  );
  const [exchange] = await items('/api/v1/exchanges?messageType=CEB621Message');
  const full = (await ask({ method: 'GET', url: `/api/v1/declarations/${id(own)}`, key })).text;
  const { documents } = JSON.parse(full) as { documents: Record<string, { head: Item }> };
  return {
    'declarations/:declarationId': id(own),
    'exports/:exportId': await declareExport(),
    'assessments/:declarationId': id(own),
    'exchanges/:id': exchange?.exchangeId ?? '',
    'dead-letters/:id': await makeDeadLetter(),
    'back-tests/:id': await makeBackTest(),
    'cases/:id': await makeCase(id(own)),
    'work-orders/:id': '01890000-0000-7000-8000-000000000000',
    'rule-tables/:version': '1',
    'disputes/:id': '01890000-0000-7000-8000-000000000000',
    'reference/:kind': 'tariff',
    'imports/:version': '1',
    'templates/:name': '621.xlsx',
    'drafts/:id': await makeDraft(),
    'guarantees/:code': PLATFORMS[0]?.code ?? '',
    'credit/:code': PLATFORMS[0]?.code ?? '',
    ':payCode': documents['payment']?.head.payCode ?? '',
    ':payTransactionId': documents['payment']?.head.payTransactionId ?? '',
    ':logisticsCode': documents['list']?.head.logisticsCode ?? '',
    ':logisticsNo': documents['list']?.head.logisticsNo ?? '',
    'gate-passes/:no': await findGatePass(id(own)),
    'certificates/:fingerprint': await registerCertificate(),
    ...(await makeWebhook()),
  };
}

async function registerCertificate(): Promise<string> {
  const { informationSharing } = the.platform;
  const pem = writePem('CERTIFICATE', makeKey(makeAuthority()).certificate.der);
  const [added] = await informationSharing.importCertificates({
    files: [{ name: 'a', bytes: Buffer.from(pem) }],
    participantCode: PLATFORMS[0]?.code,
    ...{ trustRoots: false, dryRun: false, actor: 'test' },
  });
  return added?.fingerprint ?? '';
}

/** Sends an export list to customs; its id. */
async function declareExport(): Promise<string> {
  const shipment = shipmentsOf(1)();
  const { order, waybill, list } = EXPORT_PAPERS;
  const sent = [order(shipment), waybill(shipment), list(shipment)];
  await sendExport(the.platform, shipment.parties.broker, sent);
  return (await exportOf(the.platform, shipment)).caseId;
}

async function makeWebhook(): Promise<Record<string, string>> {
  const { webhooks } = the.platform;
  const participantCode = AUTHORITIES[0]?.code ?? '';
  const manager = { participantCode, owner: undefined, scopes: SCOPES, actor: 'test' };
  const request = { name: 'test', url: 'https://hooks.example.com/' };
  const { webhookId } = await webhooks.add(manager, request);
  const deliveryId = await webhooks.test({ webhookId, owner: undefined });
  return { 'webhooks/:id': webhookId, 'deliveries/:deliveryId': deliveryId };
}

async function makeBackTest(): Promise<string> {
  const day = '2026-11-20' as PlainDate;
  const order = { version: 1, from: day, until: day, capacity: null, by: 'test' };
  return (await the.platform.risk.orderBackTest(order)).backTestId;
}

async function makeCase(declarationId: string): Promise<string> {
  const links = [{ kind: 'declaration', reference: declarationId }] as const;
  const about = {
    kind: 'suspicion',
    subject: 'many parcels',
    note: 'seen',
    links,
    by: 'test',
  } as const;
  return (await the.platform.risk.openCase(about)).caseId;
}

async function makeDeadLetter(): Promise<string> {
  const { deadLetters, runtime } = the.platform;
  const letter = { channel: 'nowhere', messageId: '1', reason: 'test', body: Buffer.from('x') };
  await deadLetters.record(runtime.db, [letter]);
  return (await deadLetters.list({ open: true, limit: 1 }))[0]?.deadLetterId ?? '';
}

async function makeDraft(): Promise<string> {
  const asked = { method: 'POST', url: '/api/v1/drafts', key: keys.get('admin') };
  const { text } = await ask({ ...asked, body: { title: 'test' } });
  return (JSON.parse(text) as { draftId: string }).draftId;
}

// Of elsewhere, or of something that is not here: nothing was traded in the period published.
const UNANSWERED = /oidc\/|demo-phone|verify|sdmx\/(data|availableconstraint)/;

const SDMX = {
  'data/:flow': 'PZ_TRADE',
  'availableconstraint/:flow': 'PZ_TRADE',
  'PZ_TRADE/:key': 'all',
  'all/:provider': 'all',
  'sdmx/:resource': 'codelist',
  'codelist/:agency': 'PILOTZONE',
  'PILOTZONE/:id': 'CL_MODE',
  'CL_MODE/:version': '1.0',
};

/** An open publication of the year before. */
async function publish(): Promise<string> {
  const { publications } = the.platform.statistics;
  const body = { period: '2025-11', opensAt: '2026-01-01T00:00:00Z' };
  const made = await publications.makePublication(body, 'test');
  for (const personId of ['one', 'two'])
    await publications.signPublication(made, { personId, name: personId });
  return made;
}

type Item = Readonly<Record<string, string | undefined>>;

function id(item: Item | undefined): string {
  return item?.declarationId ?? '';
}

async function findGatePass(declarationId: string): Promise<string> {
  const url = `/api/v1/gate-passes?declarationId=${declarationId}`;
  const { text } = await ask({ method: 'GET', url, key: keys.get('admin') });
  return (JSON.parse(text) as { items: Item[] }).items[0]?.gatePassNo ?? '';
}

async function ask({ method, url, key, body }: Ask): Promise<Answer> {
  const answer = await server.inject({
    method: method as 'GET',
    url,
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    ...(body && { payload: body }),
    // The stream of events never ends; its head is answer enough.
    payloadAsStream: true,
  });
  const type = String(answer.headers['content-type'] ?? '');
  const stream = answer.stream();
  if (type.startsWith('text/event-stream')) {
    stream.destroy();
    return { status: answer.statusCode, type, text: '' };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return { status: answer.statusCode, type, text: Buffer.concat(chunks).toString() };
}

/** The address of a route with real values, and the query that it cannot do without. */
function addressOf({ url }: KnownRoute): string {
  const path = Object.entries(known).reduce((text, [name, value]) => {
    const [folder = '', parameter] = name.split('/:');
    return parameter === undefined
      ? text.replace(new RegExp(`${name}(?=/|$)`), encodeURIComponent(value))
      : text.replace(`${folder}/:${parameter}`, `${folder}/${encodeURIComponent(value)}`);
  }, url);
  return path + (QUERIES[url] ?? '').replace('ID', known['declarations/:declarationId'] ?? '');
}

const QUERIES: Readonly<Record<string, string>> = {
  '/api/v1/goods/codes': '?q=1901',
  '/api/v1/ledger/postings': '?reference=ID',
  '/api/v1/gate-passes': '?declarationId=ID',
  '/api/v1/stock/movements': '?areaCode=A&emsNo=B&ebcCode=C&itemRecordNo=D',
};

const nameOf = ({ method, url }: KnownRoute) => `${method} ${url}`;

function routesWith(method?: string): KnownRoute[] {
  return routesOf(server).filter((route) => !method || route.method === method);
}

// Every route with every role and scope: thousands of requests, slow on a busy machine.
describe('every route of the running server', { timeout: 180_000 }, () => {
  test('stands in the table of access as it is served, and the table names no other', () => {
    // The files of the portal, where it is built, are for everybody.
    const own = routesOf(server).filter(({ url }) => !url.includes('*'));
    const served = own.map((route) => [nameOf(route), accessOf(route)]);
    expect(Object.fromEntries(served)).toEqual(ACCESS);
    for (const access of Object.values(ACCESS))
      expect(['public', 'person', 'citizen', 'anyone', ...SCOPES]).toContain(access);
  });

  test('is open to each kind of organisation as its roles say, and to no other', async () => {
    const wrong: string[] = [];
    for (const [role, key] of await keysByRole()) {
      const rights = the.platform.identity.grantableBy([role]);
      for (const route of routesOf(server).filter(({ config }) => config.scope)) {
        const body = route.method === 'GET' ? undefined : { nonsense: true };
        const asked = { method: route.method, url: addressOf(route), key, body };
        const { status, text } = await ask(asked);
        const isIn = status !== 401 && !text.includes('SCOPE_FORBIDDEN') && status < 500;
        // The table's own words: what a role may do is written in identity's grants alone.
        if (isIn !== rights.includes(route.config.scope as Scope))
          wrong.push(`${nameOf(route)} as ${role}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('that is not public wants a key, and not a revoked or an invented one', async () => {
    const invented = `pz_${'A'.repeat(43)}`;
    for (const route of routesOf(server).filter(({ config }) => !config.public)) {
      for (const key of [undefined, revoked, invented, 'nonsense', '']) {
        const { method } = route;
        const { status, type, text } = await ask({ method, url: addressOf(route), key });
        expect({ method, url: route.url, status }).toEqual({ method, url: route.url, status: 401 });
        expect(type).toContain('application/problem+json');
        expect(JSON.parse(text)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
      }
    }
  });

  test('opens to its own scope and to admin, and to no other', async () => {
    const wrong: string[] = [];
    for (const route of routesOf(server).filter(({ config }) => config.scope)) {
      for (const [scope, key] of keys) {
        const mayEnter = scope === 'admin' || scope === route.config.scope;
        // A body that no route takes, so that nothing is done by trying.
        const body = route.method === 'GET' ? undefined : { nonsense: true };
        const { status, text } = await ask({
          method: route.method,
          url: addressOf(route),
          key,
          body,
        });
        const isAsMeant = mayEnter
          ? status !== 401 && status !== 403 && status < 500
          : status === 403;
        const forbidden = mayEnter || JSON.parse(text).code === 'SCOPE_FORBIDDEN';
        if (!isAsMeant || !forbidden)
          wrong.push(`${route.method} ${route.url} as ${scope}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('that reads answers 200 to what is there, in the shape that its document says', async () => {
    const operations = operationsOf(server);
    // The one before was deleted by trying who may.
    known = { ...known, 'drafts/:id': await makeDraft() };
    // The one before was ended by trying to.
    known = { ...known, ...(await makeWebhook()), 'publications/:id': await publish() };
    known = { ...known, ...SDMX };
    const wrong: string[] = [];
    for (const route of routesWith('GET').filter(
      ({ config, url }) => !config.personal && !config.citizen && !UNANSWERED.test(url),
    )) {
      const url = addressOf(route);
      const answer = await ask({ method: 'GET', url, key: keys.get('admin') });
      const { status, text } = answer;
      // 204: nothing waits for whoever asked.
      if (status !== 200 && status !== 204 && !url.includes('*'))
        wrong.push(`${url}: ${status} ${text}`);
      const operation = operations.get(`GET ${route.url.replaceAll(/:(\w+)/g, '{$1}')}`);
      const breach = operation && breachOf(operation, answer);
      if (breach) wrong.push(`${url}: ${breach}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('an enterprise', () => {
  const isOf = (code: string | undefined) => (item: Item) =>
    [item.ebpCode, item.ebcCode, item.agentCode, item.logisticsCode].includes(code);

  test('reads its own declaration and finds no other', async () => {
    const url = `/api/v1/declarations/${known['declarations/:declarationId'] ?? ''}`;
    expect((await ask({ method: 'GET', url, key: traderKeys.platform })).status).toBe(200);
    const refused = await ask({ method: 'GET', url, key: traderKeys.other });
    expect(refused.status).toBe(404);
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'DECLARATION_NOT_FOUND' });
    const nowhere = `/api/v1/declarations/01890000-0000-7000-8000-000000000000`;
    expect((await ask({ method: 'GET', url: nowhere, key: traderKeys.other })).status).toBe(404);
  });

  test('lists only its own declarations', async () => {
    const read = async (key: string | undefined) =>
      JSON.parse(
        (await ask({ method: 'GET', url: '/api/v1/declarations?limit=200', key })).text,
      ) as {
        items: Item[];
      };
    const all = (await read(keys.get('admin'))).items;
    const own = (await read(traderKeys.platform)).items;
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter((item) => item.ebpCode !== PLATFORMS[0]?.code)).toEqual([]);
    expect(own).toHaveLength(all.filter(isOf(PLATFORMS[0]?.code)).length);
    expect(all.length).toBeGreaterThan(own.length);
  });

  test('sends in its own name only', async () => {
    const [foreign] = generateDay({ ...DAY, seed: 4 }).messages.filter((bytes) =>
      bytes.includes(`<ceb:copCode>${CARRIERS[0]?.code ?? ''}</ceb:copCode>`),
    );
    const answer = await server.inject({
      method: 'POST',
      url: '/api/v1/ceb',
      headers: {
        authorization: `Bearer ${traderKeys.platform}`,
        'content-type': 'application/xml',
      },
      payload: foreign ?? Buffer.alloc(0),
    });
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain('-10102');
  });
});
