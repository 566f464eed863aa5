import { dayOf, systemClock } from '@pilotzone/kernel/time';
import type { CellAnswer } from '@pilotzone/statistics/contract/cells';
import type { IndicatorAnswer, IndicatorMonth } from '@pilotzone/statistics/contract/indicators';
import { useGet } from '../../api/use-get.ts';
import { shareOf, showCount, showMoney } from '../../format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Empty, Load } from '../../parts/states.tsx';
import { useMinisterWords } from '../../text/minister-words.ts';
import type { Dimension } from '../explorer/question.ts';
import { useMemberNames } from '../explorer/use-member-names.ts';
import { IndexParts } from './index-parts.tsx';
import { MinisterChart } from './minister-chart.tsx';
import { NowcastNote } from './nowcast-note.tsx';
import { NationalTable } from './national-table.tsx';
import '../../styles/explorer.css';

/** Ten pictures with a sentence each, for who has a minute; on paper one after the other. */
export function MinisterPage() {
  const words = useMinisterWords();
  const indicators = useGet<IndicatorAnswer>('/statistics/indicators');
  return (
    <>
      <PageTitle title={words.title}>
        <button type="button" className="no-print" onClick={() => window.print()}>
          {words.print}
        </button>
      </PageTitle>
      <p className="lead">{words.lead}</p>
      <Load from={indicators} rows={8}>
        {(answer) => {
          const last = answer.months.at(-1);
          return last ? (
            <Glance answer={answer} last={last} />
          ) : (
            <Empty title={words.none} fix={words.noneFix} />
          );
        }}
      </Load>
      <NationalTable />
    </>
  );
}

type GlanceProps = { readonly answer: IndicatorAnswer; readonly last: IndicatorMonth };

function Glance({ answer, last }: GlanceProps) {
  const words = useMinisterWords();
  const { asOf, revision, months, baseMonth } = answer;
  const { charts, sentences } = words;
  const exportShare = (shareOf(last.exportValue, last.value) * 100).toFixed(1);
  const monthly = (of: (month: IndicatorMonth) => string | number) =>
    months.map((one) => ({ name: one.month, value: Number(of(one)), shown: shownOf(of(one)) }));
  const change = changeOf(last.valueOnMonth, words);
  return (
    <>
      <div className="glance">
        <MinisterChart
          title={charts.value}
          sentence={`${sentences.value(showMoney(last.value))}: ${change}`}
          points={monthly(({ value }) => value)}
        />
        <MinisterChart
          title={charts.lists}
          sentence={sentences.lists(showCount(last.lists))}
          points={monthly(({ lists }) => lists)}
        />
        <MinisterChart
          title={charts.exports}
          sentence={sentences.exports(exportShare)}
          points={monthly(({ exportValue }) => exportValue)}
        />
        <MinisterChart
          title={charts.tax}
          sentence={sentences.tax(showMoney(last.tax))}
          points={monthly(({ tax }) => tax)}
        />
        <MinisterChart
          title={charts.merchants}
          sentence={sentences.merchants(showCount(last.merchants), showCount(last.newMerchants))}
          points={monthly(({ merchants }) => merchants)}
        />
        <MinisterChart
          title={charts.concentration}
          sentence={sentences.concentration(String(last.topThreeShare))}
          points={monthly(({ topThreeShare }) => topThreeShare)}
        />
        <MinisterChart
          title={charts.returns}
          sentence={sentences.returns(String(last.returnRate))}
          points={monthly(({ returnRate }) => returnRate)}
        />
        <Breakdown by="tradeMode" month={last.month} />
        <Breakdown by="partner" month={last.month} />
        <MinisterChart
          title={charts.index}
          sentence={sentences.index(String(last.index), baseMonth ?? '')}
          points={monthly(({ index }) => index)}
        />
      </div>
      <NowcastNote />
      <IndexParts month={last} />
      <p className="quiet">{words.edition(asOf, revision)}</p>
    </>
  );
}

function shownOf(value: string | number): string {
  return typeof value === 'string' ? showMoney(value) : String(value);
}

function changeOf(percent: number | null, words: ReturnType<typeof useMinisterWords>): string {
  if (percent === null) return words.none_before;
  return percent >= 0 ? words.up(String(percent)) : words.down(String(-percent));
}

const SHOWN = 8;

type BreakdownProps = { readonly by: 'tradeMode' | 'partner'; readonly month: string };

/** The largest of a dimension in the last month. */
function Breakdown({ by, month }: BreakdownProps) {
  const words = useMinisterWords();
  const nameOf = useMemberNames();
  const until = dayOf(systemClock.now());
  const loaded = useGet<CellAnswer>(`/statistics/cells?by=${by}&from=${month}-01&until=${until}`);
  const title = by === 'tradeMode' ? words.charts.modes : words.charts.partners;
  const sentence = by === 'tradeMode' ? words.sentences.modes : words.sentences.partners;
  return (
    <Load from={loaded} rows={4}>
      {({ cells }) => {
        const points = cells
          .map(({ at, value }) => ({
            name: nameOf(by satisfies Dimension, at[by] ?? ''),
            value: Number(value),
            shown: showMoney(value),
          }))
          .toSorted((a, b) => b.value - a.value)
          .slice(0, SHOWN);
        return (
          <MinisterChart
            title={title}
            sentence={sentence(points[0]?.name ?? '–')}
            points={points}
            isList
          />
        );
      }}
    </Load>
  );
}
