import type { Column, Queryable, Tx } from '@pilotzone/kernel/db';
import type { Money } from '@pilotzone/kernel/money';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import { assertBalanced, CHART } from '../model/ledger.ts';
import type { LedgerAccount, PostingLeg, PostingSet } from '../model/ledger.ts';
import { moneyOf, timestamp } from './amounts.ts';

/**
 * Opens a zone's books: writes the accounts of the chart that are missing. Some 30 µs when none is.
 */
export async function openBooks(tx: Tx, zoneCode: string): Promise<void> {
  const accounts: readonly LedgerAccount[] = Object.values(CHART);
  await tx.query(
    `insert into financial_services.ledger_account
       (zone_code, account_code, name_zh, name_en, kind, normal_side)
     select $1, account_code, name_zh, name_en, kind, normal_side
     from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
       k (account_code, name_zh, name_en, kind, normal_side)
     order by account_code
     on conflict on constraint ledger_account_pkey do nothing`,
    [
      zoneCode,
      accounts.map((one) => one.accountCode),
      accounts.map((one) => one.nameZh),
      accounts.map((one) => one.nameEn),
      accounts.map((one) => one.kind),
      accounts.map((one) => one.normalSide),
    ],
  );
}

type PostingRow = { readonly set: PostingSet; readonly leg: PostingLeg; readonly legNo: number };

/**
 * Posts sets; empty ones are left out. The database refuses a set that does not balance, that is
 * already there or that extends one, and locks the accounts touched, in code order, until the
 * transaction ends.
 */
export async function appendPostings(
  tx: Tx,
  sets: readonly PostingSet[],
  at: { zoneCode: string; now: Instant },
): Promise<void> {
  const rows: PostingRow[] = [];
  for (const set of sets) {
    assertBalanced(set);
    set.legs.forEach((leg, i) => rows.push({ set, leg, legNo: i + 1 }));
  }
  if (rows.length === 0) return;
  await openBooks(tx, at.zoneCode);
  const columns: Column<PostingRow>[] = [
    ['zone_code', 'text', () => at.zoneCode],
    ['posting_set_id', 'uuid', (row) => row.set.postingSetId],
    ['set_no', 'int2', (row) => row.set.setNo],
    ['leg_no', 'int2', (row) => row.legNo],
    ['account_code', 'text', (row) => row.leg.accountCode],
    ['party_code', 'text', (row) => row.leg.partyCode],
    ['amount', 'numeric', (row) => row.leg.amount.units],
    ['currency', 'text', (row) => row.leg.amount.currency],
    ['reference_kind', 'text', (row) => row.set.referenceKind],
    ['day', 'date', (row) => row.set.day],
    ['posted_at', 'timestamptz', () => at.now],
  ];
  await tx.appendWhole('financial_services.posting', columns, rows);
}

/** A set to take back, and the number that the reversing set gets. */
export type Reversal = {
  readonly postingSetId: string;
  readonly setNo: number;
  readonly reversalNo: number;
};

/**
 * Posts the opposite of each set as a new set of kind `…-reversed`; sets that do not exist are left
 * out.
 */
export async function reversePostings(
  tx: Tx,
  reversals: readonly Reversal[],
  at: { zoneCode: string; now: Instant; day: PlainDate },
): Promise<void> {
  if (reversals.length === 0) return;
  await tx.query(
    `insert into financial_services.posting (zone_code, posting_set_id, set_no, leg_no,
       account_code, party_code, amount, currency, reference_kind, day, posted_at)
     select p.zone_code, p.posting_set_id, k.reversal_no, p.leg_no, p.account_code,
       p.party_code, -p.amount, p.currency, p.reference_kind || '-reversed', $3::date,
       ${timestamp(2)}
     from unnest($4::uuid[], $5::smallint[], $6::smallint[]) k (posting_set_id, set_no, reversal_no)
     cross join lateral (
       select *
       from financial_services.posting p
       where p.zone_code = $1
         and p.posting_set_id = k.posting_set_id
         and p.set_no = k.set_no
       offset 0
     ) p`,
    [
      at.zoneCode,
      at.now,
      at.day,
      reversals.map((one) => one.postingSetId),
      reversals.map((one) => one.setNo),
      reversals.map((one) => one.reversalNo),
    ],
  );
}

/** An account with its balance, debit positive. */
export type AccountBalance = LedgerAccount & { readonly balance: Money };

/** The chart with balances, by account code. */
export async function selectAccounts(q: Queryable, zoneCode: string): Promise<AccountBalance[]> {
  const rows = await q.query<{
    account_code: string;
    name_zh: string;
    name_en: string;
    kind: LedgerAccount['kind'];
    normal_side: LedgerAccount['normalSide'];
    balance: string;
  }>(
    `select account_code, name_zh, name_en, kind, normal_side, balance
     from financial_services.ledger_account
     where zone_code = $1
     order by account_code`,
    [zoneCode],
  );
  return rows.map((row) => ({
    accountCode: row.account_code,
    nameZh: row.name_zh,
    nameEn: row.name_en,
    kind: row.kind,
    normalSide: row.normal_side,
    balance: moneyOf(row.balance),
  }));
}

/** A posting as stored. */
export type StoredPosting = PostingLeg & {
  readonly postingSetId: string;
  readonly setNo: number;
  readonly legNo: number;
  readonly referenceKind: string;
  readonly day: PlainDate;
  readonly postedAt: Instant;
};

/** Postings about one thing, in order; at most `limit`. */
export async function selectPostings(
  q: Queryable,
  zoneCode: string,
  about: { postingSetId: string; owner: string | undefined; limit: number },
): Promise<StoredPosting[]> {
  const rows = await q.query<{
    posting_set_id: string;
    set_no: number;
    leg_no: number;
    account_code: string;
    party_code: string;
    amount: string;
    reference_kind: string;
    day: string;
    posted_at: number;
  }>(
    `select posting_set_id, set_no, leg_no, account_code, party_code, amount, reference_kind, day,
       posted_at
     from financial_services.posting
     where zone_code = $1
       and posting_set_id = $2
       and ($4::text is null or party_code = $4)
     order by set_no, leg_no
     limit $3`,
    [zoneCode, about.postingSetId, about.limit, about.owner ?? null],
  );
  return rows.map((row) => ({
    postingSetId: row.posting_set_id,
    setNo: row.set_no,
    legNo: row.leg_no,
    accountCode: row.account_code,
    partyCode: row.party_code,
    amount: moneyOf(row.amount),
    referenceKind: row.reference_kind,
    day: row.day as PlainDate,
    postedAt: row.posted_at as Instant,
  }));
}
