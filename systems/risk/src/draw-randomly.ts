import type { Finding } from '@pilotzone/kernel/finding';
import type { Queryable } from '@pilotzone/kernel/db';
import { drawText, isDrawn, type RandomFloor } from './model/random-floor.ts';
import { findFloor } from './store/random-floor.ts';

export type DrawNeeds = {
  readonly zoneCode: string;
  /** The zone's keyed hash of a text, as a UUID text; without it nothing is drawn. */
  readonly pseudonymOf?: ((text: string) => string) | undefined;
};

/** The policy in force, when it draws anything. */
export async function floorInForce(
  { zoneCode, pseudonymOf }: DrawNeeds,
  q: Queryable,
): Promise<RandomFloor | undefined> {
  if (!pseudonymOf) return undefined;
  const last = await findFloor(q, zoneCode);
  return last && last.share > 0 ? last : undefined;
}

/** Whether chance draws this declaration: by the zone's key, so that nobody can foresee it. */
export function drawOne(
  { pseudonymOf }: DrawNeeds,
  floor: RandomFloor,
  about: { readonly declarationId: string; readonly attempt: number },
): boolean {
  const hash = pseudonymOf?.(`random ${drawText(about, floor.floorNo)}`);
  return hash !== undefined && isDrawn(Number.parseInt(hash.slice(0, 8), 16), floor.share);
}

/** What the trader reads: nothing is wrong. */
export const DRAWN: Finding = {
  code: 'PZ-RISK-RANDOM',
  source: 'platform',
  field: '',
  message: 'Drawn at random for a look; nothing is held against the list.',
  messageZh: '随机抽中复核，清单本身无异常。',
  values: [],
  basis: 'Customs Law, article 28: customs may inspect; State Council 2015 No. 58: by chance',
  basisZh: '《海关法》第二十八条；国办发〔2015〕58号：双随机抽查',
  fix: 'Nothing has to be done; an officer looks at the list.',
  fixZh: '无需处理，等待关员复核。',
};
