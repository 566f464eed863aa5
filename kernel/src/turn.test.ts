import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from './log.ts';
import { openTestDatabase, type TestDatabase } from './testing.ts';
import { takeTurns, type Turn } from './turn.ts';

let the: TestDatabase;

beforeAll(async () => {
  the = await openTestDatabase([]);
});
afterAll(() => the.close());

const log = createLog('silent');
const turnOf = (name: string) => takeTurns({ url: the.url, zoneCode: 'Z1', name, log });

async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 300 && !isSo(); i += 1) await sleep(50);
  expect(isSo()).toBe(true);
}

const mine = (turns: readonly Turn[]) => turns.filter((turn) => turn.isMine());

test('of three processes one has the turn, and the next takes it over', async () => {
  const turns = [turnOf('a'), turnOf('a'), turnOf('a')];
  await until(() => mine(turns).length === 1);
  const [first] = mine(turns);
  await first?.stop();
  expect(first?.isMine()).toBe(false);
  await until(() => mine(turns).length === 1);
  await Promise.all(turns.map((turn) => turn.stop()));
});

test('different work is done side by side', async () => {
  const turns = [turnOf('b'), turnOf('c')];
  await until(() => mine(turns).length === 2);
  await Promise.all(turns.map((turn) => turn.stop()));
});

test('a turn whose connection is cut is lost, and found again', async () => {
  const turn = turnOf('d');
  await until(() => turn.isMine());
  await the.db.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'pilotzone turn' and datname = current_database()`,
  );
  await until(() => !turn.isMine());
  await until(() => turn.isMine());
  await turn.stop();
});
