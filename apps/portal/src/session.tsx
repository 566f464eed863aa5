import { createContext, use, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { createApi, type Api } from './api/client.ts';
import { NO_STREAM, openEventStream, type EventStream } from './api/event-stream.ts';
import type { DeclarationNews, Me } from './api/shapes.ts';

/** Somebody signed in: who, what she may do, and the ways to the server. */
export type Session = {
  readonly me: Me;
  readonly api: Api;
  readonly stream: EventStream;
  /** Answers seen so far by path, so that going back shows at once what was there. */
  readonly cache: Map<string, unknown>;
  may(scope: string): boolean;
  signOut(): void;
  /** Reads again who is signed in. */
  refreshMe(): void;
};

const SessionContext = createContext<Session | undefined>(undefined);

type ProviderProps = {
  readonly me: Me;
  readonly onLeave: (why: 'asked' | 'refused') => void;
  /** Reads again who is signed in: something about the account changed. */
  readonly onChange: () => void;
  readonly children: ReactNode;
};

/** Opens a person's session for everything inside. */
export function SessionProvider({ me, onLeave, onChange, children }: ProviderProps) {
  const csrfToken = me.person?.csrfToken ?? '';
  // The stream tells of declarations; whoever may not read them is told nothing.
  const mayFollow = me.scopes.some((scope) => scope === 'declarations:read' || scope === 'admin');
  const [stream, setStream] = useState<EventStream>();
  useEffect(() => {
    const opened = mayFollow ? openEventStream() : NO_STREAM;
    setStream(opened);
    return () => opened.close();
  }, [csrfToken, mayFollow]);
  const session = useMemo<Session | undefined>(() => {
    if (!stream) return undefined;
    const api = createApi({ csrfToken, onRefused: () => onLeave('refused') });
    return {
      ...{ me, api, stream },
      cache: new Map(),
      may: (scope) => me.scopes.includes(scope) || me.scopes.includes('admin'),
      signOut: () => {
        // Whatever the server says, this page forgets who was here.
        void api
          .delete('/session')
          .catch(() => undefined)
          .then(() => onLeave('asked'));
      },
      refreshMe: onChange,
    };
  }, [me, csrfToken, stream, onLeave, onChange]);
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
