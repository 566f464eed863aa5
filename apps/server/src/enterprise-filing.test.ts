import { AUTHORITIES, MERCHANTS } from '@pilotzone/generator/companies';
import type {
  ApplicationShape,
  EnterpriseShape,
} from '@pilotzone/information-sharing/contract/enterprise';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { signInAt, type SignedIn } from './testing-people.ts';
import { openTestPlatform, type TestPlatform } from './testing-platform.ts';

let the: TestPlatform;
let server: HttpServer;
let merchant: SignedIn;
let other: SignedIn;
let zone: SignedIn;

const [own, foreign] = MERCHANTS;
const CODE = own?.code ?? '';
const PHONE = '0571-8800 1234';

beforeAll(async () => {
  the = await openTestPlatform();
  server = await createPlatformServer(the.platform);
  await server.ready();
  const signIn = signInAt(the.platform, server);
  merchant = await signIn('a.merchant', CODE);
  other = await signIn('another.merchant', foreign?.code ?? '');
  const operator = AUTHORITIES.find(({ roles }) => roles.includes('operator'));
  zone = await signIn('an.operator', operator?.code ?? '');
});

afterAll(async () => {
  await server.close();
  await the.close();
});

const APPLICATION = '/enterprise/application';
const changes = { name: '北屿母婴（杭州）有限公司', contactName: '王小明', contactPhone: PHONE };
const apply = (by: SignedIn, more: object = {}) =>
  by.ask('POST', APPLICATION, { changes, reason: '公司更名，见营业执照', ...more });

async function waiting(): Promise<ApplicationShape> {
  const { items } = await zone.get<{ items: ApplicationShape[] }>('/enterprise-applications');
  expect(items).toHaveLength(1);
  // The line above says that there is one.
  return items[0] as ApplicationShape;
}

const decide = (one: ApplicationShape, decision: string, by = zone, revision = one.revision) =>
  by.ask('POST', `/enterprise-applications/${one.applicationId}/decision`, {
    ...{ decision, revision, note: '请补充营业执照' },
  });

describe('an application to change what is filed about an enterprise', () => {
  test('waits for the zone, field by field beside what is on file', async () => {
    expect(await apply(merchant)).toMatchObject({ status: 204 });
    const one = await waiting();
    expect(one).toMatchObject({ code: CODE, name: own?.name, status: 'submitted', revision: 1 });
    expect(one.changes).toEqual([
      { field: 'name', from: own?.name, to: changes.name },
      { field: 'contactName', from: '', to: '王小明' },
      { field: 'contactPhone', from: '', to: PHONE },
    ]);
    expect(await merchant.get('/enterprise')).toMatchObject({ name: own?.name, details: {} });
    const again = await apply(merchant);
    expect(again).toMatchObject({ status: 409, body: { code: 'ENTERPRISE_APPLICATION_EXISTS' } });
  });

  test('is decided by the zone only, and by the revision that was read', async () => {
    const one = await waiting();
    expect((await decide(one, 'approve', merchant)).status).toBe(403);
    expect((await other.get<EnterpriseShape>('/enterprise')).applications).toEqual([]);
    const stale = await decide(one, 'approve', zone, 2);
    expect(stale).toMatchObject({ status: 409, body: { code: 'ENTERPRISE_APPLICATION_CHANGED' } });
  });

  test('is returned, corrected as the next revision, approved, and then on file', async () => {
    expect((await decide(await waiting(), 'return')).status).toBe(204);
    const returned = await merchant.get<EnterpriseShape>('/enterprise');
    expect(returned.applications[0]).toMatchObject({ status: 'returned' });
    expect(await apply(merchant, { reason: '附营业执照编号' })).toMatchObject({ status: 204 });
    const one = await waiting();
    expect(one.revision).toBe(2);
    expect((await decide(one, 'approve')).status).toBe(204);
    const now = await merchant.get<EnterpriseShape>('/enterprise');
    expect(now).toMatchObject({
      name: changes.name,
      details: { contactName: '王小明', contactPhone: PHONE },
      applications: [{ status: 'approved', changes: [] }],
    });
    expect(now.applications[0]?.steps.map(({ status }) => status)).toEqual([
      ...['submitted', 'returned', 'submitted', 'approved'],
    ]);
    const known = await the.platform.informationSharing.findParticipants([CODE]);
    expect(known.get(CODE)?.name).toBe(changes.name);
    const history = await the.platform.runtime.db.query<{ actor: string }>(
      'select actor from information_sharing.participant_change where code = $1 and kind = $2',
      [CODE, 'changed'],
    );
    expect(history).toEqual([{ actor: 'an.operator' }]);
  });

  test('asks for no role of an authority, no broken code, and for what differs', async () => {
    const refused = await apply(merchant, { changes: { roles: ['operator'] } });
    expect(refused).toMatchObject({ status: 422, body: { code: 'ENTERPRISE_CHANGE_REFUSED' } });
    const wrong = { creditCode: '91330100MA2AXYZ123' };
    expect((await apply(merchant, { changes: wrong })).status).toBeGreaterThanOrEqual(400);
    const same = await apply(merchant);
    expect(same).toMatchObject({ status: 422, body: { code: 'ENTERPRISE_CHANGE_REFUSED' } });
  });

  test('may be withdrawn, and refused with a reason that the enterprise reads', async () => {
    expect((await apply(other)).status).toBe(204);
    expect((await other.ask('DELETE', APPLICATION)).status).toBe(204);
    expect((await other.ask('DELETE', APPLICATION)).status).toBe(404);
    expect((await apply(other)).status).toBe(204);
    expect((await decide(await waiting(), 'refuse')).status).toBe(204);
    const { applications, name } = await other.get<EnterpriseShape>('/enterprise');
    expect(applications.map(({ status }) => status)).toEqual(['refused', 'withdrawn']);
    expect(applications[0]?.steps.at(-1)?.note).toBe('请补充营业执照');
    expect(name).toBe(foreign?.name);
  });

  test('of the own enterprise is decided by another organisation', async () => {
    await apply(zone, { changes: { address: '杭州市钱塘区一号路 1 号' } });
    const decided = await decide(await waiting(), 'approve');
    expect(decided).toMatchObject({
      status: 403,
      body: { code: 'ENTERPRISE_APPLICATION_FORBIDDEN' },
    });
  });

  test('two officers at once decide once', async () => {
    await zone.ask('DELETE', APPLICATION);
    await apply(other, { changes: { address: '新址' } });
    const one = await waiting();
    const both = await Promise.all([decide(one, 'approve'), decide(one, 'refuse')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([204, 409]);
  });

  test('is sealed in the database', async () => {
    const rows = await the.platform.runtime.db.query<{ body: Buffer }>(
      `select body from information_sharing.enterprise_application
        union all select body from information_sharing.enterprise_detail`,
    );
    expect(rows.length).toBeGreaterThan(4);
    for (const { body } of rows) {
      expect(body.includes('王小明')).toBe(false);
      expect(body.includes(PHONE)).toBe(false);
    }
  });
});
