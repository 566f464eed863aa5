import { PLATFORMS } from '@pilotzone/generator/companies';
import type { Company } from '@pilotzone/generator/companies';
import { taxOf } from '@pilotzone/generator/draw-purchase';
import type { Purchase } from '@pilotzone/generator/purchase';
import { withHead } from '@pilotzone/generator/purchase';
import type { World } from '@pilotzone/generator/world';
import type { RacedList } from './race-model.ts';

/** A list that is raced, and the purchase it stands for. */
export type Contender = { readonly purchase: Purchase; readonly list: RacedList };

// The same for all, so that lists of one batch are served by ebpCode and orderNo.
const APP_TIME = '20261120100000';

/** Numbers of lists; they never repeat within one source. */
export function createCopies(world: World) {
  let count = 0;
  return { copyOf, twinOf };

  /** The same purchase once more, under numbers of its own, sold and guaranteed by `merchant`. */
  function copyOf(purchase: Purchase, merchant: Company): Contender {
    count += 1;
    const suffix = String(count).padStart(8, '0');
    const orderNo = `RACE${suffix}`;
    const payTransactionId = `PAY${suffix}`;
    const logisticsNo = `WB${suffix}`;
    const { code: ebcCode, name: ebcName } = merchant;
    const sold = { orderNo, payTransactionId, ebcCode, ebcName };
    const order = withHead(purchase, 'order', sold);
    const payment = withHead(order, 'payment', { orderNo, payTransactionId });
    const waybill = withHead(payment, 'waybill', { orderNo, logisticsNo });
    const copNo = `COP${suffix}`;
    const who = { ebcCode, ebcName, assureCode: ebcCode };
    const values = { orderNo, logisticsNo, copNo, ...who, appTime: APP_TIME };
    return contenderOf(withHead(waybill, 'list', values));
  }

  /** An order of the same number on another platform: its list wants the same waybill. */
  function twinOf({ purchase }: Contender): Contender {
    count += 1;
    const other = PLATFORMS.find(({ code }) => code !== purchase.order.head.ebpCode);
    const { code: ebpCode = '', name: ebpName = '' } = other ?? {};
    const suffix = String(count).padStart(8, '0');
    const payTransactionId = `PAY${suffix}`;
    const order = withHead(purchase, 'order', { ebpCode, ebpName, payTransactionId });
    const payment = withHead(order, 'payment', { ebpCode, ebpName, payTransactionId });
    return contenderOf(withHead(payment, 'list', { ebpCode, ebpName, copNo: `COP${suffix}` }));
  }

  function contenderOf(purchase: Purchase): Contender {
    const { head } = purchase.list;
    const { dutiablePrice, total } = taxOf(world, purchase.list);
    const list = {
      key: `${head.ebpCode} ${head.orderNo}`,
      buyer: purchase.buyer.idNumber,
      guarantor: head.assureCode,
      waybill: `${head.logisticsCode} ${head.logisticsNo}`,
      copNo: `${head.agentCode} ${head.copNo ?? ''}`,
      price: dutiablePrice.units,
      tax: total.units,
    };
    return { purchase, list };
  }
}

/** The same list under a number that another one has. */
export function withCopNoOf({ purchase, list }: Contender, other: Contender): Contender {
  const { copNo, agentCode, agentName } = other.purchase.list.head;
  const same = withHead(purchase, 'list', { copNo, agentCode, agentName });
  return { purchase: same, list: { ...list, copNo: other.list.copNo } };
}
