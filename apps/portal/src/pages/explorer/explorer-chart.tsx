import { ProvinceMap } from '../../cockpit/province-map.tsx';
import { Bar } from '../../parts/layout.tsx';
import { useExplorerWords } from '../../text/explorer-words.ts';
import { isTime, showMeasure, type Pivot } from './pivot.ts';
import type { Question } from './question.ts';
import { useMemberNames } from './use-member-names.ts';

type Props = { readonly pivot: Pivot; readonly question: Question };

const SERIES_MAX = 6;
const BARS_MAX = 30;

/** Columns over time, stacked by the second dimension; bars, the largest first, for the rest. */
export function ExplorerChart({ pivot, question }: Props) {
  return isTime(question.rows) ? (
    <Stacks pivot={pivot} question={question} />
  ) : (
    <Bars pivot={pivot} question={question} />
  );
}

function Stacks({ pivot, question }: Props) {
  const words = useExplorerWords();
  const nameOf = useMemberNames();
  const { rows: by, columns, measure } = question;
  const series = pivot.columns.slice(0, SERIES_MAX);
  const heights = pivot.rows.map((row) => series.map((one) => Number(pivot.at(row, one) ?? 0n)));
  const most = Math.max(1, ...heights.map((parts) => parts.reduce((sum, one) => sum + one, 0)));
  const step = 100 / Math.max(1, pivot.rows.length);
  const label = words.chartOf(words.measures[measure], words.dimensions[by]);
  return (
    <figure className="stacks">
      <svg viewBox="0 0 100 40" preserveAspectRatio="none" role="img" aria-label={label}>
        {heights.map((parts, i) => {
          let base = 40;
          return parts.map((part, at) => {
            const height = (Math.max(0, part) / most) * 40;
            base -= height;
            const column = series[at] ?? '';
            const name = columns ? ` · ${nameOf(columns, column)}` : '';
            const told = showMeasure(pivot.at(pivot.rows[i] ?? '', column) ?? 0n, measure);
            return (
              <rect
                key={`${i} ${column}`}
                className={`series-${at}`}
                x={i * step + step * 0.1}
                width={step * 0.8}
                y={base}
                height={height}
              >
                <title>{`${pivot.rows[i]}${name}: ${told}`}</title>
              </rect>
            );
          });
        })}
      </svg>
      <div className="stacks-ends" aria-hidden="true">
        <span>{pivot.rows[0]}</span>
        <span>{pivot.rows.at(-1)}</span>
      </div>
      {columns && (
        <ul className="stacks-legend">
          {series.map((one, at) => (
            <li key={one}>
              <span className={`series-mark series-${at}`} aria-hidden="true" />
              {nameOf(columns, one)}
            </li>
          ))}
          {pivot.columns.length > SERIES_MAX && <li>… {words.data}</li>}
        </ul>
      )}
    </figure>
  );
}

function Bars({ pivot, question }: Props) {
  const words = useExplorerWords();
  const nameOf = useMemberNames();
  const { rows: by, measure } = question;
  const sizes = new Map(pivot.rows.map((row) => [row, sizeOf(pivot, row)]));
  const most = Math.max(1, ...[...sizes.values()].map(Number));
  const label = words.chartOf(words.measures[measure], words.dimensions[by]);
  return (
    <ol className="bars" aria-label={label}>
      {pivot.rows.slice(0, BARS_MAX).map((row) => (
        <li key={row}>
          <span className="bars-name">{nameOf(by, row)}</span>
          <Bar share={Number(sizes.get(row) ?? 0n) / most} />
          <span className="number">{showMeasure(sizes.get(row) ?? 0n, measure)}</span>
        </li>
      ))}
    </ol>
  );
}

/** Provinces as tiles. */
export function ExplorerMap({ pivot }: Props) {
  const counts = pivot.rows.map((province) => ({
    province,
    // Whole units are enough for a colour and a number on a tile.
    count: Math.round(Number(sizeOf(pivot, province)) / 100_000),
  }));
  return (
    <div className="explorer-map">
      <ProvinceMap provinces={counts} />
    </div>
  );
}

function sizeOf(pivot: Pivot, row: string): bigint {
  return pivot.columns.reduce((sum, column) => sum + (pivot.at(row, column) ?? 0n), 0n);
}
