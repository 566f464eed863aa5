import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRepository } from '@pilotzone/kernel/migrate';
import { describe, expect, it } from 'vitest';
import { DETAILED, PROBLEMS_ZH } from './problems-zh.ts';
import { FAILURES_ZH, sayFailure, sayProblem } from './say-problem.ts';

const read = (...path: string[]) => readFileSync(join(findRepository(), ...path), 'utf8');

describe('a problem', () => {
  it('of every code that the server may answer has Chinese words, and no other code has', () => {
    const codes = [...read('docs', 'errors.md').matchAll(/^\| `([A-Z_0-9]+)` \| \d{3} \|/gm)];
    expect(codes.length).toBeGreaterThan(90);
    // One that two parts answer stands there twice.
    const known = [...new Set(codes.map(([, code]) => code))].toSorted();
    expect(Object.keys(PROBLEMS_ZH).toSorted()).toEqual(known);
    for (const text of Object.values(PROBLEMS_ZH)) expect(text).toMatch(/\p{Script=Han}/u);
    for (const code of DETAILED) expect(PROBLEMS_ZH).toHaveProperty(code);
  });

  it('is told in the chosen language, with its own words where they say more', () => {
    const taken = { status: 409, code: 'PERSON_EXISTS', detail: 'taken', errors: [] };
    expect(sayProblem(taken, 'zh')).toBe('该登录名已被使用，请另选。');
    expect(sayProblem(taken, 'en')).toBe('taken');
    const weak = { status: 422, code: 'PASSWORD_WEAK', detail: '8 characters', errors: [] };
    expect(sayProblem(weak, 'zh')).toContain('（8 characters）');
    const unknown = { status: 418, code: 'TEAPOT', detail: 'short and stout', errors: [] };
    expect(sayProblem(unknown, 'zh')).toBe('short and stout');
  });
});

describe('a delivery that failed', () => {
  it('is told in Chinese for every sentence of the sender', () => {
    const source = read('systems', 'information-sharing', 'src', 'send-delivery.ts');
    const words = /const WORDS[^{]+\{([^}]+)\}/.exec(source)?.[1] ?? '';
    const sentences = [...words.matchAll(/: '([^']+)'/g)].map(([, text]) => text);
    expect(Object.keys(FAILURES_ZH).toSorted()).toEqual(sentences.toSorted());
    expect(sayFailure('answered 503 instead of 2xx', 'zh')).toBe('应答 503，而非 2xx');
    expect(sayFailure('answered 301, a redirect, which is not followed; …', 'zh')).toContain('301');
    expect(sayFailure('nothing listens there', 'en')).toBe('nothing listens there');
  });
});
