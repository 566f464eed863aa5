import { useCallback, useEffect, useRef, useState } from 'react';
import { useSession } from '../session.tsx';
import { problemIn, type Problem } from './client.ts';
import type { Page } from './shapes.ts';

/** A list read page by page. */
export type Pages<T> = {
  /** `undefined` until the first page came. */
  readonly items: readonly T[] | undefined;
  readonly hasMore: boolean;
  readonly problem: Problem | undefined;
  readonly isLoading: boolean;
  more(): void;
  reload(): void;
  /** Changes items in place: what an event told before the list was read again. */
  patch(change: (item: T) => T): void;
};

type State<T> = Page<T> & { readonly path: string };

/**
 * Reads a list with cursors. `path` holds its filters; another path is another list, which begins
 * at its first page. What was read before of it is shown at once.
 */
export function usePages<T>(path: string): Pages<T> {
  const { api, cache } = useSession();
  const [state, setState] = useState<State<T> | undefined>();
  const [problem, setProblem] = useState<Problem>();
  const [isLoading, setLoading] = useState(true);
  const wanted = useRef(path);
  const key = `pages ${path}`;
  // Only this hook writes under such a key.
  const known = state?.path === path ? state : (cache.get(key) as State<T> | undefined);

  const read = useCallback(
    async (cursor: string | null, before: readonly T[]) => {
      setLoading(true);
      try {
        const at = path + (path.includes('?') ? '&' : '?');
        const page = await api.get<Page<T>>(cursor === null ? path : `${at}cursor=${cursor}`);
        const next = { path, items: [...before, ...page.items], next: page.next };
        cache.set(`pages ${path}`, next);
        if (wanted.current !== path) return;
        setState(next);
        setProblem(undefined);
      } catch (error) {
        if (wanted.current === path) setProblem(problemIn(error));
      }
      setLoading(false);
    },
    [api, cache, path],
  );

  useEffect(() => {
    wanted.current = path;
    setProblem(undefined);
    void read(null, []);
  }, [path, read]);

  const reload = useCallback(() => void read(null, []), [read]);
  const patch = useCallback((change: (item: T) => T) => {
    setState((now) => now && { ...now, items: now.items.map(change) });
  }, []);
  const cursor = known?.next ?? null;
  return {
    items: known?.items,
    hasMore: cursor !== null,
    problem,
    isLoading,
    more: () => void read(cursor, known?.items ?? []),
    reload,
    patch,
  };
}
