import { COUNTRIES } from '@pilotzone/rules/codes/countries';
import { UNITS } from '@pilotzone/rules/codes/units';
import { Fragment } from 'react';
import { DOCUMENTS } from '../../api/shapes.ts';
import type { Declaration } from '../../api/shapes.ts';
import { FindingView } from '../../parts/finding.tsx';
import { TableFrame } from '../../parts/layout.tsx';
import { useBothLanguages, useText } from '../../text/text.ts';
import { matchRows, type MatchCell, type MatchField, type MatchRow } from './match-rows.ts';

/** Order, payment, waybill and list side by side; what differs is marked and explained. */
export function MatchView({ declaration }: { readonly declaration: Declaration }) {
  const t = useText();
  const { rows } = matchRows(declaration);
  const missing = DOCUMENTS.filter((name) => declaration.documents[name] === null);
  const differing = rows.filter(({ findings }) => findings.length > 0).length;
  const waits = missing.map((name) => t.match.documents[name]).join(', ');
  return (
    <>
      <p>
        {differing === 0 ? t.match.agrees : t.match.differences(differing)}
        {missing.length > 0 && ` ${t.match.waits(waits)}`}
        <span className="quiet"> {t.match.masked}</span>
      </p>
      <TableFrame>
        <table className="match compact">
          <caption className="hidden">{t.match.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{t.match.field}</th>
              {DOCUMENTS.map((name) => (
                <th key={name} scope="col">
                  {t.match.documents[name]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Fragment key={row.field + row.lineNo}>
                <ComparedRow row={row} />
                {row.findings.map((finding) => (
                  <tr key={finding.code + finding.field} className="match-reason">
                    <td colSpan={DOCUMENTS.length + 1}>
                      <FindingView finding={finding} />
                    </td>
                  </tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </>
  );
}

function ComparedRow({ row }: { readonly row: MatchRow }) {
  const t = useText();
  const label = row.field === 'line' ? '' : t.match.fields[row.field];
  return (
    <tr>
      <th scope="row">{row.lineNo === '' ? label : `${t.match.line(row.lineNo)} ${label}`}</th>
      {DOCUMENTS.map((name) => (
        <Cell key={name} cell={row.cells[name]} field={row.field} />
      ))}
    </tr>
  );
}

const CODES: ReadonlySet<MatchField> = new Set([
  'orderNo',
  'ebpCode',
  'ebcCode',
  'payCode',
  'payTransactionId',
  'logisticsCode',
  'logisticsNo',
]);

function Cell({ cell, field }: { readonly cell: MatchCell; readonly field: MatchField }) {
  const t = useText();
  const nameOf = useNameOf();
  if (cell.kind === 'none') return <td className="match-none" />;
  if (cell.kind === 'missing') return <td className="match-missing">{t.match.missing}</td>;
  const { text, differs } = cell;
  const name = nameOf(field, text);
  return (
    <td className={differs ? 'match-differs' : 'match-same'}>
      {CODES.has(field) ? <code>{text}</code> : text}
      {name !== undefined && <span className="quiet"> {name}</span>}
      {differs && <span className="hidden"> ({t.match.differs})</span>}
    </td>
  );
}

/** The name behind a unit's or a country's code. */
function useNameOf(): (field: MatchField, code: string) => string | undefined {
  const both = useBothLanguages();
  return (field, code) => {
    if (field === 'unit') return UNITS.get(code);
    const country = field === 'country' ? COUNTRIES.get(code) : undefined;
    return country && both(country.zh, country.en);
  };
}
