import type { Queryable } from '@pilotzone/kernel/db';

/** Filters of a page under a name, of one person. */
export type SavedViewRow = {
  readonly viewId: string;
  readonly personId: string;
  readonly page: string;
  readonly name: string;
  readonly query: string;
};

/** A person's views of a page, by name. */
export async function listSavedViews(
  q: Queryable,
  zoneCode: string,
  { personId, page }: { personId: string; page: string },
): Promise<SavedViewRow[]> {
  return q.query<SavedViewRow>(
    `select view_id as "viewId", person_id as "personId", page, name, query
       from single_window.saved_view
      where zone_code = $1 and person_id = $2::uuid and page = $3
      order by name`,
    [zoneCode, personId, page],
  );
}

/** Keeps a view; one of the same name is replaced and keeps its id. */
export async function putSavedView(
  q: Queryable,
  zoneCode: string,
  view: SavedViewRow & { at: number },
): Promise<string> {
  const rows = await q.query<{ viewId: string }>(
    `insert into single_window.saved_view
       (zone_code, person_id, page, name, view_id, query, saved_at)
     values ($1, $2::uuid, $3, $4, $5::uuid, $6, to_timestamp($7::int8 / 1000.0))
     on conflict (zone_code, person_id, page, name)
       do update set query = excluded.query, saved_at = excluded.saved_at
     returning view_id as "viewId"`,
    [zoneCode, view.personId, view.page, view.name, view.viewId, view.query, view.at],
  );
  return rows[0]?.viewId ?? view.viewId;
}

/** Forgets a view of the person; false where she has none of this id. */
export async function deleteSavedView(
  q: Queryable,
  zoneCode: string,
  { personId, viewId }: { personId: string; viewId: string },
): Promise<boolean> {
  const rows = await q.query(
    `delete from single_window.saved_view
      where zone_code = $1 and person_id = $2::uuid and view_id = $3::uuid
      returning view_id`,
    [zoneCode, personId, viewId],
  );
  return rows.length > 0;
}
