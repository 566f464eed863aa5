import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readServerNote } from './embedded-postgres/orphan.ts';
import { isAlive } from './embedded-postgres/processes.ts';
import { readPlace } from './embedded-postgres/place.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
import { findRepository } from './migrate.ts';

const SETTINGS = { shared_buffers: '32MB' };
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pilotzone-embedded-'));
  chmodSync(dataDir, 0o711);
  return () => {
    rmSync(dataDir, { recursive: true, force: true });
  };
});

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function start(settings: Record<string, string> = SETTINGS): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, settings });
}

describe('the embedded server', () => {
  test('finds its data again after a restart, and keeps its port', async () => {
    const first = await start();
    await ask(first.url, `create table parcel (name text)`);
    await ask(first.url, `insert into parcel values ('包裹')`);
    await first.stop();
    await first.stop();
    const second = await start();
    expect(await ask(second.url, 'select name from parcel')).toEqual([{ name: '包裹' }]);
    expect(new URL(second.url).port).toBe(new URL(first.url).port);
    expect(second.notices).toEqual([]);
    await second.stop();
  });

  test('is durable, loopback only and asks for a password', async () => {
    const server = await start();
    const sql = `select name, setting from pg_settings where name = any('{fsync,full_page_writes,
      listen_addresses,synchronous_commit,data_checksums}')`;
    const settings = (await ask(server.url, sql)) as { name: string; setting: string }[];
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toMatchObject({
      data_checksums: 'on',
      fsync: 'on',
      full_page_writes: 'on',
      listen_addresses: '127.0.0.1',
      synchronous_commit: 'on',
    });
    expect(server.version).toMatch(/^18\./);
    const stranger = new URL(server.url);
    stranger.password = 'guess';
    await expect(ask(stranger.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(readPlace(dataDir).passwordFile).mode & 0o077).toBe(0);
    await server.stop();
  });

  test('killed while in use, it is started again at the same address with every row', async () => {
    const server = await start();
    await ask(server.url, 'create table parcel (n int)');
    await ask(server.url, 'insert into parcel select generate_series(1, 1000)');
    for (let time = 0; time < 2; time += 1) {
      const killed = readServerNote(readPlace(dataDir).cluster)?.pid ?? 0;
      process.kill(killed, 'SIGKILL');
      await expect
        .poll(() => ask(server.url, 'select count(*)::int as count from parcel').catch(String), {
          timeout: 20_000,
        })
        .toEqual([{ count: 1000 }]);
      expect(readServerNote(readPlace(dataDir).cluster)?.pid).not.toBe(killed);
    }
    await server.stop();
    await expect(ask(server.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
    expect(readServerNote(readPlace(dataDir).cluster)).toBeUndefined();
  });

  test('a second start on the same folder says that it is in use', async () => {
    const server = await start();
    await expect(start()).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  test('data of another major version is refused before anything is touched', async () => {
    const server = await start();
    await server.stop();
    writeFileSync(join(readPlace(dataDir).cluster, 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toMatchObject({ code: 'DB_VERSION_MISMATCH' });
  });

  test('a setting the server does not take is told with the last lines of its log', async () => {
    const failed = start({ ...SETTINGS, wal_compression: 'zstd-please' });
    await expect(failed).rejects.toMatchObject({
      code: 'DB_START_FAILED',
      message: expect.stringContaining('wal_compression') as string,
    });
  });

  test('a half-made cluster of a killed first start is made again', async () => {
    const failed = start({ ...SETTINGS, shared_buffers: 'nonsense' });
    await expect(failed).rejects.toThrow();
    rmSync(readPlace(dataDir).cluster, { recursive: true });
    rmSync(readPlace(dataDir).passwordFile);
    const server = await start();
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
  });
});

describe('after kill -9', () => {
  let script: string;
  let scriptDir: string;
  beforeAll(async () => {
    const repository = findRepository();
    // Inside the repository, so that the script finds the npm packages.
    scriptDir = mkdtempSync(join(repository, 'node_modules', '.pilotzone-test-'));
    script = join(scriptDir, 'serve.mjs');
    const source = `
      import { startEmbeddedPostgres } from './kernel/src/embedded-postgres.ts';
      const settings = ${JSON.stringify(SETTINGS)};
      const server = await startEmbeddedPostgres({ dataDir: process.argv[2], settings });
      console.log(server.url);
      setInterval(() => undefined, 1000);`;
    await build({
      stdin: { contents: source, resolveDir: repository, loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      outfile: script,
      logLevel: 'error',
    });
  });
  afterAll(() => {
    rmSync(scriptDir, { recursive: true, force: true });
  });

  function serve(): Promise<{ child: ChildProcess; url: string }> {
    const child = spawn(process.execPath, [script, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return new Promise((ready) => {
      child.stdout.once('data', (text: Buffer) => {
        ready({ child, url: text.toString().trim() });
      });
    });
  }

  async function kill(pid: number, signal: NodeJS.Signals): Promise<void> {
    process.kill(pid, signal);
    await expect.poll(() => isAlive(pid)).toBe(false);
  }

  test('of Node, the next start stops the server left behind and has every row', async () => {
    const { child, url } = await serve();
    await ask(url, 'create table parcel (n int)');
    await ask(url, 'insert into parcel select generate_series(1, 1000)');
    await kill(child.pid ?? 0, 'SIGKILL');
    expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    const server = await start();
    expect(server.notices.join()).toContain('left behind');
    expect(await ask(server.url, 'select count(*)::int as count from parcel')).toEqual([
      { count: 1000 },
    ]);
    await server.stop();
  });

  test('of Node and the server, the next start recovers every row', async () => {
    const { child, url } = await serve();
    await ask(url, 'create table parcel (n int)');
    await ask(url, 'insert into parcel select generate_series(1, 1000)');
    const note = readServerNote(readPlace(dataDir).cluster);
    await kill(child.pid ?? 0, 'SIGKILL');
    await kill(note?.pid ?? 0, 'SIGKILL');
    const server = await start();
    expect(await ask(server.url, 'select count(*)::int as count from parcel')).toEqual([
      { count: 1000 },
    ]);
    await server.stop();
  });

  test('a pid file that now names another living program is no server', async () => {
    const { child } = await serve();
    const { cluster } = readPlace(dataDir);
    const note = readServerNote(cluster);
    await kill(child.pid ?? 0, 'SIGKILL');
    await kill(note?.pid ?? 0, 'SIGKILL');
    const stranger = spawn('sleep', ['60']);
    writeFileSync(
      join(cluster, 'postmaster.pid'),
      `${stranger.pid ?? 0}\n${cluster}\n0\n1\n\n\n\nready\n`,
    );
    const server = await start();
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
    stranger.kill();
    await server.stop();
  });
});
