import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlatformConfig } from '../config.ts';
import { REPORTS } from '../reports.ts';
import { startThread } from './start-thread.ts';
import type { ThreadNeeds } from './thread-runtime.ts';

/** What the thread of reports is started with. */
export type ReportThreadData = Omit<ThreadNeeds, 'log'> & {
  /** Where it listens: a socket that only this user reaches. */
  readonly socket: string;
  /** Whether we started the database: its processes for this thread then go last. */
  readonly isOurs: boolean;
  readonly replicaUrl: string | undefined;
  readonly options: Pick<PlatformConfig, 'seed' | 'inspectShare' | 'holdRed' | 'judge'>;
};

export type ReportThreadNeeds = ThreadNeeds & Pick<ReportThreadData, 'isOurs' | 'replicaUrl'>;

/** A thread that answers a compartment's questions at a socket. */
export type ReportThread = {
  /** By the name of the compartment. */
  readonly sockets: ReadonlyMap<string, string>;
  close(): Promise<void>;
};

/**
 * A thread for reports, with the whole platform on connections of its own, behind everything else:
 * whatever it works out and writes, clearing has its thread and its memory for itself.
 */
export function startReportThread(
  { log, ...needs }: ReportThreadNeeds,
  { seed, inspectShare, holdRed, judge }: PlatformConfig,
): ReportThread {
  const folder = mkdtempSync(join(tmpdir(), 'pilotzone-reports-'));
  const socket = join(folder, REPORTS);
  const options = { seed, inspectShare, holdRed, judge };
  const workerData: ReportThreadData = { ...needs, options, socket };
  const thread = startThread({ name: REPORTS, workerData, log, own: {} });
  return {
    sockets: new Map([[REPORTS, socket]]),
    close: async () => {
      await thread.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
