import { expect, it } from 'vitest';
import { basisInChinese } from './basis-zh.ts';
import { CATALOGUE, EXPORT_CATALOGUE } from './catalogue.ts';
import { checksPage } from './checks-page.ts';

it('docs/protocols/checks.md shows the catalogue as it is', async () => {
  await expect(checksPage()).toMatchFileSnapshot('../../../docs/protocols/checks.md');
});

it('every rule has a code, both texts, a basis and a way out in both languages', () => {
  for (const rule of CATALOGUE.flatMap((group) => group.rules)) {
    expect(rule.code, rule.id).toMatch(/^(-\d{6}|\d{4,6}|PZ-[A-Z-]+)$/);
    for (const text of [rule.en, rule.zh, rule.basis, rule.fix]) expect(text, rule.id).not.toBe('');
    expect(rule.fixZh, rule.id).toMatch(/[\u4e00-\u9fff].*[。？]$/u);
    // What is left in Latin letters names fields, files and standards.
    expect(basisInChinese(rule.basis), rule.id).not.toMatch(/\b(the|of|is|by|a|no|must)\b/);
    const isOwn = rule.code.startsWith('PZ-');
    expect(rule.source === 'platform', rule.id).toBe(isOwn);
  }
});

it('every rule of exports says basis and way out in Chinese too', () => {
  for (const rule of EXPORT_CATALOGUE.flatMap((group) => group.rules)) {
    expect(basisInChinese(rule.basis), rule.id).not.toMatch(/\b(the|of|is|by|a|no|must)\b/);
    expect(rule.fixZh, rule.id).toMatch(/[\u4e00-\u9fff].*[。？]$/u);
  }
});

it('every text of a code in the catalogue is its own', () => {
  const texts = CATALOGUE.flatMap((group) => group.rules).map((rule) => rule.code + rule.en);
  expect(new Set(texts).size).toBe(texts.length);
});
