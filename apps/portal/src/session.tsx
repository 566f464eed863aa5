import { createContext, use, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { createApi, type Api } from './api/client.ts';
import { openEventStream, type EventStream } from './api/event-stream.ts';
import type { DeclarationNews, Me } from './api/shapes.ts';

/** Somebody signed in: who, what the key may do, and the ways to the server. */
export type Session = {
  readonly me: Me;
  readonly api: Api;
  readonly stream: EventStream;
  /** Answers seen so far by path, so that going back shows at once what was there. */
  readonly cache: Map<string, unknown>;
  may(scope: string): boolean;
  signOut(): void;
};

const SessionContext = createContext<Session | undefined>(undefined);

// The tab's own storage: closing the tab forgets the key.
const KEY = 'pilotzone.key';

/** The key kept by this tab; "" without. */
export function keptKey(): string {
  try {
    return window.sessionStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

/** Keeps a key for this tab; "" forgets it. */
export function keepKey(key: string): void {
  try {
    if (key === '') window.sessionStorage.removeItem(KEY);
    else window.sessionStorage.setItem(KEY, key);
  } catch {
    // Without storage the session ends with the page.
  }
}

type ProviderProps = {
  readonly me: Me;
  readonly apiKey: string;
  readonly onSignOut: (why: 'asked' | 'refused') => void;
  readonly children: ReactNode;
};

/** Opens the session of a key for everything inside. */
export function SessionProvider({ me, apiKey, onSignOut, children }: ProviderProps) {
  const [stream, setStream] = useState<EventStream>();
  useEffect(() => {
    const opened = openEventStream(apiKey);
    setStream(opened);
    return () => opened.close();
  }, [apiKey]);
  const session = useMemo<Session | undefined>(() => {
    if (!stream) return undefined;
    return {
      me,
      api: createApi(apiKey, () => onSignOut('refused')),
      stream,
      cache: new Map(),
      may: (scope) => me.scopes.includes(scope) || me.scopes.includes('admin'),
      signOut: () => onSignOut('asked'),
    };
  }, [me, apiKey, stream, onSignOut]);
  if (!session) return null;
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** The session; only inside {@link SessionProvider}. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('bug: a page outside of a session');
  return session;
}

/** Calls `listener` for every step of a declaration that the caller may see, as it happens. */
export function useNews(listener: (news: DeclarationNews) => void): void {
  const { stream } = useSession();
  useEffect(() => stream.subscribe(listener), [stream, listener]);
}
