import {
  WEBHOOK_OUTCOMES,
  type WebhookList,
  type WebhookShape,
} from '@pilotzone/information-sharing/contract/webhooks';
import { useState } from 'react';
import type { Static } from 'typebox';
import { useGet } from '../../api/use-get.ts';
import { Field, Form, ShownOnce, useDeed } from '../../parts/form.tsx';
import { TableFrame } from '../../parts/layout.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { Empty, Failed, Skeleton } from '../../parts/states.tsx';
import { Tag } from '../../parts/status.tsx';
import { Time } from '../../parts/values.tsx';
import { Link } from '../../routing.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';

type Secret = { readonly name: string; readonly secret: string };

/** Addresses of the organisation that are called when something happens to its declarations. */
export function WebhooksPage() {
  const t = useText();
  const { data, problem, reload } = useGet<Static<typeof WebhookList>>('/webhooks');
  const [isOpen, setOpen] = useState(false);
  const [made, setMade] = useState<Secret>();
  const done = (secret: Secret) => {
    setOpen(false);
    setMade(secret);
    reload();
  };
  return (
    <>
      <PageTitle title={t.webhooks.title}>
        <button type="button" className="primary" onClick={() => setOpen(true)}>
          {t.webhooks.add}
        </button>
      </PageTitle>
      <p className="quiet">{t.webhooks.about}</p>
      {made && <ShownOnce label={t.webhooks.shownOnce(made.name)} secret={made.secret} />}
      {isOpen && <WebhookForm onDone={done} onCancel={() => setOpen(false)} />}
      {problem && <Failed problem={problem} onRetry={reload} />}
      {data === undefined && !problem && <Skeleton />}
      {data?.items.length === 0 && !isOpen && (
        <Empty title={t.webhooks.none} fix={t.webhooks.noneFix} />
      )}
      {data !== undefined && data.items.length > 0 && <WebhookTable webhooks={data.items} />}
    </>
  );
}

function WebhookTable({ webhooks }: { readonly webhooks: readonly WebhookShape[] }) {
  const t = useText();
  return (
    <TableFrame>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.webhooks.name}</th>
            <th scope="col">{t.people.organisation}</th>
            <th scope="col">{t.webhooks.url}</th>
            <th scope="col">{t.webhooks.outcomes}</th>
            <th scope="col">{t.webhooks.lastSuccess}</th>
            <th scope="col">{t.webhooks.state}</th>
          </tr>
        </thead>
        <tbody>
          {webhooks.map((webhook) => (
            <tr key={webhook.webhookId}>
              <td>
                <Link to={`/webhooks/${webhook.webhookId}`}>{webhook.name}</Link>
              </td>
              <td>
                <code>{webhook.participantCode}</code>
              </td>
              <td>
                <code>{webhook.url}</code>
              </td>
              <td>
                <Outcomes outcomes={webhook.outcomes} />
              </td>
              <td>
                <Time at={webhook.lastSuccessAt} />
              </td>
              <td>
                <WebhookTag webhook={webhook} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

/** Which outcomes are told, in the person's words. */
export function Outcomes({ outcomes }: { readonly outcomes: readonly string[] }) {
  const t = useText().webhooks;
  if (outcomes.length === 0) return <>{t.all}</>;
  return (
    <>
      {WEBHOOK_OUTCOMES.filter((one) => outcomes.includes(one))
        .map((one) => t.outcome[one])
        .join(' · ')}
    </>
  );
}

/** Whether it works, waits or needs somebody. */
export function WebhookTag({ webhook }: { readonly webhook: WebhookShape }) {
  const t = useText().webhooks;
  if (webhook.status === 'paused') return <Tag tone="gone">{t.paused}</Tag>;
  if (webhook.givenUp > 0) return <Tag tone="bad">{t.givenUp(webhook.givenUp)}</Tag>;
  if (webhook.due > 0) return <Tag tone="care">{t.due(webhook.due)}</Tag>;
  return <Tag tone="good">{t.works}</Tag>;
}

type FormProps = { readonly onDone: (made: Secret) => void; readonly onCancel: () => void };

function WebhookForm({ onDone, onCancel }: FormProps) {
  const t = useText();
  const { api } = useSession();
  const deed = useDeed();
  const [name, setName] = useState('');
  const [url, setUrl] = useState('https://');
  const [outcomes, setOutcomes] = useState<readonly string[]>([]);
  const save = () =>
    deed.run(async () => {
      const request = { name, url, outcomes };
      const { secret } = await api.post<{ secret: string }>('/webhooks', request);
      onDone({ name, secret });
    });
  const toggle = (one: string) =>
    setOutcomes(outcomes.includes(one) ? outcomes.filter((o) => o !== one) : [...outcomes, one]);
  return (
    <section className="section">
      <Form
        deed={deed}
        submit={t.webhooks.add}
        onSubmit={() => void save()}
        extra={
          <button type="button" onClick={onCancel}>
            {t.people.cancel}
          </button>
        }
      >
        <Field label={t.webhooks.name} value={name} onChange={setName} />
        <Field label={t.webhooks.url} hint={t.webhooks.urlHint} value={url} onChange={setUrl} />
        <fieldset className="rights">
          <legend>{t.webhooks.outcomesHint}</legend>
          {WEBHOOK_OUTCOMES.map((one) => (
            <label key={one}>
              <input
                type="checkbox"
                checked={outcomes.includes(one)}
                onChange={() => toggle(one)}
              />
              {t.webhooks.outcome[one]}
            </label>
          ))}
        </fieldset>
      </Form>
    </section>
  );
}
