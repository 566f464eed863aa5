/**
 * A list of a test set may name its number beforehand, out of a range that customs' own never
 * reach, so that what speaks of it can be written before customs has seen it. Who makes the set
 * keeps them apart. Numbers whose serial begins with 98 belong to import lists that customs holds
 * for inspection: so a cancellation of one comes in time.
 */
const TEST_NUMBER = { I: /^\d{8}I9\d{8}$/, E: /^\d{8}E9\d{8}$/ } as const;
const HELD_NUMBER = /^\d{8}I98\d{7}$/;

type Head = { readonly customsCode: string; readonly invtNo?: string | undefined };

/** The number that a list of a test set names; `undefined` when customs gives one of its own. */
export function testNumberOf({ customsCode, invtNo }: Head, flag: 'I' | 'E'): string | undefined {
  const isNamed = invtNo?.startsWith(customsCode) && TEST_NUMBER[flag].test(invtNo);
  return isNamed ? invtNo : undefined;
}

/** Whether the number that a list names says that customs holds it. */
export function isHeldByNumber(head: Head): boolean {
  return HELD_NUMBER.test(testNumberOf(head, 'I') ?? '');
}
