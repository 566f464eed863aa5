import { randomBytes } from 'node:crypto';
import type { CustomsSimulator } from '@pilotzone/gateway/simulator/simulator';
import type { SimulatorOptions } from '@pilotzone/gateway/simulator/options';
import { createSimulator } from '@pilotzone/gateway/simulator/simulator';
import { createGateway, type Gateway } from '@pilotzone/gateway/gateway';
import { createCredit } from '@pilotzone/credit/index';
import { createFinancialServices } from '@pilotzone/financial-services/index';
import { createIdentity } from '@pilotzone/identity/index';
import { createWebhooks } from '@pilotzone/information-sharing/create-webhooks';
import { createInformationSharing } from '@pilotzone/information-sharing/index';
import { createDispatcher, createPayloadHandover, createPublish } from '@pilotzone/kernel/outbox';
import type { Subscription } from '@pilotzone/kernel/outbox';
import type { Database } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Replica } from '@pilotzone/kernel/replica';
import { getSecret } from '@pilotzone/kernel/settings';
import { masterKeyOf, openVault, type MasterKey } from '@pilotzone/kernel/vault';
import type { PlainDate } from '@pilotzone/kernel/time';
import { createLogistics } from '@pilotzone/logistics/index';
import type { LogisticsNeeds } from '@pilotzone/logistics/index';
import type { RawDataNeeds } from '@pilotzone/financial-services/raw-data-needs';
import { createParks } from '@pilotzone/parks/index';
import { createRisk } from '@pilotzone/risk/index';
import { createDisputes, type DecisionNeeds } from '@pilotzone/risk/settle-disputes';
import { createSingleWindow, type SingleWindow } from '@pilotzone/single-window/index';
import { exportContext } from '@pilotzone/single-window/model/export-references';
import { createStatistics, type StatisticsNeeds } from '@pilotzone/statistics/index';
import { applyImportReceipts } from './apply-import-receipts.ts';
import { buyerKeyOf } from './buyer-key.ts';
import { openCitizenCounter } from './citizens/citizen-counter.ts';
import { createCustomsMail } from './customs-mail.ts';
import type { CustomsMail } from './customs-mail.ts';
import { ADDRESSES, PLATFORM_TRANSFER } from './config.ts';
import type { PlatformConfig } from './config.ts';
import type { FilingFilter } from './filing-filter.ts';
import type { Apart } from './roles/apart.ts';
import { openCounter } from './roles/open-counter.ts';
import { tellOthers } from './roles/tell-others.ts';
import { fileEverything } from './filing-filter.ts';
import { createRawDataCounter } from './raw-data-counter.ts';
import { submitMessage } from './submit-message.ts';
import { createTariffInForce } from './tariff-in-force.ts';
import type { TariffInForce } from './tariff-in-force.ts';
import { draftSigningOf, encoderOf, openLink } from './way-to-customs.ts';

export type ComposeOptions = {
  readonly filter?: FilingFilter | undefined;
  /** The customs side where it is not in this thread. */
  readonly customs?: CustomsSimulator | undefined;
  /** Who runs back-tests; absent: this thread. */
  readonly backTests?: { readonly run: () => Promise<number> } | undefined;
  /** Connections of the citizens' counter; absent: those of everybody. */
  readonly counterDb?: Database | undefined;
  /** Where reports are read; absent: where everything is. */
  readonly replica?: Replica | undefined;
  /** Its place among other processes; absent: this one is the whole platform. */
  readonly apart?: Apart | undefined;
  /** Connections of the subscribers; absent: those of everybody. */
  readonly eventsDb?: Database | undefined;
};

export type Platform = Awaited<ReturnType<typeof compose>>;

/**
 * The only place where modules meet: every arrow between two of them is one line here. Creates
 * nothing outside the process; the database must be migrated.
 */
export async function compose(
  runtime: Runtime,
  config: PlatformConfig,
  { filter = fileEverything, customs, counterDb, eventsDb, ...given }: ComposeOptions = {},
) {
  const { apart, replica, backTests } = given;
  const { personKey, pseudonymOf, paperKey, noiseKey } = await readSecrets(runtime);
  const inForce = await createTariffInForce(runtime);
  const { tariff, supervisionModes, exportReferences, ...imports } = inForce;
  // What one process remembers another one may have changed.
  const handover = apart ? undefined : createPayloadHandover();
  const publish = createPublish(runtime.zoneCode, handover);
  const vault = openVault(runtime.db, runtime.zoneCode, config.masterKey ?? temporaryMasterKey());
  const exchangeLog = () => informationSharing;
  const mail: CustomsMail = createCustomsMail(runtime.db, {
    ...{ exchangeLog, gateway: () => gateway },
    isSignedLater: config.signingService !== undefined,
  });
  const toCustoms = { ...SENDER, sendMessages: mail.send, encodeSigned: encoderOf(config) };
  const rawData = createRawDataCounter(config, { clock: runtime.clock, exchangeLog });
  const later = { ...windowArrows(() => singleWindow), rawData, reads: replica, noiseKey };
  const rooms = await createRooms({ ...runtime, ...toCustoms, ...later, pseudonymOf });
  const { finance, logistics, credit, risk, statistics, parks } = rooms;
  const singleWindow = createSingleWindow({
    ...{ ...runtime, ...toCustoms, tariff, supervisionModes, publish, vault },
    ...{ holdRed: config.holdRed, exportReferences },
    buyerKey: pseudonymOf,
    ...paperArrows(rooms),
    ...riskArrows(credit, risk),
    ...{ submitMessage: submitMessage((raw) => takeMessages(raw)), isAlone: !apart },
  });
  const counter = { ...runtime, db: counterDb ?? runtime.db, personKey, way: config.codeWay };
  const citizens = await openCitizenCounter({ ...counter, ...singleWindow, createDisputes });

  const informationSharing = createInformationSharing({
    ...{ ...runtime, ...ADDRESSES, vault, signatures: config.signatures },
    findAnswered: singleWindow.findAnswered,
    fileDocuments: (tx, filings) =>
      filter(filings, (wanted) => singleWindow.fileDocuments(tx, wanted, { judge: config.judge })),
    ...(config.customs?.forwardDocuments ? { forwardMessages: mail.forward } : {}),
  });

  const identity = createIdentity({
    ...{ ...runtime, vault },
    organisationOf: async (code) => (await informationSharing.findParticipants([code])).get(code),
  });
  const allowLoopback = config.allowLoopbackWebhooks === true;
  const webhooks = createWebhooks({
    ...{ ...runtime, vault, allowLoopback, readNews: singleWindow.listNewsForAll },
    reachOf: (code) => identity.reachOf(code, 'declarations:read'),
  });
  const takeMessages = openCounter(runtime, informationSharing, apart);
  const simulator = customs ?? composeSimulator(runtime, inForce, config);
  const { link, deadLetters } = openLink(runtime, config, { simulator, apart });
  const gateway: Gateway = createGateway({
    ...{ ...runtime, link, deadLetters, signing: draftSigningOf(config, mail) },
    ...{ readExchanges: mail.read, logInbound: mail.logInbound },
    applyReceipts: singleWindow.applyReceipts,
    applyExportReceipts: singleWindow.applyExportReceipts,
    applyImportReceipts: applyImportReceipts({ singleWindow, logistics, finance, parks }),
  });
  const subscriptions = subscriptionsOf([finance, logistics, credit, risk, statistics, parks]);
  const events = { ...runtime, db: eventsDb ?? runtime.db, ...(handover && { handover }) };
  const dispatcher = createDispatcher({ ...events, subscriptions });

  const platform = { runtime, config, ...rooms, singleWindow, simulator, ...imports };
  const doors = { informationSharing, identity, citizens, webhooks, deadLetters, paperKey };
  const moving = tellOthers({ runtime, gateway, dispatcher }, apart);
  return { ...platform, ...doors, ...moving, takeMessages, apart, replica, backTests };
}

async function readSecrets({ db, zoneCode }: Runtime) {
  const personKey = await getSecret(db, zoneCode, 'person-key');
  return {
    personKey,
    pseudonymOf: (text: string) => buyerKeyOf(personKey, text),
    paperKey: await getSecret(db, zoneCode, 'paper-key'),
    noiseKey: await getSecret(db, zoneCode, 'statistics-noise-key'),
  };
}

const SENDER = { transfer: PLATFORM_TRANSFER };

/** The customs side, judging by the reference data in force. */
export function composeSimulator(
  runtime: Runtime,
  { tariff, exportReferences }: Pick<TariffInForce, 'tariff' | 'exportReferences'>,
  options: SimulatorOptions,
): CustomsSimulator {
  const exportLaw = (on: PlainDate) => exportContext(exportReferences(), on);
  return createSimulator({ ...runtime, tariff, exportContext: exportLaw }, options);
}

type Pseudonyms = { readonly pseudonymOf: (text: string) => string };

/** Systems that ask nobody; arrivals go on to customs. */
async function createRooms(
  runtime: LogisticsNeeds & RawDataNeeds & DecisionNeeds & StatisticsNeeds & Pseudonyms,
) {
  const [risk, credit] = [createRisk(runtime), createCredit(runtime)];
  const parks = createParks(runtime);
  await Promise.all([
    ...[risk.installShippedRules(), credit.installShippedMethod()],
    parks.lookForStockRules(),
  ]);
  return {
    finance: createFinancialServices(runtime),
    logistics: createLogistics(runtime),
    statistics: createStatistics({ ...runtime, parksOf: parkCodesOf(parks) }),
    ...{ parks, risk, credit },
  };
}

/** The park of each list, as statistics count it. */
function parkCodesOf(parks: ReturnType<typeof createParks>): StatisticsNeeds['parksOf'] {
  return async (q, clues) =>
    (await parks.placesOf(q, clues)).map((place) =>
      place.kind === 'unassigned' ? '' : place.parkCode,
    );
}

/** What rooms ask of the single window, which is made after them. */
function windowArrows(singleWindow: () => SingleWindow) {
  const takesPart: LogisticsNeeds['takesPart'] = (...asked) => singleWindow().takesPart(...asked);
  const correctAllowance: DecisionNeeds['correctAllowance'] = (...asked) =>
    singleWindow().correctAllowance(...asked);
  return { takesPart, correctAllowance };
}

/** For a database that goes with its process: `clear` without a folder, tests. */
function temporaryMasterKey(): MasterKey {
  return masterKeyOf(randomBytes(32));
}

/** What the single window asks of the owners of papers and goods. */
function paperArrows({ finance, logistics, parks }: Awaited<ReturnType<typeof createRooms>>) {
  return {
    stock: parks.stock,
    recordPayments: finance.recordPayments,
    findPayments: finance.findPayments,
    earmarkGuarantees: finance.earmarkGuarantees,
    lockCover: finance.lockCover,
    releaseEarmarks: finance.releaseEarmarks,
    recordWaybills: logistics.recordWaybills,
    findWaybills: logistics.findWaybills,
    recordWaybillStatuses: logistics.recordWaybillStatuses,
    recordArrivals: logistics.recordArrivals,
    recordExportPayments: finance.recordExportPayments,
    findExportPayments: finance.findExportPayments,
    recordExportWaybills: logistics.recordExportWaybills,
    findExportWaybills: logistics.findExportWaybills,
    recordExportMovements: logistics.recordExportMovements,
    noteMovementReceipts: logistics.noteMovementReceipts,
  };
}

/** What the single window asks before it lets a list go, and tells of what it holds. */
function riskArrows(credit: ReturnType<typeof createCredit>, risk: ReturnType<typeof createRisk>) {
  return {
    gradesOf: credit.gradesOf,
    assessRisk: risk.assess,
    openHolds: risk.openHolds,
    recordHoldDecision: risk.decideHold,
  };
}

/** After customs' answer nobody waits: what each module does about the events of the others. */
function subscriptionsOf(modules: readonly { subscriptions: readonly Subscription[] }[]) {
  return modules.flatMap((module) => module.subscriptions);
}
