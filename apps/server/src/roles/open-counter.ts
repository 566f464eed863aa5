import { createClearer } from '@pilotzone/information-sharing/clear-handed-in';
import { createCounter } from '@pilotzone/information-sharing/hand-in-messages';
import type { InformationSharing } from '@pilotzone/information-sharing/index';
import type { Answer, RawMessage } from '@pilotzone/information-sharing/receive-messages';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Apart } from './apart.ts';

export type TakeMessages = (raw: readonly RawMessage[]) => Promise<readonly Answer[]>;

/**
 * How messages are taken in this process: cleared here, or handed in for whichever process clears.
 * An answer means that it is committed, either way.
 */
export function openCounter(
  runtime: Runtime,
  { receiveMessages }: Pick<InformationSharing, 'receiveMessages'>,
  apart: Apart | undefined,
): TakeMessages {
  if (!apart || apart.roles.has('clearing')) return receiveMessages;
  const { bus } = apart;
  const counter = createCounter({ ...runtime, wake: bus.offerWork });
  bus.hear('answers', counter.look, counter.counterId);
  return counter.handIn;
}

/** Clears what others hand in; `kick` is called after each batch. */
export function openClearer(
  runtime: Runtime,
  { receiveMessagesBy }: Pick<InformationSharing, 'receiveMessagesBy'>,
  { bus, kick }: Pick<Apart, 'bus'> & { kick(): void },
) {
  const clearer = createClearer({
    ...runtime,
    receiveMessages: receiveMessagesBy,
    told: (counterIds) => {
      for (const id of counterIds) bus.tell('answers', id);
      kick();
    },
  });
  return {
    start: () => {
      clearer.start();
      bus.takeWork(clearer.look, clearer.isFree);
    },
    stop: clearer.stop,
  };
}
