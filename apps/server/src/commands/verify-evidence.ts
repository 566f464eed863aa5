import type { Log } from '@pilotzone/kernel/log';
import { DEMO_ZONE_CODE } from '../config.ts';
import { openPlatform } from '../open-platform.ts';
import type { Place } from '../open-platform.ts';

/** Walks the exchange log's chains from the first record to the last and names what was altered. */
export async function verifyEvidenceOf(place: Place, log: Log, notice: (text: string) => void) {
  const config = { zoneCode: DEMO_ZONE_CODE, holdRed: true, judge: true, seed: 1, inspectShare: 0 };
  const open = await openPlatform({ place, config, log, notice });
  try {
    return await open.platform.informationSharing.verifyEvidence();
  } finally {
    await open.close();
  }
}
