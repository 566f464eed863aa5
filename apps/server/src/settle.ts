import type { Platform } from './compose.ts';

/**
 * Brings everything that is under way to rest: sends what is queued, applies what customs answered,
 * asks again for what was never answered, and delivers all events. For `clear`, `bench` and tests;
 * the server does it by timers.
 */
export async function settle(platform: Platform): Promise<void> {
  await platform.gateway.settle();
  await askAgain(platform, 0);
  await platform.gateway.settle();
  await platform.dispatcher.drain();
}

/**
 * Sends lists again whose message went out more than `afterMs` ago and that are still without an
 * answer; closes the messages whose lists are answered.
 */
export async function askAgain(platform: Platform, afterMs: number): Promise<void> {
  const before = platform.runtime.clock.now() - afterMs;
  // What goes out again here is left to the next call, so that one that is never answered ends
  // this.
  const newest = platform.runtime.ids.newId();
  for (;;) {
    const unanswered = await platform.gateway.listUnanswered(before);
    const messages = unanswered.filter(({ exchangeId }) => exchangeId < newest);
    if (messages.length === 0) return;
    const subjects = messages.flatMap((message) => message.subjectIds);
    await platform.singleWindow.resendUnanswered(subjects);
    await platform.singleWindow.resendUnansweredExports(subjects);
    await platform.logistics.resendUnanswered(subjects);
    await platform.gateway.markAnswered(messages.map((message) => message.exchangeId));
    platform.gateway.kick();
  }
}
