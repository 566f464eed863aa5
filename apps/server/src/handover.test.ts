import { describe, expect, test } from 'vitest';
import { createHandover } from './handover.ts';

describe('handover', () => {
  test('gives each body once', () => {
    const handover = createHandover(100);
    handover.put('a', new Uint8Array(10));
    expect([...handover.take(['a', 'b']).keys()]).toEqual(['a']);
    expect(handover.take(['a']).size).toBe(0);
  });

  test('lets the oldest go when it holds too much', () => {
    const handover = createHandover(25);
    for (const id of ['a', 'b', 'c']) handover.put(id, new Uint8Array(10));
    expect([...handover.take(['a', 'b', 'c']).keys()]).toEqual(['b', 'c']);
  });
});
