import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@pilotzone/kernel/embedded-postgres/free-port';

/** A broker of a test's own. `restart` ends it hard (kill -9) and starts it on the same data. */
export type TestBroker = {
  readonly url: string;
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
};

const NATS = ['/usr/sbin/nats-server', '/usr/bin/nats-server'].find((path) => existsSync(path));
const RABBIT = ['/usr/lib/rabbitmq/bin/rabbitmq-server'].find((path) => existsSync(path));

/** Whether Debian's nats-server is here; its tests are skipped visibly where it is not. */
export const hasNats = NATS !== undefined;

/** Whether Debian's rabbitmq-server is here; its tests are skipped visibly where it is not. */
export const hasRabbit = RABBIT !== undefined;

/** Starts a NATS server with JetStream on a free port. */
export async function startNats(): Promise<TestBroker> {
  const data = await mkdtemp(join(tmpdir(), 'pilotzone-nats-'));
  const port = await freePort();
  const args = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', data];
  return run({ port, data, url: `nats://127.0.0.1:${port}`, spawn: () => spawn(NATS ?? '', args) });
}

/** Starts a RabbitMQ server on a free port, with an epmd of its own. */
export async function startRabbit(): Promise<TestBroker> {
  const data = await mkdtemp(join(tmpdir(), 'pilotzone-rabbit-'));
  const [port, distPort, epmdPort] = [await freePort(), await freePort(), await freePort()];
  const env = {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: data,
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    // It ends when told, also where it has not noticed yet that the broker is gone.
    ERL_EPMD_RELAXED_COMMAND_CHECK: '1',
    RABBITMQ_NODENAME: `pilotzone${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distPort),
    RABBITMQ_MNESIA_BASE: join(data, 'mnesia'),
    RABBITMQ_LOG_BASE: join(data, 'log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_ENABLED_PLUGINS_FILE: join(data, 'plugins'),
  };
  const broker = await run({
    port,
    data,
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    spawn: () => spawn(RABBIT ?? '', [], { env, detached: true }),
  });
  return {
    ...broker,
    close: async () => {
      await broker.close();
      spawnSync('epmd', ['-port', String(epmdPort), '-kill'], { env });
    },
  };
}

type Plan = { port: number; data: string; url: string; spawn(): ChildProcess };

async function run(plan: Plan): Promise<TestBroker> {
  let child: ChildProcess | undefined;
  let output = '';
  const start = async () => {
    child = plan.spawn();
    child.stdout?.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr?.on('data', (text: Buffer) => (output += text.toString()));
    await untilAnswers(plan.port, () => output.slice(-2_000));
  };
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    endGroup(child);
    await ended;
  };
  await start();
  return {
    url: plan.url,
    kill,
    start,
    close: async () => {
      await kill();
      await rm(plan.data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** RabbitMQ is a shell script that starts a virtual machine: the whole group has to end. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

// A virtual machine on two busy cores.
const TRIES = 600;

async function untilAnswers(port: number, output: () => string): Promise<void> {
  for (let i = 0; i < TRIES; i += 1) {
    if (await answers(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no broker at port ${String(port)}:\n${output()}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

async function freePort(): Promise<number> {
  const port = await findFreePort(0);
  if (port === undefined) throw new Error('no port is free');
  return port;
}
