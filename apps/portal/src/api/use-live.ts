import { useCallback, useEffect, useRef } from 'react';
import { useNews } from '../session.tsx';

// Often enough to watch, rarely enough that a busy day does not keep the server answering us.
const AT_MOST_EVERY_MS = 3_000;

/** Reads again when declarations move, and every `everyMs` besides. */
export function useLiveReload(reload: () => void, everyMs?: number): void {
  const pending = useRef<number>(undefined);
  useNews(
    useCallback(() => {
      pending.current ??= window.setTimeout(() => {
        pending.current = undefined;
        reload();
      }, AT_MOST_EVERY_MS);
    }, [reload]),
  );
  useEffect(() => {
    const timer = everyMs === undefined ? undefined : window.setInterval(reload, everyMs);
    return () => {
      window.clearInterval(timer);
      window.clearTimeout(pending.current);
      pending.current = undefined;
    };
  }, [reload, everyMs]);
}
