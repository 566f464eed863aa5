import type {
  Publication,
  PublicationHead,
  PublicationList,
} from '@pilotzone/statistics/contract/publications';
import { useGet } from '../../api/use-get.ts';
import { Section, TableFrame } from '../../parts/layout.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { Empty, Load } from '../../parts/states.tsx';
import { Time } from '../../parts/values.tsx';
import { navigate, useAddress, withQuery } from '../../routing.tsx';
import { useSession } from '../../session.tsx';
import { usePublicationWords } from '../../text/publication-words.ts';
import { PublicationDrafts } from './publication-drafts.tsx';
import { PublishedTables } from './published-tables.tsx';

/** What was published, what is announced, and the desk of those who publish. */
export function PublicationsPage() {
  const words = usePublicationWords();
  const { may } = useSession();
  const { query } = useAddress();
  const list = useGet<PublicationList>('/publications');
  const shown = query.get('id') ?? '';
  const show = (id: string) => navigate(withQuery(query, { id }), { replace: true });
  return (
    <>
      <PageTitle title={words.title} />
      <Load from={list} rows={4}>
        {({ items, calendar }) => (
          <>
            <Section title={words.archive}>
              {items.length === 0 ? (
                <Empty title={words.none} fix={words.noneFix} />
              ) : (
                <Archive items={items} shown={shown} onShow={show} />
              )}
            </Section>
            {items.some(({ publicationId }) => publicationId === shown) && <Shown id={shown} />}
            <Section title={words.calendar}>
              {calendar.length === 0 ? (
                <p className="quiet">{words.calendarNone}</p>
              ) : (
                <ul>
                  {calendar.map(({ period, edition, opensAt }) => (
                    <li key={`${period} ${edition}`}>
                      {period}, {words.edition} {edition}: {words.opens} <Time at={opensAt} />
                    </li>
                  ))}
                </ul>
              )}
            </Section>
          </>
        )}
      </Load>
      {may('statistics:publish') && <PublicationDrafts />}
    </>
  );
}

type ArchiveProps = {
  readonly items: readonly PublicationHead[];
  readonly shown: string;
  readonly onShow: (id: string) => void;
};

function Archive({ items, shown, onShow }: ArchiveProps) {
  const words = usePublicationWords();
  return (
    <TableFrame>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.period}</th>
            <th scope="col">{words.edition}</th>
            <th scope="col">{words.opened}</th>
            <th scope="col">{words.reason}</th>
            <th scope="col">
              <span className="hidden">{words.show}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ publicationId, period, edition, opensAt, reason }) => (
            <tr key={publicationId}>
              <th scope="row">{period}</th>
              <td>{edition}</td>
              <td>
                <Time at={opensAt} />
              </td>
              <td>{reason || '–'}</td>
              <td>
                <button
                  type="button"
                  aria-expanded={shown === publicationId}
                  onClick={() => onShow(shown === publicationId ? '' : publicationId)}
                >
                  {shown === publicationId ? words.hide : words.show}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Shown({ id }: { readonly id: string }) {
  const loaded = useGet<Publication>(`/publications/${id}`);
  return (
    <Load from={loaded} rows={8}>
      {({ period, tables }) => (
        <Section title={period}>
          <PublishedTables tables={tables} />
        </Section>
      )}
    </Load>
  );
}
