import type { IndicatorMonth } from '@pilotzone/statistics/contract/indicators';
import { TableFrame } from '../../parts/layout.tsx';
import { useMinisterWords } from '../../text/minister-words.ts';

/** What each part adds to the index of a month. */
export function IndexParts({ month }: { readonly month: IndicatorMonth }) {
  const words = useMinisterWords();
  const names: Readonly<Record<string, string>> = words.parts;
  return (
    <TableFrame>
      <table>
        <caption>
          {words.charts.index} {month.month}
        </caption>
        <thead>
          <tr>
            <th scope="col">{words.part}</th>
            <th scope="col" className="number">
              {words.weight}
            </th>
            <th scope="col" className="number">
              {words.relative}
            </th>
            <th scope="col" className="number">
              {words.points}
            </th>
          </tr>
        </thead>
        <tbody>
          {month.contributions.map(({ id, weight, relative, points }) => (
            <tr key={id}>
              <th scope="row">{names[id] ?? id}</th>
              <td className="number">{weight}</td>
              <td className="number">{relative}</td>
              <td className="number">{points}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.charts.index}</th>
            <td className="number">100</td>
            <td />
            <td className="number">{month.index}</td>
          </tr>
        </tfoot>
      </table>
    </TableFrame>
  );
}
