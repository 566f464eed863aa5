import { addDays, dayOf, parsePlainDate, systemClock } from '@pilotzone/kernel/time';
import type { TradeAnswer, TradeRow } from '@pilotzone/statistics/contract';
import { useGet } from '../api/use-get.ts';
import { shareOf, showCount, showShare, sumOf } from '../format.ts';
import { Bar, TableFrame, Tabs } from '../parts/layout.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Empty, Load } from '../parts/states.tsx';
import { Money, Time, useModeName } from '../parts/values.tsx';
import { navigate, useAddress, withQuery } from '../routing.tsx';
import { useText } from '../text/text.ts';

const VIEWS = ['day', 'tradeMode', 'hsChapter'] as const;

type View = (typeof VIEWS)[number];

// A month and its end on one screen.
const DAYS_SHOWN = 31;

/** Released trade by day, by mode or by chapter, for the days in the address. */
export function StatisticsPage() {
  const t = useText();
  const { query } = useAddress();
  const view = VIEWS.find((one) => one === query.get('by')) ?? 'day';
  const today = dayOf(systemClock.now());
  const until = parsePlainDate(query.get('until') ?? '') ?? today;
  const from = parsePlainDate(query.get('from') ?? '') ?? addDays(until, 1 - DAYS_SHOWN);
  const trade = useGet<TradeAnswer>(`/statistics/trade?by=${view}&from=${from}&until=${until}`);
  const set = (name: string) => (value: string) =>
    navigate(withQuery(query, { [name]: value }), { replace: true });
  return (
    <>
      <PageTitle title={t.statistics.title} />
      <div className="filters">
        <Day label={t.statistics.from} value={from} onChange={set('from')} />
        <Day label={t.statistics.until} value={until} onChange={set('until')} />
      </div>
      <Tabs
        tabs={VIEWS.map((one) => [one, t.statistics.by[one]] as const)}
        current={view}
        label={t.statistics.title}
        onChoose={set('by')}
      />
      <div role="tabpanel" className="tabpanel">
        <Load from={trade} rows={8}>
          {(answer) =>
            answer.rows.length === 0 ? (
              <Empty title={t.statistics.none} fix={t.statistics.noneFix} />
            ) : (
              <TradeTable answer={answer} view={view} />
            )
          }
        </Load>
      </div>
    </>
  );
}

type DayProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
};

function Day({ label, value, onChange }: DayProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <input type="date" value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

type TradeProps = { readonly answer: TradeAnswer; readonly view: View };

function TradeTable({ answer, view }: TradeProps) {
  const t = useText();
  const nameOf = useRowName(view);
  const total = sumOf(answer.rows.map((row) => row.dutiablePrice));
  const rows = inOrder(answer.rows, view);
  const shares = answer.rows.map((row) => shareOf(row.dutiablePrice, total));
  const most = Math.max(...shares);
  const top = answer.rows[shares.indexOf(most)];
  return (
    <>
      {top && <p className="lead">{t.statistics.top(nameOf(top), showShare(most))}</p>}
      <TableFrame>
        <table className="trade">
          <TradeHead answer={answer} view={view} />
          <tbody>
            {rows.map((row) => {
              const share = shareOf(row.dutiablePrice, total);
              return (
                <tr key={row.at[view]}>
                  <th scope="row">{nameOf(row)}</th>
                  <td className="number">{showCount(row.count)}</td>
                  <td className="number">
                    <Money amount={row.dutiablePrice} />
                  </td>
                  <td className="bar-column" title={showShare(share)}>
                    <Bar share={most === 0 ? 0 : share / most} />
                  </td>
                  <TaxCells row={row} />
                </tr>
              );
            })}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t.overview.sum}</th>
              <td className="number">{showCount(rows.reduce((sum, row) => sum + row.count, 0))}</td>
              <td className="number">
                <Money amount={total} />
              </td>
              <td className="bar-column" />
              <TaxCells
                row={{
                  consumptionTax: sumOf(rows.map((row) => row.consumptionTax)),
                  valueAddedTax: sumOf(rows.map((row) => row.valueAddedTax)),
                  tax: sumOf(rows.map((row) => row.tax)),
                }}
              />
            </tr>
          </tfoot>
        </table>
      </TableFrame>
      <Freshness answer={answer} />
    </>
  );
}

function TradeHead({ answer, view }: TradeProps) {
  const t = useText();
  const heads = {
    day: t.statistics.day,
    tradeMode: t.statistics.mode,
    hsChapter: t.statistics.chapter,
  };
  return (
    <thead>
      <tr>
        <th scope="col">{heads[view]}</th>
        <th scope="col" className="number">
          {answer.counts === 'lists' ? t.statistics.lists : t.statistics.lines}
        </th>
        <th scope="col" className="number">
          {t.statistics.value}
        </th>
        <th scope="col" className="bar-column">
          <span className="hidden">{t.overview.share}</span>
        </th>
        <th scope="col" className="number">
          {t.taxes.consumptionTax}
        </th>
        <th scope="col" className="number">
          {t.taxes.valueAddedTax}
        </th>
        <th scope="col" className="number">
          {t.taxes.total}
        </th>
      </tr>
    </thead>
  );
}

type Taxes = Pick<TradeRow, 'consumptionTax' | 'valueAddedTax' | 'tax'>;

function TaxCells({ row }: { readonly row: Taxes }) {
  return [row.consumptionTax, row.valueAddedTax, row.tax].map((amount, index) => (
    <td key={index} className="number">
      <Money amount={amount} />
    </td>
  ));
}

function Freshness({ answer }: { readonly answer: TradeAnswer }) {
  const t = useText();
  const { asOf, revision, dataThrough, more } = answer;
  return (
    <p className="quiet">
      {t.statistics.asOf(asOf, revision)}{' '}
      {dataThrough !== null && (
        <>
          {t.statistics.through} <Time at={dataThrough} />{' '}
        </>
      )}
      {more && t.statistics.more}
    </p>
  );
}

/** Days newest first; modes and chapters by value. */
function inOrder(rows: readonly TradeRow[], view: View): readonly TradeRow[] {
  const key = (row: TradeRow) => row.at[view] ?? '';
  if (view === 'day') return rows.toSorted((a, b) => key(b).localeCompare(key(a)));
  return rows.toSorted((a, b) => shareOf(b.dutiablePrice, '1') - shareOf(a.dutiablePrice, '1'));
}

function useRowName(view: View): (row: TradeRow) => string {
  const t = useText();
  const modeName = useModeName();
  return (row) => {
    const code = row.at[view] ?? '';
    if (view === 'tradeMode') return `${code} ${modeName(code)}`;
    return view === 'hsChapter' ? t.statistics.chapterNo(code) : code;
  };
}
