import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createGatherer } from './gather-messages.ts';
import type { RawMessage, Received } from './receive-messages.ts';

function message(text: string): RawMessage {
  return { bytes: Buffer.from(text), transport: 'http' };
}

function received(raw: RawMessage): Received {
  const text = Buffer.from(raw.bytes).toString();
  const receipt = { type: 'CEB312Message', bytes: Buffer.alloc(0), exchangeId: '' };
  return {
    kind: 'accepted',
    exchangeId: text,
    messageType: 'CEB311Message',
    receipt,
    documents: [],
    findings: [],
    signature: 'unchecked',
  };
}

function open(receive: (raw: readonly RawMessage[]) => Promise<Received[]>) {
  const limits = { batchesMax: 1, messagesMax: 3, bytesMax: 10 };
  return createGatherer({ ...limits, receiveMessages: receive });
}

test('what arrives while a batch is at work is received together', async () => {
  const sizes: number[] = [];
  const gather = open(async (raw) => {
    sizes.push(raw.length);
    await sleep(5);
    return raw.map(received);
  });
  const texts = ['a', 'b', 'c', 'd', 'e', 'a large message'];
  const answers = await Promise.all(texts.map((text) => gather(message(text))));
  expect(answers.map(({ exchangeId }) => exchangeId)).toEqual(texts);
  expect(sizes).toEqual([1, 3, 1, 1]);
});

test('a message that breaks its batch fails alone', async () => {
  const gather = open(async (raw) => {
    await sleep(1);
    if (raw.some(({ bytes }) => Buffer.from(bytes).toString() === 'bad')) throw new Error('broken');
    return raw.map(received);
  });
  const texts = ['first', 'x', 'bad', 'y'];
  const settled = await Promise.allSettled(texts.map((text) => gather(message(text))));
  expect(settled.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
});
