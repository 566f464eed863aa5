import type { ExportObject } from '../api/export-shapes.ts';
import { Section, TableFrame } from '../parts/layout.tsx';
import { useExportWords } from '../text/export-words.ts';

/** The goods of an export list. */
export function ExportGoods({ item }: { readonly item: ExportObject }) {
  const words = useExportWords();
  return (
    <Section title={words.goods}>
      <TableFrame>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.code}</th>
              <th scope="col">{words.name}</th>
              <th scope="col" className="number">
                {words.quantity}
              </th>
              <th scope="col" className="number">
                {words.price}
              </th>
              <th scope="col">{words.currency}</th>
            </tr>
          </thead>
          <tbody>
            {item.documents.list.lines.map((line, index) => (
              <tr key={index}>
                <td>
                  <code>{line['gcode']}</code>
                </td>
                <td>{line['gname']}</td>
                <td className="number">{line['qty']}</td>
                <td className="number">{line['totalPrice']}</td>
                <td>
                  <code>{line['currency']}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Section>
  );
}
