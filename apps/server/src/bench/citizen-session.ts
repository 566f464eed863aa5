import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { assert } from '@pilotzone/kernel/errors';

/** The telephone of a citizen, as the gateway for short messages reaches it. */
export type Telephone = {
  /** Where the gateway is. */
  readonly url: string;
  /** The code that comes next. */
  nextCode(): Promise<string>;
  close(): void;
};

/** A gateway for short messages with one telephone behind it. */
export async function openTelephone(): Promise<Telephone> {
  const codes: string[] = [];
  let expecting: ((code: string) => void) | undefined;
  const server = createServer((request, reply) => {
    void text(request).then((body) => {
      const { code } = JSON.parse(body) as { code: string };
      if (expecting) expecting(code);
      else codes.push(code);
      reply.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    nextCode: () =>
      new Promise((resolve) => {
        const come = codes.shift();
        if (come !== undefined) resolve(come);
        else expecting = resolve;
      }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * Signs in the buyer of a released list, by the code sent to her telephone; returns her cookie.
 * `key` may see personal data.
 */
export async function enterAsBuyer(
  address: string,
  key: string,
  telephone: Telephone,
): Promise<string> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const ask = (path: string, body?: object) =>
    fetch(new URL(path, address), {
      headers,
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
  const found = await ask('/api/v1/declarations?status=released&limit=1');
  const { items } = (await found.json()) as { items: { declarationId: string }[] };
  const purpose = { purpose: 'audit', reason: 'the bench signs in as this buyer' };
  const shown = await ask(
    `/api/v1/declarations/${items[0]?.declarationId ?? ''}/personal-data`,
    purpose,
  );
  const { documents } = (await shown.json()) as {
    documents: { list: Record<string, string> };
  };
  const { buyerIdNumber: idNumber, buyerTelephone: phone } = documents.list;
  const asked = await ask('/api/v1/citizen/code', { idNumber, phone });
  const { requestId } = (await asked.json()) as { requestId: string };
  const code = await telephone.nextCode();
  const entered = await ask('/api/v1/citizen/session', { requestId, code });
  const [cookie] = (entered.headers.get('set-cookie') ?? '').split(';');
  assert(cookie, `the citizen could not sign in: ${entered.status}`);
  return cookie;
}
