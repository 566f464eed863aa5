import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { DraftAnswer } from '../../api/desk-shapes.ts';
import { useSession } from '../../session.tsx';
import { createDraftKeeper, type DraftKeeper, type DraftState } from './draft-keeper.ts';

/** Where this browser keeps what of a draft is not on the server. */
export function localKeyOf(draftId: string): string {
  return `pilotzone.draft.${draftId}`;
}

/** A draft that is kept while it is written. */
export function useDraft(draftId: string): { keeper: DraftKeeper; state: DraftState } {
  const { api } = useSession();
  const keeper = useMemo(() => {
    const path = `/drafts/${encodeURIComponent(draftId)}`;
    const key = localKeyOf(draftId);
    return createDraftKeeper({
      read: () => api.get<DraftAnswer>(path),
      save: (change) => api.put(path, change),
      local: {
        get: () => quietly(() => window.localStorage.getItem(key)),
        set: (text) => void quietly(() => window.localStorage.setItem(key, text)),
        clear: () => void quietly(() => window.localStorage.removeItem(key)),
      },
      later: (work, ms) => {
        const timer = window.setTimeout(work, ms);
        return () => window.clearTimeout(timer);
      },
    });
  }, [api, draftId]);
  useEffect(() => {
    void keeper.open();
    const onBack = () => void keeper.flush();
    window.addEventListener('online', onBack);
    return () => {
      window.removeEventListener('online', onBack);
      // What is typed last is sent on the way out; the browser's copy stays where that fails.
      void keeper.flush();
      keeper.end();
    };
  }, [keeper]);
  const state = useSyncExternalStore(keeper.subscribe, keeper.state);
  return { keeper, state };
}

/** A browser that keeps nothing still lets people write. */
function quietly<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
