import { expect, it } from 'vitest';
import { whyUnassignedZh } from '../contract/why-unassigned.ts';
import { createPlaceFinder } from './place.ts';

const find = createPlaceFinder([]);
const nowhere = { areaCode: '', emsNo: '', customsCode: '2991', loctNo: '' };

function zhOf(clues: Partial<typeof nowhere>): string {
  const place = find({ ...nowhere, ...clues });
  return whyUnassignedZh(place.kind === 'unassigned' ? place.because : '');
}

it('says in Chinese all that the parks may say', () => {
  expect(zhOf({})).toBe('清单未填区内企业，也未填监管场所');
  expect(zhOf({ areaCode: '3301W60001' })).toBe('未登记：区内企业 3301W60001 的仓库，账册 未填');
  expect(zhOf({ areaCode: '3301W60001', emsNo: 'T291', loctNo: 'L1' })).toBe(
    '未登记：区内企业 3301W60001 的仓库，账册 T291；关区 2991 的监管场所 L1',
  );
});
