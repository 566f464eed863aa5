import type { Finding, Severity } from '@pilotzone/kernel/finding';
import { basisInChinese } from './basis-zh.ts';

/**
 * A finding of a check, with its weight: an error stops the document, a warning is told and passes.
 */
export type RuleFinding = Finding & { readonly severity: Severity };

/**
 * One published check. Texts are templates: `{0}` … `{3}` stand for the finding's values, `{field}`
 * for its field. They are written here once; findings, docs/protocols/checks.md and tests are made
 * from them.
 */
export type Rule = {
  /**
   * Official code where there is one, else ours, `PZ-…`. Several rules may share an official code.
   */
  readonly code: string;
  readonly source: Finding['source'];
  readonly severity: Severity;
  /** Chinese text, customs' own words where it has them. */
  readonly zh: string;
  readonly en: string;
  /** Legal or technical basis. */
  readonly basis: string;
  /** What the sender should change. */
  readonly fix: string;
  /** The same in Chinese. */
  readonly fixZh: string;
};

/**
 * The finding that `rule` makes at `field` about `values` (as written; personal data masked by the
 * caller).
 */
export function findingOf(rule: Rule, field: string, values: readonly string[]): RuleFinding {
  return {
    code: rule.code,
    source: rule.source,
    field,
    message: fill(rule.en, field, values),
    messageZh: fill(rule.zh, field, values),
    values,
    basis: fill(rule.basis, field, values),
    fix: fill(rule.fix, field, values),
    basisZh: fill(basisInChinese(rule.basis), field, values),
    fixZh: fill(rule.fixZh, field, values),
    severity: rule.severity,
  };
}

function fill(template: string, field: string, values: readonly string[]): string {
  return template.replace(/\{(field|\d)\}/g, (_, key: string) =>
    key === 'field' ? field : (values[Number(key)] ?? ''),
  );
}

/**
 * The errors among `findings`, as reasons for an outcome (without the weight, which is then known).
 */
export function errorsOf(findings: readonly RuleFinding[]): Finding[] {
  return findings.filter((finding) => finding.severity === 'error').map(withoutSeverity);
}

/** The warnings among `findings`, without the weight. */
export function warningsOf(findings: readonly RuleFinding[]): Finding[] {
  return findings.filter((finding) => finding.severity === 'warning').map(withoutSeverity);
}

function withoutSeverity(finding: RuleFinding): Finding {
  const { severity: _, ...rest } = finding;
  return rest;
}
