import { useId, useState } from 'react';
import type { Application } from '../../api/enterprise-shapes.ts';
import { usePages } from '../../api/use-pages.ts';
import { useDeed } from '../../parts/form.tsx';
import { Empty, Failed, Skeleton } from '../../parts/states.tsx';
import { Since } from '../../parts/values.tsx';
import { useSession } from '../../session.tsx';
import '../../styles/filing.css';
import { useText } from '../../text/text.ts';
import { ApplicationTag, ChangeTable, StepList } from '../enterprise/application-view.tsx';

/** Applications of enterprises to change their filing, longest waiting first. */
export function ApplicationsView() {
  const t = useText().enterprise;
  const [isAll, setAll] = useState(false);
  const [told, setTold] = useState('');
  const path = `/enterprise-applications?limit=30${isAll ? '&all=true' : ''}`;
  const pages = usePages<Application>(path);
  const { items, problem } = pages;
  return (
    <>
      <p>
        <label className="check">
          <input
            type="checkbox"
            checked={isAll}
            onChange={(event) => setAll(event.target.checked)}
          />{' '}
          {t.queueAll}
        </label>
      </p>
      <p className="told" role="status">
        {told}
      </p>
      {problem && <Failed problem={problem} onRetry={pages.reload} />}
      {!items && !problem && <Skeleton />}
      {items?.length === 0 && <Empty title={t.queueNone} fix={t.queueNoneFix} />}
      <ul className="letters">
        {items?.map((application) => (
          <li key={application.applicationId} className="letter">
            <p>
              <strong>{application.name}</strong> <code>{application.code}</code>{' '}
              <ApplicationTag application={application} />{' '}
              <span className="quiet">
                {t.waits} <Since at={application.submittedAt} />
              </span>
            </p>
            <ChangeTable application={application} />
            <StepList application={application} />
            {application.status === 'submitted' && (
              <AnswerForm
                application={application}
                onDone={(state) => {
                  setTold(t.told(state));
                  pages.reload();
                }}
              />
            )}
          </li>
        ))}
      </ul>
      {pages.hasMore && (
        <button type="button" onClick={pages.more}>
          {t.more}
        </button>
      )}
    </>
  );
}

type Answer = { readonly decision: 'approve' | 'return' | 'refuse'; readonly state: string };

type AnswerProps = {
  readonly application: Application;
  readonly onDone: (state: string) => void;
};

function AnswerForm({ application, onDone }: AnswerProps) {
  const t = useText().enterprise;
  const { api } = useSession();
  const id = useId();
  const deed = useDeed();
  const [note, setNote] = useState('');
  const [isAsked, setAsked] = useState(false);
  const { applicationId, revision } = application;
  const answer = async ({ decision, state }: Answer) => {
    if (note.trim().length < 2) {
      deed.complain(t.noteMissing);
      return;
    }
    const body = { decision, revision, note: note.trim() };
    const path = `/enterprise-applications/${applicationId}/decision`;
    if (await deed.run(() => api.post(path, body))) onDone(state);
  };
  const refuse = { decision: 'refuse', state: t.states.refused } as const;
  return (
    <form className="decision" onSubmit={(event) => event.preventDefault()}>
      <label htmlFor={id}>{t.note}</label>
      <textarea
        id={id}
        rows={2}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <p className="complaint" role="alert">
        {deed.complaint}
      </p>
      <p className="confirm">
        <button
          type="button"
          className="primary"
          disabled={deed.isBusy}
          onClick={() => void answer({ decision: 'approve', state: t.states.approved })}
        >
          {t.approve}
        </button>
        <button
          type="button"
          disabled={deed.isBusy}
          onClick={() => void answer({ decision: 'return', state: t.states.returned })}
        >
          {t.giveBack}
        </button>
        {isAsked ? (
          <button type="button" className="danger" onClick={() => void answer(refuse)}>
            {t.refuseSure(application.name)}
          </button>
        ) : (
          <button type="button" disabled={deed.isBusy} onClick={() => setAsked(true)}>
            {t.refuse}
          </button>
        )}
      </p>
    </form>
  );
}
