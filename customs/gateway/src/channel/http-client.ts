import { readDxpReply } from '@pilotzone/ceb/dxp-reply';
import type { Log } from '@pilotzone/kernel/log';
import { ParcelsRefused } from './channel.ts';
import type { Channel, Parcel, ParcelHandler } from './channel.ts';
import { startLoop } from './loop.ts';
import type { Loop } from './loop.ts';

export type HttpClientOptions = {
  readonly log: Log;
  /** Whose messages are fetched. */
  readonly dxpId: string;
};

const SEND_TIMEOUT_MS = 60_000;
// The server holds a question for this long when it has nothing.
const WAIT_SECONDS = 5;
const PARALLEL = 4;

/**
 * The client of an HTTP exchange (docs/protocols/exchange-http.md): messages are posted, answers
 * fetched one by one and deleted when they were taken.
 */
export function openHttpClient(address: string, { log, dxpId }: HttpClientOptions): Channel {
  const url = new URL(address);
  const authorization = authorizationOf(url);
  const base = url.href.replace(/\/+$/, '');
  const stopping = new AbortController();
  let loop: Loop | undefined;
  return {
    name: base,
    send,
    receive: (handler) => {
      loop = startLoop(() => fetchOne(handler), { log, what: `reading ${base}` });
    },
    close: async () => {
      stopping.abort();
      await loop?.stop();
    },
  };

  async function send(parcels: readonly Parcel[]): Promise<void> {
    const refused = new Map<number, string>();
    for (let from = 0; from < parcels.length; from += PARALLEL)
      await Promise.all(
        parcels.slice(from, from + PARALLEL).map(async (parcel, i) => {
          const reason = await post(parcel);
          if (reason !== undefined) refused.set(from + i, reason);
        }),
      );
    if (refused.size > 0) throw new ParcelsRefused(refused);
  }

  /** Why it was refused for good; throws when it is to be tried again. */
  async function post({ id, body }: Parcel): Promise<string | undefined> {
    const answer = await fetch(`${base}/dxp`, {
      method: 'POST',
      headers: { 'content-type': 'application/xml', 'message-id': id, ...authorization },
      body: Buffer.from(body),
      signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
    });
    const text = Buffer.from(await answer.arrayBuffer());
    if (answer.ok) return undefined;
    const reason = reasonOf(text) ?? `HTTP ${String(answer.status)}`;
    // What the other side says of the message itself will not change; the rest may.
    if (REFUSALS.has(answer.status)) return reason;
    throw new Error(`${base} answered ${reason}`);
  }

  async function fetchOne(handler: ParcelHandler): Promise<void> {
    const query = new URLSearchParams({ receiver: dxpId, wait: String(WAIT_SECONDS) });
    const answer = await fetch(`${base}/dxp/messages?${query.toString()}`, {
      headers: authorization,
      signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(SEND_TIMEOUT_MS)]),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    if (answer.status === 204) return;
    if (!answer.ok) throw new Error(`${base} answered HTTP ${String(answer.status)}`);
    const id = answer.headers.get('message-id') ?? '';
    await handler([{ id, body }]);
    const path = `${base}/dxp/messages/${encodeURIComponent(id)}?receiver=${dxpId}`;
    const deleted = await fetch(path, { method: 'DELETE', headers: authorization });
    await deleted.arrayBuffer();
    if (!deleted.ok) throw new Error(`${base} answered HTTP ${String(deleted.status)} to DELETE`);
  }
}

const REFUSALS = new Set([400, 403, 409, 413, 415, 422]);

/** Name and password of the address, which `fetch` does not take there. */
function authorizationOf(url: URL): Record<string, string> {
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '' && password === '') return {};
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(text).toString('base64')}` };
}

/** "2001 指定的接收方不存在", where the body is an answer of the exchange platform. */
function reasonOf(body: Buffer): string | undefined {
  const read = readDxpReply(body);
  if (read.kind !== 'reply') return undefined;
  const [first] = read.reply.responses;
  return first && `${first.code} ${first.info ?? ''}`.trim();
}
