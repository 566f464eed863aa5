import type { Queryable } from '@pilotzone/kernel/db';

/**
 * What must hold of the books whatever happened, each a question that finds what breaks it. Written
 * against the tables alone: nothing here is the platform's own arithmetic. `live` lists occupy
 * waybill, allowance and guarantee.
 */
const LAWS: Readonly<Record<string, string>> = {
  'an allowance used is the sum of its entries': `
    select a.buyer_key, a.year, a.used, e.sum
      from single_window.allowance a
      full join (select buyer_key, year,
                        sum(case kind when 'spend' then amount else -amount end) as sum
                   from single_window.allowance_entry
                  group by buyer_key, year) e using (buyer_key, year)
     where coalesce(a.used, 0) <> coalesce(e.sum, 0)`,
  'an allowance used is the price of the live lists of that buyer and year': `
    select a.buyer_key, a.year, a.used, d.sum
      from single_window.allowance a
      full join (select buyer_key, allowance_year as year, sum(dutiable_price) as sum
                   from single_window.declaration
                  where status in ('held', 'sent', 'customs-held', 'released')
                  group by buyer_key, allowance_year) d using (buyer_key, year)
     where coalesce(a.used, 0) <> coalesce(d.sum, 0)`,
  'no allowance is overspent': `
    select buyer_key, year, used
      from single_window.allowance
     where used > limit_amount or used < 0`,
  'every live list has its waybill, and no other list has one': `
    select d.declaration_id, d.status
      from single_window.declaration d
      full join single_window.declared_waybill w using (zone_code, declaration_id)
     where (w.declaration_id is not null)
           is distinct from (d.status in ('held', 'sent', 'customs-held', 'released', 'returned'))`,
  'a guarantee earmarks what is at customs and reserves what is released': `
    select g.guarantor_code, g.earmarked, g.reserved, d.open, d.released
      from financial_services.guarantee g
      left join (select assure_code as guarantor_code,
                        sum(tax) filter (where status in ('held', 'sent', 'customs-held')) as open,
                        sum(tax) filter (where status = 'released') as released
                   from single_window.declaration
                  group by assure_code) d using (guarantor_code)
     where g.earmarked <> coalesce(d.open, 0) or g.reserved <> coalesce(d.released, 0)`,
  'no guarantee is overdrawn': `
    select guarantor_code
      from financial_services.guarantee
     where earmarked + reserved > limit_amount or earmarked < 0 or reserved < 0`,
  'every released list reserved its tax once': `
    select d.declaration_id, d.tax, e.sum, e.count
      from single_window.declaration d
      full join (select declaration_id, sum(amount) as sum, count(*) as count
                   from financial_services.guarantee_entry
                  where kind = 'reserve'
                  group by declaration_id) e using (declaration_id)
     where (d.status = 'released') is distinct from (e.count is not null)
        or (e.count is not null and (e.count <> 1 or e.sum <> d.tax))`,
  'every released list owes its tax once': `
    select d.declaration_id, d.tax, t.sum, t.count
      from single_window.declaration d
      full join (select declaration_id, count(*) as count,
                        sum(tariff + consumption_tax + value_added_tax) as sum
                   from financial_services.tax_due
                  where status = 'due'
                  group by declaration_id) t using (declaration_id)
     where (d.status = 'released') is distinct from (t.count is not null)
        or (t.count is not null and (t.count <> 1 or t.sum <> d.tax))`,
  'what is due by day is the sum of its lists': `
    select t.released_on, t.guarantor_code, t.open_count, d.count
      from financial_services.tax_day t
      full join (select released_on, guarantor_code, count(*) as count, sum(tariff) as tariff,
                        sum(consumption_tax) as ct, sum(value_added_tax) as vat
                   from financial_services.tax_due
                  where status = 'due'
                  group by released_on, guarantor_code) d using (released_on, guarantor_code)
     where (t.open_count, t.open_tariff, t.open_consumption_tax, t.open_value_added_tax)
           is distinct from (d.count, d.tariff, d.ct, d.vat)`,
  'every posting set balances': `
    select posting_set_id, set_no
      from financial_services.posting
     group by posting_set_id, set_no
    having sum(amount) <> 0`,
  'every account shows the sum of its postings': `
    select a.account_code, a.balance, p.sum
      from financial_services.ledger_account a
      left join (select account_code, sum(amount) as sum
                   from financial_services.posting
                  group by account_code) p using (account_code)
     where a.balance <> coalesce(p.sum, 0)`,
  'every released list is posted once with its tax': `
    select d.declaration_id, d.tax, p.sum
      from single_window.declaration d
      full join (select posting_set_id as declaration_id, sum(amount) as sum
                   from financial_services.posting
                  where reference_kind = 'tax-due' and amount > 0
                  group by posting_set_id) p using (declaration_id)
     where (d.status = 'released' and d.tax > 0) is distinct from (p.sum is not null)
        or (p.sum is not null and p.sum <> d.tax)`,
  'statistics count what was released, and its tax, once': `
    select s.count, d.count as lists, s.tax, d.tax as taxes, s.price, d.price as prices
      from (select coalesce(sum(list_count), 0) as count, coalesce(sum(tax), 0) as tax,
                   coalesce(sum(dutiable_price), 0) as price
              from statistics.list_fact) s,
           (select count(*) as count, coalesce(sum(tax), 0) as tax,
                   coalesce(sum(dutiable_price), 0) as price
              from single_window.declaration
             where status = 'released') d
     where (s.count, s.tax, s.price) is distinct from (d.count, d.tax, d.price)`,
  'facts of goods and of lists have the same tax': `
    select g.tax, l.tax
      from (select sum(tariff + consumption_tax + value_added_tax) as tax
              from statistics.goods_fact) g,
           (select sum(tax) as tax from statistics.list_fact) l
     where g.tax is distinct from l.tax`,
  'revisions of statistics have no gap': `
    select max(revision), count(*)
      from statistics.counted_event
    having max(revision) <> count(*)`,
  'no receipt number of customs is used twice': `
    select invt_no, count(*)
      from single_window.declaration
     where invt_no is not null
     group by invt_no
    having count(*) > 1`,
  'every list that customs decided has all its receipts': `
    select d.declaration_id, d.status, r.statuses
      from single_window.declaration d
      left join (select declaration_id, array_agg(return_status) as statuses
                   from single_window.receipt
                  group by declaration_id) r using (declaration_id)
     where d.status = 'released'
       and not coalesce(r.statuses @> array['800'], false)`,
  'every list that customs decided has its numbers': `
    select declaration_id
      from single_window.declaration
     where status in ('released', 'customs-held') and (pre_no is null or invt_no is null)`,
  'the history of a list leads to its state': `
    select d.declaration_id, d.status, d.version, t.to_status
      from single_window.declaration d
      left join lateral (select *
                           from single_window.declaration_transition t
                          where t.zone_code = d.zone_code and t.declaration_id = d.declaration_id
                          order by t.version desc
                          limit 1) t on true
     where t.to_status is distinct from d.status or t.version is distinct from d.version`,
  'a list has at most one gate pass': `
    select declaration_id, count(*)
      from parks.gate_pass
     group by declaration_id
    having count(*) > 1`,
  'credit keeps every released list once for its merchant': `
    select d.code, d.count, e.sum
      from (select ebc_code as code, count(*) as count
              from single_window.declaration
             where status = 'released'
             group by ebc_code) d
      left join (select enterprise_code as code, sum(declarations) as sum
                   from credit.evidence
                  where outcome = 'released' and reason_code = ''
                  group by enterprise_code) e using (code)
     where d.count is distinct from e.sum`,
  'daily counts of credit are the sum of its evidence': `
    select d.sum, e.sum
      from (select coalesce(sum(declarations), 0) as sum from credit.daily_count) d,
           (select coalesce(sum(declarations), 0) as sum from credit.evidence) e
     where d.sum <> e.sum`,
  'a bill of customs is kept once for a list': `
    select invt_no, count(*)
      from financial_services.tax_bill
     group by invt_no
    having count(*) > 1`,
};

/** Which laws the books break, each with the first rows that show it. */
export async function auditBooks(books: Queryable): Promise<string[]> {
  const problems: string[] = [];
  for (const [law, sql] of Object.entries(LAWS)) {
    const rows = await books.query<object>(`${sql}\n limit 5`);
    if (rows.length > 0) problems.push(`${law}: ${JSON.stringify(rows)}`);
  }
  return problems;
}

/** What is still on its way, and where; all 0 when the platform has come to rest. */
export async function countUnderWay(
  books: Queryable,
  sent: readonly string[],
): Promise<Record<string, number>> {
  const [row = {}] = await books.query<Record<string, number>>(
    `select (select count(*) from gateway.outbound
              where state in ('queued', 'sending')) as queued,
            (select count(*) from single_window.declaration
              where status in ('sent', 'customs-held')) as customs,
            (select count(*) from single_window.waiting where not is_settled) as unsettled,
            (select count(*) from information_sharing.receipt_due) as unsorted,
            (select count(*) from information_sharing.return_message
              where handed_at is null and channel <> 'http') as unreturned,
            (select count(*)
               from kernel.outbox_cursor c
               join kernel.outbox e using (zone_code, kind)
              where (e.era, e.xid, e.position) > (c.era, c.xid, c.position)) as events,
            (select count(*)
               from unnest($1::text[]) s (sha256)
              where not exists (select 1
                                  from information_sharing.exchange_record r
                                 where r.sha256 = decode(s.sha256, 'hex'))) as unread`,
    [sent],
  );
  return row;
}
