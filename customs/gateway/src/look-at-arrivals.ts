import type { Decoded } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { CUSTOMS_CHANNEL } from './channel-link.ts';
import type { DeadLetters } from './dead-letters.ts';
import { OUTBOUND_CHANNEL } from './send-due.ts';
import { markRefused } from './store.ts';
import { takeOnce } from './take-once.ts';
import type { Mark } from './take-once.ts';

/** A message from customs, read as far as it can be. */
export type Arrival = {
  readonly messageType: string;
  readonly body: Uint8Array;
  /** It is nothing that customs answers with. */
  readonly refused: boolean;
  readonly result: Decoded;
  /** Which message it is; absent where the link is in this process. */
  readonly mark: Mark | undefined;
};

type LookingNeeds = Runtime & { readonly deadLetters: DeadLetters };

/** Leaves out what was taken before; other bytes under a known id become a dead letter. */
export async function dropTaken(
  needs: LookingNeeds,
  tx: Tx,
  arrivals: readonly Arrival[],
): Promise<Arrival[]> {
  const messages = arrivals.flatMap(({ mark, body }) => (mark ? [{ ...mark, body }] : []));
  const novelties = await takeOnce(tx, needs.zoneCode, { messages, now: needs.clock.now() });
  const reused = arrivals.filter((_, i) => novelties[i] === 'reused');
  const reason = 'other bytes under an id that is known; customs must send it under a new one';
  await needs.deadLetters.record(
    tx,
    reused.map((message) => letterOf(message, reason)),
  );
  return arrivals.filter((_, i) => novelties[i] === 'fresh');
}

/** Tells of what is no receipt; what customs says of a message of ours (CEB900) stops that one. */
export async function lookAtRefused(
  needs: LookingNeeds,
  tx: Tx,
  arrivals: readonly Arrival[],
): Promise<void> {
  const refused = arrivals.filter((message) => message.refused);
  if (refused.length === 0) return;
  needs.log.warn({ count: refused.length }, 'messages from customs that are no receipts');
  for (const message of refused) {
    const { result, mark } = message;
    if (!mark) continue;
    const reason = reasonOf(result);
    const exchangeId = refusedMessageOf(result);
    if (exchangeId) await markRefused(tx, needs.zoneCode, { exchangeId, reason });
    const letter = exchangeId
      ? { ...letterOf(message, reason), channel: OUTBOUND_CHANNEL, exchangeId }
      : letterOf(message, reason);
    await needs.deadLetters.record(tx, [letter]);
  }
}

function letterOf({ mark, body }: Arrival, reason: string) {
  return { channel: CUSTOMS_CHANNEL, messageId: mark?.messageId ?? '', reason, body };
}

/** Which message of ours a CEB900 is about; `undefined` when it names none. */
function refusedMessageOf(result: Decoded): string | undefined {
  if (result.kind !== 'message' || result.message.type !== 'CEB900Message') return undefined;
  const id = result.message.documents[0]?.head.oriCopMsgId.toLowerCase() ?? '';
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : undefined;
}

function reasonOf(result: Decoded): string {
  if (result.kind === 'refused') return result.message;
  if (result.kind === 'invalid') {
    const [first] = result.errors;
    return `not valid by the schema: ${first?.path ?? ''} ${first?.message ?? ''}`;
  }
  if (result.message.type === 'CEB900Message')
    return `CEB900: ${result.message.documents[0]?.head.returnInfo ?? ''}`;
  return `${result.message.type} is no answer that the platform takes from customs`;
}
