import { expect, it } from 'vitest';
import { CATALOGUE } from './catalogue.ts';
import { checksPage } from './checks-page.ts';

it('docs/protocols/checks.md shows the catalogue as it is', async () => {
  await expect(checksPage()).toMatchFileSnapshot('../../../docs/protocols/checks.md');
});

it('every rule has a code, both texts, a basis and a way out', () => {
  for (const rule of CATALOGUE.flatMap((group) => group.rules)) {
    expect(rule.code, rule.id).toMatch(/^(-\d{6}|\d{4,6}|PZ-[A-Z-]+)$/);
    for (const text of [rule.en, rule.zh, rule.basis, rule.fix]) expect(text, rule.id).not.toBe('');
    const isOwn = rule.code.startsWith('PZ-');
    expect(rule.source === 'platform', rule.id).toBe(isOwn);
  }
});

it('every text of a code in the catalogue is its own', () => {
  const texts = CATALOGUE.flatMap((group) => group.rules).map((rule) => rule.code + rule.en);
  expect(new Set(texts).size).toBe(texts.length);
});
