import { createHmac } from 'node:crypto';

/**
 * A buyer's pseudonym: a keyed hash of the id number as a UUID text, the same in every process of
 * the zone. `key` is the zone's secret `person-key`.
 */
export function buyerKeyOf(key: string, idNumber: string): string {
  const hex = createHmac('sha256', key).update(idNumber).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return [...parts, hex.slice(20, 32)].join('-');
}
