import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { createGate, createGuardedServer } from './gate.ts';

const LIMITS = { requestsMax: 3, bytesMax: 100, waitMsMax: 1_000 };

test('a gate is full by number or by bytes, and one that is too large alone passes', () => {
  const gate = createGate(LIMITS);
  const large = gate.enter(1_000);
  expect(gate.isFull()).toBe(true);
  large.leave();
  large.leave();
  expect(gate.load()).toEqual({ requests: 0, bytes: 0, refused: 0, waitMs: 0 });
  gate.enter(60);
  expect(() => gate.enter(41)).toThrow(/send it again, unchanged/);
  gate.enter(20);
  gate.enter(20);
  expect(gate.isFull()).toBe(true);
  expect(() => gate.enter(0)).toThrow(expect.objectContaining({ code: 'INTAKE_UNAVAILABLE' }));
  expect(gate.load()).toEqual({ requests: 3, bytes: 100, refused: 2, waitMs: 0 });
});

test('a place is kept while work goes on in it, also when its client has gone', async () => {
  const gate = createGate(LIMITS);
  const place = gate.enter(10);
  let end: (failed: boolean) => void = () => undefined;
  const work = new Promise<void>((resolve, reject) => {
    end = (failed) => {
      if (failed) reject(new Error('broken'));
      else resolve();
    };
  });
  const held = place.hold(work);
  place.leave();
  expect(gate.load().requests).toBe(1);
  end(true);
  await expect(held).rejects.toThrow('broken');
  expect(gate.load()).toMatchObject({ requests: 0, bytes: 0 });
});

test('a gate is full by time when those inside leave slowly, and opens after them', async () => {
  let at = 0;
  const gate = createGate({ requestsMax: 1_000, bytesMax: 1_000, waitMsMax: 1_000 }, () => at);
  const ends: (() => void)[] = [];
  const enter = () => {
    void gate.enter(1).hold(new Promise<void>((resolve) => ends.push(resolve)));
  };
  // Whose body is still on its way makes nobody wait.
  for (let i = 0; i < 100; i += 1) gate.enter(1);
  at += 60_000;
  expect([gate.isFull(), gate.load().waitMs]).toEqual([false, 0]);
  for (let i = 0; i < 100; i += 1) enter();
  expect(gate.isFull()).toBe(false);
  at += 4_000;
  expect(gate.isFull()).toBe(true);
  expect(() => gate.enter(1)).toThrow(/come back|send it again/);
  expect(gate.refuse().retryAfter).toBeGreaterThan(1);
  for (const end of ends.splice(0)) end();
  await new Promise((resolve) => setImmediate(resolve));
  expect(gate.isFull()).toBe(false);
});

test('those who are refused come back at different times', () => {
  const gate = createGate(LIMITS);
  const waits = Array.from({ length: 6 }, () => gate.refuse().retryAfter);
  expect(new Set(waits)).toEqual(new Set([1, 2, 3]));
});

test('a full gate answers before the body, and asks nobody for one', async () => {
  const gate = createGate({ ...LIMITS, requestsMax: 1 });
  const seen: string[] = [];
  const server = createGuardedServer(
    (request, response) => {
      seen.push(request.url ?? '');
      request.resume().on('end', () => response.end('taken'));
    },
    [{ method: 'POST', url: '/in', gate }],
    { requestTimeout: 1_000, keepAliveTimeout: 1_000 },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has one.
  const { port } = server.address() as AddressInfo;
  const place = gate.enter(1);
  const asking = await talk(port, 'POST /in?x=1', 'Expect: 100-continue');
  expect(asking).toMatch(/^HTTP\/1.1 503 /);
  expect(asking).toMatch(/\r\nretry-after: [123]\r\n/i);
  expect(asking).toContain('"code":"INTAKE_UNAVAILABLE"');
  expect(asking).not.toContain('100 Continue');
  expect(await talk(port, 'POST /other', '')).toMatch(/^HTTP\/1.1 200 /);
  place.leave();
  expect(await talk(port, 'POST /in', 'Expect: 100-continue')).toMatch(/^HTTP\/1.1 100 /);
  expect(seen).toEqual(['/other', '/in']);
  server.closeAllConnections();
  server.close();
});

/** Sends the head of a request with a body of five bytes; the body only where none is asked for. */
function talk(port: number, line: string, header: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const head = [`${line} HTTP/1.1`, 'Host: x', 'Content-Length: 5', header].filter(Boolean);
    socket.write(head.join('\r\n') + '\r\n\r\n' + (header === '' ? 'hello' : ''));
    socket.once('data', (bytes) => {
      socket.destroy();
      resolve(bytes.toString());
    });
    socket.once('error', reject);
  });
}
