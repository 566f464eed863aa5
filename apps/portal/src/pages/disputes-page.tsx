import type { Dispute } from '@pilotzone/risk/contract';
import { useId, useState } from 'react';
import { usePages } from '../api/use-pages.ts';
import { showMoney } from '../format.ts';
import { useDeed } from '../parts/form.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { Tag } from '../parts/status.tsx';
import { Since, Time } from '../parts/values.tsx';
import { Link } from '../routing.tsx';
import { useSession } from '../session.tsx';
import { useText } from '../text/text.ts';

/** Purchases that citizens say are not theirs, longest waiting first. */
export function DisputesPage() {
  const t = useText();
  const [isAll, setAll] = useState(false);
  const pages = usePages<Dispute>(`/disputes?limit=50${isAll ? '&all=true' : ''}`);
  const { items, problem } = pages;
  return (
    <>
      <PageTitle title={t.disputes.title} />
      <p className="quiet">{t.disputes.about}</p>
      <p>
        <label className="check">
          <input
            type="checkbox"
            checked={isAll}
            onChange={(event) => setAll(event.target.checked)}
          />{' '}
          {t.disputes.all}
        </label>
      </p>
      {problem && <Failed problem={problem} onRetry={pages.reload} />}
      {!items && !problem && <Skeleton />}
      {items?.length === 0 && <Empty title={t.disputes.none} fix={t.disputes.noneFix} />}
      <ul className="letters">
        {items?.map((dispute) => (
          <DisputeView key={dispute.disputeId} dispute={dispute} onDecided={pages.reload} />
        ))}
      </ul>
      {pages.hasMore && (
        <button type="button" onClick={pages.more}>
          {t.declarations.more}
        </button>
      )}
    </>
  );
}

type Props = { readonly dispute: Dispute; readonly onDecided: () => void };

function DisputeView({ dispute, onDecided }: Props) {
  const t = useText();
  const { may } = useSession();
  return (
    <li className="letter">
      <p>
        {t.disputes.waits} <Since at={dispute.raisedAt} /> ·{' '}
        <Link to={`/declarations/${dispute.declarationId}`}>{t.holds.open}</Link>
      </p>
      <blockquote>{dispute.note}</blockquote>
      {dispute.outcome !== null && (
        <p>
          <Tag tone={dispute.outcome === 'upheld' ? 'good' : 'gone'}>
            {t.disputes.outcomes[dispute.outcome]}
          </Tag>{' '}
          {dispute.decidedBy} <Time at={dispute.decidedAt} />
          {t.citizen.colon}
          {dispute.answer}
          {dispute.givenBack !== null && (
            <span className="quiet"> {t.disputes.givenBack(showMoney(dispute.givenBack))}</span>
          )}
        </p>
      )}
      {dispute.outcome === null && may('holds:decide') && (
        <AnswerForm dispute={dispute} onDecided={onDecided} />
      )}
    </li>
  );
}

function AnswerForm({ dispute, onDecided }: Props) {
  const t = useText().disputes;
  const { api } = useSession();
  const id = useId();
  const deed = useDeed();
  const [answer, setAnswer] = useState('');
  const decide = async (outcome: 'upheld' | 'dismissed') => {
    if (answer.trim().length < 4) {
      deed.complain(t.answerMissing);
      return;
    }
    const decision = { outcome, answer: answer.trim() };
    const path = `/disputes/${dispute.disputeId}/decision`;
    // Where somebody else was faster the complaint says who.
    if (await deed.run(() => api.post(path, decision))) onDecided();
  };
  return (
    <form className="decision" onSubmit={(event) => event.preventDefault()}>
      <label htmlFor={id}>{t.answer}</label>
      <textarea
        id={id}
        rows={2}
        maxLength={1000}
        value={answer}
        onChange={(event) => setAnswer(event.target.value)}
      />
      <p className="complaint" role="alert">
        {deed.complaint}
      </p>
      <p className="confirm">
        <button
          type="button"
          className="primary"
          disabled={deed.isBusy}
          onClick={() => void decide('upheld')}
        >
          {t.uphold}
        </button>
        <button type="button" disabled={deed.isBusy} onClick={() => void decide('dismissed')}>
          {t.dismiss}
        </button>
      </p>
    </form>
  );
}
