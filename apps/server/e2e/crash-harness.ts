import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { readServerNote } from '@pilotzone/kernel/embedded-postgres/orphan';
import { locateCluster } from '@pilotzone/kernel/embedded-postgres';
import { findRepository } from '@pilotzone/kernel/migrate';

/** `pilotzone up` in a process of its own. */
export type Served = { readonly process: ChildProcess; readonly address: string };

const LAUNCHER = join(findRepository(), 'bin', 'pilotzone.mjs');

/** Starts `up` on a data folder and waits until it serves; fails with what it complained about. */
export async function serve(dataDir: string): Promise<Served> {
  const args = ['-u', 'DATABASE_URL', process.execPath, LAUNCHER, 'up', '--no-demo', '--port', '0'];
  const child = spawn('env', [...args, '--data', dataDir], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [told, complaints] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      const found = /serves at (\S+)/.exec(told)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(`it ended: ${told}\n${complaints}`)));
  });
  return { process: child, address };
}

/** Kills the program, its database server, or both at once, without warning. */
export async function killHard(
  { process: child }: Served,
  what: { readonly dataDir: string; readonly program: boolean; readonly database: boolean },
): Promise<void> {
  const database = readServerNote(locateCluster(what.dataDir))?.pid;
  if (what.database && database !== undefined) signal(database, 'SIGKILL');
  if (what.program) await end(child, 'SIGKILL');
}

/** Ends the program and waits until it has ended. */
export async function end(child: ChildProcess, how: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(how);
  await ended;
}

function signal(pid: number, how: NodeJS.Signals): void {
  try {
    process.kill(pid, how);
  } catch (error) {
    // It may have ended by itself meanwhile.
    if ((error as { code?: string }).code !== 'ESRCH') throw error;
  }
}

/** Messages that wait to be sent, and those that were acknowledged. */
export type Mail = {
  readonly waiting: Buffer[];
  readonly acknowledged: Buffer[];
  repeated: number;
};

const SENDERS = 4;

/**
 * Sends what waits until nothing does or `until` says so. A message counts as acknowledged when the
 * answer was 200; one whose answer did not come is sent again later, by whoever is next.
 */
export async function sendAll(
  mail: Mail,
  to: { readonly address: string; readonly key: string },
  until: () => boolean,
): Promise<void> {
  await Promise.all(Array.from({ length: SENDERS }, send));

  async function send(): Promise<void> {
    for (let bytes = mail.waiting.shift(); bytes; bytes = mail.waiting.shift()) {
      const status = await post(bytes, to);
      if (status === 200) mail.acknowledged.push(bytes);
      else {
        mail.waiting.push(bytes);
        mail.repeated += 1;
      }
      if (until()) return;
    }
  }
}

async function post(
  bytes: Buffer,
  { address, key }: { address: string; key: string },
): Promise<number> {
  try {
    const answer = await fetch(`${address}/api/v1/ceb`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/xml' },
      body: new Uint8Array(bytes),
      signal: AbortSignal.timeout(30_000),
    });
    await answer.arrayBuffer();
    if (answer.status < 500 && answer.status !== 200 && answer.status !== 429)
      throw new Error(`a message was answered with ${answer.status}`);
    return answer.status;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('a message')) throw error;
    return 0;
  }
}
