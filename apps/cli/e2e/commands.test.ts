import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { findMessages, generateInto, makeFolder } from './clear-folder.ts';
import { jsonLines, runPilotzone, startPilotzone } from './run-pilotzone.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
let day: string;

beforeAll(async () => {
  folder = await makeFolder();
  day = join(folder.path, 'day');
  await generateInto(day, { declarations: 20, faults: 0.3 });
});
afterAll(() => folder.remove());

/** It failed with 2, silent on standard output, with one thing without a trace on the other. */
async function refused(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const ended = await runPilotzone(args, { env });
  expect({ args, code: ended.code, stdout: ended.stdout }).toEqual({ args, code: 2, stdout: '' });
  expect(ended.stderr).not.toMatch(/^ {4}at |unexpected failure/m);
  return ended.stderr;
}

describe('wrong usage ends with 2 and says what is wrong', () => {
  test.each([
    [['nonsense'], /unknown command/],
    [['clear'], /missing required argument/],
    [['clear', '.', '--nonsense'], /unknown option/],
    [['clear', '.', '--as-of', '2026-02-30'], /YYYY-MM-DD/],
    [['clear', '.', '--inspect', '1.1'], /share from 0 to 1/],
    [['clear', '.', '--risk', 'maybe'], /score, hold/],
    [['clear', '.', '--seed', '-1'], /whole number/],
    [['clear', '.', '--signatures', 'maybe'], /require, verify, ignore/],
    [['certificates', 'import', '/nowhere'], /INPUT_UNREADABLE/],
    [['ceb', 'check'], /missing required argument/],
    [['generate', '--declarations', '0', '--out', 'x'], /at least 1/],
    [['generate', '--declarations', '1', '--out', '/tmp/x', '--day', '2016-04-07'], /2016-04-08/],
    [['up', '--port', '65536'], /0 to 65535/],
    [['up', '--roles', 'intake'], /ROLES_NEED_DATABASE/],
    [['up', '--roles', 'intake,sales'], /ROLES_INVALID/],
    [['up', '--nats', 'localhost'], /BUS_ADDRESS_INVALID/],
    [['up', '--roles', 'intake,nobody'], /no role nobody/],
  ] as [string[], RegExp][])('%j', async (args, pattern) => {
    expect(await refused(args)).toMatch(pattern);
  });
});

describe('what cannot be read or used ends with 2 and one line', () => {
  test.each([
    [['clear', '/nowhere'], 'INPUT_UNREADABLE'],
    [['ceb', 'check', '/nowhere.xml'], 'INPUT_UNREADABLE'],
    [['tax', 'quote'], 'BASKET_INVALID'],
    [['tariff', 'import', '/nowhere.csv'], 'INPUT_UNREADABLE'],
    [['evidence', 'verify', '--data', '/nowhere'], 'EVIDENCE_NOT_FOUND'],
    [['evidence', 'verify', '--anchor', '/nowhere'], 'INPUT_UNREADABLE'],
    [['up', '--data', '/etc/passwd'], 'DATA_DIR_INVALID'],
  ])('%j', async (args, code) => {
    expect(await refused(args)).toMatch(new RegExp(`^pilotzone: .+ \\[${code}\\]$`, 'm'));
  });

  test('files of a run', async () => {
    expect(await refused(['clear', day, '--tariff', '/nowhere'])).toContain('INPUT_UNREADABLE');
    expect(await refused(['clear', day, '--participants', '/nowhere'])).toContain(
      'INPUT_UNREADABLE',
    );
    const wrong = join(folder.path, 'wrong.csv');
    await writeFile(wrong, 'code,credit_code,name,roles,status\nA,,一号,nobody,active\n');
    expect(await refused(['clear', day, '--participants', wrong])).toContain(
      'PARTICIPANT_FILE_INVALID',
    );
  });

  test.each([
    ['postgresql://x:y@127.0.0.1:1/z', 'DATABASE_UNREACHABLE', '127.0.0.1:1/z'],
    ['postgresql://x:y@nowhere.invalid/z', 'DATABASE_UNREACHABLE', 'nowhere.invalid/z'],
    ['mysql://x:y@127.0.0.1/z', 'DATABASE_URL_INVALID', 'postgresql://'],
    ['nonsense', 'DATABASE_URL_INVALID', 'postgresql://'],
  ])('a database at %s', async (url, code, part) => {
    for (const args of [
      ['up', '--no-demo', '--port', '0'],
      ['evidence', 'verify'],
    ]) {
      const said = await refused(args, { DATABASE_URL: url });
      expect(said).toContain(`[${code}]`);
      expect(said).toContain(part);
      expect(said).not.toContain('x:y');
    }
  });

  test('a database that is not there, or a user that is not let in', async () => {
    const { url, close } = await openTestDatabase([]);
    const nowhere = url.replace(/\/[^/]*$/, '/nowhere');
    const stranger = url.replace(/:[^:@]*@/, ':wrong@');
    expect(await refused(['evidence', 'verify'], { DATABASE_URL: nowhere })).toContain(
      'no database of that name',
    );
    expect(await refused(['evidence', 'verify'], { DATABASE_URL: stranger })).toContain(
      'password is wrong',
    );
    expect(await refused(['evidence', 'verify'], { DATABASE_URL: url })).toContain(
      'EVIDENCE_NOT_FOUND',
    );
    await close();
  });

  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const args = ['up', '--no-demo', '--port', String(port), '--data', join(folder.path, 'up')];
    expect(await refused(args)).toMatch(new RegExp(`port ${port} .+ is taken.+\\[PORT_TAKEN\\]`));
    other.close();
  });
});

describe('what is printed', () => {
  test('is JSON and nothing else, and a folder without messages is done at once', async () => {
    const empty = join(folder.path, 'empty');
    await mkdir(empty);
    const ended = await runPilotzone(['clear', empty, '--json']);
    expect(ended).toMatchObject({ code: 0, stdout: '' });
    expect(ended.stderr).toContain('no .xml file');
  });

  test('is a table without colours or bars where nobody watches', async () => {
    const { code, stdout, stderr } = await runPilotzone(['clear', day, '--as-of', '2026-11-20']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^outcome +count +tax CNY$/m);
    expect(stdout).toMatch(/^released +\d+ +\d+\.\d\d$/m);
    // eslint-disable-next-line no-control-regex -- colours are control sequences
    expect(stdout + stderr).not.toMatch(/\u001b/);
  });

  test('of ceb check is a line per file, with 1 when one is not good', async () => {
    const files = await findMessages(day);
    const good = files.filter((file) => file.includes('CEB411')).slice(0, 1);
    const broken = join(folder.path, 'broken.xml');
    await writeFile(broken, (await readFile(good[0] ?? '', 'utf8')).replace('payCode', 'payKode'));
    const once = await runPilotzone(['ceb', 'check', '--json', ...good]);
    const both = await runPilotzone(['ceb', 'check', '--json', ...good, broken]);
    expect(jsonLines(once)).toMatchObject([{ schema: { valid: true } }]);
    expect(jsonLines(both)).toMatchObject([
      { schema: { valid: true } },
      { schema: { valid: false } },
    ]);
    expect(both.code).toBe(1);
  });

  test('of tax quote is the tax with its steps', async () => {
    const line = {
      hsCode: '1905310000',
      price: '100',
      quantity: '1',
      unit: '035',
      quantity1: '1',
      unit1: '035',
    };
    const basket = { tradeMode: '1210', day: '2026-11-20', freight: '0', insurance: '0' };
    const stdin = JSON.stringify({ ...basket, lines: [{ ...line, quantity2: null, unit2: null }] });
    const ended = await runPilotzone(['tax', 'quote', '--json'], { stdin });
    expect(ended.code).toBe(0);
    expect(jsonLines(ended)).toMatchObject([{ tax: { dutiablePrice: '100.00', total: '9.10' } }]);
  });
});

describe('a command that is cut off', () => {
  test.each(['SIGINT', 'SIGHUP'] as const)('by %s leaves no server and no data', async (signal) => {
    const temporary = join(folder.path, signal);
    await mkdir(temporary);
    // The database runs as another user where this one is root.
    await chmod(folder.path, 0o755);
    const running = startPilotzone(['clear', day], { env: { TMPDIR: temporary } });
    const pidFile = await appears(temporary, 'postmaster.pid');
    const server = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
    running.process.kill(signal);
    expect((await running.ended).code).toBe(128 + constants.signals[signal]);
    expect(await readdir(temporary)).toEqual([]);
    await vi.waitUntil(() => !isAlive(server), { timeout: 10_000 });
  });
});

/** The path of the first file of this name below a folder, as soon as there is one. */
async function appears(below: string, name: string): Promise<string> {
  return vi.waitFor(
    async () => {
      const found = (await readdir(below, { recursive: true })).find((path) => path.endsWith(name));
      if (found === undefined) throw new Error(`no ${name} yet`);
      return join(below, found);
    },
    { timeout: 30_000 },
  );
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('runs from any folder, also one that may not be written', async () => {
  const closed = join(folder.path, 'closed');
  await mkdir(closed);
  await chmod(closed, 0o555);
  const ended = await runPilotzone(['--version'], { cwd: closed });
  expect(ended).toMatchObject({ code: 0, stdout: '0.1.0\n', stderr: '' });
});
