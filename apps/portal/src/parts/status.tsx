import type { DeclarationStatus, Lane } from '../api/shapes.ts';
import { useText } from '../text/text.ts';

/** A tone is a colour with a shape, so that neither is needed to tell two apart. */
export type Tone = 'good' | 'open' | 'care' | 'bad' | 'gone';

const TONES: Readonly<Record<DeclarationStatus, Tone>> = {
  staged: 'open',
  filed: 'open',
  waiting: 'open',
  sent: 'open',
  held: 'care',
  'customs-held': 'care',
  rejected: 'bad',
  released: 'good',
  returned: 'gone',
  cancelled: 'gone',
};

/** A word with the colour and the shape of its tone: dot, ring, triangle, square, dash. */
export function Tag({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return (
    <span className={`tag tone-${tone}`}>
      <Shape tone={tone} />
      {children}
    </span>
  );
}

/** The state of a declaration. */
export function StatusTag({ status }: { readonly status: DeclarationStatus }) {
  return <Tag tone={TONES[status]}>{useText().status[status]}</Tag>;
}

function Shape({ tone }: { readonly tone: Tone }) {
  return (
    <svg className="shape" viewBox="0 0 12 12" aria-hidden="true">
      {tone === 'good' && <circle cx="6" cy="6" r="5" fill="currentColor" />}
      {tone === 'open' && (
        <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="2" />
      )}
      {tone === 'care' && <path d="M6 1 11.5 11H.5z" fill="currentColor" />}
      {tone === 'bad' && <rect x="1" y="1" width="10" height="10" fill="currentColor" />}
      {tone === 'gone' && <rect x="1" y="5" width="10" height="2.5" fill="currentColor" />}
    </svg>
  );
}

const TICKS: Readonly<Record<Lane, number>> = { green: 1, amber: 2, red: 3 };

/** The risk lane: one, two or three ticks and the word. */
export function LaneTag({ lane }: { readonly lane: Lane | null }) {
  const t = useText();
  if (lane === null) return <span className="quiet">{t.states.none}</span>;
  return (
    <span className={`lane lane-${lane}`}>
      <svg className="ticks" viewBox="0 0 12 12" aria-hidden="true">
        {[0, 1, 2].slice(0, TICKS[lane]).map((tick) => (
          <rect key={tick} x={tick * 4} y="1" width="2.5" height="10" fill="currentColor" />
        ))}
      </svg>
      {t.lane[lane]}
    </span>
  );
}
