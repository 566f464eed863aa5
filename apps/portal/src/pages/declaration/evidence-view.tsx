import type { Finding } from '@pilotzone/kernel/finding';
import type { Declaration, Lane } from '../../api/shapes.ts';
import { useGet } from '../../api/use-get.ts';
import { FindingView } from '../../parts/finding.tsx';
import { Section, TableFrame } from '../../parts/layout.tsx';
import { Load } from '../../parts/states.tsx';
import { LaneTag } from '../../parts/status.tsx';
import { Money, Time, useReturnStatusName } from '../../parts/values.tsx';
import { Link } from '../../routing.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';

type ViewProps = { readonly declaration: Declaration };

/** What the list did to the buyer's allowance, how risk saw it, and the messages behind it. */
export function EvidenceView({ declaration }: ViewProps) {
  const t = useText().desk.evidence;
  const { may } = useSession();
  return (
    <>
      <Section title={t.allowance}>
        <AllowanceEffect declaration={declaration} />
      </Section>
      <Section title={t.risk}>
        {may('risk:read') ? (
          <Assessments declarationId={declaration.declarationId} />
        ) : (
          <>
            <p>
              <LaneTag lane={declaration.lane} />
            </p>
            <p className="quiet">{t.riskHidden}</p>
          </>
        )}
      </Section>
      <Section title={t.messages}>
        <Messages declaration={declaration} />
      </Section>
    </>
  );
}

function AllowanceEffect({ declaration: { allowance } }: ViewProps) {
  const t = useText().desk.evidence;
  if (!allowance) return <p className="quiet">{t.allowanceNone}</p>;
  const { year, entries } = allowance;
  return (
    <TableFrame>
      <table className="compact">
        <caption className="hidden">{t.allowance}</caption>
        <thead>
          <tr>
            <th scope="col">{t.year}</th>
            <th scope="col">{t.attempt}</th>
            <th scope="col">{t.effect}</th>
            <th scope="col" className="number">
              {t.amount}
            </th>
            <th scope="col" className="number">
              {t.at}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ attempt, kind, amount, at }, no) => (
            <tr key={no}>
              <td>{year}</td>
              <td>{attempt}</td>
              <td>{t.kinds[kind]}</td>
              <td className="number">
                {kind === 'spend' ? '− ' : '+ '}
                <Money amount={amount} />
              </td>
              <td className="number">
                <Time at={at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

type Assessment = {
  readonly assessmentId: string;
  readonly attempt: number;
  readonly assessedAt: string;
  readonly lane: Lane;
  readonly score: number;
  readonly findings: readonly Finding[];
};

function Assessments({ declarationId }: { readonly declarationId: string }) {
  const t = useText().desk.evidence;
  const loaded = useGet<{ readonly items: readonly Assessment[] }>(
    `/risk/assessments/${declarationId}`,
  );
  return (
    <Load from={loaded} rows={2}>
      {({ items }) => (
        <>
          {items.length === 0 && <p className="quiet">{t.riskNone}</p>}
          {items.map(({ assessmentId, attempt, lane, score, assessedAt, findings }) => (
            <div key={assessmentId}>
              <p>
                <LaneTag lane={lane} /> {t.score(score)} · {t.attempt} {attempt} ·{' '}
                <Time at={assessedAt} />
              </p>
              {findings.map((finding, at) => (
                <FindingView key={at} finding={finding} />
              ))}
            </div>
          ))}
        </>
      )}
    </Load>
  );
}

function Messages({ declaration: { messages, receipts } }: ViewProps) {
  const t = useText().desk.evidence;
  const nameOf = useReturnStatusName();
  const rows = [
    ...messages.map(({ exchangeId, filedAt, attempt }) => ({
      ...{ exchangeId, at: filedAt, what: t.list(attempt) },
    })),
    ...receipts.map(({ exchangeId, returnTime, returnStatus }) => ({
      ...{ exchangeId, at: returnTime },
      what: `${t.receipt} ${returnStatus} ${nameOf(returnStatus) ?? ''}`,
    })),
  ];
  return (
    <TableFrame>
      <table className="compact">
        <caption className="hidden">{t.messages}</caption>
        <thead>
          <tr>
            <th scope="col">{t.what}</th>
            <th scope="col">{t.record}</th>
            <th scope="col" className="number">
              {t.at}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ exchangeId, at, what }, index) => (
            <tr key={index}>
              <td>{what}</td>
              <td>
                <Record exchangeId={exchangeId} />
              </td>
              <td className="number">
                <Time at={at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

/** The record in the exchange log; who may read the log goes there. */
function Record({ exchangeId }: { readonly exchangeId: string | null }) {
  const t = useText();
  const { may } = useSession();
  if (exchangeId === null) return <span className="quiet">{t.states.none}</span>;
  if (!may('evidence:read')) return <code>{exchangeId}</code>;
  return (
    <Link to={`/exchanges/${exchangeId}`}>
      <code>{exchangeId}</code>
    </Link>
  );
}
