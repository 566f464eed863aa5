import { COUNTRIES } from '@pilotzone/rules/codes/countries';
import { UNITS } from '@pilotzone/rules/codes/units';
import type { ShownDocument } from '../../api/shapes.ts';
import { showMoney } from '../../format.ts';
import { TableFrame } from '../../parts/layout.tsx';
import { Code } from '../../parts/values.tsx';
import { useBothLanguages, useText } from '../../text/text.ts';

/** The lines of the list (清单表体). */
export function GoodsView({ list }: { readonly list: ShownDocument | null }) {
  const t = useText();
  const both = useBothLanguages();
  return (
    <TableFrame>
      <table className="compact">
        <caption className="hidden">{t.goods.caption}</caption>
        <thead>
          <tr>
            <th scope="col" className="number">
              {t.goods.no}
            </th>
            <th scope="col">{t.tax.hsCode}</th>
            <th scope="col">{t.goods.name}</th>
            <th scope="col">{t.goods.origin}</th>
            <th scope="col" className="number">
              {t.goods.quantity}
            </th>
            <th scope="col" className="number">
              {t.goods.price}
            </th>
            <th scope="col" className="number">
              {t.goods.total}
            </th>
            <th scope="col">{t.goods.record}</th>
          </tr>
        </thead>
        <tbody>
          {(list?.lines ?? []).map((line, index) => {
            const text = (name: string) => String(line[name] ?? '');
            const country = COUNTRIES.get(text('country'));
            return (
              <tr key={index}>
                <td className="number">{text('gnum')}</td>
                <td>
                  <Code text={text('gcode')} />
                </td>
                <td className="wrap">
                  {text('gname')} <span className="quiet">{text('gmodel')}</span>
                </td>
                <td>{country ? both(country.zh, country.en) : text('country')}</td>
                <td className="number">
                  {text('qty')} {UNITS.get(text('unit')) ?? text('unit')}
                </td>
                <td className="number">{showMoney(text('price'))}</td>
                <td className="number">{showMoney(text('totalPrice'))}</td>
                <td>
                  <Code text={text('itemRecordNo')} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableFrame>
  );
}
