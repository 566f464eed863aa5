import { LIST_TRADE_MODES } from '@pilotzone/rules/codes/trade-modes';
import { useEffect, useId, useState } from 'react';
import { DECLARATION_STATUSES, LANES } from '../api/shapes.ts';
import { useModeName } from '../parts/values.tsx';
import { navigate, withQuery } from '../routing.tsx';
import type { Texts } from '../text/en.ts';
import { useText } from '../text/text.ts';

/** What the list can be narrowed by, as the API and the address name it. */
export const FILTERS = [
  'status',
  'tradeMode',
  'lane',
  'filedFrom',
  'filedUntil',
  'orderNo',
  'copNo',
  'invtNo',
  'reason',
] as const;

type FilterName = (typeof FILTERS)[number];

/** The fields above the list; each change goes into the address. */
export function DeclarationFilters({ query }: { readonly query: URLSearchParams }) {
  const t = useText();
  const modeName = useModeName();
  const set = (name: FilterName) => (value: string) =>
    navigate(withQuery(query, { [name]: value }), { replace: true });
  const value = (name: FilterName) => query.get(name) ?? '';
  const choices = {
    status: statusChoices(t, value('status')),
    mode: [...LIST_TRADE_MODES].map((code) => [code, `${code} ${modeName(code)}`] as const),
    lane: LANES.map((lane) => [lane, t.lane[lane]] as const),
  };
  return (
    <div className="filters" role="search" aria-label={t.declarations.title}>
      <Choice
        label={t.declarations.status}
        value={value('status')}
        choices={choices.status}
        onChange={set('status')}
      />
      <Choice
        label={t.declarations.mode}
        value={value('tradeMode')}
        choices={choices.mode}
        onChange={set('tradeMode')}
      />
      <Choice
        label={t.declarations.lane}
        value={value('lane')}
        choices={choices.lane}
        onChange={set('lane')}
      />
      <DayFilter label={t.desk.list.from} value={value('filedFrom')} onChange={set('filedFrom')} />
      <DayFilter
        label={t.desk.list.until}
        value={value('filedUntil')}
        onChange={set('filedUntil')}
      />
      <TypedFilter
        label={t.declarations.orderNo}
        value={value('orderNo')}
        onChange={set('orderNo')}
      />
      <TypedFilter label={t.declarations.copNo} value={value('copNo')} onChange={set('copNo')} />
      <TypedFilter label={t.declarations.invtNo} value={value('invtNo')} onChange={set('invtNo')} />
      <TypedFilter label={t.declarations.reason} value={value('reason')} onChange={set('reason')} />
      {FILTERS.some((name) => value(name) !== '') && (
        <button type="button" className="plain" onClick={() => navigate(window.location.pathname)}>
          {t.declarations.clear}
        </button>
      )}
    </div>
  );
}

/** One state, or the several that a view asks for together. */
function statusChoices(t: Texts, chosen: string): (readonly [value: string, label: string])[] {
  const single = DECLARATION_STATUSES.map((status) => [status, t.status[status]] as const);
  if (chosen === '' || single.some(([status]) => status === chosen)) return single;
  const names = chosen
    .split(',')
    .map((one) => single.find(([status]) => status === one)?.[1] ?? one);
  return [[chosen, names.join(' · ')], ...single];
}

type ChoiceProps = {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string) => void;
};

/** One of a few values, or all. */
export function Choice({ label, value, choices, onChange }: ChoiceProps) {
  const t = useText();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t.declarations.all}</option>
        {choices.map(([choice, text]) => (
          <option key={choice} value={choice}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

type TypedProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
};

/** A day in China. */
function DayFilter({ label, value, onChange }: TypedProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} type="date" value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}

// A pause in typing; the list is read once per pause, typing itself never waits.
const PAUSE_MS = 300;

/** A number or code, taken over when typing pauses. */
export function TypedFilter({ label, value, onChange }: TypedProps) {
  const id = useId();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text.trim() === value) return undefined;
    const timer = window.setTimeout(() => onChange(text.trim()), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
      />
    </div>
  );
}
