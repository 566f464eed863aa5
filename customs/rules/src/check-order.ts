import type { OrderDocument } from '@pilotzone/ceb/message';
import { formatUnits } from '@pilotzone/kernel/money';
import { orderRules as rules } from './catalogue/order.ts';
import { isDivisionCode } from './codes/admin-divisions.ts';
import { COUNTRY_CODES } from './codes/countries.ts';
import { UNIT_CODES } from './codes/units.ts';
import {
  checkCurrency,
  checkIdCard,
  checkSubmission,
  checkTexts,
  judgedOn,
} from './field-checks.ts';
import type { CheckContext } from './field-checks.ts';
import { checkLineNumbers, checkLineTotal } from './line-checks.ts';
import { add, startReport } from './report.ts';
import type { Report } from './report.ts';
import type { RuleFinding } from './rule.ts';

const HEAD_TEXTS = [
  'ebpName',
  'ebcName',
  'buyerRegNo',
  'buyerName',
  'buyerTelephone',
  'consignee',
  'consigneeTelephone',
  'consigneeAddress',
] as const;
const LINE_TEXTS = ['itemName', 'gmodel'] as const;

/** Everything about an order (311) that needs no database; empty when nothing is to be said. */
export function checkOrder(order: OrderDocument, context: CheckContext = {}): RuleFinding[] {
  const report = startReport('OrderHead');
  checkHead(report, order, context);
  checkLineNumbers(report, rules, { entity: 'OrderList', lines: order.lines });
  order.lines.forEach((line, index) => {
    report.place = `OrderList[${index}]`;
    checkLine(report, line);
  });
  return report.findings;
}

function checkHead(report: Report, order: OrderDocument, context: CheckContext): void {
  const { head } = order;
  checkSubmission(report, rules, head);
  if (head.orderType !== 'I') add(report, rules.orderType, ['orderType', head.orderType]);
  checkCurrency(report, rules.currency, head.currency);
  checkIdCard(report, rules, {
    role: 'buyer',
    idType: head.buyerIdType,
    idNumber: head.buyerIdNumber,
    today: judgedOn(context, head.appTime),
  });
  if (head.consigneeDistrict && !isDivisionCode(head.consigneeDistrict)) {
    add(report, rules.district, ['consigneeDistrict', head.consigneeDistrict]);
  }
  checkAmounts(report, order);
  checkTexts(report, head, HEAD_TEXTS);
}

function checkAmounts(report: Report, { head, lines }: OrderDocument): void {
  for (const field of ['goodsValue', 'freight', 'discount', 'taxTotal', 'acturalPaid'] as const) {
    if (head[field] < 0n) add(report, rules.notNegative, [field, formatUnits(head[field])]);
  }
  const due = head.goodsValue + head.freight + head.taxTotal - head.discount;
  if (head.acturalPaid !== due) {
    add(report, rules.acturalPaid, [
      'acturalPaid',
      formatUnits(head.acturalPaid),
      formatUnits(due),
    ]);
  }
  let goods = 0n;
  for (const line of lines) goods += line.totalPrice;
  if (goods !== head.goodsValue) {
    add(report, rules.goodsValue, ['goodsValue', formatUnits(head.goodsValue), formatUnits(goods)]);
  }
}

function checkLine(report: Report, line: OrderDocument['lines'][number]): void {
  if (!UNIT_CODES.has(line.unit)) add(report, rules.unit, ['unit', line.unit]);
  if (!COUNTRY_CODES.has(line.country)) add(report, rules.country, ['country', line.country]);
  checkCurrency(report, rules.currency, line.currency);
  if (line.qty <= 0n) add(report, rules.positive, ['qty', formatUnits(line.qty)]);
  // A gift has the price 0 (specification, CEB311 price).
  if (line.price < 0n) add(report, rules.notNegative, ['price', formatUnits(line.price)]);
  checkLineTotal(report, rules.lineTotal, line);
  checkTexts(report, line, LINE_TEXTS);
}
