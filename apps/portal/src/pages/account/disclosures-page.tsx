import type { DisclosurePage } from '@pilotzone/single-window/contract';
import type { Static } from 'typebox';
import { usePages } from '../../api/use-pages.ts';
import { TableFrame } from '../../parts/layout.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { Empty, Failed, Skeleton } from '../../parts/states.tsx';
import { Time } from '../../parts/values.tsx';
import { Link } from '../../routing.tsx';
import { useText } from '../../text/text.ts';

type Disclosure = Static<typeof DisclosurePage>['items'][number];

/** Who saw personal data of the organisation's declarations in the clear, when, and for what. */
export function DisclosuresPage() {
  const t = useText();
  const { items, problem, reload, hasMore, more } = usePages<Disclosure>('/disclosures?limit=100');
  return (
    <>
      <PageTitle title={t.disclosures.title} />
      <p className="quiet">{t.disclosures.about}</p>
      {problem && <Failed problem={problem} onRetry={reload} />}
      {items === undefined && !problem && <Skeleton />}
      {items?.length === 0 && <Empty title={t.disclosures.none} fix={t.disclosures.noneFix} />}
      {items !== undefined && items.length > 0 && <DisclosureTable disclosures={items} />}
      {hasMore && (
        <button type="button" onClick={more}>
          {t.declarations.more}
        </button>
      )}
    </>
  );
}

function DisclosureTable({ disclosures }: { readonly disclosures: readonly Disclosure[] }) {
  const t = useText().disclosures;
  return (
    <TableFrame>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.when}</th>
            <th scope="col">{t.who}</th>
            <th scope="col">{t.purpose}</th>
            <th scope="col">{t.reason}</th>
            <th scope="col">{t.fields}</th>
            <th scope="col">{t.declaration}</th>
          </tr>
        </thead>
        <tbody>
          {disclosures.map((one) => (
            <tr key={one.disclosureId}>
              <td>
                <Time at={one.at} />
              </td>
              <td>
                {one.actor} <code>{one.actorParticipant}</code>
              </td>
              <td>{t.purposes[one.purpose as keyof typeof t.purposes]}</td>
              <td>{one.reason}</td>
              <td className="rights-cell">
                {one.fields.map((field) => (
                  <code key={field}>{field}</code>
                ))}
              </td>
              <td>
                <Link to={`/declarations/${one.declarationId}`}>{t.open}</Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
