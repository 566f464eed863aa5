import { useCallback, useEffect, useState } from 'react';
import { createApi, problemIn, type Problem } from './api/client.ts';
import type { Me } from './api/shapes.ts';
import { PageOf } from './page-of.tsx';
import { SignIn } from './pages/sign-in.tsx';
import { Failed, Skeleton } from './parts/states.tsx';
import { keepKey, keptKey, SessionProvider } from './session.tsx';
import { Shell } from './shell.tsx';

type Entrance =
  | { readonly kind: 'out'; readonly wasRefused: boolean }
  | { readonly kind: 'checking'; readonly key: string }
  | { readonly kind: 'unknown'; readonly key: string; readonly problem: Problem }
  | { readonly kind: 'in'; readonly key: string; readonly me: Me };

/** The portal: asks for a key, then shows the page of the address. */
export function App() {
  const [entrance, setEntrance] = useState<Entrance>(() => {
    const key = keptKey();
    return key === '' ? { kind: 'out', wasRefused: false } : { kind: 'checking', key };
  });
  useEffect(() => {
    if (entrance.kind !== 'checking') return;
    const { key } = entrance;
    void whoIs(key).then(setEntrance);
  }, [entrance]);
  const leave = useCallback((why: 'asked' | 'refused') => {
    keepKey('');
    setEntrance({ kind: 'out', wasRefused: why === 'refused' });
  }, []);

  switch (entrance.kind) {
    case 'out':
      return (
        <SignIn
          wasRefused={entrance.wasRefused}
          onEnter={(key, me) => {
            keepKey(key);
            setEntrance({ kind: 'in', key, me });
          }}
        />
      );
    case 'checking':
      return <Skeleton />;
    case 'unknown': {
      const { key, problem } = entrance;
      return <Failed problem={problem} onRetry={() => setEntrance({ kind: 'checking', key })} />;
    }
    case 'in':
      return (
        <SessionProvider me={entrance.me} apiKey={entrance.key} onSignOut={leave}>
          <Shell>
            <PageOf />
          </Shell>
        </SessionProvider>
      );
  }
}

async function whoIs(key: string): Promise<Entrance> {
  try {
    const me = await createApi(key, () => undefined).get<Me>('/me');
    return { kind: 'in', key, me };
  } catch (error) {
    const problem = problemIn(error);
    if (problem.status !== 401) return { kind: 'unknown', key, problem };
    keepKey('');
    return { kind: 'out', wasRefused: true };
  }
}
