import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Administrator } from './manage-people.ts';
import { openTestIdentity, type TestIdentity } from './testing/open-identity.ts';

let the: TestIdentity;
beforeAll(async () => {
  the = await openTestIdentity();
});
afterAll(() => the.close());

const MERCHANT = ['declarations:read', 'people:manage', 'ceb:send'];
const of = (participantCode: string, scopes = MERCHANT): Administrator => ({
  name: `admin of ${participantCode}`,
  owner: participantCode,
  participantCode,
  scopes,
});
const person = (loginName: string) => ({
  loginName,
  displayName: loginName,
  permissions: ['declarations:read' as const],
});

test('an administrator adds people of her own organisation and sees only them', async () => {
  await the.identity.addPerson(of('M1'), person('Zhang'));
  await the.identity.addPerson(of('M2'), person('wang'));
  const page = await the.identity.listPeople({ owner: 'M1', after: undefined, limit: 10 });
  expect(page.items.map(({ loginName }) => loginName)).toEqual(['zhang']);
  const all = await the.identity.listPeople({ owner: undefined, after: undefined, limit: 1 });
  expect(all).toMatchObject({ items: [{ loginName: 'wang' }] });
  expect(all.next).not.toBeNull();
});

test('a login name is given once, whatever its case', async () => {
  await the.identity.addPerson(of('M1'), person('twice'));
  await expect(the.identity.addPerson(of('M2'), person('TWICE'))).rejects.toMatchObject({
    code: 'PERSON_EXISTS',
  });
});

test('another organisation’s people are not there for an administrator', async () => {
  const { personId } = await the.identity.addPerson(of('M1'), person('own'));
  const foreign = of('M2');
  for (const attempt of [
    () => the.identity.changePerson(foreign, { personId, displayName: 'x' }),
    () => the.identity.resetPassword(foreign, personId),
    () => the.identity.addPerson(foreign, { ...person('spy'), participantCode: 'M1' }),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'PERSON_NOT_FOUND' });
});

test('nobody gives what the organisation or she herself has not', async () => {
  const wish = { ...person('greedy'), permissions: ['holds:decide' as const] };
  await expect(the.identity.addPerson(of('M1'), wish)).rejects.toMatchObject({
    code: 'PERMISSION_FORBIDDEN',
  });
  const small = of('M1', ['people:manage']);
  await expect(the.identity.addPerson(small, person('small'))).rejects.toMatchObject({
    code: 'PERMISSION_FORBIDDEN',
  });
  const { personId } = await the.identity.addPerson(of('M1'), person('modest'));
  const raise = { personId, permissions: ['admin' as const] };
  await expect(the.identity.changePerson(of('M1'), raise)).rejects.toMatchObject({
    code: 'PERMISSION_FORBIDDEN',
  });
});

test('a first password lets its owner do nothing but choose another', async () => {
  const added = await the.identity.addPerson(of('M1'), person('newcomer'));
  const signIn = { loginName: 'newcomer', password: added.password, client: '' };
  const opened = await the.identity.signIn(signIn);
  expect((await the.identity.authenticateSession(opened.token))?.scopes).toEqual([]);
  const weak = { current: added.password, next: 'short' };
  await expect(the.identity.changePassword(opened, weak)).rejects.toMatchObject({
    code: 'PASSWORD_WEAK',
  });
  const good = { current: added.password, next: 'my very own sentence' };
  await the.identity.changePassword(opened, good);
  expect((await the.identity.authenticateSession(opened.token))?.scopes).toEqual([
    'declarations:read',
  ]);
});

test('a reset ends sessions and makes the old password useless', async () => {
  const { personId, password } = await the.identity.addPerson(of('M1'), person('forgetful'));
  const old = { loginName: 'forgetful', password, client: '' };
  const { token } = await the.identity.signIn(old);
  const reset = await the.identity.resetPassword(of('M1'), personId);
  expect(await the.identity.authenticateSession(token)).toBeUndefined();
  await expect(the.identity.signIn(old)).rejects.toMatchObject({ code: 'LOGIN_REFUSED' });
  await expect(the.identity.signIn({ ...old, ...reset })).resolves.toBeDefined();
});
