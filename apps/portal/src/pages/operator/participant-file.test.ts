import { expect, it } from 'vitest';
import { differences, fileOf, type Participant } from './participant-file.ts';

const one: Participant = {
  ...{ code: '3301961001', creditCode: null, name: 'A "B", C', status: 'active' },
  roles: ['broker', 'carrier'],
};

it('writes an organisation as one row, quotes and commas included', () => {
  expect(fileOf(one)).toBe(
    'code,credit_code,name,roles,status\n"3301961001","","A ""B"", C","broker|carrier","active"\n',
  );
});

it('names the fields that differ, and only them', () => {
  const after = { ...one, status: 'suspended' as const, creditCode: 'X' };
  expect(differences({ before: one, after })).toEqual([
    { field: 'creditCode', was: '', becomes: 'X' },
    { field: 'status', was: 'active', becomes: 'suspended' },
  ]);
});
