import type { Runtime } from '@pilotzone/kernel/runtime';
import { loadTariff, tariffMark } from '@pilotzone/single-window/index';
import type { Tariff } from '@pilotzone/tariff/rates';
import type { SupervisionModeRow } from '@pilotzone/tariff/supervision-modes';

type Loaded = Awaited<ReturnType<typeof loadTariff>>;

/** The reference data that judges now; swapped whole when an import takes effect. */
export type TariffInForce = {
  tariff(): Tariff;
  supervisionModes(): readonly SupervisionModeRow[];
  /** Exchange rates, demands of goods and warehouse filings, which judge exports. */
  exportReferences(): Loaded['exportReferences'];
  /** Which imports it is made of; "demo" when nothing was imported. */
  tariffVersions(): string;
  /** Takes what was imported meanwhile into force, whichever process imported it. */
  reloadTariff(): Promise<void>;
};

/** Loads the reference data in force. */
export async function createTariffInForce(runtime: Runtime): Promise<TariffInForce> {
  let inForce = await loadTariff(runtime, runtime.db);
  return {
    tariff: () => inForce.tariff,
    supervisionModes: () => inForce.supervisionModes,
    exportReferences: () => inForce.exportReferences,
    tariffVersions: () => inForce.versions,
    reloadTariff: async () => {
      if ((await tariffMark(runtime)) === inForce.mark) return;
      inForce = await loadTariff(runtime, runtime.db);
    },
  };
}
