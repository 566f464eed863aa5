/** A code inside a receipt's returnInfo, `[Code:1332;Desc:…]`. */
export type CustomsDetail = {
  readonly zh: string;
  readonly en: string;
  /** The receipt status it was seen with. */
  readonly status: string;
  /** What the sender should do; undefined where the code is no complaint. */
  readonly fix: string | undefined;
  readonly fixZh: string | undefined;
};

const ORDER_OR_LIST = [
  'Make list and order agree. Correct the list or the order, then declare the list again.',
  '请使清单与订单一致：更正清单或订单后重新申报清单。',
] as const;

/**
 * Customs' detail codes. There is no official table: these were seen in real receipts, and the
 * number of digits varies as it does there. Source: receipts of real declarations.
 */
export const CUSTOMS_DETAIL_CODES: ReadonlyMap<string, CustomsDetail> = new Map([
  detail('1200', '300', ['待人工审核', 'The list waits for manual review.']),
  detail('1800', '120', ['逻辑校验通过', 'The logic check is passed.']),
  detail('2600', '800', ['放行', 'The list is released.']),
  detail('1313', '100', [
    '订购人购买超过年度限额,超过个人年度购买额度',
    "The purchase exceeds the buyer's yearly allowance.",
    'Cancel the order, or let the buyer import the goods another way.',
    '请取消订单，或由订购人以其他方式进口。',
  ]),
  detail('1320', '100', [
    '清单表体商品项与订单表体商品项的项数不一致',
    'List and order have different numbers of lines.',
    ...ORDER_OR_LIST,
  ]),
  detail('1322', '100', [
    '订单清单表体商品项不一致',
    'A line of the list differs from the line of the order.',
    ...ORDER_OR_LIST,
  ]),
  detail('1327', '100', [
    '订单购买人与支付单支付人名字或身份证号码不一致',
    'The buyer of the order is not the payer of the payment.',
    'The buyer must pay: correct the payer or the buyer, then declare the list again.',
    '须由订购人本人支付：请更正支付人或订购人后重新申报清单。',
  ]),
  detail('1332', '100', [
    '支付单支付金额与订单支付金额不一致',
    'The amount paid differs from the amount of the order.',
    'Correct acturalPaid of the order or amountPaid of the payment, then declare the list again.',
    '请更正订单的实际支付金额或支付单的支付金额后重新申报清单。',
  ]),
  detail('13035', '100', [
    '支付企业不一致',
    'The order names another payment enterprise than the payment.',
    'Name in the order the enterprise that sent the payment, then declare the list again.',
    '请在订单中填写发送支付单的支付企业后重新申报清单。',
  ]),
  detail('13127', '100', [
    '清单上的订购人姓名与订单上的订购人姓名不一致',
    'List and order name different buyers.',
    ...ORDER_OR_LIST,
  ]),
  detail('130126', '100', [
    '清单上的订购人电话号码与订单上的订购人电话号码不一致',
    'List and order give different telephone numbers of the buyer.',
    ...ORDER_OR_LIST,
  ]),
]);

/** Customs' own words for a detail code that the table has; throws for another (a bug). */
export function detailOf(code: string): CustomsDetail {
  const found = CUSTOMS_DETAIL_CODES.get(code);
  if (!found) throw new Error(`bug: no customs detail code ${code}`);
  return found;
}

function detail(
  code: string,
  status: string,
  [zh, en, fix, fixZh]: readonly [zh: string, en: string, fix?: string, fixZh?: string],
): [string, CustomsDetail] {
  return [code, { zh, en, status, fix, fixZh }];
}
