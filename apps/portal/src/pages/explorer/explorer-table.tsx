import { TableFrame } from '../../parts/layout.tsx';
import { useExplorerWords } from '../../text/explorer-words.ts';
import { showMeasure, type Pivot } from './pivot.ts';
import type { Question } from './question.ts';
import { useMemberNames } from './use-member-names.ts';

type Props = {
  readonly pivot: Pivot;
  readonly question: Question;
  /** Shows what is behind a number; absent for who may not see it. */
  readonly onOpen?: ((place: Record<string, string>) => void) | undefined;
};

/** The numbers, with sums where they are exact; each leads to its declarations. */
export function ExplorerTable({ pivot, question, onOpen }: Props) {
  const words = useExplorerWords();
  const nameOf = useMemberNames();
  const { rows: by, columns, measure } = question;
  const { sums } = pivot;
  const total = pivot.rows.reduce((sum, row) => sum + (sums?.row(row) ?? 0n), 0n);
  return (
    <TableFrame>
      <table className="trade">
        <thead>
          <tr>
            <th scope="col">{words.dimensions[by]}</th>
            {pivot.columns.map((column) => (
              <th key={column} scope="col" className="number">
                {columns ? nameOf(columns, column) : words.measures[measure]}
              </th>
            ))}
            {columns && sums && (
              <th scope="col" className="number">
                {words.sum}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {pivot.rows.map((row) => (
            <tr key={row}>
              <th scope="row">{nameOf(by, row)}</th>
              {pivot.columns.map((column) => (
                <td key={column} className="number">
                  <Value
                    units={pivot.at(row, column)}
                    question={question}
                    onOpen={
                      onOpen && (() => onOpen({ [by]: row, ...(columns && { [columns]: column }) }))
                    }
                  />
                </td>
              ))}
              {columns && sums && <td className="number">{showMeasure(sums.row(row), measure)}</td>}
            </tr>
          ))}
        </tbody>
        {sums && (
          <tfoot>
            <tr>
              <th scope="row">{words.sum}</th>
              {pivot.columns.map((column) => (
                <td key={column} className="number">
                  {showMeasure(sums.column(column), measure)}
                </td>
              ))}
              {columns && <td className="number">{showMeasure(total, measure)}</td>}
            </tr>
          </tfoot>
        )}
      </table>
    </TableFrame>
  );
}

type ValueProps = {
  readonly units: bigint | null | undefined;
  readonly question: Question;
  readonly onOpen: (() => void) | undefined;
};

function Value({ units, question, onOpen }: ValueProps) {
  const words = useExplorerWords();
  if (units === undefined) return <span className="quiet">–</span>;
  if (units === null) return <abbr title={words.hidden}>{words.hiddenMark}</abbr>;
  const shown = showMeasure(units, question.measure);
  if (!onOpen) return <>{shown}</>;
  return (
    <button type="button" className="plain" title={words.open} onClick={onOpen}>
      {shown}
    </button>
  );
}
