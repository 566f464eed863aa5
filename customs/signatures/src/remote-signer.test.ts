import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRemoteKey } from './remote-signer.ts';
import { signMessage } from './sign-message.ts';
import type { SoftwareKey } from './signing-key.ts';
import { makeAuthority, makeKey, reasonsOf, trustIn, unsigned } from './testing/signers.ts';
import { verdictOf } from './testing/signers.ts';

const authority = makeAuthority();
const key = makeKey(authority);
const other = makeKey(authority);

let server: Server;
let url: string;
/** What the service does with a request; a test may make it fail. */
let signs: SoftwareKey;
let failures: number;
let asked: { authorization: string | undefined; keyId: string; algorithm: string }[];

beforeEach(async () => {
  [signs, failures, asked] = [key, 0, []];
  server = createServer((request, response) => {
    void read(request).then((body) => {
      const { keyId, algorithm, data } = JSON.parse(body) as Record<string, string>;
      const { authorization } = request.headers;
      asked.push({ authorization, keyId: keyId ?? '', algorithm: algorithm ?? '' });
      if (failures > 0) {
        failures -= 1;
        response.writeHead(503).end('busy');
        return;
      }
      if (authorization !== 'Bearer secret') {
        response.writeHead(401).end('who are you');
        return;
      }
      const signature = signs.signNow(Buffer.from(data ?? '', 'base64')).toString('base64');
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ signature }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sign`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function remote(token = 'secret') {
  const { certificate, algorithm } = key;
  return createRemoteKey({ url, token, keyId: 'card 1', certificate, algorithm });
}

describe('a key in a signing service', () => {
  it('signs messages that are valid', async () => {
    const bytes = await signMessage({ bytes: unsigned() }, remote());
    expect(reasonsOf(verdictOf(bytes, trustIn(authority)))).toEqual([]);
    expect(asked).toEqual([
      { authorization: 'Bearer secret', keyId: 'card 1', algorithm: 'sm2-sm3' },
    ]);
  });

  it('is asked again when the service is busy, three times in all', async () => {
    failures = 2;
    await signMessage({ bytes: unsigned() }, remote());
    expect(asked).toHaveLength(3);
    failures = 3;
    await expect(signMessage({ bytes: unsigned() }, remote())).rejects.toThrow(/503: busy/);
  });

  it('is not asked again when the service refuses', async () => {
    await expect(signMessage({ bytes: unsigned() }, remote('wrong'))).rejects.toThrow(/401/);
    expect(asked).toHaveLength(1);
  });

  it('is not believed when it signs with another key', async () => {
    signs = other;
    const signing = signMessage({ bytes: unsigned() }, remote());
    await expect(signing).rejects.toThrow(/another key than that of the certificate/);
  });

  it('that cannot be reached is told as such', async () => {
    const { certificate, algorithm } = key;
    const nobody = 'http://127.0.0.1:9/sign';
    const lost = createRemoteKey({ url: nobody, keyId: 'x', certificate, algorithm });
    await expect(signMessage({ bytes: unsigned() }, lost)).rejects.toThrow(/cannot be reached/);
  });
});
