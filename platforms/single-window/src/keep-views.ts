import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { VIEW_LIMIT_REACHED, VIEW_NOT_FOUND } from './contract.ts';
import type { SavedView, SavedViewBody } from './desk-shapes.ts';
import { deleteSavedView, listSavedViews, putSavedView } from './store/saved-views.ts';

// More than fit into a menu are not found again anyway.
const VIEWS_MAX = 50;

/** The views that a person keeps of a page, by name. */
export async function listViews(
  { db, zoneCode }: Runtime,
  of: { personId: string; page: string },
): Promise<{ items: SavedView[] }> {
  const rows = await listSavedViews(db, zoneCode, of);
  return { items: rows.map(({ viewId, name, query }) => ({ viewId, name, query })) };
}

/**
 * Keeps the filters of a page under a name; the same name again replaces them. Throws
 * VIEW_LIMIT_REACHED.
 */
export async function saveView(
  { db, zoneCode, ids, clock }: Runtime,
  personId: string,
  body: SavedViewBody,
): Promise<SavedView> {
  const name = body.name.trim();
  const known = await listSavedViews(db, zoneCode, { personId, page: body.page });
  if (known.length >= VIEWS_MAX && !known.some((view) => view.name === name)) {
    const text = `you keep ${VIEWS_MAX} views already; delete one, or save under its name`;
    throw new PilotError(VIEW_LIMIT_REACHED, text);
  }
  const { page, query } = body;
  const view = { viewId: ids.newId(), personId, page, name, query, at: clock.now() };
  return { viewId: await putSavedView(db, zoneCode, view), name, query };
}

/** Forgets a view. Throws VIEW_NOT_FOUND, also for another person's. */
export async function deleteView(
  { db, zoneCode }: Runtime,
  which: { personId: string; viewId: string },
): Promise<void> {
  if (await deleteSavedView(db, zoneCode, which)) return;
  throw new PilotError(VIEW_NOT_FOUND, `you keep no view ${which.viewId}`);
}
