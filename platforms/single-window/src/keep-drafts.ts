import { PilotError } from '@pilotzone/kernel/errors';
import { formatInstant, type Instant } from '@pilotzone/kernel/time';
import type { Vault } from '@pilotzone/kernel/vault';
import type { ClearingNeeds } from './clearing-needs.ts';
import {
  DRAFT_CHANGED,
  DRAFT_IMPOSSIBLE,
  DRAFT_LIMIT_REACHED,
  DRAFT_NOT_FOUND,
} from './contract.ts';
import type { DraftAnswer, DraftBody, DraftChange, NewDraft } from './draft-shapes.ts';
import { explainOrder, proposeFromOrder } from './propose-from-order.ts';
import { explainCorrection, proposeCorrection } from './propose-correction.ts';
import {
  deleteDraftRow,
  findDraftRow,
  insertDraft,
  listDraftRows,
  updateDraft,
  type DraftRow,
} from './store/drafts.ts';

export type DraftNeeds = ClearingNeeds & { readonly vault: Vault };

/** Who writes: for an organisation, under a name. */
export type Writer = {
  readonly participantCode: string;
  readonly name: string;
  /** Whose declarations the writer may see; `undefined`: all of the zone. */
  readonly reach: string | undefined;
};

export type DraftOf = { readonly draftId: string; readonly by: Writer };

// A page of them; who has more should file some.
const DRAFTS_MAX = 200;

/** The organisation's drafts, newest first, without their bodies. */
export async function listDrafts({ db, zoneCode }: DraftNeeds, { participantCode }: Writer) {
  const rows = await listDraftRows(db, zoneCode, { participantCode, limit: DRAFTS_MAX });
  return { items: rows.map(summaryOf) };
}

/** Begins a draft: empty, as given, as the correction of a declaration, or filled from an order. */
export async function createDraft(
  needs: DraftNeeds,
  wanted: NewDraft,
  by: Writer,
): Promise<DraftAnswer> {
  const { db, zoneCode, ids, clock } = needs;
  const { participantCode } = by;
  const { basedOn, order, title } = wanted;
  const known = await listDraftRows(db, zoneCode, { participantCode, limit: DRAFTS_MAX });
  if (known.length >= DRAFTS_MAX) {
    const text = `your organisation has ${DRAFTS_MAX} drafts; file or delete some`;
    throw new PilotError(DRAFT_LIMIT_REACHED, text);
  }
  const proposed = await propose(needs, wanted, by);
  const draftId = ids.newId();
  const text = JSON.stringify(proposed.draft);
  const row: DraftRow = {
    ...{ draftId, participantCode, kind: 'list', basedOn: basedOn ?? null, revision: 1 },
    ...{ orderEbpCode: order?.ebpCode ?? null, orderNo: order?.orderNo ?? null },
    title: title ?? proposed.title,
    body: await needs.vault.seal(text, contextOf(draftId)),
    ...{ updatedAt: clock.now(), updatedBy: by.name },
  };
  await insertDraft(db, zoneCode, row);
  return getDraft(needs, { draftId, by });
}

/** What a new draft says: of its source, and what the writer gives. */
async function propose(needs: DraftNeeds, { basedOn, order, body }: NewDraft, by: Writer) {
  if (basedOn !== undefined && order) {
    const text = 'a draft corrects a declaration or is made of an order; name one of the two';
    throw new PilotError(DRAFT_IMPOSSIBLE, text);
  }
  if (basedOn !== undefined) {
    const proposed = await proposeCorrection(needs, basedOn, by);
    return { ...proposed, draft: body ?? proposed.draft };
  }
  if (!order) return { draft: body ?? EMPTY, title: '–' };
  const { draft, title } = await proposeFromOrder(needs, order, by);
  return { draft: { ...draft, head: { ...draft.head, ...body?.head } }, title };
}

const EMPTY: DraftBody = { head: {}, lines: [{}], adopt: [] };

/** A draft with its body, and what it corrects. Throws DRAFT_NOT_FOUND. */
export async function getDraft(needs: DraftNeeds, of: DraftOf): Promise<DraftAnswer> {
  const { row, body } = await openDraft(needs, of);
  const correction =
    row.basedOn === null ? null : await explainCorrection(needs, row.basedOn, of.by);
  const order = orderOf(row);
  const made = order && (await explainOrder(needs, order, of.by));
  return { ...summaryOf(row), body, correction, order: made };
}

/**
 * Saves over the revision that the writer saw. Throws DRAFT_CHANGED when somebody, or another
 * window, saved meanwhile, and DRAFT_NOT_FOUND.
 */
export async function saveDraft(
  needs: DraftNeeds,
  { revision, title, body }: DraftChange,
  { draftId, by }: DraftOf,
) {
  const { db, zoneCode, clock, vault } = needs;
  const { participantCode, name } = by;
  const sealed = await vault.seal(JSON.stringify(body), contextOf(draftId));
  const updatedAt = clock.now();
  const about = { draftId, participantCode, title, revision };
  const draft = { ...about, body: sealed, updatedAt, updatedBy: name };
  if (await updateDraft(db, zoneCode, draft))
    return { revision: revision + 1, updatedAt: formatInstant(updatedAt) };
  const { row } = await openDraft(needs, { draftId, by });
  throw new PilotError(
    DRAFT_CHANGED,
    `the draft was saved by ${row.updatedBy} at ${formatInstant(row.updatedAt as Instant)} ` +
      `(revision ${row.revision}); read it again, or save over that revision`,
  );
}

/** Forgets a draft. Throws DRAFT_NOT_FOUND. */
export async function deleteDraft(needs: DraftNeeds, { draftId, by }: DraftOf): Promise<void> {
  const { participantCode } = by;
  if (await deleteDraftRow(needs.db, needs.zoneCode, { draftId, participantCode })) return;
  throw notFound(draftId);
}

/** A draft of the writer's organisation, opened. Throws DRAFT_NOT_FOUND, also for another's. */
export async function openDraft(needs: DraftNeeds, { draftId, by }: DraftOf) {
  const { participantCode } = by;
  const row = await findDraftRow(needs.db, needs.zoneCode, { draftId, participantCode });
  if (!row) throw notFound(draftId);
  const opened = await needs.vault.open(row.body, contextOf(draftId));
  // Written by saveDraft or createDraft, whose body was checked.
  return { row, body: JSON.parse(opened.toString('utf8')) as DraftBody };
}

/** The order that a draft was made of; `null` for others. */
export function orderOf({ orderEbpCode: ebpCode, orderNo }: DraftRow) {
  return ebpCode === null || orderNo === null ? null : { ebpCode, orderNo };
}

function notFound(draftId: string): PilotError {
  return new PilotError(DRAFT_NOT_FOUND, `your organisation has no draft ${draftId}`);
}

function contextOf(draftId: string): string {
  return `draft:${draftId}`;
}

function summaryOf({ draftId, title, basedOn, revision, updatedAt, updatedBy }: DraftRow) {
  const at = formatInstant(updatedAt as Instant);
  return { draftId, title, basedOn, revision, updatedAt: at, updatedBy };
}
