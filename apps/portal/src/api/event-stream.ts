import type { DeclarationNews } from './shapes.ts';

/** One server-sent event. */
export type StreamEvent = { readonly id: string; readonly name: string; readonly data: string };

/**
 * Splits the text of an event stream, which arrives in pieces cut anywhere, into events. Comments
 * and `retry` lines are passed over.
 */
export function createEventParser(onEvent: (event: StreamEvent) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const blocks = (rest + text).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parseBlock(block);
      if (event) onEvent(event);
    }
  };
}

function parseBlock(block: string): StreamEvent | undefined {
  const fields: Record<string, string> = {};
  for (const line of block.split('\n')) {
    const parts = /^([a-z]+): ?(.*)$/.exec(line);
    if (!parts?.[1]) continue;
    const before = fields[parts[1]];
    fields[parts[1]] = before === undefined ? (parts[2] ?? '') : `${before}\n${parts[2] ?? ''}`;
  }
  const { id = '', event = 'message', data } = fields;
  return data === undefined ? undefined : { id, name: event, data };
}

/** How the stream stands; `lost` is tried again by itself. */
export type StreamState = 'connecting' | 'live' | 'lost' | 'none';

export type EventStream = {
  subscribe(listener: (news: DeclarationNews) => void): () => void;
  state(): StreamState;
  subscribeState(listener: () => void): () => void;
  close(): void;
};

/** For whoever may not follow it. */
export const NO_STREAM: EventStream = {
  subscribe: () => () => undefined,
  state: () => 'none',
  subscribeState: () => () => undefined,
  close: () => undefined,
};

// Short enough that nobody reaches for the reload key, long enough for a server that restarts.
const RETRY_MS = 3_000;

// The server says something every 25 s; a connection silent for longer is dead without telling.
const SILENCE_MS = 60_000;

/**
 * Follows GET /events for as long as somebody is signed in. Fetch, because an EventSource cannot
 * tell a refusal from a break. After a break it goes on behind the last event seen, so nothing is
 * missed.
 */
export function openEventStream(): EventStream {
  const listeners = new Set<(news: DeclarationNews) => void>();
  const watchers = new Set<() => void>();
  const cut = new AbortController();
  let state: StreamState = 'connecting';
  let lastId = '';
  void follow();
  return {
    subscribe: (listener) => added(listeners, listener),
    state: () => state,
    subscribeState: (listener) => added(watchers, listener),
    close: () => cut.abort(),
  };

  async function follow(): Promise<void> {
    while (!cut.signal.aborted) {
      const isRefused = await readOnce().catch(() => false);
      if (isRefused) return;
      become('lost');
      await new Promise((resume) => setTimeout(resume, RETRY_MS));
    }
  }

  /** Reads until the connection ends; true when the server knows this session no more. */
  async function readOnce(): Promise<boolean> {
    const headers: HeadersInit = lastId === '' ? {} : { 'last-event-id': lastId };
    const answer = await fetch('/api/v1/events', { headers, signal: cut.signal });
    if (answer.status === 401 || answer.status === 403) return true;
    if (!answer.ok || !answer.body) return false;
    become('live');
    const parse = createEventParser(deliver);
    const decoder = new TextDecoder();
    const reader = answer.body.getReader();
    for (;;) {
      const silence = setTimeout(() => void reader.cancel(), SILENCE_MS);
      const { done, value } = await reader.read().finally(() => clearTimeout(silence));
      if (done) return false;
      parse(decoder.decode(value, { stream: true }));
    }
  }

  function deliver(event: StreamEvent): void {
    if (event.id !== '') lastId = event.id;
    if (event.name !== 'declaration') return;
    // The server writes these itself, in this shape.
    const news = JSON.parse(event.data) as DeclarationNews;
    for (const listener of listeners) listener(news);
  }

  function become(next: StreamState): void {
    if (state === next) return;
    state = next;
    for (const watcher of watchers) watcher();
  }
}

function added<T>(set: Set<T>, one: T): () => void {
  set.add(one);
  return () => {
    set.delete(one);
  };
}
