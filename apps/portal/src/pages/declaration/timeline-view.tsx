import type { TransitionView } from '../../api/shapes.ts';
import { Section } from '../../parts/layout.tsx';
import { StatusTag } from '../../parts/status.tsx';
import { Time } from '../../parts/values.tsx';
import { useText } from '../../text/text.ts';

/** What happened to a declaration, the latest first: state, when, who and why. */
export function TimelineView({ steps }: { readonly steps: readonly TransitionView[] }) {
  const t = useText();
  return (
    <Section title={t.declaration.timeline}>
      {steps.length === 0 && <p className="quiet">{t.declaration.noTimeline}</p>}
      <ol className="timeline">
        {[...steps].reverse().map((step) => (
          <li key={step.version}>
            <StatusTag status={step.to} />
            <Time at={step.at} />
            <p className="quiet">
              {step.cause}
              {step.actor !== null && ` · ${step.actor}`}
            </p>
          </li>
        ))}
      </ol>
    </Section>
  );
}
