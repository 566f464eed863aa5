import { useState } from 'react';
import { problemIn, type Problem } from '../api/client.ts';
import type { Evidence, Exchange } from '../api/shapes.ts';
import { usePrefetch } from '../api/use-get.ts';
import { useNames } from '../api/use-names.ts';
import { usePages } from '../api/use-pages.ts';
import { showBytes, showCount } from '../format.ts';
import { TableFrame } from '../parts/layout.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { Tag } from '../parts/status.tsx';
import { Code, Time } from '../parts/values.tsx';
import { Link, navigate, useAddress, withQuery } from '../routing.tsx';
import { useSession } from '../session.tsx';
import { useText } from '../text/text.ts';
import { Choice, TypedFilter } from './declaration-filters.tsx';
import { MessagesOfNumber } from './message/number-search.tsx';

const FILTERS = ['direction', 'messageType', 'counterparty', 'refused'] as const;

/** Days of the address as the moments that the API asks for; a zone counts days in China. */
const DAYS = [
  ['from', 'T00:00:00+08:00'],
  ['until', 'T23:59:59+08:00'],
] as const;

/** The exchange log (交换日志): every message in and out, and the proof that none was changed. */
export function ExchangesPage() {
  const t = useText();
  const { query } = useAddress();
  const asked = new URLSearchParams({ limit: '50' });
  for (const name of FILTERS) {
    const value = query.get(name);
    if (value) asked.set(name, value);
  }
  for (const [name, time] of DAYS) {
    const day = query.get(name);
    if (day) asked.set(name, day + time);
  }
  const number = query.get('number')?.trim() ?? '';
  const pages = usePages<Exchange>(`/exchanges?${asked.toString()}`);
  return (
    <>
      <PageTitle title={t.exchanges.title} />
      <Verification />
      <Filters query={query} />
      {number !== '' && (
        <MessagesOfNumber number={number}>
          {(found) => <ExchangeTable items={found} />}
        </MessagesOfNumber>
      )}
      {number === '' && <Log pages={pages} />}
    </>
  );
}

function Log({ pages }: { readonly pages: ReturnType<typeof usePages<Exchange>> }) {
  const t = useText();
  const { items, problem } = pages;
  return (
    <>
      {problem && <Failed problem={problem} onRetry={pages.reload} />}
      {!items && !problem && <Skeleton rows={12} />}
      {items?.length === 0 && <Empty title={t.exchanges.none} fix={t.exchanges.noneFix} />}
      {items && items.length > 0 && <ExchangeTable items={items} />}
      {pages.hasMore && (
        <footer className="list-end">
          <button type="button" onClick={pages.more} disabled={pages.isLoading}>
            {t.declarations.more}
          </button>
        </footer>
      )}
    </>
  );
}

function Filters({ query }: { readonly query: URLSearchParams }) {
  const t = useText();
  const value = (name: string) => query.get(name) ?? '';
  const set = (name: string) => (text: string) =>
    navigate(withQuery(query, { [name]: text }), { replace: true });
  return (
    <div className="filters">
      <TypedFilter label={t.messages.number} value={value('number')} onChange={set('number')} />
      <Choice
        label={t.exchanges.direction}
        value={value('direction')}
        choices={[
          ['in', t.exchanges.in],
          ['out', t.exchanges.out],
        ]}
        onChange={set('direction')}
      />
      <TypedFilter
        label={t.exchanges.type}
        value={value('messageType')}
        onChange={set('messageType')}
      />
      <TypedFilter
        label={t.exchanges.party}
        value={value('counterparty')}
        onChange={set('counterparty')}
      />
      {DAYS.map(([name]) => (
        <label key={name}>
          {t.messages[name]}
          <input
            type="date"
            value={value(name)}
            onChange={(event) => set(name)(event.target.value)}
          />
        </label>
      ))}
      <label className="check">
        <input
          type="checkbox"
          checked={value('refused') === 'true'}
          onChange={(event) => set('refused')(event.target.checked ? 'true' : '')}
        />
        {t.exchanges.refusedOnly}
      </label>
    </div>
  );
}

function ExchangeTable({ items }: { readonly items: readonly Exchange[] }) {
  const t = useText();
  const nameOf = useNames();
  const prefetch = usePrefetch();
  const readAhead = (exchangeId: string) => {
    prefetch(`/exchanges/${exchangeId}`);
    prefetch(`/exchanges/${exchangeId}/content`);
  };
  return (
    <TableFrame>
      <table>
        <caption className="hidden">{t.exchanges.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.exchanges.time}</th>
            <th scope="col">{t.exchanges.direction}</th>
            <th scope="col">{t.exchanges.type}</th>
            <th scope="col">{t.exchanges.party}</th>
            <th scope="col" className="number">
              {t.exchanges.size}
            </th>
            <th scope="col" className="number wide">
              {t.exchanges.place}
            </th>
            <th scope="col" className="wide">
              {t.exchanges.hash}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.exchangeId}>
              <td>
                <Time at={item.at} />
              </td>
              <td>{t.exchanges[item.direction]}</td>
              <th scope="row">
                <Link
                  to={`/exchanges/${item.exchangeId}`}
                  onPointerEnter={() => readAhead(item.exchangeId)}
                  onFocus={() => readAhead(item.exchangeId)}
                >
                  <code>{item.messageType || t.states.none}</code>
                </Link>{' '}
                {item.refused && <Tag tone="bad">{t.exchanges.refused}</Tag>}
              </th>
              <td>
                {nameOf(item.counterparty)} <Code text={item.counterparty} />
              </td>
              <td className="number">{showBytes(item.bodyLength)}</td>
              <td className="number wide">
                {item.chainNo} / {showCount(item.chainSeq)}
              </td>
              <td className="wide">
                <code className="quiet">{item.sha256.slice(0, 16)}…</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

type Verified =
  | { readonly kind: 'not-yet' | 'busy' }
  | { readonly kind: 'done'; readonly evidence: Evidence }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** Verifies the whole log when asked to, and says what came of it. */
function Verification() {
  const t = useText();
  const { api } = useSession();
  const [state, setState] = useState<Verified>({ kind: 'not-yet' });
  async function verify(): Promise<void> {
    setState({ kind: 'busy' });
    try {
      setState({ kind: 'done', evidence: await api.get<Evidence>('/evidence') });
    } catch (error) {
      setState({ kind: 'failed', problem: problemIn(error) });
    }
  }
  return (
    <div className="verify">
      <button type="button" onClick={() => void verify()} disabled={state.kind === 'busy'}>
        {state.kind === 'busy' ? t.exchanges.verifying : t.exchanges.verify}
      </button>
      <div role="status">
        {state.kind === 'not-yet' && <span className="quiet">{t.exchanges.verifyHint}</span>}
        {state.kind === 'done' && <Verdict evidence={state.evidence} />}
        {state.kind === 'failed' && state.problem.detail}
      </div>
    </div>
  );
}

function Verdict({ evidence }: { readonly evidence: Evidence }) {
  const t = useText();
  const { intact, records, bytes, problems, chains } = evidence;
  const told = intact
    ? t.exchanges.intact(records, showBytes(bytes))
    : t.exchanges.broken(problems.length);
  return (
    <>
      <Tag tone={intact ? 'good' : 'bad'}>{told}</Tag>{' '}
      <span className="quiet">{t.exchanges.chains(chains.length)}</span>
      {problems.length > 0 && (
        <ul>
          {problems.slice(0, 20).map((problem) => (
            <li key={`${problem.chainNo} ${problem.chainSeq} ${problem.kind}`}>
              {problem.day} <code>{`${problem.chainNo} / ${problem.chainSeq}`}</code>{' '}
              {problem.message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
