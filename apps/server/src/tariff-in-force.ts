import type { Runtime } from '@pilotzone/kernel/runtime';
import { loadTariff } from '@pilotzone/single-window/index';
import type { Tariff } from '@pilotzone/tariff/rates';

/** The tariff that judges now; swapped whole when an import takes effect. */
export type TariffInForce = {
  tariff(): Tariff;
  /** Which imports it is made of; "demo" when nothing was imported. */
  tariffVersions(): string;
  /** Takes an import into force. */
  reloadTariff(): Promise<void>;
};

/** Loads the tariff in force. */
export async function createTariffInForce(runtime: Runtime): Promise<TariffInForce> {
  let inForce = await loadTariff(runtime, runtime.db);
  return {
    tariff: () => inForce.tariff,
    tariffVersions: () => inForce.versions,
    reloadTariff: async () => {
      inForce = await loadTariff(runtime, runtime.db);
    },
  };
}
