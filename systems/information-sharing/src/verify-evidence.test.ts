import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createIdSource } from '@pilotzone/kernel/ids';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import type { Instant } from '@pilotzone/kernel/time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readExchanges } from './read-exchanges.ts';
import { recordExchanges } from './record-exchanges.ts';
import { verifyEvidence } from './verify-evidence.ts';

const here = dirname(fileURLToPath(import.meta.url));
const migrations = [
  ...readKernelMigrations(),
  ...readMigrations('information-sharing', join(here, '../migrations')),
];
const at = Date.parse('2026-11-20T08:00:00.123Z') as Instant;
const needs = {
  zoneCode: 'Z1',
  clock: { now: () => at },
  ids: createIdSource(() => at),
};

let test1: TestDatabase;
beforeEach(async () => {
  test1 = await openTestDatabase(migrations);
});
afterEach(async () => {
  await test1.close();
});

async function write(bodies: readonly string[]): Promise<string[]> {
  return test1.db.transaction((tx) => recordExchanges(needs, tx, bodies.map(entry)));
}

function entry(body: string) {
  return {
    direction: 'in' as const,
    messageType: 'CEB311Message',
    counterparty: '1105910159',
    body: Buffer.from(body),
    refused: false,
  };
}

/** Ten records of one chain; the third one is long enough to be compressed. */
async function writeTen(): Promise<string[]> {
  const long = '<清单>'.repeat(2000);
  return write(['一', 'two', long, 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']);
}

/** Changes the log as someone with full rights on the database could. */
async function tamper(sql: string, parameters: readonly (string | number | Buffer)[] = []) {
  await test1.db.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query(sql, parameters);
  });
}

const RECORD = 'information_sharing.exchange_record';

describe('a log that nobody touched', () => {
  test('verifies, and its messages come back byte for byte', async () => {
    const binary = randomBytes(70_000);
    const [id] = await test1.db.transaction((tx) =>
      recordExchanges(needs, tx, [{ ...entry(''), body: binary, messageType: 'Unknown' }]),
    );
    const ids = await writeTen();
    const bodies = await readExchanges(needs, test1.db, [id ?? '', ids[2] ?? '', ids[0] ?? '']);
    expect(bodies.get(id ?? '')?.equals(binary)).toBe(true);
    expect(bodies.get(ids[2] ?? '')?.toString()).toBe('<清单>'.repeat(2000));
    expect(bodies.get(ids[0] ?? '')?.toString()).toBe('一');
    const report = await verifyEvidence(test1.db);
    expect(report).toMatchObject({ intact: true, records: 11, first: undefined });
  });

  test('keeps an empty message and hostile words about itself', async () => {
    const hostile = { ...entry(''), counterparty: 'a\u0000b\ud800"\n', messageType: '' };
    await test1.db.transaction((tx) => recordExchanges(needs, tx, [hostile]));
    expect((await verifyEvidence(test1.db)).intact).toBe(true);
  });

  test('lets eight writers append at once, each in a chain of its own', async () => {
    await write(['first']);
    await Promise.all(Array.from({ length: 40 }, (_, i) => write([`a${i}`, `b${i}`])));
    const report = await verifyEvidence(test1.db);
    expect(report).toMatchObject({ intact: true, records: 81 });
    expect(report.chains.filter((chain) => chain.records > 0).length).toBeGreaterThan(1);
  });

  test('goes on in the same chain within a transaction', async () => {
    await test1.db.transaction(async (tx) => {
      await recordExchanges(needs, tx, [entry('a')]);
      await recordExchanges(needs, tx, [entry('b')]);
    });
    const used = (await verifyEvidence(test1.db)).chains.filter((chain) => chain.records > 0);
    expect(used).toMatchObject([{ records: 2 }]);
  });

  test('does not move when the transaction fails', async () => {
    await write(['kept']);
    await expect(
      test1.db.transaction(async (tx) => {
        await recordExchanges(needs, tx, [entry('lost')]);
        throw new Error('stop');
      }),
    ).rejects.toThrow('stop');
    expect(await verifyEvidence(test1.db)).toMatchObject({ intact: true, records: 1 });
  });

  test('refuses update, delete and truncate', async () => {
    await write(['kept']);
    for (const sql of [
      `update ${RECORD} set refused = true`,
      `delete from ${RECORD}`,
      `truncate ${RECORD}`,
    ]) {
      await expect(test1.db.query(sql)).rejects.toThrow(/append-only/);
    }
    const back = 'update information_sharing.exchange_chain set last_seq = 0 where last_seq > 0';
    await expect(test1.db.query(back)).rejects.toThrow(/may only grow/);
  });

  test('verifies while others write', async () => {
    let writing = true;
    const writers = [0, 1].map(async () => {
      while (writing) await write(['x', 'y']);
    });
    for (let i = 0; i < 20; i += 1) expect((await verifyEvidence(test1.db)).problems).toEqual([]);
    writing = false;
    await Promise.all(writers);
  });
});

describe('a log that was changed names the first record and what differs', () => {
  const cases: readonly (readonly [name: string, sql: string, expected: object])[] = [
    [
      'one byte of a short message',
      `update ${RECORD} set body = set_byte(body, 0, 65) where chain_seq = 4`,
      { kind: 'altered', chainSeq: 4, differs: ['body'] },
    ],
    [
      'one byte of what the messages are sealed in together',
      `update kernel.sealed_batch set bytes = set_byte(bytes, 40, get_byte(bytes, 40) # 1)`,
      { kind: 'unreadable', chainSeq: 1, differs: ['body'] },
    ],
    [
      'one message exchanged for another',
      `update ${RECORD} as r set body = o.body from ${RECORD} as o
       where r.chain_seq = 4 and o.chain_seq = 7`,
      { kind: 'altered', chainSeq: 4, differs: ['body'] },
    ],
    [
      'a message and its hash',
      `update ${RECORD} set body = 'x', body_length = 1, sha256 = sha256('x') where chain_seq = 4`,
      { kind: 'altered', chainSeq: 4, differs: ['header'] },
    ],
    [
      'the recorded hash',
      `update ${RECORD} set sha256 = set_byte(sha256, 0, get_byte(sha256, 0) # 1)
      where chain_seq = 5`,
      { kind: 'altered', chainSeq: 5, differs: ['sha256'] },
    ],
    [
      'the chain hash',
      `update ${RECORD} set chain_hash = set_byte(chain_hash, 0, get_byte(chain_hash, 0) # 1)
      where chain_seq = 5`,
      { kind: 'altered', chainSeq: 5, differs: ['chain_hash'] },
    ],
    [
      'the sender',
      `update ${RECORD} set counterparty = 'someone else' where chain_seq = 6`,
      { kind: 'altered', chainSeq: 6, differs: ['header'] },
    ],
    [
      'the time by a millisecond',
      `update ${RECORD} set at = at + interval '1 millisecond' where chain_seq = 10`,
      { kind: 'altered', chainSeq: 10, differs: ['header'] },
    ],
    [
      'a record removed',
      `delete from ${RECORD} where chain_seq = 7`,
      { kind: 'missing', chainSeq: 7, exchangeId: '' },
    ],
    [
      'the first removed',
      `delete from ${RECORD} where chain_seq = 1`,
      { kind: 'missing', chainSeq: 1, day: '' },
    ],
    [
      'the tail removed',
      `delete from ${RECORD} where chain_seq > 8`,
      { kind: 'truncated', chainSeq: 9 },
    ],
    ['all removed', `delete from ${RECORD}`, { kind: 'truncated', chainSeq: 1 }],
  ];
  test.each(cases)('%s', async (_name, sql, expected) => {
    const ids = await writeTen();
    await tamper(sql);
    const report = await verifyEvidence(test1.db);
    expect(report.intact).toBe(false);
    expect(report.problems).toHaveLength(1);
    expect(report.first).toMatchObject(expected);
    if (report.first?.exchangeId) {
      expect(report.first.exchangeId).toBe(ids[report.first.chainSeq - 1]);
      expect(report.first.day).toBe('2026-11-20');
    }
  });

  test('a record removed and the rest renumbered', async () => {
    await writeTen();
    await tamper(`delete from ${RECORD} where chain_seq = 4`);
    await tamper(`update ${RECORD} set chain_seq = -chain_seq + 1 where chain_seq > 4`);
    await tamper(`update ${RECORD} set chain_seq = -chain_seq where chain_seq < 0`);
    const report = await verifyEvidence(test1.db);
    expect(report.first).toMatchObject({ kind: 'missing', chainSeq: 4 });
  });

  test('two records swapped', async () => {
    const ids = await writeTen();
    await tamper(`update ${RECORD} set chain_seq = -3 where chain_seq = 3`);
    await tamper(`update ${RECORD} set chain_seq = 3 where chain_seq = 8`);
    await tamper(`update ${RECORD} set chain_seq = 8 where chain_seq = -3`);
    const report = await verifyEvidence(test1.db);
    expect(report.first).toMatchObject({ kind: 'swapped', chainSeq: 3, exchangeId: ids[7] });
    expect(report.first?.message).toContain(ids[2]);
  });

  const copyOf = (seq: number, as: string) => `insert into ${RECORD}
    select zone_code, gen_random_uuid(), ${as}, at, direction, counterparty, message_type, refused,
      sha256, chain_hash, encoding, body_length, body
    from ${RECORD} where chain_seq = ${seq}`;

  test('a record inserted and the rest renumbered', async () => {
    await writeTen();
    await tamper(`update ${RECORD} set chain_seq = -chain_seq - 1 where chain_seq >= 4`);
    await tamper(copyOf(2, 'chain_no, 4'));
    await tamper(`update ${RECORD} set chain_seq = -chain_seq where chain_seq < 0`);
    await tamper('update information_sharing.exchange_chain set last_seq = 11 where last_seq = 10');
    expect((await verifyEvidence(test1.db)).first).toMatchObject({ kind: 'inserted', chainSeq: 4 });
  });

  test('a record appended behind the head', async () => {
    await writeTen();
    await tamper(copyOf(2, 'chain_no, 11'));
    expect((await verifyEvidence(test1.db)).first).toMatchObject({
      kind: 'inserted',
      chainSeq: 11,
    });
  });

  test('a fork in a chain that has no head', async () => {
    await writeTen();
    await tamper(copyOf(2, '77, 1'));
    expect((await verifyEvidence(test1.db)).first).toMatchObject({ kind: 'inserted', chainNo: 77 });
  });

  test('a fork: a second record for the same place', async () => {
    await writeTen();
    await tamper(`alter table ${RECORD} drop constraint exchange_record_chain_key`);
    await tamper(copyOf(4, 'chain_no, 5'));
    expect((await verifyEvidence(test1.db)).intact).toBe(false);
  });

  test('a chain rewritten from the start is told from its anchor', async () => {
    await write(['honest', 'records']);
    const anchors = (await verifyEvidence(test1.db)).chains;
    expect((await verifyEvidence(test1.db, anchors)).intact).toBe(true);
    await tamper(`delete from ${RECORD}`);
    await tamper('delete from information_sharing.exchange_chain');
    expect((await verifyEvidence(test1.db)).intact).toBe(true);
    expect((await verifyEvidence(test1.db, anchors)).first).toMatchObject({ kind: 'missing' });
    await write(['forged', 'records', 'more']);
    expect((await verifyEvidence(test1.db)).intact).toBe(true);
    expect((await verifyEvidence(test1.db, anchors)).first).toMatchObject({
      kind: 'anchor',
      chainSeq: 2,
    });
  });
});
