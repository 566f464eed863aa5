import type { Queryable } from '@pilotzone/kernel/db';
import { createRandom } from '@pilotzone/generator/random';
import { cancellationOf, returnOf } from '@pilotzone/generator/compose-withdrawal';
import type { ReturnedLines } from '@pilotzone/generator/compose-withdrawal';
import type { Purchase } from '@pilotzone/generator/purchase';
import type { Submission } from '@pilotzone/generator/scenario';
import type { Platform } from './compose.ts';
import { resultOf } from './testing-purchases.ts';

const MINUTE = 60_000;
const random = createRandom(625);
let numbers = 0;

/** An application to return goods of a released purchase, under a number of its own. */
export async function askReturn(
  platform: Platform,
  purchase: Purchase,
  by: { readonly lines?: ReturnedLines; readonly copNo?: string; readonly afterMs?: number } = {},
): Promise<Submission & { readonly type: 'CEB625Message' }> {
  const { invtNo } = await resultOf(platform, purchase);
  const copNo = `T${(numbers += 1)}`;
  const about = { invtNo: invtNo ?? '', reason: '七天无理由退货', afterMs: MINUTE, copNo };
  return returnOf(random, purchase, { ...about, ...by });
}

/** An application to cancel the list of a purchase. */
export async function askCancellation(
  platform: Platform,
  purchase: Purchase,
): Promise<Submission & { readonly type: 'CEB623Message' }> {
  const { invtNo } = await resultOf(platform, purchase);
  const copNo = `X${(numbers += 1)}`;
  const about = { invtNo: invtNo ?? '', reason: '买家取消订单', afterMs: MINUTE, copNo };
  return cancellationOf(random, purchase, about);
}

/** Everything that a returned list must leave as if it had never been released, as text. */
export async function balancesOf(q: Queryable, zoneCode: string) {
  const read = async (sql: string) => JSON.stringify(await q.query(sql, [zoneCode]));
  return {
    allowance: JSON.stringify(
      await q.query('select coalesce(sum(used), 0)::float8 as used from single_window.allowance'),
    ),
    goods: JSON.stringify(
      await q.query('select coalesce(sum(used), 0)::float8 as used from single_window.goods_quota'),
    ),
    guarantees: await read(
      `select guarantor_code, earmarked, reserved from financial_services.guarantee
        where zone_code = $1 and earmarked + reserved <> 0 order by 1`,
    ),
    accounts: await read(
      `select account_code, balance from financial_services.ledger_account
        where zone_code = $1 and balance <> 0 order by 1`,
    ),
    calendar: await read(
      `select released_on, guarantor_code, open_count, open_tariff, open_consumption_tax,
              open_value_added_tax from financial_services.tax_day
        where zone_code = $1 and open_count > 0 order by 1, 2`,
    ),
    lists: await read(
      `select trade_mode, port_code, ebp_code, sum(list_count) as n, sum(tax) as tax,
              sum(dutiable_price) as price, sum(gross_weight_kg) as weight
         from statistics.list_fact where zone_code = $1
        group by 1, 2, 3 having sum(list_count) <> 0 or sum(tax) <> 0 or sum(dutiable_price) <> 0
            or sum(gross_weight_kg) <> 0 order by 1, 2, 3`,
    ),
    goodsFacts: await read(
      `select trade_mode, origin_country, hs_heading, sum(line_count) as n, sum(quantity) as q,
              sum(dutiable_price) as price
         from statistics.goods_fact where zone_code = $1
        group by 1, 2, 3 having sum(line_count) <> 0 or sum(quantity) <> 0
            or sum(dutiable_price) <> 0 order by 1, 2, 3`,
    ),
  };
}
