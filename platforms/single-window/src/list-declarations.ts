import { PilotError } from '@pilotzone/kernel/errors';
import { decodeCursor, pageOf } from '@pilotzone/kernel/http/page';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Viewer } from './get-declaration.ts';
import { isDeclarationId } from './model/declaration.ts';
import { toSummary } from './model/summary.ts';
import { listDeclarationRows } from './store/read.ts';
import type { DeclarationFilter } from './store/read.ts';

export type ListQuery = Omit<DeclarationFilter, 'participantCode'> & {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

const LIMIT_DEFAULT = 50;

/** A page of declarations, newest first, that the viewer may see. Throws CURSOR_INVALID. */
export async function listDeclarations(runtime: Runtime, query: ListQuery, viewer: Viewer) {
  const { cursor, limit = LIMIT_DEFAULT, ...filter } = query;
  const before = cursor === undefined ? undefined : idIn(cursor);
  const rows = await listDeclarationRows(runtime.db, runtime.zoneCode, {
    filter: { ...filter, participantCode: viewer.participantCode },
    before,
    limit: limit + 1,
  });
  const page = pageOf(rows, limit, (row) => [row.declarationId]);
  return { items: page.items.map(toSummary), next: page.next };
}

function idIn(cursor: string): string {
  const [id = ''] = decodeCursor(cursor, 1);
  if (isDeclarationId(id)) return id;
  throw new PilotError('CURSOR_INVALID', 'the cursor is not one of this list');
}
