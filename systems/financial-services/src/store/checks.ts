import type { Queryable } from '@pilotzone/kernel/db';
import { CHART } from '../model/ledger.ts';

/** One figure that stands in two places and differs. Amounts are decimals in CNY. */
export type LedgerGap = {
  readonly check: string;
  readonly subject: string;
  readonly expected: string;
  readonly actual: string;
};

/** Beyond this many gaps of one kind the rest is left out: the first ones show what is wrong. */
const GAPS_MAX = 100;

const CHECKS: Record<string, string> = {
  'posting sets sum to 0': `
    select posting_set_id || ' no. ' || set_no as subject, '0' as expected,
      sum(amount)::text as actual
    from financial_services.posting
    where zone_code = $1
    group by posting_set_id, set_no, currency
    having sum(amount) <> 0`,
  'account balances are sums of postings': `
    select a.account_code as subject, coalesce(p.amount, 0)::text as expected,
      a.balance::text as actual
    from financial_services.ledger_account a
    left join (
      select account_code, currency, sum(amount) as amount
      from financial_services.posting
      where zone_code = $1
      group by account_code, currency
    ) p using (account_code, currency)
    where a.zone_code = $1
      and a.balance <> coalesce(p.amount, 0)`,
  'account balances sum to 0': `
    select 'all accounts' as subject, '0' as expected, sum(balance)::text as actual
    from financial_services.ledger_account
    where zone_code = $1
    having sum(balance) <> 0`,
  'guarantees are sums of entries': `
    select g.guarantor_code as subject,
      coalesce(e.earmarked, 0) || ' ' || coalesce(e.reserved, 0) as expected,
      g.earmarked || ' ' || g.reserved as actual
    from financial_services.guarantee g
    left join (
      select x.guarantor_code,
        sum(case
          when x.kind = 'earmark' then x.amount
          when x.kind = 'release-earmark' then -x.amount
          when x.kind = 'reserve' and x.before = 'earmark' then -x.amount
          else 0 end) as earmarked,
        sum(case
          when x.kind = 'reserve' then x.amount
          when x.kind in ('restore-part', 'restore', 'pay') then -x.amount
          else 0 end) as reserved
      from (
        select guarantor_code, kind, amount,
          lag(kind) over (partition by declaration_id order by sequence) as before
        from financial_services.guarantee_entry
        where zone_code = $1
      ) x
      group by x.guarantor_code
    ) e using (guarantor_code)
    where g.zone_code = $1
      and (g.earmarked <> coalesce(e.earmarked, 0) or g.reserved <> coalesce(e.reserved, 0))`,
  'calendar is sum of dues': `
    select
      coalesce(t.released_on, d.released_on) || ' '
        || coalesce(t.guarantor_code, d.guarantor_code) as subject,
      coalesce(d.n, 0) || ' lists ' || coalesce(d.tax, 0) as expected,
      coalesce(t.open_count, 0) || ' lists '
        || coalesce(t.open_tariff + t.open_consumption_tax + t.open_value_added_tax, 0) as actual
    from (select * from financial_services.tax_day where zone_code = $1) t
    full join (
      select released_on, guarantor_code, count(*) as n,
        sum(tariff + consumption_tax + value_added_tax) as tax
      from financial_services.tax_due
      where zone_code = $1
        and status = 'due'
      group by released_on, guarantor_code
    ) d using (released_on, guarantor_code)
    where coalesce(t.open_count, 0) <> coalesce(d.n, 0)
      or coalesce(t.open_tariff + t.open_consumption_tax + t.open_value_added_tax, 0)
        <> coalesce(d.tax, 0)`,
  'tax receivable is open dues': `
    select a.account_code as subject, d.tax::text as expected, a.balance::text as actual
    from financial_services.ledger_account a
    cross join (
      select coalesce(sum(open_tariff + open_consumption_tax + open_value_added_tax), 0) as tax
      from financial_services.tax_day
      where zone_code = $1
    ) d
    where a.zone_code = $1
      and a.account_code = '${CHART.taxReceivable.accountCode}'
      and a.balance <> d.tax`,
  'guarantee account is reservations': `
    select a.account_code as subject, g.reserved::text as expected, a.balance::text as actual
    from financial_services.ledger_account a
    cross join (
      select coalesce(sum(reserved), 0) as reserved
      from financial_services.guarantee
      where zone_code = $1
    ) g
    where a.zone_code = $1
      and a.account_code = '${CHART.guaranteeReserved.accountCode}'
      and a.balance <> g.reserved`,
};

/**
 * Compares every figure that the books keep twice. Reads whole tables: for audits, not for the hot
 * path.
 */
export async function selectGaps(q: Queryable, zoneCode: string): Promise<LedgerGap[]> {
  const gaps: LedgerGap[] = [];
  for (const [check, sql] of Object.entries(CHECKS)) {
    const rows = await q.query<Omit<LedgerGap, 'check'>>(`${sql}\nlimit ${GAPS_MAX}`, [zoneCode]);
    gaps.push(...rows.map((row) => ({ check, ...row })));
  }
  return gaps;
}
