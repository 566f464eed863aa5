import { expect, it } from 'vitest';
import { documentTables } from './document-tables.ts';
import { fieldRuleKeys } from './field-rules.ts';
import { MESSAGE_TABLES, MESSAGE_TYPES } from './tables.ts';
import type { DocumentTable } from './fields.ts';
import { baseSubscribe, baseTransfer } from './tables/frame.ts';

it('docs/protocols/ceb.md says what the tables say', async () => {
  await expect(documentTables()).toMatchFileSnapshot('../../../docs/protocols/ceb.md');
});

it('every rule is of a field that some table has', () => {
  const names = new Set<string>();
  for (const { element, fields } of [baseTransfer, baseSubscribe]) {
    for (const { name } of fields) names.add(name).add(`${element}.${name}`);
  }
  for (const type of MESSAGE_TYPES) {
    const { head, lines }: DocumentTable = MESSAGE_TABLES[type].document;
    for (const { name } of [...head.fields, ...(lines?.fields ?? [])]) {
      names.add(name).add(`${type}.${name}`);
    }
  }
  expect(fieldRuleKeys().filter((key) => !names.has(key))).toEqual([]);
});
