import type { Runtime } from '@pilotzone/kernel/runtime';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { ExportContext } from '@pilotzone/rules/export/judge-export';
import type { Tariff } from '@pilotzone/tariff/rates';
import type { Disturbance } from './disturb.ts';

export type SimulatorNeeds = Runtime & {
  tariff(): Tariff;
  /** What judges export lists on a day; without it the demo's rates and goods. */
  exportContext?(on: PlainDate): ExportContext;
};

/** How the simulator bills tax (816, 818). */
export type TaxBillOptions = {
  readonly seed: number;
  /** Share of lists whose bill is a fen too high; at first 0. */
  readonly wrongShare?: number;
  /** From which day after release bills go into a payment book; at first 31. */
  readonly collectFromDay?: number;
};

export type SimulatorOptions = {
  /** Everything drawn by chance comes from here. */
  readonly seed: number;
  /** Share of lists whose goods customs inspects (500 查验), 0 to 1. */
  readonly inspectShare: number;
  /** Share of the others whose papers a person at customs looks at (300 人工审核); at first 0. */
  readonly reviewShare?: number;
  /** True: a return (625) is closed only when an arrival report (711) names its waybill. */
  readonly returnsAwaitGoods?: boolean;
  /** Tax of released lists is billed; absent: it is not. */
  readonly taxBills?: Omit<TaxBillOptions, 'seed'> | undefined;
  /** Repeated, delayed and reordered receipts; absent: each once, in order, at once. */
  readonly disturbance?: Disturbance;
};
