import type { PlainDate } from '@pilotzone/kernel/time';
import type { Quantity } from './taxable.ts';

/**
 * One line of the positive list (正面清单) in one period: goods that may come in as retail imports,
 * with the remarks (备注) that limit them. Both days belong to the period.
 */
export type PositiveListEntry = {
  /** 8 or 10 digits; a 10-digit entry wins over its 8-digit one. */
  readonly hsCode: string;
  readonly nameZh: string;
  /** Supervision modes the goods may use ("1210"); empty when all may. */
  readonly modes: readonly string[];
  /** Most that one person may buy in a calendar year. */
  readonly quota: Quantity | undefined;
  /** The remark as the list words it; '' when there is none. */
  readonly remark: string;
  readonly validFrom: PlainDate;
  readonly validUntil: PlainDate | undefined;
  readonly source: string;
};
