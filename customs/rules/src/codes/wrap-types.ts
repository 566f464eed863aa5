/**
 * Kinds of package (包装种类), one digit. Source: the specification names the kinds in this order
 * without digits; the digits follow the old customs table, as the mapping of old to new package
 * codes shows (reference/codes/package-types.csv). Medium confidence.
 */
export const WRAP_TYPES: ReadonlyMap<string, { readonly zh: string; readonly en: string }> =
  new Map([
    ['1', { zh: '木箱', en: 'wooden case' }],
    ['2', { zh: '纸箱', en: 'carton' }],
    ['3', { zh: '桶装', en: 'drum' }],
    ['4', { zh: '散装', en: 'bulk' }],
    ['5', { zh: '托盘', en: 'pallet' }],
    ['6', { zh: '包', en: 'bag or parcel' }],
    ['7', { zh: '其它', en: 'other' }],
  ]);

/** Codes of {@link WRAP_TYPES}. */
export const WRAP_TYPE_CODES: ReadonlySet<string> = new Set(WRAP_TYPES.keys());
