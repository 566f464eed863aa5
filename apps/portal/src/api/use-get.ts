import { systemClock } from '@pilotzone/kernel/time';
import { useCallback, useEffect, useState } from 'react';
import { useSession } from '../session.tsx';
import { problemIn, type Problem } from './client.ts';

/** An answer on its way: what is known, what went wrong, and when it was so. */
export type Loaded<T> = {
  readonly data: T | undefined;
  /** When `data` was read, milliseconds; 0 before. */
  readonly at: number;
  readonly problem: Problem | undefined;
  readonly isLoading: boolean;
  reload(): void;
};

type Seen<T> = { readonly data: T; readonly at: number };
type State<T> = {
  readonly path: string | null;
  readonly seen: Seen<T> | undefined;
  readonly problem: Problem | undefined;
  readonly isLoading: boolean;
};

/**
 * Reads `path` of the API; `null` reads nothing. What was seen before under the path is shown at
 * once and read again behind it; a failure keeps what was seen and tells the problem beside it.
 */
export function useGet<T>(path: string | null): Loaded<T> {
  const { api, cache } = useSession();
  const [round, setRound] = useState(0);
  const [state, setState] = useState<State<T>>(() => initial(path));
  const shown = state.path === path ? state : initial(path);
  useEffect(() => {
    if (path === null) return undefined;
    let isCurrent = true;
    const isStill = () => isCurrent;
    void read(path, isStill);
    return () => {
      isCurrent = false;
    };

    async function read(from: string, isWanted: () => boolean): Promise<void> {
      setState((before) => ({
        ...(before.path === from ? before : initial(from)),
        isLoading: true,
      }));
      try {
        const seen = { data: await api.get<T>(from), at: systemClock.now() };
        cache.set(from, seen);
        if (isWanted()) setState({ path: from, seen, problem: undefined, isLoading: false });
      } catch (error) {
        const problem = problemIn(error);
        if (isWanted()) setState((before) => ({ ...before, problem, isLoading: false }));
      }
    }
    // `round` asks to read again; `initial` only reads the cache.
  }, [path, round, api, cache]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const { seen, problem, isLoading } = shown;
  return { data: seen?.data, at: seen?.at ?? 0, problem, isLoading, reload };

  function initial(from: string | null): State<T> {
    // Only this hook writes the cache, under the path that says what the answer is.
    const seen = from === null ? undefined : (cache.get(from) as Seen<T> | undefined);
    return { path: from, seen, problem: undefined, isLoading: from !== null };
  }
}

/** Reads a path ahead of its page, when a person is about to go there. */
export function usePrefetch(): (path: string) => void {
  const { api, cache } = useSession();
  return useCallback(
    (path) => {
      if (cache.has(path)) return;
      const keep = (data: unknown) => cache.set(path, { data, at: systemClock.now() });
      // The page itself tells what failed.
      api.get(path).then(keep, () => undefined);
    },
    [api, cache],
  );
}
