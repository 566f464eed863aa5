import { describe, expect, it } from 'vitest';
import type { FoundGoods, GoodsFiling } from '../../api/goods-shapes.ts';
import { lineOfCode, lineOfFiling } from './fill-line.ts';

const goods: FoundGoods = {
  ...{ hsCode: '18063100', nameZh: '夹心巧克力', nameEn: 'chocolate', unit1: '035', unit2: null },
  ...{ rates: { tariff: '8', consumptionTax: '0', vat: '13' }, source: '', positiveList: null },
};

const filing: GoodsFiling = {
  ...{ participantCode: 'A', itemNo: 'SKU-1', version: 1, hsCode: '1806310000' },
  ...{ name: '巧克力', nameEn: '', model: '100 g', origin: '301', unit: '011', unit1: '035' },
  ...{ unit2: '011', barCode: '69', filedAt: '', filedBy: '', tariff: goods },
};

describe('a goods line', () => {
  it('takes of goods on file all that customs asks of them, and leaves price and quantity', () => {
    const line = { qty: '2', price: '30', qty1: '0.2' };
    expect({ ...line, ...lineOfFiling(filing, line) }).toEqual({
      ...{ gcode: '1806310000', gname: '巧克力', gmodel: '100 g', itemNo: 'SKU-1' },
      ...{ itemName: '巧克力', country: '301', unit: '011', unit1: '035', unit2: '011' },
      ...{ barCode: '69', qty: '2', price: '30', qty1: '0.2' },
    });
  });

  it('takes of a code its ten digits and units, and keeps a name that a person wrote', () => {
    expect(lineOfCode(goods, { gname: '松露巧克力', qty: '3' })).toEqual({
      ...{ gcode: '1806310000', gname: '松露巧克力', unit: '035', unit1: '035', qty1: '3' },
      ...{ unit2: '', qty2: '' },
    });
    expect(lineOfCode(goods, {})).toMatchObject({ gname: '夹心巧克力' });
  });

  it('counts in the statutory unit only where goods are counted in it', () => {
    expect(lineOfFiling(filing, { qty: '2' })).toMatchObject({ qty1: '' });
    expect(lineOfFiling({ ...filing, unit: '035' }, { qty: '2' })).toMatchObject({ qty1: '2' });
  });
});
