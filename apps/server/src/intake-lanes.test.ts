import type { Answer, RawMessage } from '@pilotzone/information-sharing/receive-messages';
import { expect, test } from 'vitest';
import { createLanes } from './intake-lanes.ts';

const message = (bytes: number): RawMessage => ({
  bytes: new Uint8Array(bytes),
  transport: 'http',
});
const answerTo = () => ({ kind: 'accepted' }) as Answer;

/** Lanes over work that ends when told to; batches are noted as they begin. */
function openLanes() {
  const batches: number[][] = [];
  const ends: (() => void)[] = [];
  const take = createLanes({
    receiveMessages: async (raw) => {
      batches.push(raw.map(({ bytes }) => bytes.byteLength));
      await new Promise<void>((resolve) => ends.push(resolve));
      return raw.map(answerTo);
    },
  });
  return { batches, take, endAll: () => ends.splice(0).forEach((end) => end()) };
}

test('small messages wait for a batch and make one; a large one waits for none', async () => {
  const { batches, take, endAll } = openLanes();
  const answers = [1_000, 1_001, 1_002, 70_000].map((bytes) => take(message(bytes)));
  expect(batches).toEqual([[1_000], [70_000]]);
  endAll();
  await answers[0];
  await expect.poll(() => batches).toEqual([[1_000], [70_000], [1_001, 1_002]]);
  endAll();
  expect(await Promise.all(answers)).toHaveLength(4);
});
