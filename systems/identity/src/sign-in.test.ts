import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestIdentity, type TestIdentity } from './testing/open-identity.ts';

let the: TestIdentity;
let count = 0;
let loginName = '';
let personId = '';
let password = '';

beforeAll(async () => {
  the = await openTestIdentity();
});
afterAll(() => the.close());
beforeEach(async () => {
  count += 1;
  loginName = `person-${count}`;
  const enrolment = { loginName, displayName: '李明', participantCode: 'M1', actor: 'test' };
  const added = await the.identity.enrolPerson({ ...enrolment, mustChangePassword: false });
  ({ personId, password } = added);
});

const attempt = (change: { password?: string; code?: string; loginName?: string } = {}) =>
  the.identity.signIn({ loginName, password, client: 'test', ...change });

describe('signing in', () => {
  test('opens a session that survives a restart, with the organisation’s rights', async () => {
    const { token } = await attempt({ loginName: ` ${loginName.toUpperCase()} ` });
    const caller = await the.restart().authenticateSession(token);
    expect(caller).toMatchObject({ participantCode: 'M1', name: '李明', personId, zoneWide: [] });
    expect(caller?.scopes).toContain('declarations:read');
    expect(caller?.scopes).not.toContain('holds:read');
  });

  test('tells a wrong password and an unknown name the same way', async () => {
    const wrong = await attempt({ password: 'wrong' }).catch(String);
    const unknown = await attempt({ loginName: 'nobody' }).catch(String);
    expect(wrong).toBe(unknown);
    expect(wrong).toMatch(/wrong/);
  });

  test('rests after five wrong passwords, also for the right one, and wakes again', async () => {
    for (let i = 0; i < 5; i += 1)
      await expect(attempt({ password: 'wrong' })).rejects.toMatchObject({ code: 'LOGIN_REFUSED' });
    await expect(attempt()).rejects.toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    the.wait(15 * 60_000);
    await expect(attempt()).resolves.toMatchObject({ personId });
  });

  test('judges no more than five of many attempts at the same moment', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, () => attempt({ password: 'wrong' })),
    );
    const codes = outcomes.map((one) =>
      one.status === 'rejected' ? (one.reason as { code: string }).code : 'in',
    );
    expect(codes.filter((code) => code === 'LOGIN_REFUSED').length).toBeLessThanOrEqual(5);
    expect(codes).not.toContain('in');
  });

  test('with an app wants its code, and takes each code once', async () => {
    const { secret } = await the.identity.offerTotp(personId);
    const now = () => Math.floor(the.needs.clock.now() / 1000);
    const codeAt = (epoch: number) => generateSync({ secret, epoch });
    await the.identity.confirmTotp(personId, codeAt(now()));
    await expect(attempt()).rejects.toMatchObject({ code: 'SECOND_FACTOR_REQUIRED' });
    await expect(attempt({ code: codeAt(now()) })).rejects.toMatchObject({ code: 'LOGIN_REFUSED' });
    the.wait(60_000);
    const code = codeAt(now());
    await expect(attempt({ code: ` ${code.slice(0, 3)} ${code.slice(3)}` })).resolves.toBeDefined();
    await expect(attempt({ code })).rejects.toMatchObject({ code: 'LOGIN_REFUSED' });
    the.wait(60_000);
    await the.identity.removeTotp(personId, codeAt(now()));
    await expect(attempt()).resolves.toBeDefined();
  });

  test('keeps the secret of the app sealed', async () => {
    const { secret } = await the.identity.offerTotp(personId);
    const code = generateSync({ secret, epoch: Math.floor(the.needs.clock.now() / 1000) });
    await the.identity.confirmTotp(personId, code);
    const rows = await the.needs.db.query<{ row: string }>(
      `select encode(totp_sealed, 'escape') as row from identity.person where login_name = $1`,
      [loginName],
    );
    expect(rows[0]?.row.length).toBeGreaterThan(40);
    expect(rows[0]?.row).not.toContain(secret);
  });
});

describe('a session', () => {
  test('ends when idle for two hours, after twelve at the latest, and when told', async () => {
    const { token } = await attempt();
    for (let hour = 0; hour < 11; hour += 1) {
      the.wait(3_600_000);
      expect(await the.identity.authenticateSession(token)).toBeDefined();
    }
    the.wait(3_600_001);
    expect(await the.identity.authenticateSession(token)).toBeUndefined();
    const idle = await attempt();
    the.wait(2 * 3_600_000);
    expect(await the.identity.authenticateSession(idle.token)).toBeUndefined();
    const told = await attempt();
    await the.identity.endSession(told);
    expect(await the.identity.authenticateSession(told.token)).toBeUndefined();
  });

  test('loses its rights with the organisation, and itself with the person', async () => {
    const { token } = await attempt();
    const m1 = the.organisations.get('M1');
    if (!m1) throw new Error('no M1');
    the.organisations.set('M1', { ...m1, status: 'suspended' });
    expect((await the.identity.authenticateSession(token))?.scopes).toEqual(['ceb:send']);
    the.organisations.set('M1', m1);
    const operator = { name: 'op', owner: undefined, participantCode: 'OP', scopes: [] };
    await the.identity.changePerson(operator, { personId, status: 'suspended' });
    expect(await the.identity.authenticateSession(token)).toBeUndefined();
    await expect(attempt()).rejects.toMatchObject({ code: 'LOGIN_REFUSED' });
  });

  test('of another browser ends with a new password', async () => {
    const [mine, other] = [await attempt(), await attempt()];
    const next = 'a sentence that is long';
    await the.identity.changePassword(mine, { current: password, next });
    expect(await the.identity.authenticateSession(mine.token)).toBeDefined();
    expect(await the.identity.authenticateSession(other.token)).toBeUndefined();
    await expect(attempt()).rejects.toMatchObject({ code: 'LOGIN_REFUSED' });
    await expect(attempt({ password: next })).resolves.toBeDefined();
    const { events } = await the.identity.getSecurity(mine);
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['added', 'signed-in', 'password-changed', 'refused']),
    );
  });
});
