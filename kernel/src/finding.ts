/**
 * A finding (理由): one thing that is wrong, missing or noteworthy about a document, explained so
 * that its sender knows what to change. The same shape in tables, events, the API and the `reasons`
 * of `clear`.
 */
export type Finding = {
  /** Customs' detail code ("1332"), e-port's code ("-621005"), or our own ("PZ-…"). Stable. */
  readonly code: string;
  /** Whose code and rule it is. */
  readonly source: 'platform' | 'eport' | 'customs';
  /** The field it stands at: "OrderHead.acturalPaid", "InventoryList[2].qty"; "" when none. */
  readonly field: string;
  /** English, complete sentence. */
  readonly message: string;
  /** Chinese, customs' own words where it has them. */
  readonly messageZh: string;
  /**
   * The values compared, as written, at most four. No personal data beyond what the sender sent.
   */
  readonly values: readonly string[];
  /** Legal or technical basis, so that a reader can check it. */
  readonly basis: string;
  /** What the sender should change. */
  readonly fix: string;
  /** The basis in Chinese, where it is not the same text. */
  readonly basisZh?: string;
  /** What the sender should change, in Chinese. */
  readonly fixZh?: string;
};

/** How much a finding weighs: an error stops the document, a warning is told and passes. */
export type Severity = 'error' | 'warning';
