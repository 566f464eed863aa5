import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '@pilotzone/kernel/embedded-postgres/free-port';
import { assert } from '@pilotzone/kernel/errors';
import { findRepository } from '@pilotzone/kernel/migrate';

/** `pilotzone up --roles …` in a process of its own. */
export type RoleProcess = {
  readonly roles: string;
  readonly address: string;
  /** What it logged so far. */
  log(): string;
  end(how: 'SIGKILL' | 'SIGTERM'): Promise<void>;
};

const LAUNCHER = join(findRepository(), 'bin', 'pilotzone.mjs');

/** Starts one and waits until it serves; fails with what it complained about. */
export async function startRole(
  roles: string,
  settings: Readonly<Record<string, string>>,
): Promise<RoleProcess> {
  const args = [LAUNCHER, 'up', '--no-demo', '--port', '0', '--roles', roles];
  const env = { PATH: '/usr/bin:/bin', PILOTZONE_LOG: 'info', ...settings };
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let [told, complaints] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      const found = /serves at (\S+)/.exec(told)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(`${roles} ended: ${told}\n${complaints}`)));
  });
  return { roles, address, log: () => told + complaints, end: (how) => endProcess(child, how) };
}

async function endProcess(child: ChildProcess, how: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(how);
  await ended;
}

/** A cluster of NATS servers with JetStream. */
export type NatsCluster = {
  readonly servers: readonly string[];
  killOne(which: number): Promise<void>;
  close(): Promise<void>;
};

/** Starts three servers that replicate to each other, on free ports. */
export async function startNatsCluster(program: string): Promise<NatsCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'pilotzone-cluster-'));
  const ports: number[] = [];
  for (let i = 0; i < 6; i += 1) ports.push(await freePort());
  const [clients, routes] = [ports.slice(0, 3), ports.slice(3)];
  const peers = routes.map((port) => `nats://127.0.0.1:${port}`).join(',');
  const children = clients.map((port, i) =>
    spawn(program, [
      ...['-a', '127.0.0.1', '-p', String(port), '-n', `node${i}`],
      ...['-js', '-sd', join(folder, String(i))],
      ...['--cluster', `nats://127.0.0.1:${routes[i]}`, '--cluster_name', 'pilotzone'],
      ...['--routes', peers],
    ]),
  );
  return {
    servers: clients.map((port) => `nats://127.0.0.1:${port}`),
    killOne: async (which) => {
      const child = children[which];
      assert(child, 'there are three');
      await endProcess(child, 'SIGKILL');
    },
    close: async () => {
      await Promise.all(children.map((child) => endProcess(child, 'SIGKILL')));
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

async function freePort(): Promise<number> {
  const port = await findFreePort(0);
  assert(port !== undefined, 'a port is free');
  return port;
}

/** Messages that wait to be sent, and how many were acknowledged. */
export type Load = { readonly waiting: Buffer[]; acknowledged: number; repeated: number };

/**
 * Sends what waits, in turns to the addresses given; what is not answered with 200 is sent again.
 * `onProgress` is told how many were acknowledged.
 */
export async function sendLoad(
  load: Load,
  to: { readonly addresses: readonly string[]; readonly key: string; readonly senders: number },
  onProgress: (acknowledged: number) => void,
): Promise<void> {
  const sender = async (from: number) => {
    let turn = from;
    for (let bytes = load.waiting.shift(); bytes; bytes = load.waiting.shift()) {
      const address = to.addresses[turn % to.addresses.length] ?? '';
      turn += 1;
      if ((await post(bytes, address, to.key)) === 200) {
        load.acknowledged += 1;
        onProgress(load.acknowledged);
      } else {
        load.repeated += 1;
        load.waiting.push(bytes);
        await sleep(100);
      }
    }
  };
  await Promise.all(Array.from({ length: to.senders }, (_, i) => sender(i)));
}

async function post(bytes: Buffer, address: string, key: string): Promise<number> {
  let status: number;
  try {
    const answer = await fetch(`${address}/api/v1/ceb`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/xml' },
      body: new Uint8Array(bytes),
      signal: AbortSignal.timeout(90_000),
    });
    await answer.arrayBuffer();
    status = answer.status;
  } catch {
    return 0;
  }
  assert(status === 200 || status === 429 || status >= 500, `a message was answered ${status}`);
  return status;
}
