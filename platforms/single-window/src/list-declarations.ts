import { PilotError } from '@pilotzone/kernel/errors';
import { decodeCursor, pageOf } from '@pilotzone/kernel/http/page';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { endOfDay, parsePlainDate, startOfDay } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { DeclarationQuery } from './contract.ts';
import type { Viewer } from './get-declaration.ts';
import { isDeclarationId } from './model/declaration.ts';
import { STATUSES } from './model/lifecycle.ts';
import type { DeclarationStatus } from './model/lifecycle.ts';
import { toSummary } from './model/summary.ts';
import { listDeclarationRows } from './store/read.ts';
import type { DeclarationFilter } from './store/read.ts';

export type ListQuery = {
  readonly [K in keyof DeclarationQuery]?: DeclarationQuery[K] | undefined;
};

const LIMIT_DEFAULT = 50;

/**
 * A page of declarations, newest first, that the viewer may see: after `cursor`, or beginning
 * `skip` rows after the row of `from`, a mark of the ruler. Throws CURSOR_INVALID.
 */
export async function listDeclarations(runtime: Runtime, query: ListQuery, viewer: Viewer) {
  const { cursor, from, skip, limit = LIMIT_DEFAULT } = query;
  const rows = await listDeclarationRows(runtime.db, runtime.zoneCode, {
    filter: filterOf(query, viewer),
    before: cursor === undefined ? undefined : idIn(cursor),
    from: from === undefined ? undefined : idIn(from),
    skip: skip ?? 0,
    limit: limit + 1,
  });
  const page = pageOf(rows, limit, (row) => [row.declarationId]);
  return { items: page.items.map(toSummary), next: page.next };
}

/** What narrows the list, of what a caller asked and may see; days as moments. */
export function filterOf(
  query: Omit<ListQuery, 'cursor' | 'from' | 'skip' | 'limit'>,
  viewer: Viewer,
): DeclarationFilter {
  const { status, filedFrom, filedUntil, ...equal } = query;
  return {
    ...{ tradeMode: equal.tradeMode, lane: equal.lane, reason: equal.reason },
    ...{ orderNo: equal.orderNo, copNo: equal.copNo, invtNo: equal.invtNo },
    statuses: status?.split(',').filter(Boolean).map(statusIn),
    filedFrom: filedFrom === undefined ? undefined : startOfDay(dayIn(filedFrom)),
    filedUntil: filedUntil === undefined ? undefined : endOfDay(dayIn(filedUntil)),
    participantCode: viewer.participantCode,
  };
}

function statusIn(text: string): DeclarationStatus {
  const known = STATUSES.find((status) => status === text);
  if (known) return known;
  const all = STATUSES.join(', ');
  throw new PilotError('REQUEST_INVALID', `"${text}" is no status; there are ${all}`);
}

function dayIn(text: string): PlainDate {
  const day = parsePlainDate(text);
  if (day !== undefined) return day;
  throw new PilotError('REQUEST_INVALID', `"${text}" is no day; write YYYY-MM-DD`);
}

function idIn(cursor: string): string {
  const [id = ''] = decodeCursor(cursor, 1);
  if (isDeclarationId(id)) return id;
  throw new PilotError('CURSOR_INVALID', 'the cursor is not one of this list');
}
