import { useState } from 'react';
import type { BasketMode, BasketQuote, FoundGoods } from '../../api/goods-shapes.ts';
import { showMoney } from '../../format.ts';
import { Field, useDeed } from '../../parts/form.tsx';
import { distinctFindings, FindingView } from '../../parts/finding.tsx';
import { Section, TableFrame } from '../../parts/layout.tsx';
import { Tag } from '../../parts/status.tsx';
import { Money, useModeName } from '../../parts/values.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';
import { CodeSearch } from '../goods/code-search.tsx';
import type { ListField } from './list-form.ts';

const LINE_NAMES = ['price', 'quantity', 'unit', 'quantity1', 'unit1'] as const;

type BasketLine = Readonly<Record<(typeof LINE_NAMES)[number], string>> & {
  readonly goods: FoundGoods;
};

/** Would this basket clear, what would it cost under each mode, and what is missing? */
export function BasketView() {
  const t = useText().desk.basket;
  const { api } = useSession();
  const deed = useDeed();
  const [lines, setLines] = useState<readonly BasketLine[]>([]);
  const [whole, setWhole] = useState<Whole>({ freight: '0', insurance: '0', idNumber: '' });
  const [quoted, setQuoted] = useState<BasketQuote>();
  const add = (goods: FoundGoods) => {
    const units = { unit: goods.unit1, quantity1: '1', unit1: goods.unit1 };
    setLines([...lines, { goods, price: '100', quantity: '1', ...units }]);
  };
  const ask = () =>
    deed.run(async () => {
      const { idNumber: typed, ...costs } = whole;
      const idNumber = typed.replaceAll(/\s/g, '').toUpperCase();
      const buyer = idNumber === '' ? {} : { buyer: { idNumber } };
      const body = { ...buyer, ...costs, lines: lines.map(toBody) };
      setQuoted(await api.post<BasketQuote>('/baskets/quote', body));
    });
  return (
    <>
      <p className="quiet">{t.about}</p>
      <CodeSearch label={t.search} onChoose={add} />
      {lines.map((line, at) => (
        <fieldset key={at} className="draft-section">
          <legend>
            <code>{line.goods.hsCode}</code> {line.goods.nameZh}{' '}
            <button
              type="button"
              className="plain"
              onClick={() => setLines(lines.filter((_, other) => other !== at))}
            >
              {t.remove}
            </button>
          </legend>
          {LINE_NAMES.map((name) => (
            <Field
              key={name}
              label={t[name]}
              value={line[name]}
              onChange={(value) =>
                setLines(
                  lines.map((one, other) => (other === at ? { ...one, [name]: value } : one)),
                )
              }
            />
          ))}
        </fieldset>
      ))}
      {lines.length > 0 && (
        <>
          <WholeFields whole={whole} onChange={setWhole} />
          <p className="complaint" role="alert">
            {deed.complaint}
          </p>
          <button
            type="button"
            className="primary"
            disabled={deed.isBusy}
            onClick={() => void ask()}
          >
            {t.ask}
          </button>
        </>
      )}
      {quoted && <SideBySide quoted={quoted} />}
    </>
  );
}

/** What is said of the basket as a whole. */
type Whole = { readonly freight: string; readonly insurance: string; readonly idNumber: string };

type WholeProps = { readonly whole: Whole; readonly onChange: (whole: Whole) => void };

function WholeFields({ whole, onChange }: WholeProps) {
  const t = useText().desk.basket;
  const set = (name: keyof Whole) => (value: string) => onChange({ ...whole, [name]: value });
  return (
    <div className="draft-section">
      <Field label={t.freight} value={whole.freight} onChange={set('freight')} />
      <Field label={t.insurance} value={whole.insurance} onChange={set('insurance')} />
      <Field
        label={t.buyer}
        hint={t.buyerHint}
        value={whole.idNumber}
        autoComplete="off"
        onChange={set('idNumber')}
      />
    </div>
  );
}

function toBody({ goods, price, quantity, unit, quantity1, unit1 }: BasketLine) {
  return { hsCode: goods.hsCode, price, quantity, unit, quantity1, unit1 };
}

const TAXES = ['dutiablePrice', 'tariff', 'consumptionTax', 'valueAddedTax', 'total'] as const;

function SideBySide({ quoted: { day, modes } }: { readonly quoted: BasketQuote }) {
  const { basket: t, fields } = useText().desk;
  const taxes = useText().taxes;
  const modeName = useModeName();
  const name = (field: string) => (fields[field as ListField] as string | undefined) ?? field;
  return (
    <Section title={t.result(day)}>
      <TableFrame>
        <table className="basket">
          <caption className="hidden">{t.result(day)}</caption>
          <thead>
            <tr>
              <th scope="col">{t.mode}</th>
              {modes.map(({ tradeMode }) => (
                <th key={tradeMode} scope="col" className="number">
                  <code>{tradeMode}</code> {modeName(tradeMode)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t.clears}</th>
              {modes.map(({ tradeMode, clears }) => (
                <td key={tradeMode} className="number">
                  <Tag tone={clears ? 'good' : 'bad'}>{clears ? t.yes : t.no}</Tag>
                </td>
              ))}
            </tr>
            {TAXES.map((tax) => (
              <tr key={tax}>
                <th scope="row">{taxes[tax]}</th>
                {modes.map((mode) => (
                  <td key={mode.tradeMode} className="number">
                    {tax === 'total' ? (
                      <strong>
                        <Money amount={mode.tax?.total} />
                      </strong>
                    ) : (
                      <Money amount={mode.tax?.[tax]} />
                    )}
                  </td>
                ))}
              </tr>
            ))}
            {modes.some(({ allowance }) => allowance) && <AllowanceRow modes={modes} />}
            <tr>
              <th scope="row">{t.needed}</th>
              {modes.map(({ tradeMode, needed }) => (
                <td key={tradeMode} className="number wrap">
                  {needed.map(name).join(' · ')}
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </TableFrame>
      <p className="quiet">{t.papers}</p>
      <ModeReasons modes={modes} />
    </Section>
  );
}

/** What the basket takes of its buyer's year. */
function AllowanceRow({ modes }: { readonly modes: readonly BasketMode[] }) {
  const t = useText().desk.basket;
  return (
    <tr>
      <th scope="row">{t.allowance}</th>
      {modes.map(({ tradeMode, allowance }) => (
        <td key={tradeMode} className="number wrap">
          {allowance && (
            <>
              <Tag tone={allowance.suffices ? 'good' : 'bad'}>
                {allowance.suffices ? t.suffices : t.exceeded}
              </Tag>{' '}
              {t.takes(showMoney(allowance.takes), allowance.year)}
            </>
          )}
        </td>
      ))}
    </tr>
  );
}

/** What stands against the basket, once where it is the same in every mode. */
function ModeReasons({ modes }: { readonly modes: readonly BasketMode[] }) {
  const t = useText().desk.basket;
  const modeName = useModeName();
  return modes.map(({ tradeMode, findings, warnings }) => {
    const all = distinctFindings([...findings, ...warnings]);
    if (all.length === 0) return null;
    return (
      <Section key={tradeMode} title={t.against(`${tradeMode} ${modeName(tradeMode)}`)}>
        {all.map((finding, at) => (
          <FindingView key={at} finding={finding} />
        ))}
      </Section>
    );
  });
}
