/** One supervision mode (监管方式) of cross-border e-commerce. */
export type TradeMode = {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  /** The announcement that introduced it. */
  readonly source: string;
  readonly direction: 'import' | 'export' | 'both';
  /**
   * Whether goods come out of a bonded zone or place, so that book, zone enterprise and book items
   * are named.
   */
  readonly bonded: boolean;
};

/**
 * Supervision modes of cross-border e-commerce. Source: the announcements named; specification
 * 202205 for what each message may carry.
 */
export const TRADE_MODES: ReadonlyMap<string, TradeMode> = new Map(
  [
    mode('9610', ['跨境贸易电子商务', 'direct purchase'], {
      direction: 'both',
      bonded: false,
      source: 'GACC 2014 no. 12',
    }),
    mode('1210', ['保税跨境贸易电子商务', 'bonded import'], {
      direction: 'both',
      bonded: true,
      source: 'GACC 2014 no. 57',
    }),
    mode('1239', ['保税跨境贸易电子商务A', 'bonded import A'], {
      direction: 'import',
      bonded: true,
      source: 'GACC 2016 no. 75',
    }),
    mode('9710', ['跨境电子商务企业对企业直接出口', 'B2B direct export'], {
      direction: 'export',
      bonded: false,
      source: 'GACC 2020 no. 75',
    }),
    mode('9810', ['跨境电子商务出口海外仓', 'export to overseas warehouse'], {
      direction: 'export',
      bonded: false,
      source: 'GACC 2020 no. 75',
    }),
    mode('9661', ['一般出口退货', 'return of a retail export'], {
      direction: 'import',
      bonded: false,
      source: 'specification 202205, CEB213',
    }),
    mode('1261', ['特殊区域出口退货', 'return of a zone export'], {
      direction: 'import',
      bonded: true,
      source: 'specification 202205, CEB213',
    }),
  ].map((entry) => [entry.code, entry]),
);

/**
 * The modes that an import list (621) may declare; 1239 by the local rule of the zone.
 */
export const LIST_TRADE_MODES: ReadonlySet<string> = new Set(['9610', '1210', '1239']);

/** Whether a list in `tradeMode` declares goods out of a bonded zone or place. */
export function isBonded(tradeMode: string): boolean {
  return tradeMode === '1210' || tradeMode === '1239';
}

function mode(
  code: string,
  [zh, en]: readonly [zh: string, en: string],
  rest: Pick<TradeMode, 'direction' | 'bonded' | 'source'>,
): TradeMode {
  return { code, zh, en, ...rest };
}
