import { cpus, totalmem } from 'node:os';
import { PARTICIPANTS } from '@pilotzone/generator/companies';
import { formatParticipants } from '@pilotzone/generator/generate-declarations';
import type { Queryable } from '@pilotzone/kernel/db';
import { cny } from '@pilotzone/kernel/money';
import type { Platform } from '../compose.ts';

const GUARANTEE = cny(1_000_000_000_000n * 100_000n);

/** Enrols the generator's companies, guarantors with a guarantee that suffices. */
export async function enrolCompanies(platform: Platform): Promise<void> {
  const request = { file: formatParticipants(), dryRun: false, complete: false, actor: 'bench' };
  await platform.informationSharing.importParticipants(request);
  await platform.runtime.db.transaction(async (tx) => {
    for (const { code } of PARTICIPANTS) {
      const order = { guarantorCode: code, limit: GUARANTEE, reason: 'bench', changedBy: 'bench' };
      await platform.finance.setGuarantee(tx, order);
    }
  });
}

/** Whether a commit survives a loss of power, by the server's own settings. */
export async function durabilityOf(q: Queryable): Promise<{ durable: boolean; fsync: string }> {
  const rows = await q.query<{ name: string; setting: string }>(
    `select name, setting
       from pg_settings
      where name in ('fsync', 'synchronous_commit', 'full_page_writes')`,
  );
  const fsync = rows.find((row) => row.name === 'fsync')?.setting ?? 'unknown';
  return { durable: rows.length === 3 && rows.every((row) => row.setting === 'on'), fsync };
}

/** Cores, memory and Node of this machine in a line. */
export function describeMachine(): string {
  const [cpu] = cpus();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${gibibytes} GiB, node ${process.version}`;
}

/** A figure as it is shown. */
export function round(value: number, places: number): number {
  const factor = 10 ** places;
  return Math.round(value * factor) / factor;
}
