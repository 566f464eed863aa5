import { expect, test } from 'vitest';
import { askTogether } from './ask-together.ts';

/** Answers with the length of the key, none for "unknown"; notes what it was asked. */
function recorder() {
  const asked: (readonly string[])[] = [];
  const ask = async (keys: readonly string[]) => {
    asked.push(keys);
    await new Promise((resolve) => setImmediate(resolve));
    if (keys.includes('broken')) throw new Error('no answer');
    return new Map(keys.filter((key) => key !== 'unknown').map((key) => [key, key.length]));
  };
  return { asked, ask };
}

test('what is asked at once is one question, each key in it once', async () => {
  const { asked, ask } = recorder();
  const one = askTogether(ask);
  const answers = await Promise.all(['a', 'bb', 'a', 'unknown'].map(one));
  expect(answers).toEqual([1, 2, 1, undefined]);
  expect(asked).toEqual([['a', 'bb', 'unknown']]);
});

test('what is asked while a question is under way is the next one', async () => {
  const { asked, ask } = recorder();
  const one = askTogether(ask);
  const first = one('a');
  await new Promise((resolve) => setImmediate(resolve));
  expect(await Promise.all([first, one('bb'), one('ccc')])).toEqual([1, 2, 3]);
  expect(asked).toEqual([['a'], ['bb', 'ccc']]);
});

test('no question is about more keys than it may be', async () => {
  const { asked, ask } = recorder();
  const one = askTogether(ask, 2);
  expect(await Promise.all(['a', 'bb', 'ccc'].map(one))).toEqual([1, 2, 3]);
  expect(asked.map((keys) => keys.length)).toEqual([2, 1]);
});

test('a question that fails fails for all who asked, and the next one is asked', async () => {
  const { ask } = recorder();
  const one = askTogether(ask);
  const answers = await Promise.allSettled([one('a'), one('broken')]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await one('a')).toBe(1);
});
