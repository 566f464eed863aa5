import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createCodeSender } from './send-code.ts';

const message = { requestId: 'b1946ac9-2b5e-4b1c-9d5f-0f1f3c2d4e5a', phone: '13800000000' };
const coded = { ...message, code: '042137' };

type Told = { readonly headers: IncomingMessage['headers']; readonly body: unknown };

let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
  server = undefined;
});

/** A gateway for short messages that answers with this status, and what it was told. */
async function openGateway(status: number): Promise<{ url: string; told: Told[] }> {
  const told: Told[] = [];
  const opened = createServer((request, reply) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(parts).toString());
      told.push({ headers: request.headers, body });
      const location = { location: 'http://127.0.0.1:1/elsewhere' };
      reply.writeHead(status, status === 302 ? location : {}).end('{}');
    });
  });
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(opened.address() as AddressInfo).port}/sms`, told };
}

describe('a code by the gateway for short messages', () => {
  test('goes out with telephone, code, text, key and the number of the request', async () => {
    const { url, told } = await openGateway(202);
    await createCodeSender({ kind: 'http', url, key: 'secret' }).send(coded);
    expect(told).toHaveLength(1);
    expect(told[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': message.requestId,
      authorization: 'Bearer secret',
    });
    expect(told[0]?.body).toEqual({
      phone: message.phone,
      code: coded.code,
      text: expect.stringMatching(/042137.*5分钟/),
    });
  });

  test('goes without a key where none is set, and is shown on no page', async () => {
    const { url, told } = await openGateway(200);
    const sender = createCodeSender({ kind: 'http', url, key: undefined });
    expect(sender.assertReady).not.toThrow();
    await sender.send(coded);
    expect(told[0]?.headers).not.toHaveProperty('authorization');
    expect(sender.readDemoPhone(message.requestId)).toBeUndefined();
  });

  test.each([302, 400, 503])('is an error where the gateway answers %i', async (status) => {
    const { url, told } = await openGateway(status);
    const sent = createCodeSender({ kind: 'http', url, key: 'secret' }).send(coded);
    // Neither the code nor the key may stand in a log.
    const error: unknown = await sent.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toMatch(/042137|secret|13800000000/);
    expect(told).toHaveLength(1);
  });
});
