import type { CaseRow } from '@pilotzone/risk/contract/cases';
import type { Tone } from '../../parts/status.tsx';

/** How a case stands, as the colours of the portal say it. */
export const CASE_TONES: Readonly<Record<CaseRow['state'], Tone>> = {
  ...{ open: 'open', decided: 'good', appealed: 'care', closed: 'gone' },
};
