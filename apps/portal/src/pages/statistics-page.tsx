import { dayOf, systemClock } from '@pilotzone/kernel/time';
import type { CellAnswer } from '@pilotzone/statistics/contract/cells';
import { useGet } from '../api/use-get.ts';
import { Section, Tabs } from '../parts/layout.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Empty, Load } from '../parts/states.tsx';
import { Time } from '../parts/values.tsx';
import { navigate, useAddress, withQuery } from '../routing.tsx';
import { useSession } from '../session.tsx';
import { useExplorerWords } from '../text/explorer-words.ts';
import { DeclarationsBehind } from './explorer/declarations-behind.tsx';
import { ExplorerChart, ExplorerMap } from './explorer/explorer-chart.tsx';
import { ExplorerControls, ExplorerTools } from './explorer/explorer-controls.tsx';
import { ExplorerTable } from './explorer/explorer-table.tsx';
import { pivotOf } from './explorer/pivot.ts';
import {
  asCellQuery,
  questionAt,
  readQuestion,
  VIEWS,
  type Question,
} from './explorer/question.ts';
import '../styles/explorer.css';

// A screen of cells; files have more.
const CELLS_SHOWN = 5_000;

/** Released trade by any two dimensions, as table, chart or map, as known on any day. */
export function StatisticsPage() {
  const words = useExplorerWords();
  const { me } = useSession();
  const { query } = useAddress();
  const seesAll = me.zoneWide.includes('statistics:read');
  const today = dayOf(systemClock.now());
  const question = readQuestion(query, { today, seesAll });
  const answer = useGet<CellAnswer>(
    `/statistics/cells?${asCellQuery(question)}&limit=${CELLS_SHOWN}`,
  );
  const views = VIEWS.filter((view) => view !== 'map' || question.rows === 'province');
  const behind = query.get('at') ?? '';
  const go = (changes: Record<string, string>) =>
    navigate(withQuery(query, changes), { replace: true });
  return (
    <>
      <PageTitle title={words.title} />
      <ExplorerControls question={question} seesAll={seesAll} />
      <Tabs
        tabs={views.map((view) => [view, words.views[view]] as const)}
        current={question.view}
        label={words.show}
        onChoose={(view) => go({ view })}
      />
      <div role="tabpanel" className="tabpanel">
        <Load from={answer} rows={8}>
          {(told) =>
            told.cells.length + told.hidden.length === 0 ? (
              <Empty title={words.none} fix={words.noneFix} />
            ) : (
              <Answer answer={told} question={question} onOpen={(at) => go({ at })} />
            )
          }
        </Load>
      </div>
      {behind !== '' && <DeclarationsBehind query={behind} onClose={() => go({ at: '' })} />}
      <Section title={words.method}>
        <ul className="quiet">
          {words.methodText.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </Section>
    </>
  );
}

type AnswerProps = {
  readonly answer: CellAnswer;
  readonly question: Question;
  readonly onOpen: (query: string) => void;
};

function Answer({ answer, question, onOpen }: AnswerProps) {
  const words = useExplorerWords();
  const { me } = useSession();
  const pivot = pivotOf(answer, question);
  const mayOpen = answer.protection === 'none' && me.zoneWide.includes('declarations:read');
  const open = mayOpen
    ? (place: Record<string, string>) => onOpen(questionAt(question, place))
    : undefined;
  const table = <ExplorerTable pivot={pivot} question={question} onOpen={open} />;
  return (
    <>
      {question.view === 'table' ? (
        table
      ) : (
        <>
          {question.view === 'map' ? (
            <ExplorerMap pivot={pivot} question={question} />
          ) : (
            <ExplorerChart pivot={pivot} question={question} />
          )}
          <details>
            <summary>{words.data}</summary>
            {table}
          </details>
        </>
      )}
      <Freshness answer={answer} />
      <ExplorerTools question={question} />
    </>
  );
}

function Freshness({ answer }: { readonly answer: CellAnswer }) {
  const words = useExplorerWords();
  const { asOf, revision, dataThrough, more, counts, hidden, protection } = answer;
  return (
    <>
      {protection === 'noise' && <p className="told">{words.protection}</p>}
      <p className="quiet">
        {counts === 'lists' ? words.lists : words.lines} {words.edition(asOf, revision)}{' '}
        {dataThrough !== null && (
          <>
            {words.through} <Time at={dataThrough} />{' '}
          </>
        )}
        {hidden.length > 0 && words.hiddenCount(hidden.length)} {more && words.more}
      </p>
    </>
  );
}
