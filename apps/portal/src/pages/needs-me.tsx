import type { DeclarationSummary, Page } from '../api/shapes.ts';
import { useGet } from '../api/use-get.ts';
import { useLiveReload } from '../api/use-live.ts';
import { Section, TableFrame } from '../parts/layout.tsx';
import { Load } from '../parts/states.tsx';
import { StatusTag } from '../parts/status.tsx';
import { Since } from '../parts/values.tsx';
import { Link } from '../routing.tsx';
import { useSession } from '../session.tsx';
import { useBothLanguages, useText } from '../text/text.ts';
import { CorrectButton } from './declaration/correct-button.tsx';
import { NEEDS_ME } from './declaration-views.tsx';

// What fits above the numbers of the day; the list has the rest.
const SHOWN = 5;
const REFRESH_MS = 30_000;

/** The trader's first question: what needs me now, why, and one press to begin with it. */
export function NeedsMe() {
  const t = useText().desk.needs;
  const { may } = useSession();
  const both = useBothLanguages();
  const query = `status=${NEEDS_ME}`;
  const loaded = useGet<Page<DeclarationSummary>>(
    may('ceb:send') ? `/declarations?limit=${SHOWN}&${query}` : null,
  );
  useLiveReload(loaded.reload, REFRESH_MS);
  if (!may('ceb:send')) return null;
  return (
    <Section
      title={t.title}
      aside={<Link to={`/declarations?status=${encodeURIComponent(NEEDS_ME)}`}>{t.all}</Link>}
    >
      <Load from={loaded} rows={SHOWN}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="told">{t.none}</p>
          ) : (
            <TableFrame>
              <table className="needs">
                <caption className="hidden">{t.title}</caption>
                <tbody>
                  {items.map((item) => {
                    const [first] = item.reasons;
                    return (
                      <tr key={item.declarationId}>
                        <td>
                          <StatusTag status={item.status} />
                        </td>
                        <th scope="row">
                          <Link to={`/declarations/${item.declarationId}`}>
                            <code>{item.orderNo}</code>
                          </Link>
                        </th>
                        <td className="wrap">{first && both(first.messageZh, first.message)}</td>
                        <td className="number">
                          <Since at={item.filedAt} />
                        </td>
                        <td className="number">
                          <CorrectButton declaration={item} isOneOfMany />
                        </td>
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </TableFrame>
          )
        }
      </Load>
    </Section>
  );
}
