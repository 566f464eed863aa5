import type { FastifyReply } from 'fastify';
import type { Platform } from './compose.ts';

/** Who listens, and from where on: an enterprise hears of its own declarations only. */
export type Listener = {
  readonly participantCode: string | undefined;
  readonly since: string | undefined;
};

// One look per second serves all listeners; people cannot read faster.
const LOOK_EVERY_MS = 1_000;
const EVENTS_PER_LOOK = 500;
// Proxies cut a silent connection after a minute.
const PING_EVERY_MS = 25_000;

/**
 * Server-sent events of declarations changing state, read from the transitions that are committed
 * anyway. The event id is the place in that history, so a client that reconnects with Last-Event-ID
 * misses nothing.
 */
export function createEventStream(platform: Platform) {
  const { log } = platform.runtime;
  const listeners = new Set<{ reply: FastifyReply; listener: Listener; position: string }>();
  const look = setInterval(() => void sendNews(), LOOK_EVERY_MS);
  const ping = setInterval(() => {
    for (const { reply } of listeners) reply.raw.write(': still here\n\n');
  }, PING_EVERY_MS);
  let looking = false;
  return { open, close };

  function open(reply: FastifyReply, listener: Listener): void {
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'keep-alive',
    });
    reply.raw.write('retry: 2000\n\n');
    const entry = { reply, listener, position: listener.since ?? '' };
    listeners.add(entry);
    reply.raw.on('close', () => listeners.delete(entry));
  }

  async function sendNews(): Promise<void> {
    if (looking || listeners.size === 0) return;
    looking = true;
    try {
      for (const entry of listeners) await sendTo(entry);
    } catch (error) {
      log.warn({ err: error }, 'events could not be read; tried again');
    } finally {
      looking = false;
    }
  }

  async function sendTo(entry: {
    reply: FastifyReply;
    listener: Listener;
    position: string;
  }): Promise<void> {
    const { participantCode } = entry.listener;
    const news = await platform.singleWindow.listNews({
      after: entry.position,
      participantCode,
      limit: EVENTS_PER_LOOK,
    });
    for (const event of news.events) {
      entry.reply.raw.write(
        `id: ${event.position}\nevent: declaration\ndata: ${JSON.stringify(event.data)}\n\n`,
      );
    }
    entry.position = news.position;
  }

  function close(): Promise<void> {
    clearInterval(look);
    clearInterval(ping);
    for (const { reply } of listeners) reply.raw.end();
    return Promise.resolve();
  }
}
