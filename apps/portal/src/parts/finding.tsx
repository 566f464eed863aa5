import type { Finding } from '@pilotzone/kernel/finding';
import { useBothLanguages, useText } from '../text/text.ts';

/** A finding (理由) in full: text, code, whose it is, field, basis and fix. */
export function FindingView({ finding }: { readonly finding: Finding }) {
  const t = useText();
  const both = useBothLanguages();
  const { code, source, field } = finding;
  // Findings kept from earlier versions have no Chinese fix and basis.
  const fix = both(finding.fixZh ?? finding.fix, finding.fix);
  const basis = both(finding.basisZh ?? finding.basis, finding.basis);
  return (
    <article className="finding">
      <p className="finding-text">
        <code className="finding-code">{code}</code> {both(finding.messageZh, finding.message)}
      </p>
      {fix !== '' && (
        <p>
          <span className="label">{t.declaration.fix}</span> {fix}
        </p>
      )}
      <p className="quiet">
        {t.source[source]}
        {field !== '' && (
          <>
            {' · '}
            <code>{field}</code>
          </>
        )}
        {basis !== '' && ` · ${t.declaration.basis}: ${basis}`}
      </p>
    </article>
  );
}

/** Findings without those that say the same thing twice. */
export function distinctFindings(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const key = [finding.code, finding.field, ...finding.values].join(' ');
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
}
