import { addDays, dayOf, systemClock } from '@pilotzone/kernel/time';
import type { CellAnswer } from '@pilotzone/statistics/contract/cells';
import { useGet } from '../api/use-get.ts';
import { showCount } from '../format.ts';
import { Section, TableFrame } from '../parts/layout.tsx';
import { Empty, Load, Skeleton } from '../parts/states.tsx';
import { Tag } from '../parts/status.tsx';
import { Money } from '../parts/values.tsx';
import { Link } from '../routing.tsx';
import { useSession } from '../session.tsx';
import { useText } from '../text/text.ts';
import { useDuties } from './use-duties.ts';

const DAYS_SHOWN = 7;

/** The first question of who decides, runs, pays or guards: what needs me now. */
export function DutiesSection() {
  const t = useText().duties;
  const { isKnown, duties } = useDuties();
  return (
    <Section title={t.title}>
      {!isKnown && duties.length === 0 && <Skeleton rows={2} />}
      {isKnown && duties.length === 0 && <p className="told">{t.none}</p>}
      <ul className="duties">
        {duties.map(({ key, tone, text, more, to }) => (
          <li key={key}>
            <Link to={to}>
              <Tag tone={tone}>{text}</Tag>
              {more !== undefined && <span className="quiet">{more}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Released trade of a week, for who sees no declarations. */
export function TradeSection() {
  const t = useText();
  const until = dayOf(systemClock.now());
  const from = addDays(until, 1 - DAYS_SHOWN);
  const { me } = useSession();
  // Who may not see everything has whole months, blurred.
  const by = me.zoneWide.includes('statistics:read') ? 'day' : 'month';
  const days = by === 'day' ? `&from=${from}&until=${until}` : '';
  const loaded = useGet<CellAnswer>(`/statistics/cells?by=${by}${days}`);
  return (
    <Section title={t.duties.trade} aside={<Link to="/statistics">{t.duties.tradeMore}</Link>}>
      <Load from={loaded} rows={3}>
        {({ cells }) =>
          cells.length === 0 ? (
            <Empty title={t.statistics.none} fix={t.statistics.noneFix} />
          ) : (
            <TableFrame>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t.statistics.day}</th>
                    <th scope="col" className="number">
                      {t.statistics.lists}
                    </th>
                    <th scope="col" className="number">
                      {t.statistics.value}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {cells.map((row) => (
                    <tr key={row.at[by]}>
                      <th scope="row">{row.at[by]}</th>
                      <td className="number">{showCount(row.count)}</td>
                      <td className="number">
                        <Money amount={row.value} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableFrame>
          )
        }
      </Load>
    </Section>
  );
}
