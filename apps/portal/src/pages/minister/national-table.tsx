import type { NationalAnswer } from '@pilotzone/statistics/contract/indicators';
import { useGet } from '../../api/use-get.ts';
import { Section, TableFrame } from '../../parts/layout.tsx';
import { Load } from '../../parts/states.tsx';
import { Tag } from '../../parts/status.tsx';
import { useMinisterWords } from '../../text/minister-words.ts';

const TONES = { agrees: 'good', contradicts: 'care', unchecked: 'open' } as const;

/** The national figures with their growth computed again. */
export function NationalTable() {
  const words = useMinisterWords();
  const loaded = useGet<NationalAnswer>('/statistics/national');
  return (
    <Section title={words.national}>
      <p className="quiet">{words.nationalHint}</p>
      <Load from={loaded} rows={6}>
        {({ items }) => (
          <TableFrame>
            <table>
              <thead>
                <tr>
                  <th scope="col">{words.year}</th>
                  <th scope="col" className="number">
                    {words.total}
                  </th>
                  <th scope="col" className="number">
                    {words.printed}
                  </th>
                  <th scope="col">{words.computed}</th>
                  <th scope="col">{words.source}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((item) => (
                  <tr key={`${item.series} ${item.year} ${item.kind}`}>
                    <th scope="row">
                      {item.year}, {words.series[item.series]}, {words.kind[item.kind]}
                    </th>
                    <td className="number">{item.total}</td>
                    <td className="number">{item.growth ?? '–'}</td>
                    <td>
                      <Tag tone={TONES[item.verdict]}>{words.verdict[item.verdict]}</Tag>{' '}
                      {item.computed
                        .map(({ on, growth }) => `${growth} ${words.on[on]}`)
                        .join('; ')}
                    </td>
                    <td>{item.source || words.memory}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        )}
      </Load>
    </Section>
  );
}
