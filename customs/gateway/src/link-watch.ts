import type { Runtime } from '@pilotzone/kernel/runtime';
import type { LinkState } from './link.ts';

/** Keeps how something outside stands, from what using it shows. */
export type LinkWatch = {
  noteSent(): void;
  noteFailed(reason: string): void;
  state(): LinkState;
};

/** What is told when it comes back and when it fails. */
export type WatchWords = { readonly up: string; readonly down: string };

export const LINK_WORDS: WatchWords = {
  up: 'customs can be reached again',
  down: 'customs cannot be reached; messages queue up',
};

export const SIGNING_WORDS: WatchWords = {
  up: 'the signing service signs again',
  down: 'messages cannot be signed; they stay in the queue',
};

/** Watches what is called `name`; it counts as up until using it failed. */
export function watchLink(
  { log, clock }: Pick<Runtime, 'log' | 'clock'>,
  { name, words }: { name: string; words: WatchWords },
): LinkWatch {
  let state: LinkState = {
    link: name,
    state: 'up',
    since: clock.now(),
    lastError: undefined,
  };
  return { noteSent, noteFailed, state: () => state };

  function noteSent(): void {
    if (state.state === 'up') return;
    log.info(words.up);
    state = { ...state, state: 'up', since: clock.now(), lastError: undefined };
  }

  function noteFailed(lastError: string): void {
    if (state.state === 'down') {
      state = { ...state, lastError };
      return;
    }
    log.warn({ reason: lastError }, words.down);
    state = { ...state, state: 'down', since: clock.now(), lastError };
  }
}
