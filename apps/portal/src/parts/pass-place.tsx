import type { GatePass } from '@pilotzone/parks/contract';
import { whyUnassignedZh } from '@pilotzone/parks/contract/why-unassigned';
import { useBothLanguages } from '../text/text.ts';
import { Code } from './values.tsx';

type PassPlaceProps = { readonly pass: Pick<GatePass, 'facilityCode' | 'unassignedBecause'> };

/** The warehouse or supervised place of a gate pass, or why none is known. */
export function PassPlace({ pass }: PassPlaceProps) {
  const both = useBothLanguages();
  const { unassignedBecause } = pass;
  if (unassignedBecause === null) return <Code text={pass.facilityCode} />;
  return <>{both(whyUnassignedZh(unassignedBecause), unassignedBecause)}</>;
}
