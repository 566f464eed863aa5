import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Tariff } from '@pilotzone/tariff/rates';
import type { Disturbance } from './disturb.ts';

export type SimulatorNeeds = Runtime & { tariff(): Tariff };

export type SimulatorOptions = {
  /** Everything drawn by chance comes from here. */
  readonly seed: number;
  /** Share of lists that customs holds to look at papers or goods, 0 to 1. */
  readonly inspectShare: number;
  /** Repeated, delayed and reordered receipts; absent: each once, in order, at once. */
  readonly disturbance?: Disturbance;
};
