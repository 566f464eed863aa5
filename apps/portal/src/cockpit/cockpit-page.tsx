import { COUNTRIES } from '@pilotzone/rules/codes/countries';
import { systemClock } from '@pilotzone/kernel/time';
import { useEffect, useState, type ReactNode } from 'react';
import { shareOf, showCount, showFullTime, showMoney, sumOf } from '../format.ts';
import { Bar } from '../parts/layout.tsx';
import { Money, Since, useModeName } from '../parts/values.tsx';
import { applyPreferences } from '../preferences.ts';
import { Link } from '../routing.tsx';
import { useSession } from '../session.tsx';
import { useBothLanguages, useText } from '../text/text.ts';
import { Heartbeat } from './heartbeat.tsx';
import { ProvinceMap } from './province-map.tsx';
import { useCockpit, type Beat, type Passing, type Sums } from './use-cockpit.ts';
import './cockpit.css';

/** The wall screen: how the zone breathes. No controls but the way back. */
export function CockpitPage() {
  const t = useText();
  const { me } = useSession();
  const { line, beats, sums, passing } = useCockpit();
  useEffect(() => {
    document.title = t.cockpit.title;
    // A wall is dark whatever its browser prefers.
    document.documentElement.dataset['theme'] = 'dark';
    return applyPreferences;
  }, [t]);
  return (
    <main className="cockpit">
      <header className="cockpit-top">
        <h1>
          <Link to="/">{t.cockpit.title}</Link>
        </h1>
        <span className="quiet">
          {t.app.zone} <code>{me.zoneCode}</code>
        </span>
        <span className={`light light-${line}`} role="status">
          {t.app[line]}
        </span>
        <Clock />
      </header>
      <div className="cockpit-side">
        <Volume sums={sums} beats={beats} />
        <Modes sums={sums} />
      </div>
      <Panel title={t.cockpit.map} at={sums?.at} className="cockpit-map">
        <ProvinceMap provinces={sums?.provinces ?? []} />
      </Panel>
      <div className="cockpit-side">
        <Care sums={sums} />
        <Tops sums={sums} />
      </div>
      <Stream passing={passing} />
    </main>
  );
}

type PanelProps = {
  readonly title: string;
  readonly at?: string | undefined;
  readonly className?: string;
  readonly children: ReactNode;
};

/** A panel with what it shows and how old that is. */
function Panel({ title, at, className = '', children }: PanelProps) {
  const t = useText().cockpit;
  return (
    <section className={`cockpit-panel ${className}`}>
      <header>
        <h2>{title}</h2>
        {at !== undefined && (
          <span className="quiet">
            <Since at={at} /> {t.ago}
          </span>
        )}
      </header>
      {children}
    </section>
  );
}

type SumsProps = { readonly sums: Sums | undefined };

function Volume({ sums, beats }: SumsProps & { readonly beats: readonly Beat[] }) {
  const t = useText().cockpit;
  const last = beats.at(-1);
  const standing = sums?.standing ?? [];
  const released = standing.filter(({ status }) => status === 'released');
  const value = sumOf(released.map((row) => row.dutiablePrice ?? '0'));
  const tax = sumOf(released.map((row) => row.tax ?? '0'));
  return (
    <Panel title={t.volume} at={sums?.at}>
      <div className="cockpit-numbers">
        <Big label={t.filed} value={showCount(countOf(standing))} />
        <Big label={t.released} value={showCount(countOf(released))} />
        <Big label={t.value} value={`¥ ${showMoney(value)}`} />
        <Big label={t.tax} value={`¥ ${showMoney(tax)}`} />
      </div>
      <Heartbeat beats={beats} />
      <p className="cockpit-legend">
        <span className="legend-filed">{t.filedNow(last?.filed ?? 0)}</span>
        <span className="legend-released">{t.releasedNow(last?.released ?? 0)}</span>
      </p>
      <p className="quiet">
        {sums?.lastWeek
          ? t.lastWeek(showCount(sums.lastWeek.count), showMoney(sums.lastWeek.value))
          : t.noLastWeek}
      </p>
    </Panel>
  );
}

function Big({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <p>
      <span className="quiet">{label}</span>
      <b>{value}</b>
    </p>
  );
}

function countOf(rows: readonly { count: number }[]): number {
  return rows.reduce((sum, row) => sum + row.count, 0);
}

function Modes({ sums }: SumsProps) {
  const t = useText().cockpit;
  const modeName = useModeName();
  const standing = sums?.standing ?? [];
  const all = countOf(standing);
  const modes = [...new Set(standing.map(({ tradeMode }) => tradeMode))].sort();
  return (
    <Panel title={t.modes} at={sums?.at}>
      {modes.map((mode) => {
        const count = countOf(standing.filter(({ tradeMode }) => tradeMode === mode));
        return (
          <Row key={mode} label={`${mode} ${modeName(mode)}`} share={count / Math.max(1, all)}>
            {showCount(count)}
          </Row>
        );
      })}
    </Panel>
  );
}

type RowProps = {
  readonly label: string;
  readonly share: number;
  readonly tone?: string;
  readonly children: ReactNode;
};

function Row({ label, share, tone, children }: RowProps) {
  return (
    <div className="cockpit-row">
      <span className="one-line">{label}</span>
      <b>{children}</b>
      <Bar share={share} {...(tone === undefined ? {} : { tone })} />
    </div>
  );
}

const LANES = [
  ['green', 'good'],
  ['amber', 'care'],
  ['red', 'bad'],
] as const;

function Care({ sums }: SumsProps) {
  const t = useText();
  const standing = sums?.standing ?? [];
  const inLanes = standing.filter(({ lane }) => lane !== null);
  const all = Math.max(1, countOf(inLanes));
  return (
    <Panel title={t.cockpit.care} at={sums?.at}>
      <div className="cockpit-numbers">
        <Big label={t.cockpit.holds} value={showCount(sums?.holds.count ?? 0)} />
        <p>
          <span className="quiet">{t.cockpit.oldest}</span>
          <b>{sums?.holds.oldest ? <Since at={sums.holds.oldest} /> : t.states.none}</b>
        </p>
        <p>
          <span className="quiet">{t.cockpit.customs}</span>
          <b className={sums?.customs.state === 'down' ? 'tone-bad' : 'tone-good'}>
            {sums ? t.overview.linkStates[sums.customs.state] : t.states.none}
          </b>
        </p>
        <Big label={t.cockpit.queued} value={showCount(sums?.customs.queued ?? 0)} />
      </div>
      {LANES.map(([lane, tone]) => {
        const count = countOf(inLanes.filter((row) => row.lane === lane));
        return (
          <Row key={lane} label={t.lane[lane]} share={count / all} tone={tone}>
            {showCount(count)}
          </Row>
        );
      })}
      {(sums?.failing.length ?? 0) > 0 && (
        <p className="tone-bad">{t.cockpit.failing(sums?.failing.join(', ') ?? '')}</p>
      )}
    </Panel>
  );
}

function Tops({ sums }: SumsProps) {
  const t = useText();
  const both = useBothLanguages();
  const country = (code: string) => {
    const known = COUNTRIES.get(code);
    return known ? both(known.zh, known.en) : code;
  };
  const names: Readonly<Record<string, string>> = t.cockpit.chapterNames;
  const chapter = (code: string) => names[`c${code}`] ?? t.cockpit.chapter(code);
  const lists = [
    [t.cockpit.chapters, sums?.chapters ?? [], chapter] as const,
    [t.cockpit.origins, sums?.origins ?? [], country] as const,
  ];
  return (
    <>
      {lists.map(([title, rows, nameOf]) => (
        <Panel key={title} title={title} at={sums?.at}>
          {rows.map(({ code, value }) => (
            <Row key={code} label={nameOf(code)} share={shareOf(value, rows[0]?.value ?? '0')}>
              <Money amount={value} />
            </Row>
          ))}
        </Panel>
      ))}
    </>
  );
}

function Stream({ passing }: { readonly passing: readonly Passing[] }) {
  const t = useText();
  return (
    <section className="cockpit-stream" aria-label={t.cockpit.passing}>
      {passing.length === 0 && <span className="quiet">{t.cockpit.nonePassing}</span>}
      <ol>
        {passing.map((one, index) => (
          <li key={`${one.at} ${one.orderNo} ${index}`}>
            <code>{one.orderNo}</code> <span className="quiet">{one.tradeMode}</span>{' '}
            <b>
              ¥ <Money amount={one.dutiablePrice} />
            </b>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Clock() {
  const [now, setNow] = useState(() => systemClock.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(systemClock.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const text = showFullTime(now);
  return <time className="cockpit-clock">{text.slice(0, 19).replace('T', ' ')}</time>;
}
