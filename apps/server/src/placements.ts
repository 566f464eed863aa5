import type { Placement } from '@pilotzone/kernel/distribution';

const PERSON = 'the law counts a buyer nation-wide, so her rows are found without a zone';
const LIST = 'an entry of a person is found by its list; which lists, the row of her year tells';
const SEALED = 'one batch holds rows of any table and zone, and is found by its number';
const XID = 'ordered by the transaction ids of one server (ADR 0007)';

/**
 * Tables that do not live with their zone, each with its reason. A key of any other table begins
 * with `zone_code`, which a test holds against the schema.
 */
const ELSEWHERE: Readonly<Record<string, Placement>> = {
  'kernel.migration': { kind: 'local', reason: 'the history of this database, not of a zone' },
  'kernel.outbox_era': { kind: 'local', reason: 'counts the servers that this data lived on' },
  'kernel.day_key': { kind: 'local', reason: 'a key of the whole deployment for each day' },
  'kernel.sealed_batch': { kind: 'column', column: 'batch_no', reason: SEALED },
  'information_sharing.intake_message': { kind: 'local', reason: 'a line of moments, unlogged' },
  'kernel.backup_note': { kind: 'local', reason: 'a backup holds this whole database' },
  'kernel.archived_part': { kind: 'local', reason: 'a part holds a month of this database' },
  'kernel.outbox': { kind: 'local', reason: XID },
  'kernel.outbox_cursor': { kind: 'local', reason: XID },
  'single_window.allowance': { kind: 'column', column: 'buyer_key', reason: PERSON },
  'single_window.allowance_entry': { kind: 'column', column: 'declaration_id', reason: LIST },
  'single_window.goods_quota': { kind: 'column', column: 'buyer_key', reason: PERSON },
  'single_window.goods_quota_entry': { kind: 'column', column: 'buyer_key', reason: PERSON },
};

/** Where the rows of a table live; with their zone unless said otherwise. */
export function placementOf(table: string): Placement {
  return ELSEWHERE[table] ?? { kind: 'zone' };
}

/** The tables named above, for the test that each is still there. */
export const TABLES_ELSEWHERE = Object.keys(ELSEWHERE);
