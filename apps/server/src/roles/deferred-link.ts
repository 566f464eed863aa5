import type { CustomsLink, InboundHandler } from '@pilotzone/gateway/link';

/**
 * A link that is opened when this process first has the turn to use it: one that only stands by
 * must not take messages of customs from under the one that works.
 */
export function deferLink(
  isMyTurn: () => boolean,
  open: () => CustomsLink,
): CustomsLink & { look(): void } {
  const handlers: InboundHandler[] = [];
  let link: CustomsLink | undefined;
  return {
    name: 'customs',
    send: async (messages) => {
      look();
      if (!link) throw new Error('another process talks to customs now');
      await link.send(messages);
    },
    onMessages: (handler) => void handlers.push(handler),
    settled: () => link?.settled() ?? Promise.resolve(),
    close: () => link?.close() ?? Promise.resolve(),
    look,
  };

  function look(): void {
    if (!isMyTurn()) {
      void link?.close();
      link = undefined;
      return;
    }
    if (link) return;
    link = open();
    for (const handler of handlers) link.onMessages(handler);
  }
}
