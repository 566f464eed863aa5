import { dayOf, systemClock } from '@pilotzone/kernel/time';
import type { PlatformStatus, SummaryRow } from '../api/shapes.ts';
import { useGet } from '../api/use-get.ts';
import { useLiveReload } from '../api/use-live.ts';
import { showCount } from '../format.ts';
import { Bar, Facts, Section, TableFrame } from '../parts/layout.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Empty, Load } from '../parts/states.tsx';
import { StatusTag, Tag } from '../parts/status.tsx';
import { Code, Money, Time } from '../parts/values.tsx';
import { Link } from '../routing.tsx';
import { useSession } from '../session.tsx';
import { useText } from '../text/text.ts';
import { Alerts } from './alerts.tsx';
import { DutiesSection, TradeSection } from './duties-section.tsx';
import { NeedsMe } from './needs-me.tsx';
import { tabulateDay, type DayTable, type Tally } from './day-table.ts';

// The link and the queues change without a declaration moving.
const REFRESH_MS = 15_000;

/** Everybody's first page: what needs me now, then what the person may see of the day. */
export function OverviewPage() {
  const t = useText();
  const { me, may } = useSession();
  const isTrader = may('ceb:send') && !me.zoneWide.includes('ceb:send');
  return (
    <>
      <PageTitle title={t.overview.title} kind={dayOf(systemClock.now())} />
      {isTrader ? <NeedsMe /> : <DutiesSection />}
      {may('declarations:read') && <DaySections />}
      {!may('declarations:read') && may('statistics:read') && <TradeSection />}
    </>
  );
}

/** How the day stands: lists by status and lane, the link to customs, queues, alerts. */
function DaySections() {
  const t = useText();
  const summary = useGet<readonly SummaryRow[]>('/summary');
  useLiveReload(summary.reload, REFRESH_MS);
  const table = summary.data && tabulateDay(summary.data);
  const released = table?.rows.find(({ status }) => status === 'released')?.count ?? 0;
  return (
    <>
      {table && table.total.count > 0 && (
        <p className="lead">{t.overview.sentence(table.total.count, released)}</p>
      )}
      <Section title={t.overview.byStatus}>
        <Load from={summary}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty title={t.overview.none} fix={t.overview.noneFix} />
            ) : (
              <>
                <DayView table={tabulateDay(rows)} />
                <p className="quiet">{t.overview.assessed}</p>
              </>
            )
          }
        </Load>
      </Section>
      <div className="two">
        <PlatformState />
        <Alerts />
      </div>
    </>
  );
}

function DayView({ table }: { readonly table: DayTable }) {
  const t = useText();
  return (
    <TableFrame>
      <table className="day">
        <thead>
          <tr>
            <th scope="col">{t.overview.status}</th>
            <th scope="col" className="number">
              {t.overview.lists}
            </th>
            <th scope="col" className="wide">
              {t.overview.share}
            </th>
            <th scope="col" className="number">
              {t.lane.green}
            </th>
            <th scope="col" className="number">
              {t.lane.amber}
            </th>
            <th scope="col" className="number">
              {t.lane.red}
            </th>
            <th scope="col" className="number wide">
              {t.overview.noLane}
            </th>
            <th scope="col" className="number">
              {t.taxes.dutiablePrice}
            </th>
            <th scope="col" className="number">
              {t.taxes.total}
            </th>
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.status}>
              <th scope="row">
                <Link to={`/declarations?status=${row.status}`}>
                  <StatusTag status={row.status} />
                </Link>
              </th>
              <TallyCells tally={row} share={row.count / table.total.count} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t.overview.sum}</th>
            <TallyCells tally={table.total} />
          </tr>
        </tfoot>
      </table>
    </TableFrame>
  );
}

type TallyProps = { readonly tally: Tally; readonly share?: number };

function TallyCells({ tally, share }: TallyProps) {
  return (
    <>
      <td className="number">{showCount(tally.count)}</td>
      <td className="wide">{share !== undefined && <Bar share={share} />}</td>
      <Count count={tally.green} />
      <Count count={tally.amber} />
      <Count count={tally.red} />
      <Count count={tally.noLane} isWide />
      <td className="number">
        <Money amount={tally.dutiablePrice} />
      </td>
      <td className="number">
        <Money amount={tally.tax} />
      </td>
    </>
  );
}

function Count({ count, isWide }: { readonly count: number; readonly isWide?: boolean }) {
  const name = `number ${isWide ? 'wide' : ''} ${count === 0 ? 'quiet' : ''}`;
  return <td className={name}>{showCount(count)}</td>;
}

function PlatformState() {
  const t = useText();
  const status = useGet<PlatformStatus>('/status');
  useLiveReload(status.reload, REFRESH_MS);
  return (
    <Section title={t.overview.customs}>
      <Load from={status}>
        {({ customs, events, tariff, signatures }) => (
          <>
            <Facts
              pairs={[
                [
                  t.overview.state,
                  <Tag key="state" tone={customs.state === 'up' ? 'good' : 'bad'}>
                    {customs.state === 'up' ? t.overview.linkStates.up : t.overview.linkStates.down}
                  </Tag>,
                ],
                [t.overview.link, <Code key="link" text={customs.link} />],
                [t.overview.since, <Time key="since" at={customs.since} />],
                [t.overview.queued, showCount(customs.queued)],
                ...(customs.oldestQueuedAt === null
                  ? []
                  : [
                      [
                        t.overview.oldest,
                        <Time key="oldest" at={customs.oldestQueuedAt} />,
                      ] as const,
                    ]),
                [t.overview.atCustoms, showCount(customs.listsAtCustoms)],
                ...(customs.lastError === null
                  ? []
                  : [[t.overview.lastError, customs.lastError] as const]),
                [t.overview.tariff, tariff],
                [t.overview.signatures, signatures],
              ]}
            />
            <Queues events={events} />
          </>
        )}
      </Load>
    </Section>
  );
}

function Queues({ events }: { readonly events: PlatformStatus['events'] }) {
  const t = useText();
  const busy = events.filter(({ pending, failing }) => pending > 0 || failing !== null);
  if (busy.length === 0) return <p className="quiet">{t.overview.queuesEmpty(events.length)}</p>;
  return (
    <table className="compact">
      <thead>
        <tr>
          <th scope="col">{t.overview.subscribers}</th>
          <th scope="col" className="number">
            {t.overview.pending}
          </th>
        </tr>
      </thead>
      <tbody>
        {busy.map(({ subscriber, pending, failing }) => (
          <tr key={subscriber}>
            <td>
              <code>{subscriber}</code>
              {failing !== null && (
                <p>
                  <Tag tone="bad">{t.overview.failing}</Tag> {failing}
                </p>
              )}
            </td>
            <td className={pending === 0 ? 'number quiet' : 'number'}>{showCount(pending)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
