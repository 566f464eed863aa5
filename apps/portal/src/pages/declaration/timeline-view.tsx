import type { TransitionView } from '../../api/shapes.ts';
import { Section } from '../../parts/layout.tsx';
import { StatusTag } from '../../parts/status.tsx';
import { Time, useReturnStatusName } from '../../parts/values.tsx';
import { useText } from '../../text/text.ts';

/** What happened to a declaration, the latest first: state, when, who and why. */
export function TimelineView({ steps }: { readonly steps: readonly TransitionView[] }) {
  const t = useText();
  const causeOf = useCause();
  // Systems act under their own names, people under the names of their keys.
  const actors: Readonly<Record<string, string>> = t.source;
  return (
    <Section title={t.declaration.timeline}>
      {steps.length === 0 && <p className="quiet">{t.declaration.noTimeline}</p>}
      <ol className="timeline">
        {[...steps].reverse().map((step) => (
          <li key={step.version}>
            <StatusTag status={step.to} />
            <Time at={step.at} />
            <p className="quiet">
              {causeOf(step.cause)}
              {step.actor !== null && ` · ${actors[step.actor] ?? step.actor}`}
            </p>
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** A cause in the chosen language; one that is not known stays as the server wrote it. */
function useCause(): (cause: string) => string {
  const { causes } = useText().declaration;
  const nameOf = useReturnStatusName();
  const plain: Readonly<Record<string, string>> = {
    'sent to customs': causes.sent,
    'a document arrived': causes.arrived,
    'appType 1': causes.filed,
    'appType 2': causes.changed,
    'appType 3': causes.deleted,
  };
  return (cause) => {
    const receipt = /^receipt (-?\d+)$/.exec(cause)?.[1];
    if (receipt !== undefined) return causes.receipt(receipt, nameOf(receipt) ?? '');
    const decided = /^hold decided: (release|reject); (.*)$/s.exec(cause);
    if (!decided) return plain[cause] ?? cause;
    const note = decided[2] ?? '';
    return decided[1] === 'release' ? causes.released(note) : causes.refused(note);
  };
}
