import { PilotError } from '@pilotzone/kernel/errors';
import { decodeCursor, pageOf } from '@pilotzone/kernel/http/page';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Viewer } from './get-declaration.ts';
import { isDeclarationId } from './model/declaration.ts';
import { toExportSummary } from './model/export-summary.ts';
import { listExportRows } from './store/export-cases.ts';
import type { ExportFilter } from './store/export-cases.ts';

export type ExportListQuery = Omit<ExportFilter, 'participantCode'> & {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

const LIMIT_DEFAULT = 50;

/** A page of export lists, newest first, that the viewer may see. Throws CURSOR_INVALID. */
export async function listExports(runtime: Runtime, query: ExportListQuery, viewer: Viewer) {
  const { cursor, limit = LIMIT_DEFAULT, ...filter } = query;
  const rows = await listExportRows(runtime.db, runtime.zoneCode, {
    filter: { ...filter, participantCode: viewer.participantCode },
    before: cursor === undefined ? undefined : idIn(cursor),
    limit: limit + 1,
  });
  const page = pageOf(rows, limit, (row) => [row.caseId]);
  return { items: page.items.map(toExportSummary), next: page.next };
}

function idIn(cursor: string): string {
  const [id = ''] = decodeCursor(cursor, 1);
  if (isDeclarationId(id)) return id;
  throw new PilotError('CURSOR_INVALID', 'the cursor is not one of this list');
}
