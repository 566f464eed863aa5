import { formatUnits } from '@pilotzone/kernel/money';
import type { RawData } from '@pilotzone/rules/payment-raw-data';
import type { Purchase } from './purchase.ts';
import type { Random } from './random.ts';

/**
 * The payment raw data of a purchase (announcement 2018 no. 179), which agree with its payment:
 * what its platform would deliver.
 */
export function rawDataOf(random: Random, { order, payment }: Purchase): RawData {
  const { orderNo, ebpCode, ebcCode, ebcName } = order.head;
  const { payCode, payTransactionId, currency, payTime } = payment.head;
  const amount = formatUnits(payment.head.amountPaid);
  const shop = `https://shop.example/${ebpCode}`;
  return {
    payExchangeInfoHead: {
      guid: random.guid(),
      initalRequest: `https://pay.example/trade?out_trade_no=${orderNo}&total_amount=${amount}`,
      initalResponse: `{"code":"SUCCESS","trade_no":"${payTransactionId}","amount":"${amount}"}`,
      ...{ ebpCode, payCode, payTransactionId, totalAmount: Number(amount), currency },
      ...{ verDept: '3', payType: '1', tradingTime: payTime },
    },
    payExchangeInfoLists: [
      {
        orderNo,
        goodsInfo: order.lines.map(({ itemName, itemNo, gnum }) => ({
          gname: itemName,
          itemLink: `${shop}/items/${itemNo ?? String(gnum)}`,
        })),
        recpAccount: `6222${ebcCode.padStart(15, '0')}`,
        recpName: ebcName,
      },
    ],
  };
}
