import type { FoundGoods, GoodsFiling } from '../../api/goods-shapes.ts';

/** A goods line as it is written. */
export type LineTexts = Readonly<Record<string, string>>;

/** What a line takes of goods on file: everything that customs wants to know of them. */
export function lineOfFiling(filing: GoodsFiling, line: LineTexts): LineTexts {
  const { itemNo, hsCode, name, model, origin, unit, barCode } = filing;
  const about = { itemNo, itemName: name, gcode: hsCode, gname: name, gmodel: model };
  return {
    ...{ ...about, country: origin, unit, barCode },
    ...unitsOf(filing, unit, line),
  };
}

/** What a line takes of a code of the tariff: the code, its units, and a name where it has none. */
export function lineOfCode(goods: FoundGoods, line: LineTexts): LineTexts {
  const unit = line['unit'] || goods.unit1;
  return {
    gcode: goods.hsCode.padEnd(10, '0'),
    gname: line['gname'] || goods.nameZh,
    unit,
    ...unitsOf(goods, unit, line),
  };
}

/** Statutory units; their quantity is known where goods are counted in them already. */
function unitsOf(
  { unit1, unit2 }: { readonly unit1: string; readonly unit2: string | null },
  unit: string,
  line: LineTexts,
): LineTexts {
  const qty1 = unit === unit1 ? (line['qty'] ?? '') : (line['qty1'] ?? '');
  return { unit1, qty1, unit2: unit2 ?? '', ...(unit2 === null && { qty2: '' }) };
}
