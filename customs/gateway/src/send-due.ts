import type { Runtime } from '@pilotzone/kernel/runtime';
import type { CustomsLink } from './link.ts';
import type { LinkWatch } from './link-watch.ts';
import { claimDue, markFailed, markSent } from './store.ts';
import type { Claimed } from './store.ts';

export type SendingNeeds = Runtime & {
  readonly link: CustomsLink;
  /** Bodies of logged messages. */
  readExchanges(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
};

// Messages per turn: 50 messages of 100 lists are about 20 MB, what one turn should hold in memory
// at most.
const CLAIM_LIMIT = 50;
// A process that is lost in the middle of sending is replaced after a minute.
const LEASE_MS = 60_000;
// Customs away: 1 s, 2 s, 4 s … at most a minute between tries.
const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_MAX_MS = 60_000;

/**
 * Sends one batch of what is due and says whether there may be more. When customs cannot be reached
 * the batch goes back into the queue with a longer pause each time; a failure of the database is
 * thrown, and the batch is due again when its lease ends.
 */
export async function sendDue(needs: SendingNeeds, watch: LinkWatch): Promise<boolean> {
  const now = needs.clock.now();
  const claimed = await claimDue(needs.db, needs.zoneCode, {
    now,
    leaseUntil: now + LEASE_MS,
    limit: CLAIM_LIMIT,
  });
  if (claimed.length === 0) return false;
  const bodies = await needs.readExchanges(claimed.map((message) => message.exchangeId));
  const isReady = ({ exchangeId }: Claimed) => bodies.has(exchangeId);
  await putBackLost(
    needs,
    claimed.filter((message) => !isReady(message)),
  );
  const ready = claimed.filter(isReady);
  if (ready.length === 0) return false;
  const reason = await trySending(needs.link, ready, bodies);
  if (reason === undefined) {
    await markSent(needs.db, needs.zoneCode, { ids: idsOf(ready), now: needs.clock.now() });
    watch.noteSent();
    return claimed.length === CLAIM_LIMIT;
  }
  watch.noteFailed(reason);
  await putBack(needs, ready, reason);
  return false;
}

/** Why customs did not take the messages; `undefined` when it did. */
async function trySending(
  link: CustomsLink,
  messages: readonly Claimed[],
  bodies: ReadonlyMap<string, Uint8Array>,
): Promise<string | undefined> {
  try {
    await link.send(
      messages.flatMap(({ exchangeId, messageType }) => {
        const body = bodies.get(exchangeId);
        return body ? [{ messageType, body }] : [];
      }),
    );
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A message without its bytes must not count as sent, nor hold up the others. */
async function putBackLost(needs: SendingNeeds, messages: readonly Claimed[]): Promise<void> {
  if (messages.length === 0) return;
  needs.log.error({ exchangeIds: idsOf(messages) }, 'queued messages are not in the exchange log');
  await putBack(needs, messages, 'the message is not in the exchange log');
}

async function putBack(
  needs: SendingNeeds,
  messages: readonly Claimed[],
  error: string,
): Promise<void> {
  // Each by its own tries: a new message must not wait as long as one that failed ten times.
  const now = needs.clock.now();
  await markFailed(needs.db, needs.zoneCode, {
    retries: messages.map(({ exchangeId, attempts }) => ({
      exchangeId,
      nextAt: now + Math.min(BACKOFF_FIRST_MS * 2 ** (attempts - 1), BACKOFF_MAX_MS),
    })),
    error,
  });
}

function idsOf(messages: readonly Claimed[]): string[] {
  return messages.map((message) => message.exchangeId);
}
