import { useEffect, useState, type ComponentType } from 'react';
import type { Problem } from '../api/client.ts';
import { Failed, Skeleton } from './states.tsx';

/** A page whose code comes when it is asked for, or before. */
export type Later<P> = ComponentType<P> & {
  /** Brings the code, so that the page opens without a wait. */
  bring(): Promise<unknown>;
};

// A new version of the portal has other files: what was loaded before asks for ones that are gone.
const UNREACHABLE: Problem = { status: 0, code: 'UNREACHABLE', detail: 'no answer', errors: [] };

/**
 * Like React's `lazy`, but what has been brought is shown at once: `lazy` suspends even then, and a
 * fallback that was shown stays for 300 ms.
 */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): Later<P> {
  const page: { code?: ComponentType<P> } = {};
  const bring = async () => (page.code ??= await load());

  function Brought(props: P) {
    const [state, setState] = useState<'coming' | 'here' | 'lost'>(page.code ? 'here' : 'coming');
    useEffect(() => {
      if (state !== 'coming') return undefined;
      let isWanted = true;
      bring().then(
        () => isWanted && setState('here'),
        () => isWanted && setState('lost'),
      );
      return () => {
        isWanted = false;
      };
    }, [state]);
    const Code = page.code;
    if (Code) return <Code {...props} />;
    if (state === 'lost')
      return <Failed problem={UNREACHABLE} onRetry={() => window.location.reload()} />;
    return <Skeleton />;
  }
  return Object.assign(Brought, { bring });
}
