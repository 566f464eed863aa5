import { useCallback, useState } from 'react';
import type { DeclarationNews, DeclarationSummary } from '../api/shapes.ts';
import { useRows, type RowsRead } from '../api/use-rows.ts';
import { PageTitle } from '../parts/page-title.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { navigate, useAddress, withQuery } from '../routing.tsx';
import { useNews } from '../session.tsx';
import '../styles/desk.css';
import { useText } from '../text/text.ts';
import { DeclarationFilters, FILTERS } from './declaration-filters.tsx';
import { DeclarationGrid } from './declaration-grid.tsx';
import { DeclarationViews } from './declaration-views.tsx';

/** The list of declarations: any length, filters in the address, changes as they happen. */
export function DeclarationsPage() {
  const t = useText();
  const { query } = useAddress();
  const chosen = FILTERS.filter((name) => query.get(name));
  const filters = new URLSearchParams(
    chosen.map((name) => [name, query.get(name) ?? '']),
  ).toString();
  const rows = useRows<DeclarationSummary>('/declarations', filters);
  const { count, isFresh, clear } = useChanges(rows);
  const [seen, setSeen] = useState<readonly [first: number, last: number]>([0, 0]);
  // Only a narrow screen hides them.
  const [areFiltersOpen, setFiltersOpen] = useState(false);
  const { look, total, problem } = rows;
  const onSeen = useCallback(
    (first: number, last: number) => {
      setSeen([first, last]);
      look(first, last);
    },
    [look],
  );
  const clearFilters = () => {
    navigate(withQuery(query, Object.fromEntries(FILTERS.map((name) => [name, '']))));
  };
  return (
    <div className={areFiltersOpen ? 'list-page' : 'list-page filters-shut'}>
      <PageTitle title={t.declarations.title}>
        <Length rows={rows} seen={seen} />
        <a href={`/api/v1/declarations/export?${filters}`} className="button" download>
          {t.desk.list.export}
        </a>
      </PageTitle>
      <DeclarationViews query={query} filters={filters} />
      <button
        type="button"
        className="filters-toggle"
        aria-expanded={areFiltersOpen}
        onClick={() => setFiltersOpen(!areFiltersOpen)}
      >
        {t.desk.list.filters(chosen.length)}
      </button>
      <DeclarationFilters query={query} />
      {problem && <Failed problem={problem} onRetry={rows.reload} />}
      {count > 0 && (
        <button type="button" className="news" onClick={clear} aria-live="polite">
          {t.declarations.news(count)}
        </button>
      )}
      {total === undefined && !problem && <Skeleton rows={12} />}
      {total !== undefined && total > 0 && (
        <>
          <DeclarationGrid {...{ rows, total, isFresh, onSeen }} listKey={filters} />
          <p className="quiet list-keys">{t.desk.list.keys}</p>
        </>
      )}
      {total === 0 && chosen.length > 0 && (
        <Empty title={t.declarations.none} fix={t.declarations.noneFix}>
          <button type="button" onClick={clearFilters}>
            {t.declarations.clear}
          </button>
        </Empty>
      )}
      {total === 0 && chosen.length === 0 && (
        <Empty title={t.declarations.empty} fix={t.declarations.emptyFix} />
      )}
    </div>
  );
}

type LengthProps = {
  readonly rows: RowsRead<DeclarationSummary>;
  readonly seen: readonly [first: number, last: number];
};

function Length({ rows: { total, isMeasured }, seen: [first, last] }: LengthProps) {
  const t = useText().desk.list;
  if (total === undefined || total === 0) return null;
  return (
    <p className="quiet list-length" role="status">
      {isMeasured ? t.length(total) : t.measuring}
      <span aria-hidden="true"> {t.place(first + 1, Math.min(total, last + 1))}</span>
    </p>
  );
}

/**
 * Takes the news into the list: a declaration that is shown changes its status in place; others
 * are counted until the person asks for them, so that nothing jumps.
 */
function useChanges({ patch, reload }: RowsRead<DeclarationSummary>) {
  const [others, setOthers] = useState<ReadonlySet<string>>(new Set());
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const take = useCallback(
    (news: DeclarationNews) => {
      const { declarationId, to, outcome } = news;
      const isShown = patch((item) =>
        item.declarationId === declarationId ? { ...item, status: to, outcome } : item,
      );
      const add = (before: ReadonlySet<string>) => new Set(before).add(declarationId);
      if (isShown) setFresh(add);
      else setOthers(add);
    },
    [patch],
  );
  useNews(take);
  const clear = () => {
    setOthers(new Set());
    setFresh(new Set());
    reload();
  };
  return { count: others.size, isFresh: (id: string) => fresh.has(id), clear };
}
