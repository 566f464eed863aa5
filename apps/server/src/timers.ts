import { pruneIdempotencyKeys } from '@pilotzone/kernel/http';
import { createPartitions } from '@pilotzone/kernel/partitions';
import { systemClock } from '@pilotzone/kernel/time';
import type { Platform } from './compose.ts';
import { askAgain } from './settle.ts';

// A list that customs has not answered after two minutes is sent again; the field's own answers
// take seconds.
const ASK_AGAIN_AFTER_MS = 120_000;
const ASK_AGAIN_EVERY_MS = 30_000;
const ALERTS_EVERY_MS = 60_000;
// A list and its document that arrive at the same moment may miss each other; nobody should wait
// long for that.
const RECHECK_EVERY_MS = 2_000;
// Another process may have imported rates or frozen purchases; whoever did looks at the result
// soon after.
const RELOAD_EVERY_MS = 3_000;
// Customs waits for raw data; a look at a short queue costs nothing.
const RAW_DATA_EVERY_MS = 1_000;
// Customs bills released lists some time after their release.
const TAX_BILLS_EVERY_MS = 10_000;
// Customs' receipts go back to traders within a second.
const SORT_EVERY_MS = 500;
// Whoever orders a back-test watches its progress.
const BACK_TESTS_EVERY_MS = 2_000;
const TRIALS_EVERY_MS = 5_000;
// Delivered events are kept for a month, for whoever asks what happened; kept answers for two days.
const PRUNE_EVERY_MS = 3_600_000;
const EVENTS_KEPT_DAYS = 30;

/** Who does a piece of work where the platform is several processes. */
export type Doer = 'everybody' | 'gateway' | 'jobs';

type Work = {
  readonly what: string;
  readonly by: Doer;
  readonly everyMs: number;
  /** Whether it waits for its last round; what is short or safe side by side does not. */
  readonly isOneAtATime?: true;
  readonly work: (platform: Platform) => Promise<unknown>;
};

const WORK: readonly Work[] = [
  {
    ...{ what: 'uploading payment raw data', by: 'gateway', everyMs: RAW_DATA_EVERY_MS },
    ...{ isOneAtATime: true, work: ({ finance }) => finance.sendRawData() },
  },
  {
    ...{ what: 'asking again', by: 'gateway', everyMs: ASK_AGAIN_EVERY_MS },
    work: (platform) => askAgain(platform, ASK_AGAIN_AFTER_MS),
  },
  {
    ...{ what: 'asking for held lists', by: 'gateway', everyMs: ASK_AGAIN_EVERY_MS },
    ...{ isOneAtATime: true, work: askForHeld },
  },
  {
    ...{ what: 'looking after waiting lists', by: 'jobs', everyMs: RECHECK_EVERY_MS },
    work: ({ singleWindow }) => singleWindow.recheckWaiting(),
  },
  {
    ...{ what: 'looking for imported rates', by: 'everybody', everyMs: RELOAD_EVERY_MS },
    work: (platform) => platform.reloadTariff(),
  },
  {
    ...{ what: 'looking for rules of stock', by: 'everybody', everyMs: RELOAD_EVERY_MS },
    work: ({ parks }) => parks.lookForStockRules(),
  },
  {
    ...{ what: 'billing tax', by: 'gateway', everyMs: TAX_BILLS_EVERY_MS, isOneAtATime: true },
    work: ({ simulator }) => simulator.issueTaxBills(),
  },
  {
    ...{ what: 'sorting receipts for traders', by: 'jobs', everyMs: SORT_EVERY_MS },
    ...{ isOneAtATime: true, work: sortReceipts },
  },
  {
    ...{ what: 'running back-tests', by: 'jobs', everyMs: BACK_TESTS_EVERY_MS, isOneAtATime: true },
    work: ({ backTests, risk }) => (backTests ? backTests.run() : risk.runBackTests()),
  },
  {
    ...{ what: 'watching rules on trial', by: 'jobs', everyMs: TRIALS_EVERY_MS },
    ...{ isOneAtATime: true, work: ({ risk }) => risk.watchTrials() },
  },
  { what: 'pruning', by: 'jobs', everyMs: PRUNE_EVERY_MS, work: prune },
  {
    ...{ what: 'raising alerts', by: 'jobs', everyMs: ALERTS_EVERY_MS },
    work: ({ singleWindow }) => singleWindow.raiseAlerts(),
  },
];

/** Starts everything the platform does by itself and returns what stops it. */
export function startTimers(platform: Platform): () => void {
  platform.gateway.start();
  platform.dispatcher.start();
  platform.webhooks.start();
  // What was on its way when this process was last killed is asked for at once.
  run(platform, 'asking again', () => askAgain(platform, 0));
  return startWork(platform, () => true);
}

/** Starts the work that `isMine` says is this process's, asked anew each time. */
export function startWork(platform: Platform, isMine: (doer: Doer) => boolean): () => void {
  const timers = WORK.map((one) => setInterval(roundOf(platform, one, isMine), one.everyMs));
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

/** Looks now at what another process may have changed; for processes that were told so. */
export function lookAround(platform: Platform): void {
  for (const { what, by, work } of WORK)
    if (by === 'everybody') run(platform, what, () => work(platform));
}

function roundOf(platform: Platform, one: Work, isMine: (doer: Doer) => boolean): () => void {
  let isAtWork = false;
  return () => {
    if (!isMine(one.by) || (isAtWork && one.isOneAtATime)) return;
    isAtWork = true;
    run(platform, one.what, () =>
      one.work(platform).finally(() => {
        isAtWork = false;
      }),
    );
  };
}

function run({ runtime }: Platform, what: string, work: () => Promise<unknown>): void {
  work().catch((error: unknown) =>
    runtime.log.error({ err: error }, `${what} failed; tried again later`),
  );
}

// A message that a channel delivers again does so within days; after this it counts as new, and
// what is on file decides what it means.
const MESSAGE_IDS_KEPT_MS = 180 * 86_400_000;

async function askForHeld({ singleWindow, gateway }: Platform): Promise<void> {
  if ((await singleWindow.askAboutHeld()) > 0) gateway.kick();
}

async function sortReceipts({ informationSharing }: Platform): Promise<void> {
  while ((await informationSharing.splitReceipts()) > 0);
}

async function prune(platform: Platform): Promise<void> {
  // First, so that nothing that fails below holds it up. Ids tell the system's time, whatever clock
  // the platform goes by.
  await createPartitions(platform.runtime.db, systemClock.now());
  await platform.dispatcher.prune(EVENTS_KEPT_DAYS);
  const forgotten = platform.runtime.clock.now() - MESSAGE_IDS_KEPT_MS;
  await platform.informationSharing.forgetTaken(forgotten);
  await platform.gateway.forgetTaken(forgotten);
  await platform.informationSharing.forgetReturns(forgotten);
  await pruneIdempotencyKeys(platform.runtime);
  await platform.finance.purgeRawData();
  await platform.identity.prune();
  await platform.webhooks.prune();
  await platform.citizens.signIn.prune();
  await platform.informationSharing.forgetNonces();
  await platform.informationSharing.forgetHandedIn();
}
