import type {
  PublicationDraft,
  PublicationDraftList,
} from '@pilotzone/statistics/contract/publications';
import { useState } from 'react';
import { useGet } from '../../api/use-get.ts';
import { Field, Form, useDeed } from '../../parts/form.tsx';
import { Section } from '../../parts/layout.tsx';
import { Load } from '../../parts/states.tsx';
import { Tag } from '../../parts/status.tsx';
import { Time } from '../../parts/values.tsx';
import { useSession } from '../../session.tsx';
import { usePublicationWords } from '../../text/publication-words.ts';
import { PublishedTables } from './published-tables.tsx';

/** For those who publish: make a publication, look at its checks, sign it off. */
export function PublicationDrafts() {
  const words = usePublicationWords();
  const drafts = useGet<PublicationDraftList>('/publication-drafts');
  return (
    <>
      <Section title={words.make}>
        <MakeForm onMade={drafts.reload} />
      </Section>
      <Load from={drafts} rows={2}>
        {({ items }) => {
          const shut = items.filter(({ isOpen }) => !isOpen);
          if (shut.length === 0) return null;
          return (
            <Section title={words.drafts}>
              {shut.map((draft) => (
                <Draft key={draft.publicationId} draft={draft} onSigned={drafts.reload} />
              ))}
            </Section>
          );
        }}
      </Load>
    </>
  );
}

function MakeForm({ onMade }: { readonly onMade: () => void }) {
  const words = usePublicationWords();
  const { api } = useSession();
  const deed = useDeed();
  const [period, setPeriod] = useState('');
  const [opensAt, setOpensAt] = useState('');
  const [reason, setReason] = useState('');
  const make = async () => {
    const at = new Date(opensAt);
    const body = {
      period: period.trim(),
      opensAt: Number.isNaN(at.getTime()) ? opensAt : at.toISOString(),
      ...(reason.trim() && { reason: reason.trim() }),
    };
    if (await deed.run(() => api.post('/publications', body))) onMade();
  };
  return (
    <Form deed={deed} submit={words.submit} onSubmit={() => void make()}>
      <Field
        label={words.period}
        value={period}
        onChange={setPeriod}
        hint={words.makeHint}
        required
      />
      <label className="field">
        <span>{words.opensAt}</span>
        <input
          type="datetime-local"
          value={opensAt}
          required
          onChange={(event) => setOpensAt(event.target.value)}
        />
      </label>
      <Field label={words.reason} value={reason} onChange={setReason} hint={words.reasonHint} />
    </Form>
  );
}

type DraftProps = { readonly draft: PublicationDraft; readonly onSigned: () => void };

function Draft({ draft, onSigned }: DraftProps) {
  const words = usePublicationWords();
  const { api } = useSession();
  const deed = useDeed();
  const { publicationId, period, edition, revision, opensAt, checks, signatures } = draft;
  const sign = async () => {
    if (await deed.run(() => api.post(`/publications/${publicationId}/signatures`))) onSigned();
  };
  return (
    <article className="draft">
      <h3>
        {period} · {words.edition} {edition} · {words.revision} {revision}
      </h3>
      <p>
        {words.opens} <Time at={opensAt} />. {words.signatures}:{' '}
        {signatures.length === 0 ? words.nobody : signatures.map(({ name }) => name).join(', ')}
      </p>
      <ul>
        {checks.map(({ name, isOk, detail }) => (
          <li key={name}>
            <Tag tone={isOk ? 'good' : 'care'}>{isOk ? words.ok : words.look}</Tag>{' '}
            {words.check[name]}
            {detail.length > 0 && <span className="quiet"> {detail.slice(0, 8).join('; ')}</span>}
          </li>
        ))}
      </ul>
      <p className="complaint" role="alert">
        {deed.complaint}
      </p>
      <p>
        <button type="button" disabled={deed.isBusy} onClick={() => void sign()}>
          {words.sign}
        </button>
      </p>
      <details>
        <summary>{words.show}</summary>
        <PublishedTables tables={draft.tables} />
      </details>
    </article>
  );
}
