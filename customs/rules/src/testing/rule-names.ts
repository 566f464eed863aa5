import { CATALOGUE } from '../catalogue.ts';
import type { NamedRule } from '../catalogue.ts';
import type { RuleFinding } from '../rule.ts';

/** What names the rule of a finding. */
type Told = Pick<RuleFinding, 'code' | 'severity' | 'message'> & { readonly field: string };

/** The rules of the catalogue whose code, weight and English text fit a finding: one, mostly. */
export function ruleNamesOf(finding: Told): string[] {
  const rules = CATALOGUE.flatMap((group) => group.rules).filter((rule) => fits(rule, finding));
  return rules.map((rule) => rule.id);
}

function fits(rule: NamedRule, finding: Told): boolean {
  if (rule.code !== finding.code || rule.severity !== finding.severity) return false;
  const pattern = rule.en
    .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replaceAll('{field}', finding.field.replace(/[[\].]/g, '\\$&'))
    .replace(/\{\d\}/g, '.*');
  return new RegExp(`^${pattern}$`).test(finding.message);
}
