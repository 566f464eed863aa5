import type { Queryable } from '@pilotzone/kernel/db';
import type { DeclarationRow } from '../model/declaration.ts';
import { toDeclaration } from './declarations.ts';
import { REASON } from './disclosures.ts';

type Stored = Parameters<typeof toDeclaration>[0];

// The row of her year names the lists that asked; the entries tell which of them got it. So no
// index for it burdens clearing.
const SPENT = `select distinct asked.declaration_id
               from single_window.allowance a
              cross join lateral unnest(a.declaration_ids) as asked (declaration_id)
              cross join lateral (select 1
                                    from single_window.allowance_entry e
                                   where e.declaration_id = asked.declaration_id
                                     and e.buyer_key = a.buyer_key and e.year = a.year
                                     and e.kind = 'spend'
                                   limit 1) spent
              where a.buyer_key = $2 and a.year = $3`;

/** Lists that spent a buyer's allowance of a year, newest first, before `before`. */
export async function listPurchaseRows(
  q: Queryable,
  zoneCode: string,
  page: { buyerKey: string; year: number; before: string | undefined; limit: number },
): Promise<DeclarationRow[]> {
  const rows = await q.query<Stored>(
    `select d.*
       from (${SPENT}
                and ($4::uuid is null or asked.declaration_id < $4)
              order by declaration_id desc
              limit $5) e
      cross join lateral (select *
                            from single_window.declaration d
                           where d.zone_code = $1 and d.declaration_id = e.declaration_id
                          offset 0) d
      order by d.declaration_id desc`,
    [zoneCode, page.buyerKey, page.year, page.before ?? null, page.limit],
  );
  return rows.map(toDeclaration);
}

/** One list, when it spent this buyer's allowance or was refused for her freeze. */
export async function findPurchaseRow(
  q: Queryable,
  zoneCode: string,
  { buyerKey, declarationId }: { buyerKey: string; declarationId: string },
): Promise<DeclarationRow | undefined> {
  const rows = await q.query<Stored>(
    `select d.*
       from single_window.declaration d
      where d.zone_code = $1 and d.declaration_id = $3 and d.buyer_key = $2
        and (exists (select 1
                       from single_window.allowance_entry e
                      where e.declaration_id = $3 and e.buyer_key = $2)
          or exists (select 1
                       from single_window.frozen_refusal r
                      where r.zone_code = $1 and r.buyer_key = $2 and r.declaration_id = $3))`,
    [zoneCode, buyerKey, declarationId],
  );
  return rows[0] && toDeclaration(rows[0]);
}

/** Lists refused for the buyer's freeze, newest first. */
export async function listRefusedRows(
  q: Queryable,
  zoneCode: string,
  { buyerKey, limit }: { buyerKey: string; limit: number },
): Promise<DeclarationRow[]> {
  const rows = await q.query<Stored>(
    `select d.*
       from (select distinct declaration_id
               from single_window.frozen_refusal
              where zone_code = $1 and buyer_key = $2
              order by declaration_id desc
              limit $3) r
       join single_window.declaration d
         on d.zone_code = $1 and d.declaration_id = r.declaration_id
      order by d.declaration_id desc`,
    [zoneCode, buyerKey, limit],
  );
  return rows.map(toDeclaration);
}

/** The years in which anything was declared in a buyer's name, latest first. */
export async function listPurchaseYears(q: Queryable, buyerKey: string): Promise<number[]> {
  const rows = await q.query<{ year: number }>(
    'select year from single_window.allowance where buyer_key = $1 order by year desc',
    [buyerKey],
  );
  return rows.map((row) => row.year);
}

/** Who looked at the personal data of a buyer's lists of a year, newest first. */
export function listLooks(
  q: Queryable,
  zoneCode: string,
  { buyerKey, year, limit }: { buyerKey: string; year: number; limit: number },
) {
  return q.query<{
    disclosureId: string;
    declarationId: string;
    orderNo: string;
    at: number;
    participantCode: string;
    purpose: string;
    reason: string;
  }>(
    `select s.disclosure_id as "disclosureId", s.declaration_id as "declarationId",
            d.order_no as "orderNo", s.at,
            s.actor_participant as "participantCode", s.purpose, s.reason
       from (${SPENT}) e
       join single_window.disclosure s
         on s.zone_code = $1 and s.declaration_id = e.declaration_id
       join single_window.declaration d
         on d.zone_code = $1 and d.declaration_id = e.declaration_id
      order by s.disclosure_id desc
      limit $4`,
    [zoneCode, buyerKey, year, limit],
    REASON,
  );
}
