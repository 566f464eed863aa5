import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@pilotzone/generator/random';
import type { ExpectedLine } from '@pilotzone/generator/expected';
import { writeGeneratedFiles } from '@pilotzone/generator/write-files';
import type { GenerateOptions } from '@pilotzone/generator/generate-declarations';
import { createLog } from '@pilotzone/kernel/log';
import { parseUnits } from '@pilotzone/kernel/money';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clear } from './commands/clear.ts';
import type { ClearResultLine } from './commands/clear.ts';
import { allMigrations } from './migrations.ts';
import { TEST_DAY } from './testing-platform.ts';
import { tablesOf } from './testing-purchases.ts';

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await openTestDatabase(allMigrations());
  folder = await mkdtemp(join(tmpdir(), 'pilotzone-day-'));
});

afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const generate = (options: Partial<GenerateOptions>) =>
  writeGeneratedFiles(folder, {
    declarations: 300,
    seed: 1,
    faults: 0.5,
    day: TEST_DAY,
    ...options,
  });

const PATHS = ['CEB311', 'CEB411', 'CEB511', 'CEB621'];

/** Clears the folder and returns the lines of the answer. */
async function clearFolder(participants = false): Promise<ClearResultLine[]> {
  const lines: ClearResultLine[] = [];
  await clear(
    {
      paths: PATHS.map((name) => join(folder, name)),
      databaseUrl: database.url,
      dataDir: undefined,
      tariffFile: undefined,
      signatures: 'ignore',
      certificatesPath: undefined,
      participantsFile: participants ? join(folder, 'participants.csv') : undefined,
      asOf: TEST_DAY,
      inspectShare: 0,
      holdRed: false,
      seed: 1,
      log: createLog('silent'),
    },
    {
      progress: () => undefined,
      notice: () => undefined,
      onLine: (line) => lines.push(line),
    },
  );
  return lines;
}

async function expectedLines(): Promise<ExpectedLine[]> {
  const text = await readFile(join(folder, 'expected.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ExpectedLine);
}

/** What is determined of a line, as one text: what came of which declaration, why, and its tax. */
function textOf(line: ClearResultLine | ExpectedLine): string {
  const fields = line as Readonly<Record<string, unknown>>;
  const codes = [...new Set(line.reasons.map(({ code }) => code))].sort().join(',');
  const isDeclaration = line.outcome !== 'refused';
  if (!isDeclaration && fields['orderNo'] === undefined) {
    return ['refused', fields['message'], codes].join(' ');
  }
  // A refused document other than a list is told by its message; a list by its numbers.
  const isList = fields['message'] === undefined || fields['message'] === 'CEB621Message';
  if (!isList) return ['refused', fields['message'], codes].join(' ');
  const { ebpCode, orderNo, copNo, tradeMode } = fields;
  const isReleased = line.outcome === 'released';
  const about = [line.outcome, ebpCode, orderNo, copNo, tradeMode, codes];
  return [...about, isReleased ? JSON.stringify(fields['tax']) : ''].join(' ');
}

const textsOf = (lines: readonly (ClearResultLine | ExpectedLine)[]) => lines.map(textOf).sort();

/** Taxes of released lists by each who counts them, in units. */
async function totals() {
  const { db } = database;
  const sum = async (sql: string) => {
    const [row] = await db.query<{ total: string | null }>(sql);
    return parseUnits(row?.total ?? '0') ?? -1n;
  };
  return {
    declarations: await sum(
      `select sum(tax)::text as total from single_window.declaration where status = 'released'`,
    ),
    guarantees: await sum('select sum(reserved)::text as total from financial_services.guarantee'),
    dues: await sum(
      `select sum(tariff + consumption_tax + value_added_tax)::text as total
         from financial_services.tax_due
        where status = 'due'`,
    ),
    ledger: await sum(
      `select sum(amount)::text as total
         from financial_services.posting
        where account_code = '1122'`,
    ),
    statistics: await sum('select sum(tax)::text as total from statistics.list_fact'),
    goods: await sum(
      `select sum(tariff + consumption_tax + value_added_tax)::text as total
         from statistics.goods_fact`,
    ),
  };
}

/** Spent allowances must be the dutiable prices of the lists that are on their way or released. */
async function allowanceGap() {
  const [row] = await database.db.query<{ gap: string; over: number }>(
    `select ((select coalesce(sum(used), 0) from single_window.allowance)
             - (select coalesce(sum(dutiable_price), 0)
                  from single_window.declaration
                 where status in ('sent', 'customs-held', 'held', 'released')))::text as gap,
            (select count(*) from single_window.allowance where used > limit_amount) as over`,
  );
  return row;
}

const isDeclared = (line: ClearResultLine) => line.outcome !== 'refused';
const isStale = (line: ClearResultLine) => line.reasons.some(({ code }) => code === '-301014');

describe('a generated day', () => {
  test.each([
    { seed: 1, faults: 0.5 },
    { seed: 2, faults: 1 },
    { seed: 3, faults: 0.2, withStrangers: true },
  ])('comes out as expected, and every CNY adds up: %o', async (options) => {
    await generate(options);
    const lines = await clearFolder('withStrangers' in options);
    expect(textsOf(lines)).toEqual(textsOf(await expectedLines()));
    const counted = await totals();
    const taxes = lines
      .filter(({ outcome }) => outcome === 'released')
      .map((line) => parseUnits((line['tax'] as { total: string }).total) ?? 0n);
    const total = taxes.reduce((sum, tax) => sum + tax, 0n);
    expect(total).toBeGreaterThan(0n);
    for (const [who, sum] of Object.entries(counted)) expect([who, sum]).toEqual([who, total]);
    expect(Number((await allowanceGap())?.gap)).toBe(0);
    expect((await allowanceGap())?.over).toBe(0);
  });

  test('cleared twice changes no table but the log of exchanges', async () => {
    await generate({ seed: 4, declarations: 200 });
    const first = await clearFolder();
    // What comes in is logged each time, in batches; so is which number an answer had.
    const log = [/exchange/, /intake/, /sealed_batch/];
    const before = await tablesOf(database.db, log);
    const second = await clearFolder();
    expect(await tablesOf(database.db, log)).toEqual(before);
    expect(textsOf(second.filter(isDeclared))).toEqual(textsOf(first.filter(isDeclared)));
    // The first version of an order that was corrected or deleted is stale by now.
    const news = second.filter((line) => !isDeclared(line) && !isStale(line));
    expect(textsOf(news)).toEqual(
      textsOf(first.filter((line) => !isDeclared(line) && !isStale(line))),
    );
  });

  test('does not depend on the names of files, nor on the folders they are in', async () => {
    await generate({ seed: 5, declarations: 200 });
    const random = createRandom(99);
    for (const path of PATHS) {
      await mkdir(join(folder, path, 'deeper'));
      for (const name of (await readdir(join(folder, path))).filter((one) =>
        one.endsWith('.xml'),
      )) {
        const other = join(random.chance(0.5) ? 'deeper' : '', `${random.digits(9)}.xml`);
        await rename(join(folder, path, name), join(folder, path, other));
      }
    }
    expect(textsOf(await clearFolder())).toEqual(textsOf(await expectedLines()));
  });
});
