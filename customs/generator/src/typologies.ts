import { ENTERPRISE_TYPOLOGIES } from './typologies/enterprises.ts';
import { GOODS_TYPOLOGIES } from './typologies/goods.ts';
import { PEOPLE_TYPOLOGIES } from './typologies/people.ts';
import type { Typology } from './typologies/typology.ts';

/** The twelve patterns of abuse that `generate` can plant and the shipped rules look for. */
export const TYPOLOGIES: readonly Typology[] = [
  ...PEOPLE_TYPOLOGIES,
  ...GOODS_TYPOLOGIES,
  ...ENTERPRISE_TYPOLOGIES,
];
