import { systemClock, type Instant } from '@pilotzone/kernel/time';
import type { ReactNode } from 'react';
import type { Problem } from '../api/client.ts';
import type { Loaded } from '../api/use-get.ts';
import { showTime } from '../format.ts';
import { Link } from '../routing.tsx';
import { useSayProblem } from '../text/use-say-problem.ts';
import { useText } from '../text/text.ts';

type EmptyProps = {
  readonly title: string;
  readonly fix: string;
  /** It stands in the place of the page: its title is the page's. */
  readonly isPage?: boolean;
  readonly children?: ReactNode;
};

/** Nothing is here: what will be, and how it gets here. */
export function Empty({ title, fix, isPage = false, children }: EmptyProps) {
  return (
    <div className="state">
      {isPage ? <h1 className="state-title">{title}</h1> : <p className="state-title">{title}</p>}
      <p>{fix}</p>
      {children}
    </div>
  );
}

/** Rows of the coming table in grey; they show up after 150 ms, for what is slower than that. */
export function Skeleton({ rows = 6 }: { readonly rows?: number }) {
  const t = useText();
  return (
    <div className="skeleton" role="status" aria-label={t.states.loading}>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} />
      ))}
    </div>
  );
}

type FailedProps = { readonly problem: Problem; readonly onRetry: () => void };

/** What failed, what is safe, what to do. */
export function Failed({ problem, onRetry }: FailedProps) {
  const t = useText().states;
  const say = useSayProblem();
  if (problem.status === 403) return <NoRight scope={scopeIn(problem)} />;
  if (problem.status === 404) return <NotFound />;
  const isUnreachable = problem.code === 'UNREACHABLE';
  return (
    <div className="state state-bad" role="alert">
      <p className="state-title">{isUnreachable ? t.unreachable : t.failed}</p>
      <p>{isUnreachable ? t.unreachableFix : say(problem)}</p>
      {!isUnreachable && (
        <p className="quiet">
          <code>{problem.code}</code>
        </p>
      )}
      <button type="button" onClick={onRetry}>
        {t.retry}
      </button>
    </div>
  );
}

/** The right that the server names in its refusal. */
function scopeIn(problem: Problem): string {
  return /scope ([a-z-]+:[a-z-]+)/.exec(problem.detail)?.[1] ?? 'admin';
}

/** The page exists, the key may not see it; says which right it needs and who gives it. */
export function NoRight({ scope }: { readonly scope: string }) {
  const t = useText().states;
  return <Empty isPage title={t.noRight} fix={t.noRightFix(scope)} />;
}

/** Nothing at this address. */
export function NotFound() {
  const t = useText().states;
  return (
    <Empty isPage title={t.notFound} fix={t.notFoundFix}>
      <p>
        <Link to="/">{t.back}</Link>
      </p>
    </Empty>
  );
}

type LoadProps<T> = {
  readonly from: Loaded<T>;
  readonly rows?: number;
  readonly children: (data: T) => ReactNode;
};

/** Shows loaded data; before it the skeleton, without it the failure, over old data a remark. */
export function Load<T>({ from, rows, children }: LoadProps<T>) {
  const t = useText().states;
  const { data, problem, at, reload } = from;
  if (data === undefined) {
    if (problem) return <Failed problem={problem} onRetry={reload} />;
    return rows === undefined ? <Skeleton /> : <Skeleton rows={rows} />;
  }
  return (
    <>
      {problem && (
        <p className="remark" role="status">
          {t.staleSince(showTime(at as Instant, systemClock.now()))}{' '}
          <button type="button" className="plain" onClick={reload}>
            {t.retry}
          </button>
        </p>
      )}
      {children(data)}
    </>
  );
}
