import { useEffect } from 'react';
import type { Probe, System } from '../../api/system-shapes.ts';
import { useGet } from '../../api/use-get.ts';
import { showBytes, showCount } from '../../format.ts';
import { Facts, Section } from '../../parts/layout.tsx';
import { Load } from '../../parts/states.tsx';
import { Tag, type Tone } from '../../parts/status.tsx';
import { Time, useSpan } from '../../parts/values.tsx';
import { useText } from '../../text/text.ts';

const TONES: Readonly<Record<Probe['state'], Tone>> = {
  good: 'good',
  care: 'care',
  bad: 'bad',
  unknown: 'open',
};

const LOOK_EVERY_MS = 10_000;

/** What each part of the platform measured a moment ago. */
export function SystemView() {
  const t = useText().operator;
  const loaded = useGet<System>('/system');
  const { reload } = loaded;
  useEffect(() => {
    const timer = setInterval(reload, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <Load from={loaded} rows={8}>
      {(system) => (
        <>
          <p className="quiet">
            {t.probedAt} <Time at={system.at} />
          </p>
          <div className="probes">
            {system.probes.map((probe) => (
              <Section
                key={probe.name}
                title={t.probes[probe.name]}
                aside={<Tag tone={TONES[probe.state]}>{t.states[probe.state]}</Tag>}
              >
                <Measurements measured={probe.measured} />
              </Section>
            ))}
          </div>
        </>
      )}
    </Load>
  );
}

function Measurements({ measured }: Pick<Probe, 'measured'>) {
  const t = useText();
  const span = useSpan();
  const show = (name: string, value: number | string | null) => {
    if (value === null) return t.states.none;
    if (name === 'since' || name === 'firstEnds') return <Time at={String(value)} />;
    if (typeof value === 'string') return value;
    if (name.endsWith('Bytes')) return showBytes(value);
    if (name.endsWith('Ms')) return span(value);
    return showCount(value);
  };
  const labels: Readonly<Record<string, string>> = t.operator.measured;
  return (
    <Facts
      pairs={Object.entries(measured).map(([name, value]) => [
        labels[name] ?? name,
        show(name, value),
      ])}
    />
  );
}
