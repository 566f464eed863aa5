import { UNITS } from '@pilotzone/rules/codes/units';
import { useEffect, useId, useState } from 'react';
import type { FoundGoods } from '../../api/goods-shapes.ts';
import { useGet } from '../../api/use-get.ts';
import { Tag } from '../../parts/status.tsx';
import { useText } from '../../text/text.ts';

type SearchProps = {
  readonly label: string;
  /** What to do with a code that was chosen; without it codes are only shown. */
  readonly onChoose?: (goods: FoundGoods) => void;
};

const PAUSE_MS = 200;

/** HS codes by code, by Chinese or English name, or by what people say instead. */
export function CodeSearch({ label, onChoose }: SearchProps) {
  const t = useText().desk.goods;
  const id = useId();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = window.setTimeout(() => setAsked(text.trim()), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  const { data } = useGet<{ readonly items: readonly FoundGoods[] }>(
    asked === '' ? null : `/goods/codes?limit=12&q=${encodeURIComponent(asked)}`,
  );
  return (
    <div className="code-search">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="search"
        value={text}
        placeholder={t.searchHint}
        maxLength={60}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
      {asked !== '' && data?.items.length === 0 && <p role="status">{t.nothing(asked)}</p>}
      {asked !== '' && data && data.items.length > 0 && (
        <ul className="codes">
          {data.items.map((goods) => (
            <li key={goods.hsCode}>
              <CodeLine goods={goods} />
              {onChoose && (
                <button
                  type="button"
                  onClick={() => {
                    onChoose(goods);
                    setText('');
                  }}
                >
                  {t.choose} {goods.hsCode}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** A code in words: its name, its rates, and what the positive list says. */
export function CodeLine({ goods }: { readonly goods: FoundGoods }) {
  const t = useText().desk.goods;
  const { hsCode, nameZh, nameEn, rates, unit1, unit2 } = goods;
  const units = [unit1, unit2 ?? ''].filter(Boolean).map((unit) => UNITS.get(unit) ?? unit);
  return (
    <div>
      <p>
        <code>{hsCode}</code> <span lang="zh-CN">{nameZh}</span>{' '}
        <span className="quiet">{nameEn}</span>
      </p>
      <p className="quiet">
        {t.rates(rates.tariff, rates.consumptionTax, rates.vat)} · {units.join(' · ')}
      </p>
      <PositiveAnswer goods={goods} />
    </div>
  );
}

/** Whether the goods may come in as a retail import, and with which limits. */
export function PositiveAnswer({ goods: { positiveList } }: { readonly goods: FoundGoods }) {
  const t = useText().desk.goods;
  if (!positiveList) return <Tag tone="bad">{t.notListed}</Tag>;
  const { modes, quota, remark } = positiveList;
  const limits = [
    modes.length > 0 ? t.onlyModes(modes.join(', ')) : '',
    quota === null ? '' : t.quota(quota),
    remark,
  ].filter(Boolean);
  return (
    <p>
      <Tag tone={limits.length > 0 ? 'care' : 'good'}>{t.listed}</Tag>{' '}
      <span className="quiet">{limits.join(' · ')}</span>
    </p>
  );
}
