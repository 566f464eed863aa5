import { findingOf } from './rule.ts';
import type { Rule, RuleFinding } from './rule.ts';

/** What a check writes into: findings so far, and the entity at which it stands. */
export type Report = { readonly findings: RuleFinding[]; place: string };

/** A report that stands at the head `entity`. */
export function startReport(entity: string): Report {
  return { findings: [], place: entity };
}

/** Adds what `rule` finds at a field of the place, about the values given. */
export function add(
  report: Report,
  rule: Rule,
  [field, ...values]: readonly [field: string, ...values: string[]],
): void {
  report.findings.push(findingOf(rule, `${report.place}.${field}`, values));
}
