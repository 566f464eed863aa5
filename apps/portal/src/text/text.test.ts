import { expect, it } from 'vitest';
import { en } from './en.ts';
import { zh } from './zh.ts';

/** Path and value of every text, functions called with plain arguments. */
function leavesOf(part: unknown, path = ''): [path: string, text: string][] {
  if (typeof part === 'string') return [[path, part]];
  if (typeof part === 'function') {
    // Texts take numbers and names.
    const made = (part as (...values: unknown[]) => unknown)(1, 'x');
    return [[path, String(made)]];
  }
  if (typeof part !== 'object' || part === null) throw new Error(`${path} is no text`);
  return Object.entries(part).flatMap(([key, value]) => leavesOf(value, `${path}.${key}`));
}

// Names and signs that are the same in every language.
const NOT_CHINESE =
  /^\.(app\.(name|language)|states\.none|span\.join|exchanges\.hash|citizen\.(comma|colon))$/;
const NOT_ENGLISH = /^\.app\.language$/;

it('both languages have the same keys, each with a text', () => {
  const keys = (texts: unknown) => leavesOf(texts).map(([path]) => path);
  expect(keys(zh)).toEqual(keys(en));
  for (const [path, text] of [...leavesOf(zh), ...leavesOf(en)])
    expect([path, text === '']).toEqual([path, false]);
});

it('Chinese texts are Chinese and English ones are not', () => {
  for (const [path, text] of leavesOf(zh))
    if (!NOT_CHINESE.test(path))
      expect([path, text]).toEqual([path, expect.stringMatching(/\p{Script=Han}/u)]);
  for (const [path, text] of leavesOf(en))
    if (!NOT_ENGLISH.test(path))
      expect([path, text]).toEqual([path, expect.not.stringMatching(/\p{Script=Han}/u)]);
});
