import { describe, expect, it } from 'vitest';
import { firstDifference, maskAddress, maskName, maskNumber } from './mask.ts';

describe('masking', () => {
  it('keeps three characters and two of a number', () => {
    expect(maskNumber('11010519491231002X')).toBe('110*************2X');
    expect(maskNumber('13800000001')).toBe('138******01');
    expect(maskNumber('123456')).toBe('******');
  });

  it('keeps the first character of a name, none of a name of one', () => {
    expect(maskName('欧阳小云')).toBe('欧***');
    expect(maskName('𠀀明')).toBe('𠀀*');
    expect(maskName('云')).toBe('*');
  });

  it('keeps the first six characters of a longer address', () => {
    expect(maskAddress('浙江省杭州市西湖区')).toBe('浙江省杭州市…');
    expect(maskAddress('北京市')).toBe('***');
  });

  it('finds where two texts part, counting from 1', () => {
    expect(firstDifference('abc', 'abd')).toBe(3);
    expect(firstDifference('ab', 'abc')).toBe(3);
    expect(firstDifference('abc', 'ab')).toBe(3);
    expect(firstDifference('', 'a')).toBe(1);
  });
});
