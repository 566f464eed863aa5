import type { ListDocument } from '@pilotzone/ceb/message';
import { formatUnits } from '@pilotzone/kernel/money';
import { isCustomsDay } from './calendar.ts';
import { listRules as rules } from './catalogue/list.ts';
import { CHINA, COUNTRY_CODES } from './codes/countries.ts';
import { LIST_TRADE_MODES, isBonded } from './codes/trade-modes.ts';
import { TRANSPORT_MODE_CODES } from './codes/transport-modes.ts';
import { UNIT_CODES } from './codes/units.ts';
import { WRAP_TYPE_CODES } from './codes/wrap-types.ts';
import {
  checkCurrency,
  checkIdCard,
  checkOffice,
  checkSubmission,
  checkTexts,
  judgedOn,
} from './field-checks.ts';
import type { CheckContext } from './field-checks.ts';
import { checkLineNumbers, checkLineTotal } from './line-checks.ts';
import { add, startReport } from './report.ts';
import type { Report } from './report.ts';
import type { RuleFinding } from './rule.ts';

type ListHead = ListDocument['head'];
type ListLine = ListDocument['lines'][number];

const HEAD_TEXTS = [
  'ebpName',
  'ebcName',
  'logisticsName',
  'agentName',
  'areaName',
  'buyerName',
  'buyerTelephone',
  'consigneeAddress',
  'trafNo',
  'voyageNo',
  'billNo',
] as const;
const LINE_TEXTS = ['itemName', 'gname', 'gmodel'] as const;
/** What a direct list (9610) must name. */
export const DIRECT_FIELDS = ['trafNo', 'voyageNo', 'billNo'] as const;
/** What a bonded list (1210, 1239) must name. */
export const BONDED_FIELDS = ['emsNo', 'areaCode', 'areaName'] as const;

/** Everything about a list (621) that needs no database; empty when nothing is to be said. */
export function checkList(list: ListDocument, context: CheckContext = {}): RuleFinding[] {
  const { head, lines } = list;
  const report = startReport('InventoryHead');
  checkSubmission(report, rules, head);
  checkPlace(report, head);
  checkMode(report, head);
  checkParties(report, head, judgedOn(context, head.appTime));
  checkQuantities(report, head);
  checkTexts(report, head, HEAD_TEXTS);
  checkLineNumbers(report, rules, { entity: 'InventoryList', lines });
  const bonded = isBonded(head.tradeMode);
  lines.forEach((line, index) => {
    report.place = `InventoryList[${index}]`;
    checkLine(report, line);
    if (bonded && !line.itemRecordNo) {
      add(report, rules.bondedField, ['itemRecordNo', head.tradeMode]);
    }
  });
  return report.findings;
}

/** Where and when: flag, days, offices, transport, package. */
function checkPlace(report: Report, head: ListHead): void {
  if (head.ieFlag !== 'I') add(report, rules.ieFlag, ['ieFlag', head.ieFlag]);
  if (!isCustomsDay(head.declTime)) add(report, rules.day, ['declTime', head.declTime]);
  if (head.ieDate && !isCustomsDay(head.ieDate)) add(report, rules.day, ['ieDate', head.ieDate]);
  checkOffice(report, rules, ['customsCode', head.customsCode]);
  checkOffice(report, rules, ['portCode', head.portCode]);
  if (!TRANSPORT_MODE_CODES.has(head.trafMode)) {
    add(report, rules.transportMode, ['trafMode', head.trafMode]);
  }
  if (head.wrapType && !WRAP_TYPE_CODES.has(head.wrapType)) {
    add(report, rules.wrapType, ['wrapType', head.wrapType]);
  }
}

/** What each mode demands. */
function checkMode(report: Report, head: ListHead): void {
  const { tradeMode, country } = head;
  if (!LIST_TRADE_MODES.has(tradeMode)) add(report, rules.tradeMode, ['tradeMode', tradeMode]);
  if (!COUNTRY_CODES.has(country)) add(report, rules.country, ['country', country]);
  if (tradeMode === '9610') {
    for (const field of DIRECT_FIELDS) if (!head[field]) add(report, rules.directField, [field]);
    if (country === CHINA) add(report, rules.dispatchCountry, ['country', country]);
  }
  if (!isBonded(tradeMode)) return;
  for (const field of BONDED_FIELDS) {
    if (!head[field]) add(report, rules.bondedField, [field, tradeMode]);
  }
  if (country !== CHINA) add(report, rules.bondedCountry, ['country', country]);
}

function checkParties(report: Report, head: ListHead, today: string): void {
  const { assureCode, ebpCode, ebcCode, logisticsCode } = head;
  checkIdCard(report, rules, {
    role: 'buyer',
    idType: head.buyerIdType,
    idNumber: head.buyerIdNumber,
    today,
  });
  if (assureCode !== ebpCode && assureCode !== ebcCode && assureCode !== logisticsCode) {
    add(report, rules.guarantor, ['assureCode', assureCode]);
  }
}

function checkQuantities(report: Report, head: ListHead): void {
  checkCurrency(report, rules.currency, head.currency);
  for (const field of ['freight', 'insuredFee'] as const) {
    if (head[field] < 0n) add(report, rules.notNegative, [field, formatUnits(head[field])]);
  }
  for (const field of ['grossWeight', 'netWeight'] as const) {
    if (head[field] <= 0n) add(report, rules.positive, [field, formatUnits(head[field])]);
  }
  const { netWeight, grossWeight } = head;
  if (netWeight > grossWeight) {
    add(report, rules.weights, ['netWeight', formatUnits(netWeight), formatUnits(grossWeight)]);
  }
  if (head.packNo !== 1) add(report, rules.packNo, ['packNo', String(head.packNo)]);
}

function checkLine(report: Report, line: ListLine): void {
  if (!HS_CODE.test(line.gcode)) add(report, rules.hsCode, ['gcode', line.gcode]);
  if (!COUNTRY_CODES.has(line.country)) add(report, rules.country, ['country', line.country]);
  if (line.tradeCountry && !COUNTRY_CODES.has(line.tradeCountry)) {
    add(report, rules.country, ['tradeCountry', line.tradeCountry]);
  }
  checkCurrency(report, rules.currency, line.currency);
  for (const field of ['unit', 'unit1', 'unit2'] as const) {
    const unit = line[field];
    if (unit && !UNIT_CODES.has(unit)) add(report, rules.unit, [field, unit]);
  }
  for (const field of ['qty', 'qty1', 'price', 'totalPrice'] as const) {
    if (line[field] <= 0n) add(report, rules.positive, [field, formatUnits(line[field])]);
  }
  checkLineTotal(report, rules.lineTotal, line);
  checkStatutoryUnits(report, line);
  checkTexts(report, line, LINE_TEXTS);
}

const HS_CODE = /^\d{10}$/;

function checkStatutoryUnits(report: Report, line: ListLine): void {
  const { qty, qty1, qty2, unit, unit1, unit2 } = line;
  if (unit === unit1 && qty !== qty1) {
    add(report, rules.sameUnit, ['qty1', formatUnits(qty), formatUnits(qty1), unit]);
  }
  const hasQuantity = qty2 !== undefined;
  const fits = unit2 ? hasQuantity && qty2 > 0n : !hasQuantity;
  if (!fits) {
    add(report, rules.secondUnit, ['qty2', hasQuantity ? formatUnits(qty2) : '', unit2 ?? '']);
  }
}
