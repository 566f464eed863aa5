import type { ReviewPolicy } from '@pilotzone/risk/contract';
import { useState } from 'react';
import { useGet } from '../api/use-get.ts';
import { Field, Form, useDeed } from '../parts/form.tsx';
import { Section } from '../parts/layout.tsx';
import { Load } from '../parts/states.tsx';
import { Time } from '../parts/values.tsx';
import { useSession } from '../session.tsx';
import { useText } from '../text/text.ts';

/** Which holds two officers decide, and where the right is given, the form that says so. */
export function ReviewPolicySection() {
  const t = useText().review.policy;
  const { may } = useSession();
  const [isOpen, setOpen] = useState(false);
  const loaded = useGet<{ items: readonly ReviewPolicy[] }>('/holds/policy');
  const done = () => {
    setOpen(false);
    loaded.reload();
  };
  const change = may('risk:write') && !isOpen && (
    <button type="button" onClick={() => setOpen(true)}>
      {t.change}
    </button>
  );
  return (
    <Section title={t.title} aside={change}>
      <Load from={loaded} rows={2}>
        {({ items: [inForce, ...before] }) => (
          <>
            {inForce ? <PolicyView policy={inForce} /> : <p>{t.one}</p>}
            {isOpen && <PolicyForm inForce={inForce} onDone={done} />}
            {before.length > 0 && (
              <details>
                <summary>{t.history}</summary>
                {before.map((policy) => (
                  <PolicyView key={policy.policyNo} policy={policy} />
                ))}
              </details>
            )}
          </>
        )}
      </Load>
    </Section>
  );
}

function PolicyView({ policy }: { readonly policy: ReviewPolicy }) {
  const t = useText().review.policy;
  const { minScore, codes, setBy, setAt, note } = policy;
  return (
    <div className="policy">
      {minScore !== null && <p>{t.fromScore(minScore)}</p>}
      {codes.length > 0 && <p>{t.forCodes(codes.join(', '))}</p>}
      {minScore === null && codes.length === 0 && <p>{t.one}</p>}
      <p className="quiet">
        {t.by(setBy)} <Time at={setAt} /> · {note}
      </p>
    </div>
  );
}

type PolicyFormProps = { readonly inForce: ReviewPolicy | undefined; readonly onDone: () => void };

function PolicyForm({ inForce, onDone }: PolicyFormProps) {
  const t = useText().review.policy;
  const { api } = useSession();
  const deed = useDeed();
  const [score, setScore] = useState(inForce?.minScore?.toString() ?? '');
  const [codes, setCodes] = useState(inForce?.codes.join(' ') ?? '');
  const [note, setNote] = useState('');
  const save = async () => {
    const body = {
      minScore: score.trim() === '' ? null : Number(score),
      codes: codes.split(/[\s,，、]+/).filter(Boolean),
      note: note.trim(),
    };
    if (await deed.run(() => api.post('/holds/policy', body))) onDone();
  };
  return (
    <Form deed={deed} submit={t.save} onSubmit={() => void save()}>
      <Field label={t.score} value={score} onChange={setScore} inputMode="numeric" />
      <Field label={t.codes} value={codes} onChange={setCodes} />
      <Field label={t.note} value={note} onChange={setNote} />
    </Form>
  );
}
