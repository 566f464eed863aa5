import { TRADE_MODES } from '@pilotzone/rules/codes/trade-modes';
import { useState } from 'react';
import { navigate, useAddress, withQuery } from '../../routing.tsx';
import { useExplorerWords } from '../../text/explorer-words.ts';
import { ALL_DIMENSIONS, MEASURES, OPEN_DIMENSIONS, asCellQuery } from './question.ts';
import type { Question } from './question.ts';
import { useMemberNames } from './use-member-names.ts';

type Props = { readonly question: Question; readonly seesAll: boolean };

/** What to show: dimensions, measure, days, filters; all of it stands in the address. */
export function ExplorerControls({ question, seesAll }: Props) {
  const words = useExplorerWords();
  const nameOf = useMemberNames();
  const { query } = useAddress();
  const set = (name: string) => (value: string) =>
    navigate(withQuery(query, { [name]: value, at: '' }), { replace: true });
  const dimensions = (seesAll ? ALL_DIMENSIONS : OPEN_DIMENSIONS).map(
    (one) => [one, words.dimensions[one]] as const,
  );
  const measures = MEASURES.map((one) => [one, words.measures[one]] as const);
  const any = ['', words.all] as const;
  const directions = (['import', 'export'] as const).map(
    (one) => [one, words.directions[one]] as const,
  );
  const modes = [...TRADE_MODES.keys()].map((code) => [code, nameOf('tradeMode', code)] as const);
  const { rows, columns = '', measure, from, until, knownAt = '', direction, tradeMode } = question;
  return (
    <div className="filters">
      <Choice label={words.rows} value={rows} options={dimensions} onChange={set('rows')} />
      <Choice
        label={words.columns}
        value={columns}
        options={[['', words.noColumns], ...dimensions]}
        onChange={set('columns')}
      />
      <Choice label={words.measure} value={measure} options={measures} onChange={set('measure')} />
      <Day label={words.from} value={from} onChange={set('from')} />
      <Day label={words.until} value={until} onChange={set('until')} />
      {seesAll && <Day label={words.knownAt} value={knownAt} onChange={set('knownAt')} />}
      <Choice
        label={words.direction}
        value={direction}
        options={[any, ...directions]}
        onChange={set('direction')}
      />
      <Choice
        label={words.mode}
        value={tradeMode}
        options={[any, ...modes]}
        onChange={set('tradeMode')}
      />
    </div>
  );
}

type ChoiceProps = {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly onChange: (value: string) => void;
};

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

type DayProps = Omit<ChoiceProps, 'options'>;

function Day({ label, value, onChange }: DayProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <input type="date" value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

/** The table as a file, and the address of this view to send to somebody. */
export function ExplorerTools({ question }: { readonly question: Question }) {
  const words = useExplorerWords();
  const [isCopied, setCopied] = useState(false);
  const file = (format: string) =>
    `/api/v1/statistics/cells/export?${asCellQuery(question)}&format=${format}`;
  const copy = () =>
    void navigator.clipboard.writeText(window.location.href).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <div className="explorer-tools">
      <a href={file('csv')} download>
        {words.download} CSV
      </a>
      <a href={file('xlsx')} download>
        {words.download} XLSX
      </a>
      <button type="button" onClick={copy}>
        {isCopied ? words.shared : words.share}
      </button>
    </div>
  );
}
