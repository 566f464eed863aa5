/** Article number 企业商品货号 of a product. */
export function itemNoOf(hsCode: string, name: string): string {
  return `SKU${hsCode.slice(0, 6)}${String(hashOf(name) % 10_000).padStart(4, '0')}`;
}

/** Item of the bonded book 账册备案料号. */
export function recordNoOf(hsCode: string, name: string): string {
  return String(hashOf(hsCode + name) % 100_000).padStart(9, '0');
}

/** EAN-13 of the range 20 to 29, which is for use inside shops and belongs to no manufacturer. */
export function barCodeOf(hsCode: string, name: string): string {
  const body = `2${hsCode.slice(0, 6)}${String(hashOf(name) % 100_000).padStart(5, '0')}`;
  const sum = [...body].reduce(
    (total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3),
    0,
  );
  return body + String((10 - (sum % 10)) % 10);
}

/** A number that stays the same for the same text on every machine. */
function hashOf(text: string): number {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return hash;
}
