import { useEffect, useId, useRef, useState, type ReactNode } from 'react';

type SectionProps = {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
};

/** A part of a page under its own heading. */
export function Section({ title, aside, children }: SectionProps) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <header className="section-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** A table that scrolls inside itself where the screen is too narrow. */
export function TableFrame({ children }: { readonly children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const [isScrolled, setScrolled] = useState(false);
  useEffect(() => {
    const box = frame.current;
    if (!box) return undefined;
    const look = () => setScrolled(box.scrollWidth > box.clientWidth);
    look();
    const watch = new ResizeObserver(look);
    watch.observe(box);
    return () => watch.disconnect();
  }, []);
  // What scrolls can be reached by keyboard; what does not is no stop on the way.
  return (
    <div className="table-frame" ref={frame} {...(isScrolled ? { tabIndex: 0 } : {})}>
      {children}
    </div>
  );
}

type Pair = readonly [label: string, value: ReactNode];

/** Labels with their values. */
export function Facts({ pairs }: { readonly pairs: readonly Pair[] }) {
  return (
    <dl className="facts">
      {pairs.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A share of a whole as a bar; its numbers stand beside it in the table. */
export function Bar({ share, tone }: { readonly share: number; readonly tone?: string }) {
  const width = Math.max(0, Math.min(1, share)) * 100;
  return (
    <svg
      className={`bar ${tone ? `tone-${tone}` : ''}`}
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect className="bar-ground" width="100" height="8" />
      {/* A share that is not nothing is seen. */}
      <rect className="bar-value" width={share > 0 ? Math.max(width, 0.8) : 0} height="8" />
    </svg>
  );
}

type TabsProps<K extends string> = {
  readonly tabs: readonly (readonly [key: K, label: string])[];
  readonly current: K;
  readonly label: string;
  readonly onChoose: (key: K) => void;
};

/** Tabs by the usual keys: left and right move, and moving chooses. */
export function Tabs<K extends string>({ tabs, current, label, onChoose }: TabsProps<K>) {
  const move = (by: number) => {
    const at = tabs.findIndex(([key]) => key === current);
    const next = tabs[(at + by + tabs.length) % tabs.length];
    if (next) onChoose(next[0]);
  };
  return (
    <div
      className="tabs"
      role="tablist"
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
        move(event.key === 'ArrowRight' ? 1 : -1);
        const list = event.currentTarget;
        // The chosen tab is drawn after this turn.
        requestAnimationFrame(() =>
          list.querySelector<HTMLElement>('[aria-selected=true]')?.focus(),
        );
      }}
    >
      {tabs.map(([key, text]) => (
        <button
          key={key}
          type="button"
          role="tab"
          aria-selected={key === current}
          tabIndex={key === current ? 0 : -1}
          onClick={() => onChoose(key)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
