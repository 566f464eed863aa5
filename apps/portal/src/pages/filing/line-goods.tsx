import { useEffect, useId, useState } from 'react';
import type { FoundGoods, GoodsFiling } from '../../api/goods-shapes.ts';
import { useGet } from '../../api/use-get.ts';
import { useText } from '../../text/text.ts';
import { CodeLine } from '../goods/code-search.tsx';
import { lineOfCode, lineOfFiling, type LineTexts } from './fill-line.ts';

type LineGoodsProps = {
  readonly texts: LineTexts;
  readonly tradeMode: string;
  readonly onChoose: (change: LineTexts) => void;
};

const PAUSE_MS = 200;
const SHOWN = 6;

/**
 * Fills a line: from the enterprise's own goods on file, or from a code of the tariff. Below stands
 * what tariff and positive list say of the code that the line has.
 */
export function LineGoods({ texts, tradeMode, onChoose }: LineGoodsProps) {
  const t = useText().desk.draft;
  const id = useId();
  const [text, setText] = useState('');
  const asked = usePaused(text);
  const query = asked === '' ? null : `limit=${SHOWN}&q=${encodeURIComponent(asked)}`;
  const filed = useGet<{ readonly items: readonly GoodsFiling[] }>(
    query && `/goods-filings?${query}`,
  );
  const codes = useGet<{ readonly items: readonly FoundGoods[] }>(query && `/goods/codes?${query}`);
  const choose = (change: LineTexts) => {
    onChoose(change);
    setText('');
  };
  const [ours = [], others = []] = [filed.data?.items, codes.data?.items];
  const isDone = query !== null && filed.data && codes.data;
  return (
    <div className="draft-goods code-search">
      <label htmlFor={id}>{t.findGoods}</label>
      <input
        id={id}
        type="search"
        value={text}
        placeholder={t.findGoodsHint}
        maxLength={60}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
      {isDone && ours.length + others.length === 0 && <p role="status">{t.noGoods(asked)}</p>}
      {query !== null && ours.length + others.length > 0 && (
        <ul className="codes">
          {ours.map((filing) => (
            <li key={`${filing.participantCode} ${filing.itemNo}`}>
              <FiledLine filing={filing} />
              <button type="button" onClick={() => choose(lineOfFiling(filing, texts))}>
                {t.take} {filing.itemNo}
              </button>
            </li>
          ))}
          {others.map((goods) => (
            <li key={goods.hsCode}>
              <CodeLine goods={goods} />
              <button type="button" onClick={() => choose(lineOfCode(goods, texts))}>
                {t.take} {goods.hsCode}
              </button>
            </li>
          ))}
        </ul>
      )}
      {query === null && <CodeAnswer code={texts['gcode'] ?? ''} tradeMode={tradeMode} />}
    </div>
  );
}

function FiledLine({ filing }: { readonly filing: GoodsFiling }) {
  const t = useText().desk.draft;
  return (
    <div>
      <p>
        <code>{filing.itemNo}</code> <span lang="zh-CN">{filing.name}</span>{' '}
        <span className="quiet">{filing.nameEn}</span>
      </p>
      <p className="quiet">
        {t.onFile} · <code>{filing.hsCode}</code> · {filing.model}
      </p>
    </div>
  );
}

/** What tariff and positive list say of a line's code, and of the mode that it is declared in. */
function CodeAnswer({ code, tradeMode }: { readonly code: string; readonly tradeMode: string }) {
  const t = useText().desk.draft;
  const asked = usePaused(/^\d{8}(\d\d)?$/.test(code) ? code : '');
  const { data } = useGet<{ readonly items: readonly FoundGoods[] }>(
    asked === '' ? null : `/goods/codes?limit=1&q=${asked}`,
  );
  if (asked === '' || !data) return null;
  const [goods] = data.items;
  if (!goods) return <p className="complaint">{t.codeUnknown(asked)}</p>;
  const modes = goods.positiveList?.modes ?? [];
  const isOutside = tradeMode !== '' && modes.length > 0 && !modes.includes(tradeMode);
  return (
    <>
      <CodeLine goods={goods} />
      {isOutside && <p className="complaint">{t.notInMode(tradeMode, modes.join(', '))}</p>}
    </>
  );
}

/** A text once its writer pauses. */
function usePaused(text: string): string {
  const [paused, setPaused] = useState('');
  useEffect(() => {
    const timer = window.setTimeout(() => setPaused(text.trim()), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  return paused;
}
