import { expect, test } from 'vitest';
import type { DeclarationFacts } from '../contract.ts';
import { createFactsMemory } from './facts-memory.ts';

function factsOf(declarationId: string): DeclarationFacts {
  return { declarationId, orderNo: `order of ${declarationId}` } as DeclarationFacts;
}

test('facts are handed out once', () => {
  const memory = createFactsMemory(2);
  memory.put(factsOf('a'));
  expect(memory.take('a')).toEqual(factsOf('a'));
  expect(memory.take('a')).toBeUndefined();
});

test('the oldest are forgotten', () => {
  const memory = createFactsMemory(2);
  for (const id of ['a', 'b', 'c']) memory.put(factsOf(id));
  expect(['a', 'b', 'c'].map((id) => memory.take(id)?.declarationId)).toEqual([
    undefined,
    'b',
    'c',
  ]);
});
