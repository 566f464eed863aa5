import { EXPORT_MODES, EXPORT_STATUSES } from '../api/export-shapes.ts';
import type { ExportStatus, ExportSummary } from '../api/export-shapes.ts';
import { usePages } from '../api/use-pages.ts';
import { TableFrame } from '../parts/layout.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { LaneTag, Tag, type Tone } from '../parts/status.tsx';
import { Money, Time } from '../parts/values.tsx';
import { Link, navigate, useAddress, withQuery } from '../routing.tsx';
import { useExportModeName, useExportWords } from '../text/export-words.ts';
import { useBothLanguages, useText } from '../text/text.ts';
import { Alerts } from './alerts.tsx';

const FILTERS = ['status', 'tradeMode', 'lane'] as const;
const LANES = ['green', 'amber', 'red'] as const;

/** The export lists: filters in the address, pages by cursor. */
export function ExportsPage() {
  const words = useExportWords();
  const { query } = useAddress();
  const asked = new URLSearchParams({ limit: '50' });
  for (const name of FILTERS) {
    const value = query.get(name);
    if (value) asked.set(name, value);
  }
  const pages = usePages<ExportSummary>(`/exports?${asked.toString()}`);
  const { items, problem, isLoading, hasMore, more } = pages;
  return (
    <>
      <PageTitle title={words.title} />
      <Alerts direction="export" />
      <Filters query={query} />
      {problem && <Failed problem={problem} onRetry={pages.reload} />}
      {!items && !problem && <Skeleton rows={12} />}
      {items?.length === 0 && <Empty title={words.empty} fix={words.emptyFix} />}
      {items && items.length > 0 && <ExportTable items={items} />}
      {hasMore && (
        <footer className="list-end">
          <button type="button" onClick={more} disabled={isLoading}>
            {words.more}
          </button>
        </footer>
      )}
    </>
  );
}

function Filters({ query }: { readonly query: URLSearchParams }) {
  const words = useExportWords();
  const modeName = useExportModeName();
  const { lane: laneNames } = useText();
  const choose = (name: string) => (event: { target: { value: string } }) =>
    navigate(withQuery(query, { [name]: event.target.value }), { replace: true });
  return (
    <form className="filters" onSubmit={(event) => event.preventDefault()}>
      <label>
        {words.status}
        <select value={query.get('status') ?? ''} onChange={choose('status')}>
          <option value="">{words.any}</option>
          {EXPORT_STATUSES.filter((status) => status !== 'accepted').map((status) => (
            <option key={status} value={status}>
              {words.states[status]}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.mode}
        <select value={query.get('tradeMode') ?? ''} onChange={choose('tradeMode')}>
          <option value="">{words.any}</option>
          {EXPORT_MODES.map((mode) => (
            <option key={mode} value={mode}>
              {`${mode} ${modeName(mode)}`}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.lane}
        <select value={query.get('lane') ?? ''} onChange={choose('lane')}>
          <option value="">{words.any}</option>
          {LANES.map((lane) => (
            <option key={lane} value={lane}>
              {laneNames[lane]}
            </option>
          ))}
        </select>
      </label>
    </form>
  );
}

function ExportTable({ items }: { readonly items: readonly ExportSummary[] }) {
  const words = useExportWords();
  return (
    <TableFrame>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.status}</th>
            <th scope="col">{words.orderNo}</th>
            <th scope="col">{words.mode}</th>
            <th scope="col">{words.flag}</th>
            <th scope="col" className="number">
              {words.value}
            </th>
            <th scope="col">{words.lane}</th>
            <th scope="col">{words.reasons}</th>
            <th scope="col" className="number">
              {words.filed}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={item.exportId} item={item} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Row({ item }: { readonly item: ExportSummary }) {
  const words = useExportWords();
  const both = useBothLanguages();
  const modeName = useExportModeName();
  const flags: Readonly<Record<string, string>> = words.flags;
  const [first] = item.reasons;
  return (
    <tr>
      <td>
        <ExportTag status={item.status} />
      </td>
      <th scope="row">
        <Link to={`/exports/${item.exportId}`} className="row-link">
          <code>{item.orderNo}</code>
        </Link>
      </th>
      <td title={modeName(item.tradeMode)}>
        <code>{item.tradeMode}</code>
      </td>
      <td>{flags[item.statisticsFlag] ?? item.statisticsFlag}</td>
      <td className="number">
        <Money amount={item.valueCny} />
      </td>
      <td>
        <LaneTag lane={item.lane} />
      </td>
      <td className="reason">
        {first && (
          <span className="one-line" title={both(first.messageZh, first.message)}>
            <code>{first.code}</code> {both(first.messageZh, first.message)}
          </span>
        )}
      </td>
      <td className="number">
        <Time at={item.filedAt} />
      </td>
    </tr>
  );
}

const TONES: Readonly<Record<ExportStatus, Tone>> = {
  staged: 'open',
  filed: 'open',
  waiting: 'open',
  held: 'care',
  sent: 'open',
  examined: 'open',
  'customs-held': 'care',
  released: 'good',
  closed: 'good',
  accepted: 'good',
  rejected: 'bad',
  cancelled: 'gone',
  returned: 'gone',
};

/** The state of an export list or application. */
export function ExportTag({ status }: { readonly status: ExportStatus }) {
  return <Tag tone={TONES[status]}>{useExportWords().states[status]}</Tag>;
}
