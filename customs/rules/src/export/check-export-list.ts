import { formatUnits } from '@pilotzone/kernel/money';
import { isCustomsDay } from '../calendar.ts';
import { exportListRules as rules } from '../catalogue/export.ts';
import { CHINA, COUNTRY_CODES } from '../codes/countries.ts';
import { CURRENCIES } from '../codes/currencies.ts';
import { TRANSPORT_MODE_CODES } from '../codes/transport-modes.ts';
import { UNIT_CODES } from '../codes/units.ts';
import { WRAP_TYPE_CODES } from '../codes/wrap-types.ts';
import { checkOffice, checkSubmission, checkTexts } from '../field-checks.ts';
import { checkLineNumbers, checkLineTotal } from '../line-checks.ts';
import { add, startReport } from '../report.ts';
import type { Report } from '../report.ts';
import type { RuleFinding } from '../rule.ts';
import type { ExportList } from './documents.ts';

type Head = ExportList['head'];
type Line = ExportList['lines'][number];

const HEAD_TEXTS = ['ebcName', 'logisticsName', 'agentName'] as const;
const LINE_TEXTS = ['gname', 'gmodel'] as const;
const ZONE_FIELDS = ['iacCode', 'iacName', 'emsNo'] as const;
const CHARGE_FLAGS: ReadonlySet<string> = new Set(['1', '2', '3']);

/**
 * Everything about an export list (603) that needs no database, rate or day; empty when nothing is
 * to be said.
 */
export function checkExportList(list: ExportList): RuleFinding[] {
  const { head, lines } = list;
  const report = startReport('InventoryHead');
  checkSubmission(report, rules, head);
  checkPlace(report, head);
  checkAmounts(report, head);
  checkTexts(report, head, HEAD_TEXTS);
  const isZone = head.tradeMode === '1210';
  if (isZone) {
    for (const field of ZONE_FIELDS) if (!head[field]) add(report, rules.zoneField, [field]);
  }
  checkLineNumbers(report, rules, { entity: 'InventoryList', lines });
  lines.forEach((line, index) => {
    report.place = `InventoryList[${index}]`;
    checkLine(report, line);
    if (isZone && !line.itemRecordNo) add(report, rules.zoneField, ['itemRecordNo']);
  });
  return report.findings;
}

function checkPlace(report: Report, head: Head): void {
  if (head.ieFlag !== 'E') add(report, rules.ieFlag, ['ieFlag', head.ieFlag]);
  if (!isCustomsDay(head.ieDate)) add(report, rules.day, ['ieDate', head.ieDate]);
  if (head.statisticsFlag !== 'A' && head.statisticsFlag !== 'B')
    add(report, rules.statisticsFlag, ['statisticsFlag', head.statisticsFlag]);
  checkOffice(report, rules, ['customsCode', head.customsCode]);
  checkOffice(report, rules, ['portCode', head.portCode]);
  if (!TRANSPORT_MODE_CODES.has(head.trafMode))
    add(report, rules.transportMode, ['trafMode', head.trafMode]);
  if (!WRAP_TYPE_CODES.has(head.wrapType)) add(report, rules.wrapType, ['wrapType', head.wrapType]);
  checkCountry(report, head.country);
}

function checkCountry(report: Report, country: string): void {
  if (!COUNTRY_CODES.has(country)) add(report, rules.country, ['country', country]);
  else if (country === CHINA) add(report, rules.abroad, ['country', country]);
}

function checkAmounts(report: Report, head: Head): void {
  for (const field of ['freight', 'insuredFee'] as const) {
    if (head[field] < 0n) add(report, rules.notNegative, [field, formatUnits(head[field])]);
  }
  for (const field of ['fCurrency', 'iCurrency'] as const) {
    if (!CURRENCIES.has(head[field])) add(report, rules.currency, [field, head[field]]);
  }
  for (const field of ['fFlag', 'iFlag'] as const) {
    if (!CHARGE_FLAGS.has(head[field])) add(report, rules.chargeFlag, [field, head[field]]);
  }
  for (const field of ['grossWeight', 'netWeight'] as const) {
    if (head[field] <= 0n) add(report, rules.positive, [field, formatUnits(head[field])]);
  }
  const { netWeight, grossWeight } = head;
  if (netWeight > grossWeight)
    add(report, rules.weights, ['netWeight', formatUnits(netWeight), formatUnits(grossWeight)]);
  if (head.packNo < 1) add(report, rules.packages, ['packNo', String(head.packNo)]);
}

function checkLine(report: Report, line: Line): void {
  if (!/^\d{10}$/.test(line.gcode)) add(report, rules.hsCode, ['gcode', line.gcode]);
  else if (!isChapter(line.gcode)) add(report, rules.chapter, ['gcode', line.gcode]);
  checkCountry(report, line.country);
  if (!CURRENCIES.has(line.currency)) add(report, rules.currency, ['currency', line.currency]);
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

/** Chapters 01 to 97; 77 is kept free. Source: HS nomenclature 2022. */
function isChapter(code: string): boolean {
  const chapter = Number(code.slice(0, 2));
  return chapter >= 1 && chapter <= 97 && chapter !== 77;
}

function checkStatutoryUnits(report: Report, line: Line): void {
  const { qty, qty1, qty2, unit, unit1, unit2 } = line;
  if (unit === unit1 && qty !== qty1)
    add(report, rules.sameUnit, ['qty1', formatUnits(qty), formatUnits(qty1), unit]);
  const hasQuantity = qty2 !== undefined;
  const fits = unit2 ? hasQuantity && qty2 > 0n : !hasQuantity;
  if (!fits)
    add(report, rules.secondUnit, ['qty2', hasQuantity ? formatUnits(qty2) : '', unit2 ?? '']);
}
