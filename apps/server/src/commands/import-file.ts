import { readFile } from 'node:fs/promises';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Log } from '@pilotzone/kernel/log';
import { DEMO_ZONE_CODE } from '../config.ts';
import { openPlatform } from '../open-platform.ts';
import type { Place } from '../open-server.ts';
import type { ImportKind, ImportReport } from './import-report.ts';
import { importReferenceText } from './import-reference.ts';

export type { ImportKind, ImportReport } from './import-report.ts';

export type ImportOptions = {
  readonly kind: ImportKind;
  readonly file: string;
  readonly place: Place;
  readonly dryRun: boolean;
  readonly log: Log;
};

/**
 * Loads reference data into the zone's database, telling the difference first. Throws
 * INPUT_UNREADABLE, or the row errors of the file, and then nothing changed.
 */
export async function importFile(options: ImportOptions): Promise<ImportReport> {
  const content = await readFile(options.file, 'utf8').catch(() => {
    throw new PilotError('INPUT_UNREADABLE', `cannot read ${options.file}`);
  });
  const config = { zoneCode: DEMO_ZONE_CODE, holdRed: true, judge: true, seed: 1, inspectShare: 0 };
  const open = await openPlatform({ place: options.place, config, log: options.log });
  try {
    if (options.kind === 'participants')
      return await importParticipants(open.platform, { ...options, content });
    return await importReferenceText(open.platform, {
      kind: options.kind,
      fileName: options.file,
      content,
      importedBy: 'cli',
      dryRun: options.dryRun,
      replace: false,
    });
  } finally {
    await open.close();
  }
}

const DIFF_LINES_MAX = 100;

async function importParticipants(
  platform: Awaited<ReturnType<typeof openPlatform>>['platform'],
  { content, dryRun, file }: ImportOptions & { content: string },
): Promise<ImportReport> {
  const request = { file: content, dryRun, complete: false, actor: 'cli' };
  const result = await platform.informationSharing.importParticipants(request);
  const diff = [
    ...result.added.map(({ code, name, roles }) => `+ ${code} ${name} (${roles.join(', ')})`),
    ...result.changed.map(
      ({ before, after }) => `~ ${after.code} ${before.name} → ${after.name} (${after.status})`,
    ),
    ...result.closed.map(({ after }) => `- ${after.code} ${after.name}`),
  ];
  return {
    kind: 'participants',
    file,
    applied: result.applied,
    rows: result.participants.length,
    added: result.added.length,
    changed: result.changed.length,
    closed: result.closed.length,
    diff: diff.slice(0, DIFF_LINES_MAX),
  };
}
