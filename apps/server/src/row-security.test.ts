import { AUTHORITIES, PLATFORMS } from '@pilotzone/generator/companies';
import type { Scope } from '@pilotzone/information-sharing/contract';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { settle } from './settle.ts';
import { generateDay, openTestPlatform, type TestPlatform } from './testing-platform.ts';

let the: TestPlatform;
let server: HttpServer;
let zone: string;
let trader: string;

/** Questions that forgot to ask whose rows they may show; `of` says whose a row is. */
const FORGETFUL: Readonly<Record<string, string>> = {
  declarations: 'select array[ebp_code, ebc_code] as of from single_window.declaration',
  documents: `select array[d.ebp_code] as of from single_window.declaration_document b
    left join single_window.declaration d using (zone_code, declaration_id)`,
  steps: `select array[d.ebp_code] as of from single_window.declaration_transition t
    left join single_window.declaration d using (zone_code, declaration_id)`,
  guarantees: 'select array[guarantor_code] as of from financial_services.guarantee',
  postings: 'select array[party_code] as of from financial_services.posting',
  orders: 'select array[ebp_code, ebc_code] as of from single_window."order"',
  payments: 'select array[pay_code, ebp_code] as of from financial_services.payment',
  waybills: `select array[w.logistics_code, d.ebp_code] as of from logistics.waybill w
    left join single_window.declared_waybill using (zone_code, logistics_code, logistics_no)
    left join single_window.declaration d using (zone_code, declaration_id)`,
  keys: 'select array[participant_code] as of from information_sharing.api_key',
  people: 'select array[participant_code] as of from identity.person',
};

beforeAll(async () => {
  the = await openTestPlatform();
  const { informationSharing, identity, runtime } = the.platform;
  const { messages } = generateDay({ declarations: 30, seed: 3, faults: 0 });
  const raw = messages.map((bytes) => ({ bytes, transport: 'file' as const }));
  await informationSharing.receiveMessages(raw);
  await settle(the.platform);
  for (const [i, { code }] of PLATFORMS.entries()) {
    const person = { loginName: `person-${i}`, displayName: 'x', participantCode: code };
    await identity.enrolPerson({ ...person, actor: 'test', mustChangePassword: false });
  }
  server = await createPlatformServer(the.platform);
  for (const [name, sql] of Object.entries(FORGETFUL))
    server.get(`/api/v1/forgetful/${name}`, { config: { scope: 'declarations:read' } }, () =>
      runtime.db.query(sql),
    );
  server.get('/api/v1/forgetful/write', { config: { scope: 'declarations:read' } }, () =>
    runtime.db.query('delete from identity.person'),
  );
  await server.ready();
  zone = await keyOf(AUTHORITIES[0]?.code, ['admin']);
  trader = await keyOf(PLATFORMS[0]?.code, ['declarations:read']);
});

afterAll(async () => {
  await server.close();
  await the.close();
});

async function keyOf(code = '', scopes: Scope[] = []): Promise<string> {
  const request = { participantCode: code, name: 'test', scopes };
  return (await the.platform.informationSharing.createApiKey(request)).key;
}

async function ask(name: string, key: string) {
  const headers = { authorization: `Bearer ${key}` };
  const answer = await server.inject({ url: `/api/v1/forgetful/${name}`, headers });
  return { status: answer.statusCode, rows: answer.json<{ of: string[] }[]>() };
}

test.each(Object.keys(FORGETFUL))(
  'a route that forgets whose %s it may show shows nothing foreign',
  async (name) => {
    const own = PLATFORMS[0]?.code ?? '';
    const all = (await ask(name, zone)).rows;
    const seen = (await ask(name, trader)).rows;
    expect(all.some(({ of }) => !of.includes(own))).toBe(true);
    expect(seen.filter(({ of }) => !of.includes(own))).toEqual([]);
    if (!['guarantees', 'postings'].includes(name)) expect(seen.length).toBeGreaterThan(0);
    expect(seen.length).toBeLessThan(all.length);
  },
);

test('what is asked for an enterprise changes nothing, and is forgotten afterwards', async () => {
  expect((await ask('write', trader)).status).toBe(500);
  const { db } = the.platform.runtime;
  const roles = await Promise.all(
    Array.from({ length: 12 }, () =>
      db.query<{ role: string; reader: string | null }>(
        `select current_user as role, nullif(kernel.reader(), '') as reader`,
      ),
    ),
  );
  for (const [row] of roles) expect(row).toMatchObject({ reader: null });
  expect(new Set(roles.map(([row]) => row?.role)).has('pilotzone_reader')).toBe(false);
});
