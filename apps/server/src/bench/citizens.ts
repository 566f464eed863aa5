import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PilotError } from '@pilotzone/kernel/errors';

/** Telephones of citizens: a gateway for short messages that keeps the codes it is handed. */
export type Telephones = {
  /** What the platform is told as its gateway. */
  readonly url: string;
  /** The code of a request; waits until it comes. */
  read(requestId: string): Promise<string>;
  close(): void;
};

const CODE_MS_MAX = 10_000;

/** Opens the gateway on a free port of this machine. */
export async function openTelephones(): Promise<Telephones> {
  const codes = new Map<string, string>();
  const came = new EventEmitter();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      // Sent by our own platform in this very form.
      const { code } = JSON.parse(Buffer.concat(chunks).toString()) as { code: string };
      const requestId = String(request.headers['idempotency-key']);
      codes.set(requestId, code);
      came.emit(requestId);
      response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has one.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/codes`,
    read: async (requestId) => {
      const signal = AbortSignal.timeout(CODE_MS_MAX);
      if (!codes.has(requestId)) await once(came, requestId, { signal });
      return codes.get(requestId) ?? '';
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What signing citizens in needs: the server, an administrator's key, and their telephones. */
export type CitizensNeeds = {
  readonly address: string;
  readonly key: string;
  readonly telephones: Telephones;
};

/**
 * Signs buyers of released lists in as they do it themselves, and returns the cookie of each. Few
 * enough that nobody is told to stop and think.
 */
export async function signCitizensIn(needs: CitizensNeeds, people: number): Promise<string[]> {
  const list = `/api/v1/declarations?status=released&limit=${people}`;
  const { items } = await ask<{ items: { declarationId: string }[] }>(needs, list);
  const cookies: string[] = [];
  for (const { declarationId } of items) {
    const url = `/api/v1/declarations/${declarationId}/personal-data`;
    const order = { purpose: 'audit', reason: 'bench of the bulkheads' };
    type Seen = { documents: { list: Record<string, string> } };
    const { buyerIdNumber: idNumber, buyerTelephone: phone } = (await ask<Seen>(needs, url, order))
      .documents.list;
    cookies.push(await signIn(needs, { idNumber, phone }));
  }
  return cookies;
}

async function signIn(needs: CitizensNeeds, person: object): Promise<string> {
  const { requestId } = await ask<{ requestId: string }>(needs, '/api/v1/citizen/code', person);
  const code = await needs.telephones.read(requestId);
  const answer = await send(needs, '/api/v1/citizen/session', { requestId, code });
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** Asks the platform, with a body or without; the caller knows the form of the answer. */
async function ask<T>(needs: CitizensNeeds, path: string, body?: object): Promise<T> {
  return (await (await send(needs, path, body)).json()) as T;
}

async function send({ address, key }: CitizensNeeds, path: string, body?: object) {
  const answer = await fetch(new URL(path, address), {
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  if (answer.ok) return answer;
  throw new PilotError('BENCH_FAILED', `${path} answered ${await answer.text()}`);
}
