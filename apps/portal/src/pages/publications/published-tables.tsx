import type { Publication } from '@pilotzone/statistics/contract/publications';
import { showCount, showMoney } from '../../format.ts';
import { TableFrame } from '../../parts/layout.tsx';
import { useExplorerWords } from '../../text/explorer-words.ts';
import { usePublicationWords } from '../../text/publication-words.ts';
import { useMemberNames } from '../explorer/use-member-names.ts';

type Table = Publication['tables'][number];
type Cell = Table['cells'][number];

/** The tables of a publication as they were published. */
export function PublishedTables({ tables }: { readonly tables: readonly Table[] }) {
  const words = usePublicationWords();
  return (
    <>
      {tables.map((table) => (
        <PublishedTable key={table.dimension} table={table} />
      ))}
      <p className="quiet">{words.withheldNote}</p>
    </>
  );
}

function PublishedTable({ table }: { readonly table: Table }) {
  const words = usePublicationWords();
  const explorer = useExplorerWords();
  const nameOf = useMemberNames();
  const { dimension, counts } = table;
  const directionOf = ({ direction }: Cell) =>
    direction === '' ? words.sum : nameOf('direction', direction);
  return (
    <TableFrame>
      <table className="trade">
        <thead>
          <tr>
            <th scope="col">{explorer.dimensions[dimension]}</th>
            <th scope="col">{explorer.dimensions.direction}</th>
            <th scope="col" className="number">
              {words.count[counts]}
            </th>
            <th scope="col" className="number">
              {words.value}
            </th>
            <th scope="col" className="number">
              {words.tax}
            </th>
          </tr>
        </thead>
        <tbody>
          {inOrder(table.cells).map((cell) => (
            <tr key={`${cell.row} ${cell.direction}`}>
              <th scope="row">
                {cell.row === '' ? words.sum : nameOf(dimension, cell.row === '-' ? '' : cell.row)}
              </th>
              <td>{directionOf(cell)}</td>
              {cell.value === undefined ? (
                <Withheld />
              ) : (
                <>
                  <td className="number">{showCount(cell.count)}</td>
                  <td className="number">{showMoney(cell.value)}</td>
                  <td className="number">{showMoney(cell.tax ?? '0')}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Withheld() {
  const words = usePublicationWords();
  return [0, 1, 2].map((column) => (
    <td key={column} className="number">
      <abbr title={words.withheld}>··</abbr>
    </td>
  ));
}

/** Codes in their order, sums last; of each, directions before their sum. */
function inOrder(cells: readonly Cell[]): readonly Cell[] {
  const key = ({ row, direction }: Cell) => `${row || '~'} ${direction || '~'}`;
  return cells.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
