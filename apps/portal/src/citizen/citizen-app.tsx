import { useCallback, useEffect, useMemo, useState } from 'react';
import { createApi, problemIn, type Problem } from '../api/client.ts';
import { LanguageSwitch, ThemeSwitch } from '../parts/switches.tsx';
import { Failed, Skeleton } from '../parts/states.tsx';
import { useText } from '../text/text.ts';
import { CitizenSignIn } from './citizen-sign-in.tsx';
import { CitizenYearView } from './citizen-year-view.tsx';
import type { CitizenYear } from './citizen-shapes.ts';
import './citizen.css';

type State =
  | { readonly kind: 'checking' | 'out' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'in'; readonly year: CitizenYear };

/** The citizens' page: no account, no rail; purchases in one's own name and nothing else. */
export function CitizenApp() {
  const t = useText().citizen;
  const [state, setState] = useState<State>({ kind: 'checking' });
  const [wanted, setWanted] = useState<number>();
  const read = useCallback(() => void readYear(wanted).then(setState), [wanted]);
  useEffect(read, [read]);
  const csrfToken = state.kind === 'in' ? state.year.csrfToken : '';
  const api = useMemo(
    () => createApi({ csrfToken, onRefused: () => setState({ kind: 'out' }) }),
    [csrfToken],
  );
  const leave = async () => {
    // Whatever the server says, this page forgets who was here.
    await api.delete('/citizen/session').catch(() => undefined);
    setState({ kind: 'out' });
  };
  useEffect(() => {
    document.title = t.title;
  }, [t]);
  return (
    <div className="citizen">
      <header className="citizen-top">
        <span className="brand">{t.title}</span>
        <span className="citizen-switches">
          <LanguageSwitch />
          <ThemeSwitch />
          {state.kind === 'in' && (
            <button type="button" className="plain" onClick={() => void leave()}>
              {t.leave}
            </button>
          )}
        </span>
      </header>
      <main>
        {state.kind === 'checking' && <Skeleton />}
        {state.kind === 'out' && <CitizenSignIn onEnter={read} />}
        {state.kind === 'failed' && <Failed problem={state.problem} onRetry={read} />}
        {state.kind === 'in' && (
          <CitizenYearView year={state.year} api={api} onChange={read} onYear={setWanted} />
        )}
      </main>
    </div>
  );
}

async function readYear(year: number | undefined): Promise<State> {
  try {
    const query = year === undefined ? '' : `?year=${year}`;
    return { kind: 'in', year: await createApi().get<CitizenYear>(`/citizen/year${query}`) };
  } catch (error) {
    const problem = problemIn(error);
    return problem.status === 401 ? { kind: 'out' } : { kind: 'failed', problem };
  }
}
