import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fchownSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PilotError } from '../errors.ts';
import { programPath, type Binaries } from './binaries.ts';
import { diskFull, lastLines } from './cluster.ts';
import { askServer, urlOf } from './connection.ts';
import { readServerNote } from './orphan.ts';
import type { Place } from './place.ts';
import { bareEnvironment, identity, runAsUser, type RunAs } from './run-as.ts';

/** A running server and how to end it; `stop` may be called twice. */
export type Server = {
  readonly port: number;
  /** What its log says since the start that somebody can act on: a full disk. */
  explainEnd(): PilotError | undefined;
  /** Resolves when it has ended, told or not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
};

export type ServerPlan = {
  readonly place: Place;
  readonly binaries: Binaries;
  readonly runAs: RunAs;
  readonly password: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
};

// Recovery after a kill replays up to max_wal_size of log; on a slow disk that takes a while.
const START_TIMEOUT_MS = 300_000;
const STOP_TIMEOUT_MS = 10_000;
const LOG_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Starts the server and returns when it answers. `undefined` when it is worth another try: the port
 * was taken meanwhile, or children of a killed server were still ending. Throws DISK_FULL,
 * DATA_DIR_IN_USE or DB_START_FAILED with the last lines of its log.
 */
export async function startServer(plan: ServerPlan): Promise<Server | undefined> {
  const log = openLog(plan);
  const child = launch(plan, log.file);
  closeSync(log.file);
  // When Node ends without having stopped it (an uncaught error, Ctrl-C), the server is told so all
  // the same, and before anybody takes its data away.
  const atExit = () => child.kill('SIGINT');
  process.prependOnceListener('exit', atExit);
  const end = watch(child);
  const url = urlOf({ port: plan.port, password: plan.password, database: 'postgres' });
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS && !end.hasHappened(); waitedMs += 20) {
    await sleep(20);
    const note = readServerNote(plan.place.cluster);
    if (note?.pid !== child.pid || !note?.ready) continue;
    const answers = await askServer(url, 'select 1').then(
      () => true,
      () => false,
    );
    if (answers) {
      const explainEnd = () => explainFull(plan.place, readSince(plan.place, log.from));
      const stop = createStop(plan, { child, end, atExit });
      void end.ended.then(() => process.removeListener('exit', atExit));
      return { port: plan.port, explainEnd, ended: end.ended, stop };
    }
  }
  process.removeListener('exit', atExit);
  if (!end.hasHappened()) child.kill('SIGINT');
  const text = end.reason() + readSince(plan.place, log.from);
  if (/could not bind|could not create any TCP/.test(text)) return undefined;
  if (text.includes('pre-existing shared memory block')) {
    // Children of a killed server notice its death within a second.
    await sleep(1000);
    return undefined;
  }
  throw explainStart(plan.place, text);
}

function readSince({ logFile }: Place, from: number): string {
  return readFileSync(logFile).subarray(from).toString();
}

function explainFull(place: Place, text: string): PilotError | undefined {
  return /No space left on device/i.test(text) ? diskFull(place.home) : undefined;
}

function explainStart(place: Place, text: string): PilotError {
  const full = explainFull(place, text);
  if (full) return full;
  if (text.includes('lock file "postmaster.pid" already exists')) {
    const message =
      `another database server uses ${place.cluster}; stop it, or choose another ` +
      `folder with --data`;
    return new PilotError('DATA_DIR_IN_USE', message);
  }
  return new PilotError(
    'DB_START_FAILED',
    `the database in ${place.home} does not start; its log (${place.logFile}) ends ` +
      `with:\n${lastLines(text)}`,
  );
}

type End = { readonly ended: Promise<void>; hasHappened(): boolean; reason(): string };

function watch(child: ChildProcess): End {
  let happened = false;
  let reason = '';
  child.once('error', (error) => {
    happened = true;
    reason = error.message + '\n';
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      happened = true;
      resolve();
    });
  });
  return { ended, hasHappened: () => happened, reason: () => reason };
}

function launch(plan: ServerPlan, logFile: number): ChildProcess {
  const settings: Record<string, string> = {
    ...plan.settings,
    port: String(plan.port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // Its own process group: Ctrl-C in a terminal reaches only Node, which closes its connections
  // first.
  return spawn(programPath(plan.binaries, 'postgres'), ['-D', plan.place.cluster, ...args], {
    ...identity(plan.runAs),
    cwd: plan.place.cluster,
    env: bareEnvironment(),
    detached: true,
    stdio: ['ignore', logFile, logFile],
    windowsHide: true,
  });
}

/** A file, not a pipe: a server whose Node was killed goes on writing. One older log is kept. */
function openLog({ place, runAs }: ServerPlan): { file: number; from: number } {
  const path = place.logFile;
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES_MAX) renameSync(path, path + '.old');
  const file = openSync(path, 'a', 0o600);
  // Its folder's owner may start the server without root one day.
  if (runAs) fchownSync(file, runAs.uid, runAs.gid);
  return { file, from: size > LOG_BYTES_MAX ? 0 : size };
}

function createStop(
  plan: ServerPlan,
  { child, end, atExit }: { child: ChildProcess; end: End; atExit: () => void },
): () => Promise<void> {
  child.unref();
  let stopping: Promise<void> | undefined;
  return () => (stopping ??= stop());

  async function stop(): Promise<void> {
    process.removeListener('exit', atExit);
    if (process.platform === 'win32') {
      const args = ['stop', '-D', plan.place.cluster, '-m', 'fast', '-w'];
      runAsUser(programPath(plan.binaries, 'pg_ctl'), args, {
        runAs: plan.runAs,
        cwd: plan.place.home,
      });
      return;
    }
    // Fast shutdown first; then immediate, which the next start recovers from. Never SIGKILL.
    for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
      if (end.hasHappened()) return;
      child.ref();
      child.kill(signal);
      for (let waitedMs = 0; waitedMs < STOP_TIMEOUT_MS && !end.hasHappened(); waitedMs += 5)
        await sleep(5);
    }
  }
}
