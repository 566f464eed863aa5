import { useCallback, useState } from 'react';
import type { DeclarationNews, DeclarationSummary } from '../api/shapes.ts';
import { usePages } from '../api/use-pages.ts';
import { DeclarationTable } from './declaration-table.tsx';
import { DeclarationFilters, FILTERS } from './declaration-filters.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { navigate, useAddress, withQuery } from '../routing.tsx';
import { useNews } from '../session.tsx';
import { useText } from '../text/text.ts';

/** The list of declarations: filters in the address, pages by cursor, changes as they happen. */
export function DeclarationsPage() {
  const t = useText();
  const { query } = useAddress();
  const chosen = FILTERS.filter((name) => query.get(name));
  const asked = new URLSearchParams(chosen.map((name) => [name, query.get(name) ?? '']));
  const path = `/declarations?limit=50${chosen.length > 0 ? `&${asked.toString()}` : ''}`;
  const pages = usePages<DeclarationSummary>(path);
  const { count, isFresh, clear } = useChanges(pages);
  const clearFilters = () => {
    navigate(withQuery(query, Object.fromEntries(FILTERS.map((name) => [name, '']))));
  };
  const { items, problem, isLoading, hasMore, more } = pages;
  return (
    <>
      <PageTitle title={t.declarations.title} />
      <DeclarationFilters query={query} />
      {problem && <Failed problem={problem} onRetry={pages.reload} />}
      {count > 0 && (
        <button type="button" className="news" onClick={clear} aria-live="polite">
          {t.declarations.news(count)}
        </button>
      )}
      {!items && !problem && <Skeleton rows={12} />}
      {items && items.length > 0 && <DeclarationTable items={items} isFresh={isFresh} />}
      {items?.length === 0 && chosen.length > 0 && (
        <Empty title={t.declarations.none} fix={t.declarations.noneFix}>
          <button type="button" onClick={clearFilters}>
            {t.declarations.clear}
          </button>
        </Empty>
      )}
      {items?.length === 0 && chosen.length === 0 && (
        <Empty title={t.declarations.empty} fix={t.declarations.emptyFix} />
      )}
      {items && items.length > 0 && (
        <footer className="list-end">
          <span className="quiet">
            {hasMore ? t.declarations.shown(items.length) : t.declarations.end(items.length)}
          </span>
          {hasMore && (
            <button type="button" onClick={more} disabled={isLoading}>
              {t.declarations.more}
            </button>
          )}
        </footer>
      )}
    </>
  );
}

type Changing = {
  readonly items: readonly DeclarationSummary[] | undefined;
  patch(change: (item: DeclarationSummary) => DeclarationSummary): void;
  reload(): void;
};

/**
 * Takes the news into the list: a declaration that is shown changes its status in place; others
 * are counted until the person asks for them, so that nothing jumps.
 */
function useChanges({ items, patch, reload }: Changing) {
  const [others, setOthers] = useState<ReadonlySet<string>>(new Set());
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const take = useCallback(
    (news: DeclarationNews) => {
      const { declarationId, to, outcome } = news;
      const isShown = items?.some((item) => item.declarationId === declarationId) ?? false;
      if (isShown) {
        setFresh((before) => new Set(before).add(declarationId));
        patch((item) =>
          item.declarationId === declarationId ? { ...item, status: to, outcome } : item,
        );
      } else {
        setOthers((before) => new Set(before).add(declarationId));
      }
    },
    [items, patch],
  );
  useNews(take);
  const clear = () => {
    setOthers(new Set());
    setFresh(new Set());
    reload();
  };
  return { count: others.size, isFresh: (id: string) => fresh.has(id), clear };
}
