import { UNITS_PER_ONE, formatUnits } from '@pilotzone/kernel/money';
import { add } from './report.ts';
import type { Report } from './report.ts';
import type { Rule } from './rule.ts';

/** What an order line and a list line have in common; decimals are units of 1/100 000. */
type Amounts = { readonly qty: bigint; readonly price: bigint; readonly totalPrice: bigint };

/** Checks that totalPrice is exactly qty times price; tolerance 0 (docs/protocols/checks.md). */
export function checkLineTotal(report: Report, rule: Rule, line: Amounts): void {
  const product = line.qty * line.price;
  if (product === line.totalPrice * UNITS_PER_ONE) return;
  const values = [line.totalPrice, line.qty, line.price].map(formatUnits);
  add(report, rule, ['totalPrice', ...values, formatProduct(product)]);
}

/** A product of two amounts: ten digits after the point, without needless zeros. */
function formatProduct(product: bigint): string {
  const whole = formatUnits((product / UNITS_PER_ONE / UNITS_PER_ONE) * UNITS_PER_ONE);
  const rest = (product < 0n ? -product : product) % (UNITS_PER_ONE * UNITS_PER_ONE);
  const fraction = rest.toString().padStart(10, '0').replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/**
 * Checks that line numbers run from 1 without a gap and none comes twice; `entity` names the lines.
 */
export function checkLineNumbers(
  report: Report,
  rules: { readonly gnumGap: Rule; readonly gnumTwice: Rule },
  numbered: { entity: string; lines: readonly { readonly gnum: number }[] },
): void {
  const { entity, lines } = numbered;
  if (lines.every((line, index) => line.gnum === index + 1)) return;
  const seen = new Set<number>();
  lines.forEach(({ gnum }, index) => {
    report.place = `${entity}[${index}]`;
    if (seen.has(gnum)) add(report, rules.gnumTwice, ['gnum', String(gnum)]);
    else if (gnum < 1 || gnum > lines.length) {
      add(report, rules.gnumGap, ['gnum', String(gnum), String(lines.length)]);
    }
    seen.add(gnum);
  });
}
