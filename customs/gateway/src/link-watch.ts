import type { Runtime } from '@pilotzone/kernel/runtime';
import type { CustomsLink, LinkState } from './link.ts';

/** Keeps how the link stands, from what sending over it shows. */
export type LinkWatch = {
  noteSent(): void;
  noteFailed(reason: string): void;
  state(): LinkState;
};

/** Watches a link; it counts as up until a message could not be sent. */
export function watchLink(needs: Runtime & { readonly link: CustomsLink }): LinkWatch {
  const { log, clock } = needs;
  let state: LinkState = {
    link: needs.link.name,
    state: 'up',
    since: clock.now(),
    lastError: undefined,
  };
  return { noteSent, noteFailed, state: () => state };

  function noteSent(): void {
    if (state.state === 'up') return;
    log.info('customs can be reached again');
    state = { ...state, state: 'up', since: clock.now(), lastError: undefined };
  }

  function noteFailed(lastError: string): void {
    if (state.state === 'down') {
      state = { ...state, lastError };
      return;
    }
    log.warn({ reason: lastError }, 'customs cannot be reached; messages queue up');
    state = { ...state, state: 'down', since: clock.now(), lastError };
  }
}
