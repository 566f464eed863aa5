import type { Queryable } from '@pilotzone/kernel/db';

/** A draft as stored: its body is sealed. */
export type DraftRow = {
  readonly draftId: string;
  readonly participantCode: string;
  readonly kind: string;
  readonly title: string;
  readonly basedOn: string | null;
  /** The order that it was made of. */
  readonly orderEbpCode: string | null;
  readonly orderNo: string | null;
  readonly body: Buffer;
  readonly revision: number;
  readonly updatedAt: number;
  readonly updatedBy: string;
};

const COLUMNS = `draft_id as "draftId", participant_code as "participantCode", kind, title,
            based_on as "basedOn", order_ebp_code as "orderEbpCode", order_no as "orderNo",
            body, revision, updated_at as "updatedAt",
            updated_by as "updatedBy"`;

type Owned = { readonly draftId: string; readonly participantCode: string };

/** An organisation's drafts, newest first. */
export async function listDraftRows(
  q: Queryable,
  zoneCode: string,
  { participantCode, limit }: { participantCode: string; limit: number },
): Promise<DraftRow[]> {
  return q.query<DraftRow>(
    `select ${COLUMNS}
       from single_window.draft
      where zone_code = $1 and participant_code = $2
      order by draft_id desc
      limit $3`,
    [zoneCode, participantCode, limit],
  );
}

/** A draft of the organisation. */
export async function findDraftRow(
  q: Queryable,
  zoneCode: string,
  { draftId, participantCode }: Owned,
): Promise<DraftRow | undefined> {
  const rows = await q.query<DraftRow>(
    `select ${COLUMNS}
       from single_window.draft
      where zone_code = $1 and draft_id = $2::uuid and participant_code = $3`,
    [zoneCode, draftId, participantCode],
  );
  return rows[0];
}

/** Keeps a new draft. */
export async function insertDraft(q: Queryable, zoneCode: string, draft: DraftRow): Promise<void> {
  await q.query(
    `insert into single_window.draft
       (zone_code, draft_id, participant_code, kind, title, based_on, body, revision, created_at,
        updated_at, updated_by, order_ebp_code, order_no)
     values ($1, $2::uuid, $3, $4, $5, $6::uuid, $7, $8, to_timestamp($9::int8 / 1000.0),
        to_timestamp($9::int8 / 1000.0), $10, $11, $12)`,
    [
      ...[zoneCode, draft.draftId, draft.participantCode, draft.kind, draft.title, draft.basedOn],
      ...[draft.body, draft.revision, draft.updatedAt, draft.updatedBy],
      ...[draft.orderEbpCode, draft.orderNo],
    ],
  );
}

/** Saves over the revision that was seen; false when another one stands there. */
export async function updateDraft(
  q: Queryable,
  zoneCode: string,
  draft: Omit<DraftRow, 'kind' | 'basedOn' | 'orderEbpCode' | 'orderNo'>,
): Promise<boolean> {
  const rows = await q.query(
    `update single_window.draft
        set title = $4, body = $5, revision = $6 + 1, updated_at = to_timestamp($7::int8 / 1000.0),
            updated_by = $8
      where zone_code = $1 and draft_id = $2::uuid and participant_code = $3 and revision = $6
      returning draft_id`,
    [
      ...[zoneCode, draft.draftId, draft.participantCode, draft.title, draft.body],
      ...[draft.revision, draft.updatedAt, draft.updatedBy],
    ],
  );
  return rows.length > 0;
}

/** Forgets a draft; false where there is none. */
export async function deleteDraftRow(
  q: Queryable,
  zoneCode: string,
  { draftId, participantCode }: Owned,
): Promise<boolean> {
  const rows = await q.query(
    `delete from single_window.draft
      where zone_code = $1 and draft_id = $2::uuid and participant_code = $3
      returning draft_id`,
    [zoneCode, draftId, participantCode],
  );
  return rows.length > 0;
}
