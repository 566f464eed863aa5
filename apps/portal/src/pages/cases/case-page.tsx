import type { CaseDetail, CaseStepBody } from '@pilotzone/risk/contract/cases';
import { useId, useState } from 'react';
import { useGet } from '../../api/use-get.ts';
import { Field, Form, useDeed } from '../../parts/form.tsx';
import { Facts, Section } from '../../parts/layout.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { Load } from '../../parts/states.tsx';
import { Tag } from '../../parts/status.tsx';
import { Code, Time } from '../../parts/values.tsx';
import { Link } from '../../routing.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';
import { Day, Words } from './case-fields.tsx';
import { CASE_TONES } from './case-tones.ts';
import { WorkOrders } from './work-orders.tsx';

/** One case: how it stands, what may be done now, the work it asks for, what was done. */
export function CasePage({ caseId }: { readonly caseId: string }) {
  const t = useText().cases;
  const none = useText().states.none;
  const { may } = useSession();
  const loaded = useGet<CaseDetail>(`/cases/${encodeURIComponent(caseId)}`);
  return (
    <Load from={loaded} rows={10}>
      {(shown) => (
        <>
          <PageTitle title={shown.subject}>
            <Tag tone={CASE_TONES[shown.state]}>{t.states[shown.state]}</Tag>
          </PageTitle>
          <Facts
            pairs={[
              [t.kind, t.kinds[shown.kind]],
              [t.state, shown.outcome ? t.outcomes[shown.outcome] : t.states[shown.state]],
              [t.assignee, shown.assignee ?? none],
              [t.due, shown.dueOn ?? none],
              [t.opened, <Time at={shown.openedAt} />],
              [t.aboutHead, <Links shown={shown} />],
            ]}
          />
          {may('holds:decide') && (
            <StepForm key={shown.stepCount} shown={shown} onDone={loaded.reload} />
          )}
          <WorkOrders shown={shown} onDone={loaded.reload} />
          <Section title={t.history}>
            <ol className="steps">
              {shown.steps.map((step) => (
                <li key={step.stepNo}>
                  <Time at={step.at} />{' '}
                  <strong>{t.steps[step.kind as keyof typeof t.steps]}</strong>{' '}
                  <span className="quiet">{step.actor}</span> {told(step.detail)}
                  <p>{step.note}</p>
                </li>
              ))}
            </ol>
          </Section>
        </>
      )}
    </Load>
  );
}

/** Whom a step names, and until when. */
function told(detail: CaseDetail['steps'][number]['detail']): string {
  return ['assignee', 'dueOn', 'appellant']
    .map((name) => detail[name])
    .filter((text) => typeof text === 'string')
    .join(' · ');
}

function Links({ shown }: { readonly shown: CaseDetail }) {
  const t = useText().cases;
  return (
    <ul>
      {shown.links.map(({ kind, reference }) => (
        <li key={`${kind} ${reference}`}>
          {t.linkKinds[kind]}{' '}
          {kind === 'declaration' ? (
            <Link to={`/declarations/${reference}`}>
              <code>{reference}</code>
            </Link>
          ) : (
            <Code text={reference} />
          )}
        </li>
      ))}
    </ul>
  );
}

type Deed = keyof ReturnType<typeof useText>['cases']['deeds'];

/** What may be done in each state; the server says so too. */
const DEEDS: Readonly<Record<CaseDetail['state'], readonly Deed[]>> = {
  open: ['assigned', 'noted', 'decided confirmed', 'decided cleared'],
  decided: ['closed', 'noted', 'appealed', 'reopened'],
  appealed: ['appeal-upheld', 'appeal-dismissed', 'assigned', 'noted'],
  closed: ['reopened'],
};

type StepProps = { readonly shown: CaseDetail; readonly onDone: () => void };

function StepForm({ shown, onDone }: StepProps) {
  const t = useText().cases;
  const { api, me } = useSession();
  const deed = useDeed();
  const id = useId();
  const possible = DEEDS[shown.state];
  const [chosen, setChosen] = useState<Deed>(possible[0] ?? 'noted');
  const [who, setWho] = useState(me.name);
  const [dueOn, setDueOn] = useState(shown.dueOn ?? '');
  const [note, setNote] = useState('');
  const act = () => {
    if (note.trim().length < 4) {
      deed.complain(t.noteMissing);
      return;
    }
    const step = stepOf(chosen, { who: who.trim(), dueOn });
    const body: CaseStepBody = { stepCount: shown.stepCount, note: note.trim(), step };
    void deed
      .run(() => api.post(`/cases/${shown.caseId}/steps`, body))
      .then((isDone) => {
        if (isDone) onDone();
      });
  };
  return (
    <Section title={t.deed}>
      <Form deed={deed} submit={t.deeds[chosen]} onSubmit={act}>
        <div className="form-field">
          <label htmlFor={`${id}-deed`}>{t.deed}</label>
          <select
            id={`${id}-deed`}
            value={chosen}
            // The options are the deeds.
            onChange={({ target }) => setChosen(target.value as Deed)}
          >
            {possible.map((one) => (
              <option key={one} value={one}>
                {t.deeds[one]}
              </option>
            ))}
          </select>
        </div>
        {chosen === 'assigned' && <Field label={t.assignee} value={who} onChange={setWho} />}
        {chosen === 'assigned' && <Day label={t.due} value={dueOn} onChange={setDueOn} />}
        {chosen === 'appealed' && <Field label={t.appellant} value={who} onChange={setWho} />}
        <Words id={`${id}-note`} label={t.note} value={note} onChange={setNote} />
      </Form>
    </Section>
  );
}

function stepOf(chosen: Deed, { who, dueOn }: { who: string; dueOn: string }) {
  switch (chosen) {
    case 'assigned':
      return { kind: chosen, assignee: who, dueOn };
    case 'decided confirmed':
    case 'decided cleared':
      return {
        kind: 'decided' as const,
        outcome: chosen === 'decided confirmed' ? ('confirmed' as const) : ('cleared' as const),
      };
    case 'appealed':
      return { kind: chosen, appellant: who };
    default:
      return { kind: chosen };
  }
}
