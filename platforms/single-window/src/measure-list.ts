import { encodeCursor } from '@pilotzone/kernel/http/page';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { RulerQuery } from './desk-shapes.ts';
import type { Viewer } from './get-declaration.ts';
import { filterOf } from './list-declarations.ts';
import { listMarks } from './store/read.ts';

// A thousand marks for a million rows: 50 kB. Within a stretch the list itself skips.
const MARK_EVERY = 1000;

/**
 * Length of a list of declarations and a cursor at each of its thousands, so that a table can show
 * any part of it without reading what is before. Reads the ids of all rows that match: half a
 * second for a million, so ask once per filter.
 */
export async function measureList({ db, zoneCode }: Runtime, query: RulerQuery, viewer: Viewer) {
  const filter = filterOf(query, viewer);
  const { total, marks } = await listMarks(db, zoneCode, { filter, every: MARK_EVERY });
  return { total, every: MARK_EVERY, marks: marks.map((id) => encodeCursor([id])) };
}
