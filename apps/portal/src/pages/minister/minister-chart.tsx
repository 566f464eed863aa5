import { useId } from 'react';
import { Bar } from '../../parts/layout.tsx';
import { useMinisterWords } from '../../text/minister-words.ts';

export type ChartPoint = { readonly name: string; readonly value: number; readonly shown: string };

type Props = {
  readonly title: string;
  readonly sentence: string;
  readonly points: readonly ChartPoint[];
  /** Names beside bars, instead of columns over time. */
  readonly isList?: boolean;
};

/** A picture with its sentence; the numbers stand in a table behind it. */
export function MinisterChart({ title, sentence, points, isList = false }: Props) {
  const words = useMinisterWords();
  const id = useId();
  const most = Math.max(...points.map(({ value }) => value), Number.MIN_VALUE);
  return (
    <figure className="glance-chart" aria-labelledby={id}>
      <figcaption id={id}>
        <strong>{title}</strong> {sentence}
      </figcaption>
      {isList ? <List points={points} most={most} /> : <Columns points={points} most={most} />}
      <details className="no-print">
        <summary>{words.data}</summary>
        <table>
          <tbody>
            {points.map(({ name, shown }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="number">{shown}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

type DrawnProps = { readonly points: readonly ChartPoint[]; readonly most: number };

function Columns({ points, most }: DrawnProps) {
  // Twelve places even where fewer months are known, so that one month is no wall.
  const places = Math.max(12, points.length);
  const step = 120 / places;
  return (
    <>
      <svg viewBox="0 0 120 40" preserveAspectRatio="none" aria-hidden="true">
        {points.map(({ name, value }, i) => {
          const height = (Math.max(0, value) / most) * 38;
          return (
            <rect
              key={name}
              className="series-0"
              x={i * step + step * 0.15}
              y={40 - height}
              width={step * 0.7}
              height={height}
            />
          );
        })}
      </svg>
      <p className="glance-ends" aria-hidden="true">
        <span>{points[0]?.name}</span>
        <span>{points.length > 1 ? points.at(-1)?.name : ''}</span>
      </p>
    </>
  );
}

function List({ points, most }: DrawnProps) {
  return (
    <ol className="bars" aria-hidden="true">
      {points.map(({ name, value, shown }) => (
        <li key={name}>
          <span>{name}</span>
          <Bar share={value / most} />
          <span className="number">{shown}</span>
        </li>
      ))}
    </ol>
  );
}
