import { describe, expect, test } from 'vitest';
import { reusableFrom } from './waybill-numbers.ts';

describe('reusableFrom', () => {
  test.each([
    ['20260115093000', '20260715093000'],
    ['20260831235959', '20270228235959'],
    ['20230831000000', '20240229000000'],
    ['20261231120000', '20270630120000'],
  ])('a number last filed at %s is free from %s on', (appTime, free) => {
    expect(reusableFrom(appTime)).toBe(free);
  });

  test('a number filed at no possible time never comes free', () => {
    expect('99991231235959' < reusableFrom('20261350000000')).toBe(true);
  });
});
