import type { KeyboardEvent } from 'react';
import type { DeclarationSummary } from '../api/shapes.ts';
import { usePrefetch } from '../api/use-get.ts';
import { TableFrame } from '../parts/layout.tsx';
import { LaneTag, StatusTag } from '../parts/status.tsx';
import { Code, Money, Time, useModeName } from '../parts/values.tsx';
import { Link } from '../routing.tsx';
import { useBothLanguages, useText } from '../text/text.ts';

type TableProps = {
  readonly items: readonly DeclarationSummary[];
  /** Whether a row changed since the list was read. */
  readonly isFresh: (declarationId: string) => boolean;
};

/** Declarations as rows; up and down move from one to the next, Enter opens. */
export function DeclarationTable({ items, isFresh }: TableProps) {
  const t = useText();
  return (
    <TableFrame>
      <table className="declarations" onKeyDown={moveBetweenRows}>
        <thead>
          <tr>
            <th scope="col">{t.declarations.status}</th>
            <th scope="col">{t.declarations.orderNo}</th>
            <th scope="col" className="wide">
              {t.declarations.copNo}
            </th>
            <th scope="col">{t.declarations.mode}</th>
            <th scope="col">{t.declarations.lane}</th>
            <th scope="col" className="number">
              {t.declarations.value}
            </th>
            <th scope="col" className="number">
              {t.declarations.tax}
            </th>
            <th scope="col">{t.declarations.reasons}</th>
            <th scope="col" className="number">
              {t.declarations.filed}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={item.declarationId} item={item} isFresh={isFresh(item.declarationId)} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Row({ item, isFresh }: { readonly item: DeclarationSummary; readonly isFresh: boolean }) {
  const t = useText();
  const prefetch = usePrefetch();
  const modeName = useModeName();
  const address = `/declarations/${item.declarationId}`;
  return (
    <tr className={isFresh ? 'fresh' : ''} onPointerEnter={() => prefetch(address)}>
      <td className="at-status">
        <StatusTag status={item.status} />
      </td>
      <th scope="row" className="at-order">
        <Link to={address} className="row-link" onFocus={() => prefetch(address)}>
          <code>{item.orderNo}</code>
        </Link>
      </th>
      <td className="wide">
        <Code text={item.copNo} />
      </td>
      <td className="at-mode" title={modeName(item.tradeMode)}>
        <code>{item.tradeMode}</code>
      </td>
      <td className="at-lane">
        <LaneTag lane={item.lane} />
      </td>
      <td className="number at-value" data-label={t.declarations.value}>
        <Money amount={item.tax?.dutiablePrice} />
      </td>
      <td className="number at-tax" data-label={t.declarations.tax}>
        <Money amount={item.tax?.total} />
      </td>
      <td className="reason">
        <Reason item={item} />
      </td>
      <td className="number at-time">
        <Time at={item.filedAt} />
      </td>
    </tr>
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

function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a.row-link')];
  const at = links.findIndex((link) => link === document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  links[at + step]?.focus();
}
