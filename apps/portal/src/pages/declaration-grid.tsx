import { useEffect, useState } from 'react';
import type { RowsRead } from '../api/use-rows.ts';
import type { DeclarationSummary } from '../api/shapes.ts';
import { usePrefetch } from '../api/use-get.ts';
import { LaneTag, StatusTag } from '../parts/status.tsx';
import { Code, Money, Time, useModeName } from '../parts/values.tsx';
import { VirtualGrid } from '../parts/virtual-grid.tsx';
import { Link } from '../routing.tsx';
import { useBothLanguages, useText } from '../text/text.ts';

type GridProps = {
  readonly rows: RowsRead<DeclarationSummary>;
  readonly total: number;
  /** Another key is another list. */
  readonly listKey: string;
  /** Whether a row changed since the list was read. */
  readonly isFresh: (declarationId: string) => boolean;
  readonly onSeen: (first: number, last: number) => void;
};

/** Declarations of any number as rows; on a narrow screen as small blocks of one height. */
export function DeclarationGrid({ rows, total, listKey, isFresh, onSeen }: GridProps) {
  const t = useText();
  const isNarrow = useMedia('(max-width: 700px)');
  return (
    <VirtualGrid
      label={t.declarations.title}
      total={total}
      rowHeight={isNarrow ? 104 : 40}
      headHeight={isNarrow ? 0 : 36}
      listKey={listKey}
      head={<Head />}
      row={(index) => {
        const item = rows.at(index);
        return item ? (
          <Row key={index} index={index} item={item} isFresh={isFresh(item.declarationId)} />
        ) : (
          <Unread key={index} index={index} />
        );
      }}
      onSeen={onSeen}
    />
  );
}

const COLUMNS = [
  ...(['status', 'orderNo', 'copNo', 'mode', 'lane'] as const),
  ...(['value', 'tax', 'reasons', 'filed'] as const),
] as const;

function Head() {
  const t = useText();
  return COLUMNS.map((name) => (
    <div key={name} role="columnheader" className={`at-${name}`}>
      {t.declarations[name]}
    </div>
  ));
}

type RowProps = {
  readonly index: number;
  readonly item: DeclarationSummary;
  readonly isFresh: boolean;
};

function Row({ index, item, isFresh }: RowProps) {
  const t = useText();
  const prefetch = usePrefetch();
  const modeName = useModeName();
  const address = `/declarations/${item.declarationId}`;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-row={index}
      className={isFresh ? 'grid-row fresh' : 'grid-row'}
      onPointerEnter={() => prefetch(address)}
    >
      <div role="gridcell" className="at-status">
        <StatusTag status={item.status} />
      </div>
      <div role="rowheader" className="at-orderNo">
        <Link to={address} className="row-link" onFocus={() => prefetch(address)}>
          <code>{item.orderNo}</code>
        </Link>
      </div>
      <div role="gridcell" className="at-copNo">
        <Code text={item.copNo} />
      </div>
      <div role="gridcell" className="at-mode" title={modeName(item.tradeMode)}>
        <code>{item.tradeMode}</code>
      </div>
      <div role="gridcell" className="at-lane">
        <LaneTag lane={item.lane} />
      </div>
      <div role="gridcell" className="at-value" data-label={t.declarations.value}>
        <Money amount={item.tax?.dutiablePrice} />
      </div>
      <div role="gridcell" className="at-tax" data-label={t.declarations.tax}>
        <Money amount={item.tax?.total} />
      </div>
      <div role="gridcell" className="at-reasons">
        <Reason item={item} />
      </div>
      <div role="gridcell" className="at-filed">
        <Time at={item.filedAt} />
      </div>
    </div>
  );
}

/** A row on its way, in its place already. */
function Unread({ index }: { readonly index: number }) {
  const t = useText();
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-row={index}
      tabIndex={-1}
      className="grid-row grid-unread"
    >
      <div role="gridcell" className="at-status quiet">
        {t.desk.list.reading}
      </div>
    </div>
  );
}

/** The first reason in words, the codes of all. */
function Reason({ item: { reasons } }: { readonly item: DeclarationSummary }) {
  const both = useBothLanguages();
  const [first, ...others] = reasons;
  if (!first) return null;
  const text = both(first.messageZh, first.message);
  return (
    <span className="one-line" title={text}>
      <code>{first.code}</code>
      {others.length > 0 && <span className="count">+{others.length}</span>} {text}
    </span>
  );
}

/** Whether a media query holds, also after the window changed. */
export function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const media = window.matchMedia(query);
    const change = () => setHolds(media.matches);
    media.addEventListener('change', change);
    return () => media.removeEventListener('change', change);
  }, [query]);
  return holds;
}
