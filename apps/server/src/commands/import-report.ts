export type ImportKind =
  | 'tariff'
  | 'positive-list'
  | 'supervision-modes'
  | 'exchange-rates'
  | 'export-goods'
  | 'overseas-warehouses'
  | 'participants';

/** What an import did, or would do. */
export type ImportReport = {
  readonly kind: ImportKind;
  readonly file: string;
  readonly applied: boolean;
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly closed: number;
  /** Of reference data: the first day that is judged otherwise because of it. */
  readonly inForceFrom?: string;
  /** Lines that describe the difference, at most 100. */
  readonly diff: readonly string[];
};
