import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { PilotError } from '@pilotzone/kernel/errors';
import { connectPort } from './port-calls.ts';

const open: MessageChannel[] = [];
afterEach(() => {
  for (const { port1 } of open.splice(0)) port1.close();
});

function connect(own: Parameters<typeof connectPort>[1]) {
  const channel = new MessageChannel();
  open.push(channel);
  connectPort(channel.port2, own);
  return connectPort(channel.port1, {});
}

test('each caller is answered with the value of what he called', async () => {
  const { call } = connect({
    double: (n: number) => n * 2,
    later: async (ms: number) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return ms;
    },
  });
  const answers = await Promise.all([call('later', 20), call('double', 21), call('later', 1)]);
  expect(answers).toEqual([20, 42, 1]);
});

test('a failure over there is thrown here, with its code where it has one', async () => {
  const { call } = connect({
    fail: () => {
      throw new PilotError('OUTBOX_HANDLER_FAILED', 'subscriber x cannot handle an event');
    },
  });
  await expect(call('fail')).rejects.toMatchObject({
    name: 'PilotError',
    code: 'OUTBOX_HANDLER_FAILED',
    message: 'subscriber x cannot handle an event',
  });
  await expect(call('nothing')).rejects.toThrow('nothing is called nothing here');
});

test('bytes arrive as they were', async () => {
  const { call } = connect({ length: (bodies: readonly Uint8Array[]) => bodies[0]?.byteLength });
  expect(await call('length', [Buffer.from('清单')])).toBe(6);
});

test('after the other side is gone nothing is waited for', async () => {
  const { call, fail } = connect({ never: () => new Promise(() => undefined) });
  const asked = call('never');
  fail(new Error('the thread for customs ended'));
  await expect(asked).rejects.toThrow('the thread for customs ended');
});
