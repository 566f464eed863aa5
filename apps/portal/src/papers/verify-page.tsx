import { useEffect, useState } from 'react';
import { createApi, problemIn, type Problem } from '../api/client.ts';
import type { DeclarationStatus } from '../api/shapes.ts';
import { showMoney } from '../format.ts';
import { Facts } from '../parts/layout.tsx';
import { Failed, Skeleton } from '../parts/states.tsx';
import { StatusTag, Tag } from '../parts/status.tsx';
import { LanguageSwitch } from '../parts/switches.tsx';
import { Time } from '../parts/values.tsx';
import { useText } from '../text/text.ts';
import './paper.css';

type Standing = {
  readonly zoneCode: string;
  readonly checkedAt: string;
  readonly orderNo: string;
  readonly invtNo: string | null;
  readonly tradeMode: string;
  readonly status: DeclarationStatus;
  readonly releasedOn: string | null;
  readonly dutiablePrice: string | null;
  readonly tax: string | null;
};

type State = { readonly standing?: Standing; readonly problem?: Problem };

/** Whether a printed paper is genuine; open to whoever holds it. */
export function VerifyPage({ code }: { readonly code: string }) {
  const t = useText();
  const [state, setState] = useState<State>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    document.title = t.papers.verify;
    createApi()
      .get<Standing>(`/verify/${encodeURIComponent(code)}`)
      .then(
        (standing) => setState({ standing }),
        (error: unknown) => setState({ problem: problemIn(error) }),
      );
  }, [code, round, t]);
  const { standing, problem } = state;
  const isFalse = problem?.status === 404 || problem?.status === 400;
  return (
    <main className="papers">
      <p className="papers-bar">
        <LanguageSwitch />
      </p>
      <h1>{t.papers.verify}</h1>
      {!standing && !problem && <Skeleton rows={4} />}
      {isFalse && (
        <div className="state state-bad" role="alert">
          <p className="state-title">
            <Tag tone="bad">{t.papers.notGenuine}</Tag>
          </p>
          <p>{t.papers.notGenuineFix}</p>
        </div>
      )}
      {problem && !isFalse && (
        <Failed problem={problem} onRetry={() => setRound((before) => before + 1)} />
      )}
      {standing && (
        <>
          <p role="status">
            <Tag tone="good">{t.papers.genuine}</Tag>
          </p>
          <Facts
            pairs={[
              [t.app.zone, standing.zoneCode],
              [t.declarations.orderNo, <code>{standing.orderNo}</code>],
              [t.papers.listNo, <code>{standing.invtNo ?? t.states.none}</code>],
              [t.declarations.status, <StatusTag status={standing.status} />],
              [t.papers.releasedOn, standing.releasedOn ?? t.states.none],
              [
                t.taxes.dutiablePrice,
                standing.dutiablePrice ? showMoney(standing.dutiablePrice) : t.states.none,
              ],
              [t.taxes.total, standing.tax ? showMoney(standing.tax) : t.states.none],
              [t.papers.checkedAt, <Time at={standing.checkedAt} />],
            ]}
          />
          <p className="quiet">{t.papers.compare}</p>
        </>
      )}
    </main>
  );
}
