import { useSession } from '../session.tsx';
import type { Page } from './shapes.ts';
import { useGet } from './use-get.ts';

/**
 * Names of enrolled enterprises by code; `undefined` for one that is not known (yet). Reads the
 * first thousand, which most zones have not; beyond it the code stands alone.
 */
export function useNames(): (code: string) => string | undefined {
  const { may } = useSession();
  // Who may not read the register sees codes.
  const path = may('declarations:read') ? '/participants?limit=1000' : null;
  const { data } = useGet<Page<{ code: string; name: string }>>(path);
  return (code) => data?.items.find((participant) => participant.code === code)?.name;
}
