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
// Delivered events are kept for a month, for whoever asks what happened; kept answers for two days.
const PRUNE_EVERY_MS = 3_600_000;
const EVENTS_KEPT_DAYS = 30;

/** Starts everything the platform does by itself and returns what stops it. */
export function startTimers(platform: Platform): () => void {
  const { log } = platform.runtime;
  platform.gateway.start();
  platform.dispatcher.start();
  platform.webhooks.start();
  // What was on its way when this process was last killed is asked for at once.
  run('asking again', () => askAgain(platform, 0));
  const timers = [
    setInterval(
      once('uploading payment raw data', () => platform.finance.sendRawData()),
      RAW_DATA_EVERY_MS,
    ),
    setInterval(
      () => run('asking again', () => askAgain(platform, ASK_AGAIN_AFTER_MS)),
      ASK_AGAIN_EVERY_MS,
    ),
    setInterval(
      () => run('looking after waiting lists', () => platform.singleWindow.recheckWaiting()),
      RECHECK_EVERY_MS,
    ),
    setInterval(
      () => run('looking for imported rates', () => platform.reloadTariff()),
      RELOAD_EVERY_MS,
    ),
    setInterval(
      () => run('looking for rules of stock', () => platform.parks.lookForStockRules()),
      RELOAD_EVERY_MS,
    ),
    setInterval(
      () => run('looking for freezes', () => platform.singleWindow.lookForFreezes()),
      RELOAD_EVERY_MS,
    ),
    setInterval(
      once('billing tax', () => platform.simulator.issueTaxBills()),
      TAX_BILLS_EVERY_MS,
    ),
    setInterval(
      once('sorting receipts for traders', () => sortReceipts(platform)),
      SORT_EVERY_MS,
    ),
    setInterval(() => run('pruning', () => prune(platform)), PRUNE_EVERY_MS),
    setInterval(
      () => run('raising alerts', () => platform.singleWindow.raiseAlerts()),
      ALERTS_EVERY_MS,
    ),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };

  /** Not again while the last round is still at work. */
  function once(what: string, work: () => Promise<unknown>): () => void {
    let isAtWork = false;
    return () => {
      if (isAtWork) return;
      isAtWork = true;
      run(what, () =>
        work().finally(() => {
          isAtWork = false;
        }),
      );
    };
  }

  function run(what: string, work: () => Promise<unknown>): void {
    work().catch((error: unknown) =>
      log.error({ err: error }, `${what} failed; tried again later`),
    );
  }
}

// A message that a channel delivers again does so within days; after this it counts as new, and
// what is on file decides what it means.
const MESSAGE_IDS_KEPT_MS = 180 * 86_400_000;

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
}
