import { useState } from 'react';
import type { FoundGoods, GoodsFiling } from '../../api/goods-shapes.ts';
import { Field, Form, useDeed } from '../../parts/form.tsx';
import { Section } from '../../parts/layout.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';
import { CodeLine, CodeSearch } from './code-search.tsx';

type FormProps = {
  readonly filing: GoodsFiling | undefined;
  readonly onDone: () => void;
  readonly onCancel: () => void;
};

const NAMES = [
  ...(['itemNo', 'hsCode', 'name', 'nameEn', 'model'] as const),
  ...(['origin', 'unit', 'unit1', 'unit2', 'barCode'] as const),
] as const;

type Values = Readonly<Record<(typeof NAMES)[number], string>>;

/** Files goods: the code is searched and fills units and name, the rest is the enterprise's. */
export function GoodsForm({ filing, onDone, onCancel }: FormProps) {
  const t = useText().desk.goods;
  const { api } = useSession();
  const deed = useDeed();
  const [values, setValues] = useState<Values>(() => valuesOf(filing));
  const [goods, setGoods] = useState<FoundGoods | null>(filing?.tariff ?? null);
  const [isAsked, setAsked] = useState(false);
  const choose = (found: FoundGoods) => {
    setGoods(found);
    setValues((before) => ({
      ...before,
      hsCode: found.hsCode.padEnd(10, '0'),
      name: before.name || found.nameZh,
      unit1: found.unit1,
      unit2: found.unit2 ?? '',
      unit: before.unit || found.unit1,
    }));
  };
  const path = `/goods-filings/${encodeURIComponent(values.itemNo.trim())}`;
  const send = async () => {
    const { itemNo: _itemNo, ...body } = values;
    const filled = Object.entries(body).filter(([, text]) => text.trim() !== '');
    if (await deed.run(() => api.put(path, Object.fromEntries(filled)))) onDone();
  };
  const withdraw = async () => {
    if (await deed.run(() => api.delete(path))) onDone();
  };
  return (
    <Section title={filing ? t.editTitle(filing.itemNo) : t.add}>
      <CodeSearch label={t.search} onChoose={choose} />
      {goods && <CodeLine goods={goods} />}
      <Form
        deed={deed}
        submit={t.save}
        onSubmit={() => void send()}
        extra={
          <>
            <button type="button" onClick={onCancel}>
              {t.cancel}
            </button>
            {filing && !isAsked && (
              <button type="button" className="plain" onClick={() => setAsked(true)}>
                {t.withdraw}
              </button>
            )}
            {filing && isAsked && (
              <button type="button" className="danger" onClick={() => void withdraw()}>
                {t.withdrawSure(filing.itemNo)}
              </button>
            )}
          </>
        }
      >
        <div className="draft-section">
          {NAMES.map((name) => (
            <Field
              key={name}
              label={t[name]}
              value={values[name]}
              {...(name === 'itemNo' && filing ? { hint: t.itemNoFixed } : {})}
              onChange={(value) => {
                if (name !== 'itemNo' || !filing) setValues({ ...values, [name]: value });
              }}
            />
          ))}
        </div>
      </Form>
    </Section>
  );
}

function valuesOf(filing: GoodsFiling | undefined): Values {
  const texts = NAMES.map((name) => [name, filing?.[name] ?? ''] as const);
  // Every name is in the list.
  return Object.fromEntries(texts) as Values;
}
