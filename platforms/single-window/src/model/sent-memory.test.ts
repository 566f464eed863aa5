import { documentSet } from '@pilotzone/rules/testing';
import { expect, test } from 'vitest';
import type { DeclarationFacts } from '../contract.ts';
import { sentRow } from '../testing/verdicts.ts';
import { createSentMemory } from './sent-memory.ts';
import type { SentList } from './sent-memory.ts';

function listOf(declarationId: string): SentList {
  const facts = { declarationId } as DeclarationFacts;
  return { row: { ...sentRow(documentSet()), declarationId }, facts, text: JSON.stringify(facts) };
}

test('a list is handed out once, its row as often as it is asked for', () => {
  const memory = createSentMemory(2);
  memory.put(listOf('a'));
  expect(memory.rowOf('a')).toEqual(listOf('a').row);
  expect(memory.take('a')).toEqual(listOf('a'));
  expect(memory.take('a')).toBeUndefined();
  expect(memory.rowOf('a')).toBeUndefined();
});

test('the oldest are forgotten', () => {
  const memory = createSentMemory(2);
  for (const id of ['a', 'b', 'c']) memory.put(listOf(id));
  expect(['a', 'b', 'c'].map((id) => memory.rowOf(id)?.declarationId)).toEqual([
    undefined,
    'b',
    'c',
  ]);
});

test('where other processes change lists, nothing is remembered', () => {
  const memory = createSentMemory(0);
  memory.put(listOf('a'));
  expect(memory.isUsed).toBe(false);
  expect(memory.rowOf('a')).toBeUndefined();
});
