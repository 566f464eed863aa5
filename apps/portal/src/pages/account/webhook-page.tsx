import type {
  DeliveryDetail,
  DeliveryShape,
  WebhookList,
  WebhookShape,
} from '@pilotzone/information-sharing/contract/webhooks';
import { useState } from 'react';
import type { Static } from 'typebox';
import { useGet } from '../../api/use-get.ts';
import { usePages } from '../../api/use-pages.ts';
import { ShownOnce, useDeed } from '../../parts/form.tsx';
import { Facts, Section, TableFrame } from '../../parts/layout.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { Empty, Failed, NotFound, Skeleton } from '../../parts/states.tsx';
import { Tag } from '../../parts/status.tsx';
import { Time } from '../../parts/values.tsx';
import { usePreferences } from '../../preferences.ts';
import { navigate } from '../../routing.tsx';
import { useSession } from '../../session.tsx';
import { sayFailure } from '../../text/say-problem.ts';
import { useText } from '../../text/text.ts';
import { Outcomes, WebhookTag } from './webhooks-page.tsx';

/** One webhook: how it stands, what can be done, and the log of its deliveries. */
export function WebhookPage({ webhookId }: { readonly webhookId: string }) {
  const { data, problem, reload } = useGet<Static<typeof WebhookList>>('/webhooks');
  const webhook = data?.items.find((one) => one.webhookId === webhookId);
  const log = usePages<DeliveryShape>(`/webhooks/${webhookId}/deliveries?limit=50`);
  const again = () => {
    reload();
    log.reload();
  };
  if (problem) return <Failed problem={problem} onRetry={reload} />;
  if (!data) return <Skeleton />;
  if (!webhook) return <NotFound />;
  return (
    <>
      <Head webhook={webhook} onDone={again} />
      <DeliveryLog webhook={webhook} log={log} onDone={again} />
    </>
  );
}

type HeadProps = { readonly webhook: WebhookShape; readonly onDone: () => void };

function Head({ webhook, onDone }: HeadProps) {
  const t = useText().webhooks;
  const { api } = useSession();
  const deed = useDeed();
  const [secret, setSecret] = useState('');
  const path = `/webhooks/${webhook.webhookId}`;
  const isPaused = webhook.status === 'paused';
  const act = async (work: () => Promise<unknown>) => {
    if (await deed.run(work)) onDone();
  };
  const rotate = async () => {
    if (!window.confirm(t.rotateSure)) return;
    await act(async () => setSecret((await api.post<{ secret: string }>(`${path}/secret`)).secret));
  };
  const end = async () => {
    if (!window.confirm(t.endSure(webhook.name))) return;
    if (await deed.run(() => api.delete(path))) navigate('/webhooks');
  };
  const status = isPaused ? 'active' : 'paused';
  return (
    <>
      <PageTitle title={webhook.name}>
        {!isPaused && (
          <button
            type="button"
            className="primary"
            disabled={deed.isBusy}
            onClick={() => void act(() => api.post(`${path}/test`))}
          >
            {t.test}
          </button>
        )}
        <button
          type="button"
          className={isPaused ? 'primary' : ''}
          disabled={deed.isBusy}
          onClick={() => void act(() => api.patch(path, { status }))}
        >
          {isPaused ? t.activate : t.pause}
        </button>
        <button type="button" disabled={deed.isBusy} onClick={() => void rotate()}>
          {t.rotate}
        </button>
        <button type="button" disabled={deed.isBusy} onClick={() => void end()}>
          {t.end}
        </button>
      </PageTitle>
      <p className="complaint" role="alert">
        {deed.complaint}
      </p>
      {secret !== '' && <ShownOnce label={t.shownOnce(webhook.name)} secret={secret} />}
      {webhook.statusReason !== null && <p className="remark">{webhook.statusReason}</p>}
      <Facts
        pairs={[
          [t.url, <code key="url">{webhook.url}</code>],
          [t.outcomes, <Outcomes key="outcomes" outcomes={webhook.outcomes} />],
          [t.state, <WebhookTag key="state" webhook={webhook} />],
          [t.lastSuccess, <Time key="success" at={webhook.lastSuccessAt} />],
        ]}
      />
    </>
  );
}

type LogProps = HeadProps & { readonly log: ReturnType<typeof usePages<DeliveryShape>> };

function DeliveryLog({ webhook, log, onDone }: LogProps) {
  const t = useText();
  const { api } = useSession();
  const deed = useDeed();
  const [open, setOpen] = useState<string>();
  const path = `/webhooks/${webhook.webhookId}`;
  const replay = async (which = '') => {
    if (await deed.run(() => api.post(`${path}${which}/replay`))) onDone();
  };
  const aside = webhook.givenUp > 0 && webhook.status === 'active' && (
    <button type="button" disabled={deed.isBusy} onClick={() => void replay()}>
      {t.webhooks.replayAll(webhook.givenUp)}
    </button>
  );
  return (
    <Section title={t.webhooks.log} aside={aside}>
      <p className="complaint" role="alert">
        {deed.complaint}
      </p>
      {log.problem && <Failed problem={log.problem} onRetry={log.reload} />}
      {log.items === undefined && !log.problem && <Skeleton />}
      {log.items?.length === 0 && <Empty title={t.webhooks.logNone} fix={t.webhooks.logNoneFix} />}
      {log.items !== undefined && log.items.length > 0 && (
        <DeliveryTable
          {...{ deliveries: log.items, open, onOpen: setOpen, webhookId: webhook.webhookId }}
          onReplay={(deliveryId) => void replay(`/deliveries/${deliveryId}`)}
        />
      )}
      {log.hasMore && (
        <button type="button" onClick={log.more}>
          {t.declarations.more}
        </button>
      )}
    </Section>
  );
}

type TableProps = {
  readonly webhookId: string;
  readonly deliveries: readonly DeliveryShape[];
  readonly open: string | undefined;
  readonly onOpen: (deliveryId: string | undefined) => void;
  readonly onReplay: (deliveryId: string) => void;
};

function DeliveryTable({ webhookId, deliveries, open, onOpen, onReplay }: TableProps) {
  const t = useText().webhooks;
  const columns = [t.made, t.events, t.state, t.attempts, t.next, t.lastAnswer];
  return (
    <TableFrame>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {deliveries.map((one) => (
            <DeliveryRow
              key={one.deliveryId}
              {...{ webhookId, delivery: one, isOpen: open === one.deliveryId }}
              onToggle={() => onOpen(open === one.deliveryId ? undefined : one.deliveryId)}
              onReplay={() => onReplay(one.deliveryId)}
            />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

type RowProps = {
  readonly webhookId: string;
  readonly delivery: DeliveryShape;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly onReplay: () => void;
};

const TONES = { due: 'open', delivered: 'good', 'given-up': 'bad' } as const;

function DeliveryRow({ webhookId, delivery, isOpen, onToggle, onReplay }: RowProps) {
  const t = useText().webhooks;
  const { language } = usePreferences();
  return (
    <>
      <tr>
        <td>
          <Time at={delivery.createdAt} />
        </td>
        <td className="number">{delivery.events === 0 ? t.isTest : delivery.events}</td>
        <td>
          <Tag tone={TONES[delivery.state]}>{t.states[delivery.state]}</Tag>
        </td>
        <td className="number">{delivery.attempts}</td>
        <td>
          <Time at={delivery.nextAttemptAt} />
        </td>
        <td className="wrap">
          {delivery.lastError === null
            ? delivery.lastStatus
            : sayFailure(delivery.lastError, language)}
        </td>
        <td>
          <button type="button" aria-expanded={isOpen} onClick={onToggle}>
            {t.show}
          </button>{' '}
          <button type="button" onClick={onReplay}>
            {t.replay}
          </button>
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={7}>
            <Sent webhookId={webhookId} deliveryId={delivery.deliveryId} />
          </td>
        </tr>
      )}
    </>
  );
}

function Sent({ webhookId, deliveryId }: { webhookId: string; deliveryId: string }) {
  const t = useText().webhooks;
  const { language } = usePreferences();
  const path = `/webhooks/${webhookId}/deliveries/${deliveryId}`;
  const { data, problem, reload } = useGet<Static<typeof DeliveryDetail>>(path);
  if (problem) return <Failed problem={problem} onRetry={reload} />;
  if (!data) return <Skeleton rows={2} />;
  return (
    <>
      <ul>
        {data.attemptLog.map((attempt) => (
          <li key={attempt.at}>
            <Time at={attempt.at} />{' '}
            {attempt.error === null
              ? t.answered(attempt.status ?? 0, attempt.milliseconds)
              : sayFailure(attempt.error, language)}
          </li>
        ))}
      </ul>
      <pre className="sent">{JSON.stringify(JSON.parse(data.body), null, 2)}</pre>
    </>
  );
}
