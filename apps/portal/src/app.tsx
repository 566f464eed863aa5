import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { createApi, problemIn, type Problem } from './api/client.ts';
import type { Me } from './api/shapes.ts';
import { isAlone, PageOf } from './page-of.tsx';
import { FirstPassword } from './pages/account/password-form.tsx';
import { SignIn } from './pages/sign-in.tsx';
import { Failed, Skeleton } from './parts/states.tsx';
import { useAddress } from './routing.tsx';
import { SessionProvider } from './session.tsx';
import { Shell } from './shell.tsx';

type Entrance =
  | { readonly kind: 'out'; readonly wasRefused: boolean }
  | { readonly kind: 'checking' }
  | { readonly kind: 'unknown'; readonly problem: Problem }
  | { readonly kind: 'in'; readonly me: Me };

// Pages that most people never open are no part of what everybody loads.
const CitizenApp = lazy(async () => ({
  default: (await import('./citizen/citizen-app.tsx')).CitizenApp,
}));

const VerifyPage = lazy(async () => ({
  default: (await import('./papers/verify-page.tsx')).VerifyPage,
}));

/** The portal: counters that are open to everybody, and the desks behind a sign-in. */
export function App() {
  const { path } = useAddress();
  return <Suspense fallback={<Skeleton />}>{counterOf(path) ?? <Desks />}</Suspense>;
}

/** What is open to everybody at an address; the rest are desks. */
function counterOf(path: string) {
  const [first, second, ...more] = path.split('/').filter(Boolean);
  if (first === 'citizen' && second === undefined) return <CitizenApp />;
  if (first === 'verify' && second !== undefined && more.length === 0)
    return <VerifyPage key={second} code={second} />;
  return undefined;
}

/** Asks who is there, then shows the page of the address. */
function Desks() {
  const { path } = useAddress();
  const [entrance, setEntrance] = useState<Entrance>({ kind: 'checking' });
  const check = useCallback(() => void whoIsThere().then(setEntrance), []);
  useEffect(check, [check]);
  const leave = useCallback((why: 'asked' | 'refused') => {
    setEntrance({ kind: 'out', wasRefused: why === 'refused' });
  }, []);

  switch (entrance.kind) {
    case 'out':
      return <SignIn wasRefused={entrance.wasRefused} onEnter={check} />;
    case 'checking':
      return <Skeleton />;
    case 'unknown':
      return <Failed problem={entrance.problem} onRetry={check} />;
    case 'in':
      return (
        <SessionProvider me={entrance.me} onLeave={leave} onChange={check}>
          {entrance.me.person?.mustChangePassword ? (
            <FirstPassword />
          ) : isAlone(path) ? (
            <PageOf />
          ) : (
            <Shell>
              <PageOf />
            </Shell>
          )}
        </SessionProvider>
      );
  }
}

async function whoIsThere(): Promise<Entrance> {
  try {
    return { kind: 'in', me: await createApi().get<Me>('/me') };
  } catch (error) {
    const problem = problemIn(error);
    return problem.status === 401
      ? { kind: 'out', wasRefused: false }
      : { kind: 'unknown', problem };
  }
}
