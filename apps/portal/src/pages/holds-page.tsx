import type { Hold } from '@pilotzone/risk/contract';
import { useState } from 'react';
import { usePages } from '../api/use-pages.ts';
import { useLiveReload } from '../api/use-live.ts';
import { PageTitle } from '../parts/page-title.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { LaneTag, Tag } from '../parts/status.tsx';
import { Since } from '../parts/values.tsx';
import { Link, navigate } from '../routing.tsx';
import { useBothLanguages, useText } from '../text/text.ts';
import { HoldDecision } from './hold-decision.tsx';

const REFRESH_MS = 10_000;

/** The officer's desk: the queue at the left, the chosen list with its decision at the right. */
export function HoldsPage({ declarationId }: { readonly declarationId: string | undefined }) {
  const t = useText();
  const pages = usePages<Hold>('/holds?limit=50');
  const [told, setTold] = useState('');
  // What another officer proposes moves no declaration.
  useLiveReload(pages.reload, REFRESH_MS);
  const { items, problem } = pages;
  const chosen = items?.find((hold) => hold.declarationId === declarationId);

  function onDecided(message: string): void {
    setTold(message);
    const at = items?.findIndex((hold) => hold.declarationId === declarationId) ?? -1;
    const next = items?.[at + 1] ?? items?.find((hold) => hold.declarationId !== declarationId);
    pages.reload();
    navigate(next ? `/holds/${next.declarationId}` : '/holds', { replace: true });
  }

  function onStale(message: string): void {
    setTold(message);
    pages.reload();
  }

  return (
    <>
      <PageTitle title={t.holds.title} />
      <p className="told" role="status">
        {told}
      </p>
      {problem && <Failed problem={problem} onRetry={pages.reload} />}
      {!items && !problem && <Skeleton />}
      {items?.length === 0 && <Empty title={t.holds.none} fix={t.holds.noneFix} />}
      {items && items.length > 0 && (
        <div className={chosen ? 'desk desk-chosen' : 'desk'}>
          <nav className="queue" aria-label={t.holds.queue}>
            <p className="quiet">{t.holds.queue}</p>
            <ol>
              {items.map((hold) => (
                <QueueEntry
                  key={hold.declarationId}
                  hold={hold}
                  isChosen={hold.declarationId === declarationId}
                />
              ))}
            </ol>
            {pages.hasMore && (
              <button type="button" onClick={pages.more} disabled={pages.isLoading}>
                {t.declarations.more}
              </button>
            )}
          </nav>
          <div className="desk-main">
            <Link to="/holds" className="desk-back">
              {t.holds.back}
            </Link>
            {declarationId === undefined && <p className="quiet">{t.holds.choose}</p>}
            {declarationId !== undefined && !chosen && <p className="quiet">{t.holds.gone}</p>}
            {chosen && (
              <HoldDecision key={chosen.declarationId} hold={chosen} {...{ onDecided, onStale }} />
            )}
          </div>
        </div>
      )}
    </>
  );
}

function QueueEntry({ hold, isChosen }: { readonly hold: Hold; readonly isChosen: boolean }) {
  const t = useText();
  const both = useBothLanguages();
  const [first] = hold.reasons;
  return (
    <li>
      <Link
        to={`/holds/${hold.declarationId}`}
        className="queue-entry"
        {...(isChosen ? { 'aria-current': 'true' as const } : {})}
      >
        <span className="queue-head">
          <LaneTag lane={hold.lane} />
          <span>
            {t.holds.score} <b>{hold.score}</b>
          </span>
          <span className="quiet">
            {t.holds.since} <Since at={hold.openedAt} />
          </span>
        </span>
        {hold.needsTwo && (
          <span className="queue-head">
            <Tag tone={hold.proposals.length > 0 ? 'care' : 'open'}>
              {hold.proposals.length > 0 ? t.review.waits : t.review.two}
            </Tag>
          </span>
        )}
        {first && <span className="one-line">{both(first.messageZh, first.message)}</span>}
      </Link>
    </li>
  );
}
