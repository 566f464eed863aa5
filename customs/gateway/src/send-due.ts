import type { Runtime } from '@pilotzone/kernel/runtime';
import type { CustomsLink } from './link.ts';
import type { LinkWatch } from './link-watch.ts';
import { ParcelsRefused } from './channel/channel.ts';
import type { DeadLetters } from './dead-letters.ts';
import { signDrafts } from './sign-drafts.ts';
import type { DraftSigning } from './sign-drafts.ts';
import { claimDue, markFailed, markRefused, markSent, pullForward } from './store.ts';
import type { Claimed } from './store.ts';

export type SendingNeeds = Runtime & {
  readonly link: CustomsLink;
  /** Bodies of logged messages. */
  readExchanges(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Signs drafts before they are sent; absent where messages are signed as they are composed. */
  readonly signing?: DraftSigning | undefined;
  /** Where messages go that customs will never take as they are. */
  readonly deadLetters: DeadLetters;
};

// Messages per turn: 50 messages of 100 lists are about 20 MB, what one turn should hold in memory
// at most.
const CLAIM_LIMIT = 50;
// What a card that signs four times a second signs well within the lease.
const CLAIM_LIMIT_SIGNING = 20;
// A process that is lost in the middle of sending is replaced after a minute.
const LEASE_MS = 60_000;
// Customs away: 1 s, 2 s, 4 s … at most a minute between tries.
const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_MAX_MS = 60_000;
// Twice the longest pause, for clocks of several machines that differ.
const PAUSE_MS_MAX = 2 * Math.max(LEASE_MS, BACKOFF_MAX_MS);

/**
 * Sends one batch of what is due and says whether there may be more. When customs cannot be reached
 * the batch goes back into the queue with a longer pause each time; a failure of the database is
 * thrown, and the batch is due again when its lease ends.
 */
export async function sendDue(needs: SendingNeeds, watches: Watches): Promise<boolean> {
  const now = needs.clock.now();
  const limit = needs.signing ? CLAIM_LIMIT_SIGNING : CLAIM_LIMIT;
  const claimed = await claimDue(needs.db, needs.zoneCode, {
    now,
    leaseUntil: now + LEASE_MS,
    limit,
  });
  if (claimed.length === 0) {
    const latest = now + PAUSE_MS_MAX;
    return (await pullForward(needs.db, needs.zoneCode, { now, latest })) > 0;
  }
  const bodies = await readBodies(needs, claimed);
  const isReady = ({ exchangeId }: Claimed) => bodies.has(exchangeId);
  await putBackLost(
    needs,
    claimed.filter((message) => !isReady(message)),
  );
  const signed = await signDrafts(needs, { messages: claimed.filter(isReady), bodies });
  noteSigning(watches.signing, signed);
  await putBack(needs, signed.failed, signed.reason ?? '');
  const { ready } = signed;
  if (ready.length === 0) return false;
  const sent = await trySending(needs.link, ready, bodies);
  if (typeof sent !== 'string') {
    const taken = ready.filter((_, i) => !sent.has(i));
    await markSent(needs.db, needs.zoneCode, { ids: idsOf(taken), now: needs.clock.now() });
    await bury(needs, { messages: ready, reasons: sent, bodies });
    watches.link.noteSent();
    return claimed.length === limit && signed.failed.length === 0;
  }
  watches.link.noteFailed(sent);
  await putBack(needs, ready, sent);
  return false;
}

/** Who watches how customs and the signing service stand. */
export type Watches = { readonly link: LinkWatch; readonly signing: LinkWatch | undefined };

/** The bytes of each message by its own id: signed where it was signed before, else as composed. */
async function readBodies(
  needs: SendingNeeds,
  claimed: readonly Claimed[],
): Promise<Map<string, Uint8Array>> {
  const idOf = ({ signedId, exchangeId }: Claimed) => signedId ?? exchangeId;
  const found = await needs.readExchanges(claimed.map(idOf));
  return new Map(
    claimed.flatMap((message) => {
      const body = found.get(idOf(message));
      return body ? [[message.exchangeId, body] as const] : [];
    }),
  );
}

function noteSigning(
  watch: LinkWatch | undefined,
  { reason, signed }: { reason: string | undefined; signed: number },
): void {
  if (reason !== undefined) watch?.noteFailed(reason);
  else if (signed > 0) watch?.noteSent();
}

/** Why each message that was refused for good was, by its place; a text when none could be sent. */
async function trySending(
  link: CustomsLink,
  messages: readonly Claimed[],
  bodies: ReadonlyMap<string, Uint8Array>,
): Promise<ReadonlyMap<number, string> | string> {
  try {
    await link.send(
      messages.flatMap(({ exchangeId, messageType }) => {
        const body = bodies.get(exchangeId);
        return body ? [{ messageType, body, id: exchangeId }] : [];
      }),
    );
    return NONE_REFUSED;
  } catch (error) {
    if (error instanceof ParcelsRefused) return error.reasons;
    return error instanceof Error ? error.message : String(error);
  }
}

const NONE_REFUSED: ReadonlyMap<number, string> = new Map();

/** Name of the way out in dead letters. */
export const OUTBOUND_CHANNEL = 'to customs';

/** What customs will never take as it is waits for a person, not for the next try. */
async function bury(
  needs: SendingNeeds,
  refused: {
    messages: readonly Claimed[];
    reasons: ReadonlyMap<number, string>;
    bodies: ReadonlyMap<string, Uint8Array>;
  },
): Promise<void> {
  if (refused.reasons.size === 0) return;
  await needs.db.transaction(async (tx) => {
    for (const [place, reason] of refused.reasons) {
      const exchangeId = refused.messages[place]?.exchangeId ?? '';
      await markRefused(tx, needs.zoneCode, { exchangeId, reason });
      const body = refused.bodies.get(exchangeId) ?? Buffer.alloc(0);
      const letter = { channel: OUTBOUND_CHANNEL, messageId: exchangeId, exchangeId, reason, body };
      await needs.deadLetters.record(tx, [letter]);
    }
  });
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
  if (messages.length === 0) return;
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
