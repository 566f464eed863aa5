import { COUNTRIES } from '@pilotzone/rules/codes/countries';
import { UNITS } from '@pilotzone/rules/codes/units';
import { useState } from 'react';
import type { GoodsFiling } from '../../api/goods-shapes.ts';
import { usePages } from '../../api/use-pages.ts';
import { Facts, Section, TableFrame } from '../../parts/layout.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { Empty, Failed, Skeleton } from '../../parts/states.tsx';
import { Code } from '../../parts/values.tsx';
import { Link } from '../../routing.tsx';
import { useSession } from '../../session.tsx';
import '../../styles/filing.css';
import { useBothLanguages, useText } from '../../text/text.ts';
import { TypedFilter } from '../declaration-filters.tsx';
import { CodeSearch, PositiveAnswer } from './code-search.tsx';
import { GoodsForm } from './goods-form.tsx';

/** The enterprise and its goods as filed, and the codes they can have. */
export function GoodsPage() {
  const t = useText().desk.goods;
  const { account, enterprise: words } = useText();
  const { me, may } = useSession();
  const [text, setText] = useState('');
  const [edited, setEdited] = useState<GoodsFiling | 'new'>();
  const pages = usePages<GoodsFiling>(
    `/goods-filings?limit=100${text === '' ? '' : `&q=${encodeURIComponent(text)}`}`,
  );
  const { items, problem, hasMore, more, reload } = pages;
  const { organisation, participantCode } = me;
  const mayFile = may('ceb:send');
  return (
    <>
      <PageTitle title={t.title}>
        {mayFile && (
          <button type="button" className="primary" onClick={() => setEdited('new')}>
            {t.add}
          </button>
        )}
      </PageTitle>
      {edited && (
        <GoodsForm
          key={edited === 'new' ? '' : `${edited.itemNo} ${edited.version}`}
          filing={edited === 'new' ? undefined : edited}
          onDone={() => {
            setEdited(undefined);
            reload();
          }}
          onCancel={() => setEdited(undefined)}
        />
      )}
      <div className="filters">
        <TypedFilter label={t.filter} value={text} onChange={setText} />
      </div>
      {problem && <Failed problem={problem} onRetry={reload} />}
      {!items && !problem && <Skeleton rows={8} />}
      {items?.length === 0 && <Empty title={t.none} fix={t.noneFix} />}
      {items && items.length > 0 && (
        <FilingTable items={items} onEdit={mayFile ? setEdited : undefined} />
      )}
      {hasMore && (
        <button type="button" onClick={more}>
          {t.more}
        </button>
      )}
      <div className="two">
        <Section title={t.codes}>
          <CodeSearch label={t.search} />
        </Section>
        <Section title={t.enterprise}>
          <Facts
            pairs={[
              [account.organisation, organisation?.name ?? '–'],
              [t.code, <Code text={participantCode} />],
              [t.roles, organisation?.roles.map((role) => account.roles[role]).join(' · ') ?? '–'],
            ]}
          />
          <p className="quiet">{t.enterpriseFix}</p>
          {may('people:manage') && (
            <p>
              <Link to="/enterprise">{words.title}</Link>
            </p>
          )}
        </Section>
      </div>
    </>
  );
}

type TableProps = {
  readonly items: readonly GoodsFiling[];
  readonly onEdit: ((filing: GoodsFiling) => void) | undefined;
};

function FilingTable({ items, onEdit }: TableProps) {
  const t = useText().desk.goods;
  const { me } = useSession();
  const both = useBothLanguages();
  const isForeign = items.some(({ participantCode }) => participantCode !== me.participantCode);
  return (
    <TableFrame>
      <table>
        <caption className="hidden">{t.title}</caption>
        <thead>
          <tr>
            {isForeign && <th scope="col">{t.enterprise}</th>}
            <th scope="col">{t.itemNo}</th>
            <th scope="col">{t.name}</th>
            <th scope="col">{t.hsCode}</th>
            <th scope="col">{t.origin}</th>
            <th scope="col">{t.unit}</th>
            <th scope="col">{t.positiveList}</th>
            <th scope="col">
              <span className="hidden">{t.edit}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((filing) => {
            const country = COUNTRIES.get(filing.origin);
            return (
              <tr key={`${filing.participantCode} ${filing.itemNo}`}>
                {isForeign && (
                  <td>
                    <code>{filing.participantCode}</code>
                  </td>
                )}
                <th scope="row">
                  <code>{filing.itemNo}</code>
                </th>
                <td className="wrap">
                  {filing.name} <span className="quiet">{filing.model}</span>
                </td>
                <td>
                  <code>{filing.hsCode}</code>
                </td>
                <td>{country ? both(country.zh, country.en) : filing.origin}</td>
                <td>{UNITS.get(filing.unit) ?? filing.unit}</td>
                <td className="wrap">
                  {filing.tariff ? (
                    <PositiveAnswer goods={filing.tariff} />
                  ) : (
                    <span className="complaint">{t.codeGone}</span>
                  )}
                </td>
                <td className="number">
                  {onEdit && filing.participantCode === me.participantCode && (
                    <button type="button" className="plain" onClick={() => onEdit(filing)}>
                      {t.edit}
                      <span className="hidden"> {filing.itemNo}</span>
                    </button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableFrame>
  );
}
