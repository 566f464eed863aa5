import type { DocumentTable, Field, MessageTable } from '@pilotzone/ceb/fields';
import type { AnyRecord, Value } from '@pilotzone/ceb/records';
import { formatUnits } from '@pilotzone/kernel/money';
import { isCustomsDay, isCustomsTime } from './calendar.ts';
import { SHARED_NAMES, sharedRules } from './catalogue/fields.ts';
import type { CheckedDocument, SharedName } from './catalogue/fields.ts';
import { COUNTRY_CODES } from './codes/countries.ts';
import { CURRENCIES } from './codes/currencies.ts';
import { TRANSPORT_MODE_CODES } from './codes/transport-modes.ts';
import { UNIT_CODES } from './codes/units.ts';
import { WRAP_TYPE_CODES } from './codes/wrap-types.ts';
import { checkOffice, checkSubmission, checkTexts } from './field-checks.ts';
import type { Submission } from './field-checks.ts';
import { checkLineNumbers, checkLineTotal } from './line-checks.ts';
import { add, startReport } from './report.ts';
import type { Report } from './report.ts';
import type { Rule, RuleFinding } from './rule.ts';

/**
 * Checks of a document that follow from its field table: names mean the same in every message, so
 * the code of a country or a unit, a day, an amount is judged by its name.
 */
export type DeclaredPlan = {
  readonly table: MessageTable;
  readonly rules: Readonly<Record<SharedName, Rule>>;
  readonly head: EntityPlan;
  readonly line: EntityPlan | undefined;
  /** All that fields tell, or only which are empty, where other checks judge what they hold. */
  readonly scope: 'all' | 'required';
  /** How lines are numbered: from 1 without a gap, or as the list they refer to. */
  readonly numbering: 'from one' | 'as the list';
};

type EntityPlan = {
  readonly element: string;
  readonly checks: readonly FieldCheck[];
  /** Free texts, which must say something. */
  readonly texts: readonly string[];
  readonly has: ReadonlySet<string>;
};

type FieldCheck = {
  readonly name: string;
  readonly isRequired: boolean;
  readonly kind: Kind | undefined;
};

type Kind = { readonly rule: SharedName | 'office'; readonly passes: (value: Value) => boolean };

function isAbove(value: Value): boolean {
  return typeof value !== 'bigint' || value > 0n;
}

function isNotBelow(value: Value): boolean {
  return typeof value !== 'bigint' || value >= 0n;
}

function oneOf(codes: { has(code: string): boolean }): Kind['passes'] {
  return (value) => codes.has(String(value));
}

function kinds(names: string, rule: Kind['rule'], passes: Kind['passes']): [string, Kind][] {
  return names.split(' ').map((name) => [name, { rule, passes }]);
}

/** What a field is, by its name. */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ...kinds('declTime ieDate', 'day', (value) => isCustomsDay(String(value))),
  ...kinds('accountingDate leaveTime startTime endTime', 'time', (v) => isCustomsTime(String(v))),
  ...kinds('customsCode portCode', 'office', () => true),
  ...kinds('currency fCurrency iCurrency', 'anyCurrency', oneOf(CURRENCIES)),
  ...kinds('country tradeCountry', 'country', oneOf(COUNTRY_CODES)),
  ...kinds('unit unit1 unit2', 'unit', oneOf(UNIT_CODES)),
  ...kinds('gcode', 'hsCode', (value) => /^\d{10}$/.test(String(value))),
  ...kinds('trafMode', 'transportMode', oneOf(TRANSPORT_MODE_CODES)),
  ...kinds('wrapType', 'wrapType', oneOf(WRAP_TYPE_CODES)),
  ...kinds('qty qty1 price totalPrice grossWeight netWeight charge', 'positive', isAbove),
  ...kinds('freight insuredFee goodsValue', 'notNegative', isNotBelow),
  ...kinds('customsTax valueAddedTax consumptionTax taxPrice', 'notNegative', isNotBelow),
]);

const FREE_TEXT = /Name$|^(reason|gname|gmodel|goodsInfo)$/;

/**
 * The checks of a message's documents; `required` are fields that the paper demands and the XSD
 * does not.
 */
export function planDeclared(
  table: MessageTable,
  document: CheckedDocument,
  options: {
    required?: readonly string[];
    scope?: DeclaredPlan['scope'];
    numbering?: DeclaredPlan['numbering'];
  } = {},
): DeclaredPlan {
  const { head, lines }: DocumentTable = table.document;
  const required = new Set(options.required);
  return {
    table,
    rules: sharedRules(document, SHARED_NAMES),
    head: planEntity(head.element, head.fields, required),
    line: lines && planEntity(lines.element, lines.fields, required),
    scope: options.scope ?? 'all',
    numbering: options.numbering ?? 'from one',
  };
}

function planEntity(
  element: string,
  fields: readonly Field[],
  required: ReadonlySet<string>,
): EntityPlan {
  const checks = fields.map((field): FieldCheck => {
    // The export schema lets texts be empty that the paper demands.
    const isHollow = field.kind === 'text' && !field.optional && field.min === 0;
    const isRequired = isHollow || required.has(field.name);
    return { name: field.name, isRequired, kind: KINDS.get(field.name) };
  });
  return {
    element,
    checks: checks.filter(({ isRequired, kind }) => isRequired || kind !== undefined),
    texts: fields.map(({ name }) => name).filter((name) => FREE_TEXT.test(name)),
    has: new Set(fields.map(({ name }) => name)),
  };
}

/** The names of the shared rules that a plan may use, for the catalogue. */
export function rulesOf(plan: DeclaredPlan): SharedName[] {
  const entities = plan.line ? [plan.head, plan.line] : [plan.head];
  const names = new Set<SharedName>();
  for (const { checks, has } of entities) {
    if (checks.some(({ isRequired }) => isRequired)) names.add('required');
    if (plan.scope === 'required') continue;
    for (const { kind } of checks) if (kind) names.add(kind.rule);
    if (CHOICES.some((name) => has.has(name))) names.add('choice');
    if (has.has('buyerIdNumber')) for (const name of ID_CARD) names.add(name);
    if (has.has('appType')) for (const name of SUBMISSION) names.add(name);
    if (has.has('msgCount')) names.add('part');
    if (has.has('netWeight')) names.add('weights');
    if (has.has('gnum')) names.add('gnumTwice');
    if (has.has('gnum') && plan.numbering === 'from one') names.add('gnumGap');
    if (has.has('totalPrice')) names.add('lineTotal');
    if (has.has('unit2')) names.add('secondUnit').add('sameUnit');
  }
  return [...names];
}

const SUBMISSION = ['appType', 'appStatus', 'time'] as const;
const ID_CARD = ['idType', 'idForm', 'idBirth', 'idDigit'] as const;

/** Fields that `specials` hold against a few values. */
const CHOICES = ['ieFlag', 'tradeMode', 'orderType', 'summaryFlag', 'status'];

/** What a message adds to the checks of its fields. */
export type Specials<Head, Line> = {
  readonly head?: (report: Report, head: Head, lines: readonly Line[]) => void;
  readonly line?: (report: Report, line: Line, head: Head) => void;
};

/** Checks a document by its plan; `specials` are what its fields alone do not tell. */
export function checkDeclared<Head extends object, Line extends object>(
  plan: DeclaredPlan,
  document: { readonly head: Head; readonly lines: readonly Line[] },
  specials: Specials<Head, Line> = {},
): RuleFinding[] {
  const { head, lines } = document;
  const report = startReport(plan.head.element);
  const record = head as unknown as AnyRecord;
  if ('appType' in head && plan.scope === 'all') {
    checkSubmission(report, plan.rules, head as unknown as Submission);
  }
  checkEntity(report, plan, { entity: plan.head, record });
  checkPart(report, plan, record);
  specials.head?.(report, head, lines);
  if (plan.line) checkNumbers(report, plan, lines as unknown as readonly AnyRecord[]);
  lines.forEach((line, index) => {
    report.place = `${plan.line?.element ?? ''}[${index}]`;
    checkLine(report, plan, line as unknown as AnyRecord);
    specials.line?.(report, line, head);
  });
  return report.findings;
}

type Checked = { readonly entity: EntityPlan; readonly record: AnyRecord };

function checkEntity(report: Report, plan: DeclaredPlan, { entity, record }: Checked): void {
  const { rules, scope } = plan;
  for (const { name, isRequired, kind } of entity.checks) {
    const value = record[name];
    if (isBlank(value)) {
      if (isRequired) add(report, rules.required, [name]);
    } else if (scope === 'required') continue;
    else if (kind?.rule === 'office') checkOffice(report, rules, [name, String(value)]);
    else if (kind && !kind.passes(value)) add(report, rules[kind.rule], [name, textOf(value)]);
  }
  if (scope === 'required') return;
  const { netWeight, grossWeight } = record;
  if (typeof netWeight === 'bigint' && typeof grossWeight === 'bigint') {
    const values = [textOf(netWeight), textOf(grossWeight)];
    if (netWeight > grossWeight) add(report, rules.weights, ['netWeight', ...values]);
  }
  checkTexts(report, record as Readonly<Record<string, string | undefined>>, entity.texts);
}

/** Whether a value says nothing. */
export function isBlank(value: Value): boolean {
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}

/** A value as a finding shows it. */
export function textOf(value: Value): string {
  return typeof value === 'bigint' ? formatUnits(value) : String(value ?? '');
}

function checkPart(report: Report, { rules }: DeclaredPlan, record: AnyRecord): void {
  const { msgCount, msgSeqNo } = record;
  if (typeof msgCount !== 'number' || typeof msgSeqNo !== 'number') return;
  if (msgSeqNo >= 1 && msgSeqNo <= msgCount) return;
  add(report, rules.part, ['msgSeqNo', String(msgSeqNo), String(msgCount)]);
}

function checkNumbers(report: Report, plan: DeclaredPlan, lines: readonly AnyRecord[]): void {
  const { line, rules, numbering } = plan;
  if (!line?.has.has('gnum') || plan.scope === 'required') return;
  const numbered = lines.map(({ gnum }) => ({ gnum: Number(gnum) }));
  if (numbering === 'from one') {
    checkLineNumbers(report, rules, { entity: line.element, lines: numbered });
    return;
  }
  const seen = new Set<number>();
  numbered.forEach(({ gnum }, index) => {
    report.place = `${line.element}[${index}]`;
    if (seen.has(gnum)) add(report, rules.gnumTwice, ['gnum', String(gnum)]);
    seen.add(gnum);
  });
}

function checkLine(report: Report, plan: DeclaredPlan, line: AnyRecord): void {
  if (!plan.line) return;
  checkEntity(report, plan, { entity: plan.line, record: line });
  if (plan.scope === 'required') return;
  const { rules } = plan;
  const { qty, price, totalPrice, qty1, qty2, unit, unit1, unit2 } = line;
  if (typeof qty === 'bigint' && typeof price === 'bigint' && typeof totalPrice === 'bigint') {
    checkLineTotal(report, rules.lineTotal, { qty, price, totalPrice });
  }
  if (!plan.line.has.has('unit2')) return;
  if (unit === unit1 && qty !== qty1) {
    add(report, rules.sameUnit, ['qty1', textOf(qty), textOf(qty1), textOf(unit)]);
  }
  const hasQuantity = typeof qty2 === 'bigint';
  const fits = isBlank(unit2) ? !hasQuantity || qty2 === 0n : hasQuantity && qty2 > 0n;
  if (!fits) add(report, rules.secondUnit, ['qty2', textOf(qty2), textOf(unit2)]);
}
