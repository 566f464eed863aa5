import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createIdSource } from '@pilotzone/kernel/ids';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase, openTestVault, type TestDatabase } from '@pilotzone/kernel/testing';
import type { Instant } from '@pilotzone/kernel/time';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createKeyHolders } from './authenticate-caller.ts';
import { createParticipantFinder } from './find-participants.ts';
import {
  applyParticipants,
  importParticipants,
  previewParticipants,
  readParticipantFile,
} from './import-participants.ts';
import { listParticipantChanges } from './list-participant-changes.ts';
import { createApiKey, revokeApiKey } from './manage-api-keys.ts';
import { judgeCreditCode, parseRole } from './model/participant.ts';

const HEADER = 'code,credit_code,name,roles,status\n';

describe('a participants file', () => {
  test('is read with BOM, CRLF, quotes and spelling variants of roles', () => {
    const file =
      '\ufeffcode,credit_code,name,roles,status\r\n' +
      '1105910159,,"示例, 平台",ebp|EBC,active\r\n' +
      '312226T001,,支付,Payment_Firm,\r\n' +
      '4101985830,,物流,Logistics | bonded operator,正常\r\n';
    const { participants, remarks } = readParticipantFile(Buffer.from(file));
    expect(remarks).toEqual([]);
    expect(participants.map(({ code, roles, status }) => [code, roles.join(), status])).toEqual([
      ['1105910159', 'merchant,platform', 'active'],
      ['312226T001', 'payment-firm', 'active'],
      ['4101985830', 'bonded-operator,carrier', 'active'],
    ]);
    expect(participants[0]?.name).toBe('示例, 平台');
  });

  test('gets all its errors named by line and column', () => {
    const file =
      HEADER +
      ',,Nameless,merchant,active\n' +
      'A1,,"Two\nlines",wizard,asleep\n' +
      'A2,,Good,merchant,active\n' +
      'A2,,Again,merchant,active\n' +
      'A3,91350211M000100Y40,Bad digit,merchant,active\n';
    const { participants, remarks } = readParticipantFile(file);
    expect(remarks.map(({ line, column, severity }) => [line, column, severity])).toEqual([
      [2, 'code', 'error'],
      [3, 'name', 'error'],
      [3, 'status', 'error'],
      [3, 'roles', 'error'],
      [6, 'code', 'error'],
      [7, 'credit_code', 'warning'],
    ]);
    expect(participants.map(({ name }) => name)).toEqual(['Good', 'Bad digit']);
  });

  test('that is not one is refused with one clear remark', () => {
    const gbk = Buffer.concat([Buffer.from(HEADER), Buffer.from([0xb5, 0xe7, 0xc9, 0xcc])]);
    expect(readParticipantFile(gbk).remarks[0]?.message).toContain('not UTF-8');
    expect(readParticipantFile('a,b\n1,2\n').remarks.map(({ column }) => column)).toEqual([
      'code',
      'name',
      'roles',
    ]);
    expect(readParticipantFile(HEADER + 'A1,,"open,merchant,\n').remarks).toHaveLength(1);
    expect(readParticipantFile('').remarks.length).toBeGreaterThan(0);
  });
});

test('role names are understood in the spellings of CEB, of people and of customs', () => {
  const spellings = {
    'payment-firm': ['PaymentFirm', 'payment_firm', 'payment', 'pay', '支付企业'],
    broker: ['agent', 'declarant', 'Broker', '报关企业'],
    guarantor: ['assure', 'GUARANTOR'],
    'bonded-operator': ['area', 'warehouse', 'bonded operator', 'BondedOperator'],
    carrier: ['logistics', 'carrier'],
  };
  for (const [role, texts] of Object.entries(spellings)) {
    expect(texts.map(parseRole)).toEqual(texts.map(() => role));
  }
  expect(parseRole('toString')).toBeUndefined();
});

test('the check character of a credit code follows GB 32100-2015', () => {
  // The first is the worked example of the standard.
  expect(judgeCreditCode('91350100M000100Y43')).toBeUndefined();
  expect(judgeCreditCode('91350100M000100Y44')).toContain('check character is 3');
  expect(judgeCreditCode('91350100I000100Y43')).toContain('contains I');
  expect(judgeCreditCode('913501')).toContain('6 characters');
});

describe('enrolled participants', () => {
  const here = dirname(fileURLToPath(import.meta.url));
  let database: TestDatabase;
  let at = Date.parse('2026-11-20T08:00:00Z') as Instant;
  let zone = 0;
  beforeAll(async () => {
    const migrations = [
      ...readKernelMigrations(),
      ...readMigrations('information-sharing', join(here, '../migrations')),
    ];
    database = await openTestDatabase(migrations);
  });
  afterAll(async () => {
    await database.close();
  });
  // A zone per test keeps them apart: participants are never deleted.
  beforeEach(() => {
    zone += 1;
  });

  function open() {
    const clock = { now: () => at };
    const zoneCode = `Z${zone}`;
    const vault = openTestVault(database.db, zoneCode);
    const base = { zoneCode, db: database.db, clock, vault, ids: createIdSource(() => at) };
    const finder = createParticipantFinder(base);
    return { ...base, finder, forgetParticipants: finder.forget };
  }

  test('are shown as a diff before the file takes effect', async () => {
    const needs = open();
    const file = HEADER + 'A1,,One,merchant,\nA2,,Two,carrier,\nA3,,Three,,\n';
    const request = { file, complete: false, actor: 'test' };
    const dry = await importParticipants(needs, { ...request, dryRun: true });
    expect(dry).toMatchObject({ applied: false, unchanged: 0, changed: [] });
    expect(dry.added).toHaveLength(3);
    expect((await previewParticipants(needs, file)).added).toHaveLength(3);
    const done = await importParticipants(needs, { ...request, dryRun: false });
    expect(done.applied).toBe(true);
    const again = await importParticipants(needs, { ...request, dryRun: false });
    expect(again).toMatchObject({ added: [], changed: [], unchanged: 3 });
    const other = HEADER + 'A1,,One,merchant,suspended\nA2,,Two,carrier,\n';
    const changed = await importParticipants(needs, {
      file: other,
      complete: true,
      actor: 'clerk',
      dryRun: false,
    });
    expect(changed.changed).toMatchObject([
      { before: { status: 'active' }, after: { code: 'A1', status: 'suspended' } },
    ]);
    expect(changed.closed).toMatchObject([{ after: { code: 'A3', status: 'closed' } }]);
    const history = await database.db.query(
      `select code, kind, actor from information_sharing.participant_change
      where zone_code = $1 order by participant_change_id`,
      [needs.zoneCode],
    );
    expect(history).toHaveLength(5);
    expect(history.slice(3)).toEqual([
      { code: 'A1', kind: 'changed', actor: 'clerk' },
      { code: 'A3', kind: 'closed', actor: 'clerk' },
    ]);
    expect((await listParticipantChanges(needs, 'A1')).items).toMatchObject([
      { kind: 'changed', before: { status: 'active' }, after: { status: 'suspended' } },
      { kind: 'added', before: null, actor: 'test' },
    ]);
  });

  test('stay as they are when the file has an error', async () => {
    const needs = open();
    const file = HEADER + 'A1,,One,merchant,\nA2,,Two,wizard,\n';
    const request = { file, complete: false, dryRun: false, actor: 'test' };
    await expect(importParticipants(needs, request)).rejects.toThrow(
      /nothing changed:\n {2}line 3, roles: /,
    );
    expect((await needs.finder.find(['A1'])).size).toBe(0);
  });

  test('are found by customs code and by credit code', async () => {
    const needs = open();
    const file =
      HEADER +
      '1105910159,91350100M000100Y43,Old number,merchant,closed\n' +
      '3301960E01,91350100M000100Y43,New number,merchant,active\n';
    const { participants } = readParticipantFile(file);
    await applyParticipants(needs, { participants, actor: 'test' });
    const found = await needs.finder.find(['1105910159', '91350100M000100Y43', 'nobody']);
    expect([...found].map(([code, { name }]) => [code, name])).toEqual([
      ['1105910159', 'Old number'],
      ['91350100M000100Y43', 'New number'],
    ]);
  });

  test('are remembered for two seconds, and no longer when this process changed them', async () => {
    const needs = open();
    const elsewhere = open();
    const enrol = (who: typeof needs, status: string) => {
      const { participants } = readParticipantFile(HEADER + `A1,,One,merchant,${status}\n`);
      return applyParticipants(who, { participants, actor: 'test' });
    };
    const status = async () => (await needs.finder.find(['A1'])).get('A1')?.status;
    expect(await status()).toBeUndefined();
    await enrol(needs, 'active');
    expect(await status()).toBe('active');
    await enrol(elsewhere, 'suspended');
    expect(await status()).toBe('active');
    at = (at + 2_000) as Instant;
    expect(await status()).toBe('suspended');
  });

  test('hold API keys of which only the hash is stored', async () => {
    const needs = open();
    const { participants } = readParticipantFile(HEADER + 'A1,,One,merchant,\n');
    await applyParticipants(needs, { participants, actor: 'test' });
    const scopes = ['ceb:send', 'declarations:read'] as const;
    const made = await createApiKey(needs, { participantCode: 'A1', name: 'ERP', scopes });
    expect(made.key).toMatch(/^pz_.{43}$/);
    const caller = { participantCode: 'A1', name: 'ERP', scopes };
    const holders = createKeyHolders(needs);
    expect(await holders.find(made.key)).toEqual(caller);
    expect(await holders.find(made.key.slice(0, -1) + '!')).toBeUndefined();
    const elsewhere = createKeyHolders({ ...needs, zoneCode: 'other' });
    expect(await elsewhere.find(made.key)).toBeUndefined();
    const stored = await database.db.query('select * from information_sharing.api_key');
    expect(JSON.stringify(stored)).not.toContain(made.key.slice(3));
    await revokeApiKey(needs, made.apiKeyId);
    await revokeApiKey(needs, made.apiKeyId);
    // What this process has not been told of, it believes for two seconds.
    expect(await holders.find(made.key)).toEqual(caller);
    at = (at + 2_000) as Instant;
    expect(await holders.find(made.key)).toBeUndefined();
    await expect(revokeApiKey(needs, needs.ids.newId())).rejects.toThrow(/no API key/);
    const unknown = { participantCode: 'A9', name: 'x', scopes };
    await expect(createApiKey(needs, unknown)).rejects.toThrow(/enrol it first/);
  });
});
