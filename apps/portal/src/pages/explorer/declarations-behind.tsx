import type { CountedDeclarations } from '@pilotzone/statistics/contract/cells';
import { useGet } from '../../api/use-get.ts';
import { Section, TableFrame } from '../../parts/layout.tsx';
import { Load } from '../../parts/states.tsx';
import { Money } from '../../parts/values.tsx';
import { Link } from '../../routing.tsx';
import { useExplorerWords } from '../../text/explorer-words.ts';

type Props = { readonly query: string; readonly onClose: () => void };

/** The declarations that a number counts, the largest first. */
export function DeclarationsBehind({ query, onClose }: Props) {
  const words = useExplorerWords();
  const loaded = useGet<CountedDeclarations>(`/statistics/cells/declarations?${query}`);
  const close = (
    <button type="button" onClick={onClose}>
      {words.close}
    </button>
  );
  return (
    <Section title={words.behind} aside={close}>
      <Load from={loaded} rows={4}>
        {({ items, more }) =>
          items.length === 0 ? (
            <p className="quiet">{words.behindNone}</p>
          ) : (
            <>
              <TableFrame>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">{words.declaration}</th>
                      <th scope="col">{words.dimensions.direction}</th>
                      <th scope="col">{words.dimensions.day}</th>
                      <th scope="col" className="number">
                        {words.value}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map(({ declarationId, direction, day, value }) => (
                      <tr key={declarationId}>
                        <th scope="row">
                          <Link to={pageOf(direction, declarationId)}>
                            <code>{declarationId}</code>
                          </Link>
                        </th>
                        <td>
                          {direction === 'export'
                            ? words.directions.export
                            : words.directions.import}
                        </td>
                        <td>{day}</td>
                        <td className="number">
                          <Money amount={value} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </TableFrame>
              {more && <p className="quiet">{words.behindMore}</p>}
            </>
          )
        }
      </Load>
    </Section>
  );
}

function pageOf(direction: string, declarationId: string): string {
  return `/${direction === 'export' ? 'exports' : 'declarations'}/${declarationId}`;
}
