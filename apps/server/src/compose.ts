import { createHmac } from 'node:crypto';
import type { CustomsSimulator } from '@pilotzone/gateway/simulator/simulator';
import { createSimulator } from '@pilotzone/gateway/simulator/simulator';
import { createGateway } from '@pilotzone/gateway/gateway';
import { createCredit } from '@pilotzone/credit/index';
import { createFinancialServices } from '@pilotzone/financial-services/index';
import { createInformationSharing } from '@pilotzone/information-sharing/index';
import type { Tx } from '@pilotzone/kernel/db';
import { createDispatcher, createPublish } from '@pilotzone/kernel/outbox';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { getSecret } from '@pilotzone/kernel/settings';
import { createLogistics } from '@pilotzone/logistics/index';
import { createParks } from '@pilotzone/parks/index';
import { createRisk } from '@pilotzone/risk/index';
import { createSingleWindow, loadTariff } from '@pilotzone/single-window/index';
import { createStatistics } from '@pilotzone/statistics/index';
import { demoSupervisionModes } from '@pilotzone/tariff/demo';
import { createHandover } from './handover.ts';
import { PLATFORM_TRANSFER } from './config.ts';
import type { PlatformConfig } from './config.ts';
import type { FilingFilter } from './filing-filter.ts';
import { fileEverything } from './filing-filter.ts';

export type Platform = Awaited<ReturnType<typeof compose>>;

/**
 * The only place where modules meet: every arrow between two of them is one line here. Creates
 * nothing outside the process; the database must be migrated.
 */
export async function compose(
  runtime: Runtime,
  config: PlatformConfig,
  filter: FilingFilter = fileEverything,
) {
  const { db, zoneCode } = runtime;
  const personKey = await getSecret(db, zoneCode, 'person-key');
  let inForce = await loadTariff(runtime, db);
  const tariff = () => inForce.tariff;
  const publish = createPublish(zoneCode);
  const handover = createHandover(HANDOVER_BYTES);

  const finance = createFinancialServices(runtime);
  const logistics = createLogistics(runtime);
  const credit = createCredit(runtime);
  const risk = createRisk(runtime);
  await risk.installShippedRules();
  await credit.installShippedMethod();
  const statistics = createStatistics(runtime);
  const parks = createParks(runtime);

  const singleWindow = createSingleWindow({
    ...runtime,
    tariff,
    publish,
    holdRed: config.holdRed,
    transfer: PLATFORM_TRANSFER,
    supervisionModes: demoSupervisionModes(zoneCode),
    buyerKey: (idNumber) => pseudonym(personKey, idNumber),
    recordPayments: finance.recordPayments,
    findPayments: finance.findPayments,
    earmarkGuarantees: finance.earmarkGuarantees,
    lockCover: finance.lockCover,
    releaseEarmarks: finance.releaseEarmarks,
    recordWaybills: logistics.recordWaybills,
    findWaybills: logistics.findWaybills,
    recordWaybillStatuses: logistics.recordWaybillStatuses,
    gradesOf: credit.gradesOf,
    assessRisk: risk.assess,
    openHolds: risk.openHolds,
    recordHoldDecision: risk.decideHold,
    sendMessages: async (tx, messages) => {
      const entries = messages.map(({ messageType, body }) => outbound(messageType, body));
      const ids = await informationSharing.recordExchanges(tx, entries);
      const queued = messages.map((message, index) => ({
        ...message,
        exchangeId: ids[index] ?? '',
      }));
      await gateway.enqueue(tx, queued);
      for (const { exchangeId, body } of queued) handover.put(exchangeId, body);
      return ids;
    },
  });

  const informationSharing = createInformationSharing({
    ...runtime,
    fileDocuments: (tx, filings) =>
      filter(filings, (wanted) => singleWindow.fileDocuments(tx, wanted, { judge: config.judge })),
  });

  const simulator: CustomsSimulator = createSimulator({ ...runtime, tariff }, config);
  const gateway = createGateway({
    ...runtime,
    link: simulator,
    readExchanges: async (ids) => {
      const held = handover.take(ids);
      const read = await informationSharing.readExchanges(
        db,
        ids.filter((id) => !held.has(id)),
      );
      return new Map([...held, ...read]);
    },
    logInbound: (tx: Tx, messages) =>
      informationSharing.recordExchanges(
        tx,
        messages.map((message) => ({ ...message, direction: 'in', counterparty: CUSTOMS })),
      ),
    applyReceipts: singleWindow.applyReceipts,
  });

  const dispatcher = createDispatcher({
    ...runtime,
    subscriptions: [
      ...finance.subscriptions,
      ...logistics.subscriptions,
      ...credit.subscriptions,
      ...statistics.subscriptions,
      ...parks.subscriptions,
    ],
  });

  return {
    runtime,
    config,
    singleWindow,
    informationSharing,
    finance,
    logistics,
    risk,
    credit,
    statistics,
    parks,
    gateway,
    simulator,
    dispatcher,
    tariffVersions: () => inForce.versions,
    /** Takes an import into force. */
    reloadTariff: async () => {
      inForce = await loadTariff(runtime, db);
    },
  };
}

const CUSTOMS = 'CUSTOMS';

// Some 150 messages of 100 lists: more than ever wait between a commit and the gateway's next turn.
const HANDOVER_BYTES = 64 * 1024 * 1024;

function outbound(messageType: string, body: Uint8Array) {
  return { direction: 'out', messageType, counterparty: CUSTOMS, body, refused: false } as const;
}

/**
 * A buyer's pseudonym: a keyed hash of the id number as a UUID text, the same in every process of
 * the zone.
 */
function pseudonym(key: string, idNumber: string): string {
  const hex = createHmac('sha256', key).update(idNumber).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
