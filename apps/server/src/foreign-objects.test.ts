import {
  AUTHORITIES,
  BROKERS,
  CARRIERS,
  MERCHANTS,
  PAYMENT_FIRMS,
  PLATFORMS,
} from '@pilotzone/generator/companies';
import type { SCOPES } from '@pilotzone/information-sharing/contract';
import { routesOf, type HttpServer, type KnownRoute } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { settle } from './settle.ts';
import { generateDay, openTestPlatform, type TestPlatform } from './testing-platform.ts';

type Item = Readonly<Record<string, unknown>>;
type Full = Item & { documents: Record<string, { head: Record<string, string> } | null> };

let the: TestPlatform;
let server: HttpServer;
let zone: string;
/** A key with everything that an enterprise may have, by enterprise. */
const keys = new Map<string, string>();
/** Declarations with the enterprises that take part in each. */
let lists: { full: Full; parties: Set<string> }[];

const COMPANIES = [...PLATFORMS, ...MERCHANTS, ...BROKERS, ...CARRIERS, ...PAYMENT_FIRMS];

beforeAll(async () => {
  the = await openTestPlatform({ inspectShare: 0.1 });
  const { informationSharing, identity } = the.platform;
  const { messages } = generateDay({ declarations: 60, seed: 3, faults: 0.2 });
  const raw = messages.map((bytes) => ({ bytes, transport: 'file' as const }));
  await informationSharing.receiveMessages(raw);
  await settle(the.platform);
  server = await createPlatformServer(the.platform);
  await server.ready();
  zone = await keyOf(AUTHORITIES[0]?.code ?? '', ['admin']);
  const known = await informationSharing.findParticipants(COMPANIES.map(({ code }) => code));
  for (const { code, roles } of known.values())
    keys.set(code, await keyOf(code, identity.grantableBy(roles)));
  lists = await readLists();
});

afterAll(async () => {
  await server.close();
  await the.close();
});

async function keyOf(participantCode: string, scopes: readonly (typeof SCOPES)[number][]) {
  const request = { participantCode, name: `all of ${participantCode}`, scopes };
  return (await the.platform.informationSharing.createApiKey(request)).key;
}

async function get(url: string, key: string) {
  const headers = { authorization: `Bearer ${key}` };
  const answer = await server.inject({ url: `/api/v1${url}`, headers });
  // 204 has no body, and messages are XML.
  const isJson = String(answer.headers['content-type']).includes('json');
  const body = isJson ? answer.json<Item>() : {};
  return { status: answer.statusCode, body, text: answer.body };
}

async function readLists() {
  const { body } = await get('/declarations?limit=200', zone);
  const read = (body['items'] as Item[]).map(async ({ declarationId }) => {
    const full = (await get(`/declarations/${String(declarationId)}`, zone)).body as Full;
    const assureCode = full.documents['list']?.head['assureCode'];
    const names = ['ebpCode', 'ebcCode', 'agentCode', 'logisticsCode'];
    const parties = new Set([...names.map((name) => String(full[name])), String(assureCode)]);
    return { full, parties };
  });
  return Promise.all(read);
}

/** What an enterprise may read of one list, its parcel and its payment, by address. */
function objectsOf({ full, parties }: (typeof lists)[number]): [url: string, may: Set<string>][] {
  const { head } = full.documents['payment'] ?? { head: {} };
  const { payCode = '', payTransactionId = '', ebpCode = '' } = head;
  const parcel = [full['logisticsCode'], full['logisticsNo']].map((part) =>
    encodeURIComponent(String(part)),
  );
  return [
    [`/declarations/${String(full['declarationId'])}`, parties],
    [`/declarations/${String(full['declarationId'])}/proof`, parties],
    [`/parcels/${parcel.join('/')}`, parties],
    ...(payCode === ''
      ? []
      : ([[`/payments/${payCode}/${payTransactionId}`, new Set([payCode, ebpCode])]] as [
          string,
          Set<string>,
        ][])),
  ];
}

describe('every enterprise', () => {
  test('reads what it takes part in, and of nothing else that it exists', async () => {
    const wrong: string[] = [];
    const counts = { own: 0, foreign: 0 };
    // Released ones have a parcel under their waybill for certain.
    for (const list of lists.filter(({ full }) => full['status'] === 'released').slice(0, 15)) {
      for (const [url, may] of objectsOf(list)) {
        expect((await get(url, zone)).status).toBe(200);
        for (const [code, key] of keys) {
          const { status } = await get(url, key);
          const wanted = may.has(code) ? 200 : 404;
          counts[may.has(code) ? 'own' : 'foreign'] += 1;
          if (status !== wanted) wrong.push(`${code} ${url}: ${status}, not ${wanted}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(Math.min(counts.own, counts.foreign)).toBeGreaterThan(50);
  });

  test('reads its own guarantee, dues and grade, and nobody else’s', async () => {
    const guarantors = new Set<string>();
    for (const [code, key] of keys) {
      const { items } = (await get('/guarantees', key)).body as { items: Item[] };
      expect(items.filter(({ guarantorCode }) => guarantorCode !== code)).toEqual([]);
      if (items.length > 0) guarantors.add(code);
      const dues = (await get('/tax-dues?from=2026-11-01&until=2027-03-01', key)).body;
      const others = (dues['items'] as Item[]).filter((due) => due['guarantorCode'] !== code);
      expect(others).toEqual([]);
      expect((await get(`/credit/${code}`, key)).status).toBe(200);
      for (const other of [...keys.keys()].filter((one) => one !== code).slice(0, 3)) {
        expect((await get(`/credit/${other}`, key)).status).toBe(404);
        expect((await get(`/credit/${other}/evidence`, key)).status).toBe(404);
        const asked = `/tax-dues?guarantorCode=${other}&from=2026-11-01&until=2027-03-01`;
        expect((await get(asked, key)).body).toMatchObject({ items: [] });
      }
    }
    expect(guarantors.size).toBeGreaterThan(0);
  });

  test('sees of the books only postings about its own money', async () => {
    const [list] = lists.filter(({ full }) => full['status'] === 'released');
    const id = String(list?.full['declarationId']);
    const assureCode = list?.full.documents['list']?.head['assureCode'] ?? '';
    const url = `/ledger/postings?reference=${id}`;
    const all = ((await get(url, zone)).body as { items: Item[] }).items;
    expect(all.some(({ partyCode }) => partyCode === assureCode)).toBe(true);
    for (const [code, key] of keys) {
      const { items } = (await get(url, key)).body as { items: Item[] };
      expect(items).toEqual(all.filter(({ partyCode }) => partyCode === code));
      for (const whole of ['/ledger/accounts', '/tax-bills/reconciliation'])
        expect((await get(whole, key)).body).toMatchObject({ code: 'REACH_FORBIDDEN' });
    }
  });

  test('sees whom it can trade with, no registers of others, no foreign certificate', async () => {
    const [code = '', key = ''] = [...keys][0] ?? [];
    await the.platform.informationSharing.importParticipants({
      file: `code,credit_code,name,roles,status\nSHUT,91350100M000100Y43,Shut,merchant,closed\n`,
      ...{ dryRun: false, complete: false, actor: 'test' },
    });
    const all = ((await get('/participants?limit=1000', zone)).body as { items: Item[] }).items;
    const seen = ((await get('/participants?limit=1000', key)).body as { items: Item[] }).items;
    expect(all.map((one) => one['code'])).toContain('SHUT');
    expect(seen.map((one) => one['code'])).not.toContain('SHUT');
    expect(seen.length).toBe(all.filter((one) => one['status'] === 'active').length);
    const registers = seen.filter((one) => one['creditCode'] !== null).map((one) => one['code']);
    expect(registers.filter((one) => one !== code)).toEqual([]);
    const { items } = (await get('/certificates', key)).body as { items: Item[] };
    expect(items.filter((one) => one['kind'] === 'company')).toEqual([]);
  });
});

test('no list of any route tells an enterprise of a foreign declaration', async () => {
  const wrong: string[] = [];
  const lists200 = routesOf(server).filter(isList);
  expect(lists200.length).toBeGreaterThan(12);
  const ids = lists.map(({ full, parties }) => [String(full['declarationId']), parties] as const);
  for (const { url } of lists200) {
    for (const [code, key] of keys) {
      const { status, text } = await get(url.replace('/api/v1', ''), key);
      if (status >= 500) wrong.push(`${url} as ${code}: ${status}`);
      for (const [id, parties] of ids)
        if (!parties.has(code) && text.includes(id)) wrong.push(`${url} tells ${code} of ${id}`);
    }
  }
  expect(wrong).toEqual([]);
});

/** A route that answers JSON without anything having to be named. */
function isList({ method, url, config }: KnownRoute): boolean {
  const isData = url.startsWith('/api/v1/') && !url.endsWith('/events');
  return method === 'GET' && isData && !url.includes(':') && !config.public && !config.citizen;
}
