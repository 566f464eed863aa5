import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isInUse } from './embedded-postgres/app-lock.ts';
import { readServerNote } from './embedded-postgres/orphan.ts';
import { readPlace } from './embedded-postgres/place.ts';
import { commandOf, isAlive } from './embedded-postgres/processes.ts';
import {
  startEmbeddedPostgres,
  type EmbeddedOptions,
  type EmbeddedPostgres,
} from './embedded-postgres.ts';

const PREFIX = 'pilotzone-tmp-';

/**
 * A PostgreSQL whose data is thrown away when it is stopped; as durable as any until then. Also
 * clears away what earlier temporary ones left behind when they were killed.
 */
export async function startTemporaryPostgres(
  options: Omit<EmbeddedOptions, 'dataDir'> = {},
): Promise<EmbeddedPostgres> {
  await sweep();
  const dataDir = mkdtempSync(join(tmpdir(), PREFIX));
  // mkdtemp makes 0700; the server's user only has to pass through, its own folder inside is
  // closed.
  chmodSync(dataDir, 0o711);
  const atExit = () => {
    removeAtExit(dataDir);
  };
  process.once('exit', atExit);
  try {
    const server = await startEmbeddedPostgres({ ...options, dataDir });
    return {
      ...server,
      stop: async () => {
        process.removeListener('exit', atExit);
        await server.stop();
        remove(dataDir);
      },
    };
  } catch (error) {
    process.removeListener('exit', atExit);
    remove(dataDir);
    throw error;
  }
}

/**
 * Ctrl-C: nothing can be waited for by events any more, and the data is nobody's. What a server
 * that ends slowly still keeps from being removed, the next temporary one sweeps away.
 */
function removeAtExit(dataDir: string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 0; tries < EXIT_TRIES; tries++) {
    try {
      const note = readServerNote(readPlace(dataDir).cluster);
      if (note && isAlive(note.pid)) process.kill(note.pid, 'SIGQUIT');
      remove(dataDir);
      return;
    } catch {
      Atomics.wait(pause, 0, 0, EXIT_PAUSE_MS);
    }
  }
}

const EXIT_TRIES = 10;
const EXIT_PAUSE_MS = 200;

/**
 * A folder without a holder may have been made this instant by another process; after this time it
 * was not.
 */
const FRESH_MS = 60_000;

async function sweep(): Promise<void> {
  const left = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX));
  for (const name of left) await removeLeftover(join(tmpdir(), name)).catch(() => undefined);
}

async function removeLeftover(dataDir: string): Promise<void> {
  // Files carry the system's time, so it is the system's clock that tells their age.
  const isFresh = statSync(dataDir).mtimeMs > performance.timeOrigin + performance.now() - FRESH_MS;
  if (isFresh || isInUse(dataDir)) return;
  const { cluster } = readPlace(dataDir);
  const note = readServerNote(cluster);
  if (note && commandOf(note.pid)?.includes(cluster)) {
    // Its data goes, so an immediate shutdown will do.
    process.kill(note.pid, 'SIGQUIT');
    for (let waitedMs = 0; waitedMs < 3000 && isAlive(note.pid); waitedMs += 20) await sleep(20);
  }
  remove(dataDir);
}

function remove(dataDir: string): void {
  const { home } = readPlace(dataDir);
  // A server that is ending may still write a file or two.
  const how = { recursive: true, force: true, maxRetries: 5, retryDelay: 50 };
  if (existsSync(home)) rmSync(home, how);
  rmSync(dataDir, how);
}
