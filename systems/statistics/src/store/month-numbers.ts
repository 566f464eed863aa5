import type { Parameter, Queryable } from '@pilotzone/kernel/db';
import type { PlainDate } from '@pilotzone/kernel/time';
import { cellSource } from './cells.ts';
import type { CellSelection } from './cells.ts';

/** What one merchant traded in one month; amounts as decimal text. */
export type MerchantMonth = {
  readonly month: string;
  readonly merchant: string;
  readonly lists: number;
  readonly entered: number;
  readonly undone: number;
  readonly value: string;
  readonly exported: string;
  readonly tax: string;
};

/** Everything until a day, by month and merchant, and the partners of each month. */
export async function readMerchantMonths(
  q: Queryable,
  zoneCode: string,
  { until, revision }: { until: PlainDate; revision: number },
) {
  const selection: CellSelection = {
    ...{ counts: 'lists', by: [], from: '2000-01-01' as PlainDate, until, revision },
    filters: new Map(),
  };
  const parameters = (): Parameter[] => [zoneCode, revision, selection.from, until];
  const [first, second] = [parameters(), parameters()];
  const merchants = await q.query<MerchantMonth>(
    `select left(f.day, 7) as month, f.merchant, sum(f.lists::int4)::int8 as lists,
       coalesce(sum(f.lists::int4) filter (where f.lists = '1'), 0)::int8 as entered,
       coalesce(-sum(f.lists::int4) filter (where f.lists = '-1'), 0)::int8 as undone,
       sum(f.value::numeric) as value,
       coalesce(sum(f.value::numeric) filter (where b.direction = 'export'), 0) as exported,
       sum(f.tariff::numeric + f.consumption_tax::numeric + f.value_added_tax::numeric) as tax
     from ${cellSource(selection, first, ['merchant'])}
     group by 1, 2
     order by 1, 2`,
    first,
  );
  const partners = await q.query<{ month: string; partners: number }>(
    `select month, count(*)::int4 as partners
     from (
       select left(f.day, 7) as month, f.partner
       from ${cellSource(selection, second, ['partner', 'lines'])}
       and f.partner <> ''
       group by 1, 2
       having sum(f.lines::int4) > 0
     ) as traded
     group by month`,
    second,
  );
  return { merchants, partners };
}
