import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const LAUNCHER = join(import.meta.dirname, '..', '..', '..', 'bin', 'pilotzone.mjs');

/** What a command left behind. */
export type Ended = {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type RunOptions = {
  /** Set in its environment; DATABASE_URL is unset unless named here. */
  readonly env?: Readonly<Record<string, string>>;
  /** Its standard input; nothing by default. */
  readonly stdin?: string;
  readonly cwd?: string;
};

/** Runs the checked-in launcher as a user would, to its end. */
export async function runPilotzone(
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ended> {
  return startPilotzone(args, options).ended;
}

/** A command that is still running. */
export type Running = {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when standard output matches; rejects when the command ends before. */
  untilSays(pattern: RegExp): Promise<RegExpExecArray>;
};

/** Starts the launcher and does not wait. */
export function startPilotzone(args: readonly string[], options: RunOptions = {}): Running {
  const settings = Object.entries(options.env ?? {}).map(([name, value]) => `${name}=${value}`);
  // `env` becomes the program, so that signals reach it.
  const command = ['-u', 'DATABASE_URL', ...settings, process.execPath, LAUNCHER, ...args];
  const child = spawn('env', command, { cwd: options.cwd, stdio: 'pipe' });
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, ...said });
    });
  });
  return { process: child, ended, untilSays };

  async function untilSays(pattern: RegExp): Promise<RegExpExecArray> {
    const seen = new Promise<RegExpExecArray>((resolve) => {
      const look = () => {
        const match = pattern.exec(said.stdout);
        if (match) resolve(match);
      };
      child.stdout.on('data', look);
      look();
    });
    const early = ended.then(({ code, stderr }) => {
      throw new Error(`it ended with ${String(code)} before it said ${String(pattern)}: ${stderr}`);
    });
    return Promise.race([seen, early]);
  }
}

/** The objects of a command's `--json` output. Throws where a line is anything else. */
export function jsonLines<T = Readonly<Record<string, unknown>>>({ stdout }: Ended): T[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as T);
}
