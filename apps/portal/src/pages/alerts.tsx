import { systemClock } from '@pilotzone/kernel/time';
import type { Alert } from '../api/shapes.ts';
import { useGet } from '../api/use-get.ts';
import { useLiveReload } from '../api/use-live.ts';
import { readTime } from '../format.ts';
import { Section } from '../parts/layout.tsx';
import { Load } from '../parts/states.tsx';
import { useSpan } from '../parts/values.tsx';
import { Link } from '../routing.tsx';
import { useText } from '../text/text.ts';

/** Lists that want somebody: all of them, or those of one direction. */
export function Alerts({ direction }: { readonly direction?: Alert['direction'] }) {
  const t = useText();
  const alerts = useGet<readonly Alert[]>('/alerts');
  useLiveReload(alerts.reload);
  const isShown = (alert: Alert) => direction === undefined || alert.direction === direction;
  return (
    <Section title={t.overview.alerts}>
      <Load from={alerts} rows={2}>
        {(all) => {
          const items = all.filter(isShown);
          if (items.length === 0) return <p className="quiet">{t.overview.noAlerts}</p>;
          return (
            <ul className="alerts">
              {items.map((alert) => (
                <AlertLine key={`${alert.kind} ${alert.declarationId}`} alert={alert} />
              ))}
            </ul>
          );
        }}
      </Load>
    </Section>
  );
}

/** Which list it is, and why it wants somebody. */
function AlertLine({ alert }: { readonly alert: Alert }) {
  const page = alert.direction === 'export' ? 'exports' : 'declarations';
  return (
    <li>
      <Link to={`/${page}/${alert.declarationId}`}>
        <code>{alert.orderNo}</code>
      </Link>{' '}
      {useReason(alert)}
    </li>
  );
}

function useReason({ kind, since, due }: Alert): string {
  const { overview } = useText();
  const span = useSpan();
  if (kind === 'summary-due') return overview.summaryDue(due ?? '');
  if (kind === 'summary-overdue') return overview.summaryOverdue(due ?? '');
  if (kind === 'contradicted') return overview.contradicted;
  const from = readTime(since) ?? systemClock.now();
  return overview.waitingTooLong(span(systemClock.now() - from));
}
