import type { RuleTableSummary } from '@pilotzone/risk/contract';
import type { RuleStep, RuleTrial, TableRemarks } from '@pilotzone/risk/contract/rule-life';
import { dayOf, systemClock } from '@pilotzone/kernel/time';
import { useState } from 'react';
import { useGet } from '../../api/use-get.ts';
import { Field, Form, useDeed } from '../../parts/form.tsx';
import { Section } from '../../parts/layout.tsx';
import { Load } from '../../parts/states.tsx';
import { Time } from '../../parts/values.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';

type Props = { readonly shown: RuleTableSummary; readonly onChanged: () => void };

/** What was done with a version, and what can be done next. */
export function VersionLife({ shown, onChanged }: Props) {
  const t = useText().studio;
  const { may } = useSession();
  const steps = useGet<{ items: readonly RuleStep[] }>(`/risk/rule-tables/${shown.version}/steps`);
  const done = () => {
    steps.reload();
    onChanged();
  };
  return (
    <Section title={t.life}>
      <Load from={steps} rows={3}>
        {({ items }) => (
          <>
            <StepList steps={items} />
            {may('risk:write') && <Deeds {...{ shown, steps: items }} onChanged={done} />}
          </>
        )}
      </Load>
      <Trials version={shown.version} />
    </Section>
  );
}

function StepList({ steps }: { readonly steps: readonly RuleStep[] }) {
  const t = useText().studio;
  if (steps.length === 0) return <p className="quiet">{t.noSteps}</p>;
  return (
    <ol className="proposals">
      {steps.map(({ stepNo, kind, saidBy, saidAt, note }) => (
        <li key={stepNo}>
          <strong>{t.kinds[kind] ?? kind}</strong> {saidBy} <Time at={saidAt} />{' '}
          <span className="quiet">{note}</span>
        </li>
      ))}
    </ol>
  );
}

type DeedsProps = Props & { readonly steps: readonly RuleStep[] };

function Deeds({ shown, steps, onChanged }: DeedsProps) {
  const t = useText().studio;
  const { api } = useSession();
  const deed = useDeed();
  const [note, setNote] = useState('');
  const [from, setFrom] = useState<string>(() => dayOf(systemClock.now()));
  const [share, setShare] = useState('');
  const [maxRed, setMaxRed] = useState('500');
  const [remarks, setRemarks] = useState<TableRemarks['items']>();
  const path = `/risk/rule-tables/${shown.version}`;
  const act = async (work: (note: string) => Promise<unknown>) => {
    if (note.trim().length < 2) {
      deed.complain(t.noteMissing);
      return;
    }
    if (await deed.run(() => work(note.trim()))) {
      setNote('');
      onChanged();
    }
  };
  const check = () =>
    act(async (why) =>
      setRemarks((await api.post<TableRemarks>(`${path}/check`, { note: why })).items),
    );
  const shadow = () =>
    act((why) => api.post('/risk/trials', { version: shown.version, note: why }));
  const endTrial = () => act((why) => api.post(`${path}/trial/end`, { note: why }));
  const retire = () => act((why) => api.post(`${path}/retirement`, { note: why }));
  const canary =
    share.trim() === '' ? {} : { canary: { share: Number(share), maxRed: Number(maxRed) } };
  const ask = () => act((why) => api.post(`${path}/activation`, { from, note: why, ...canary }));
  const asked = shown.state === 'requested' ? steps.findLast(isRequest) : undefined;
  if (shown.state === 'retired') return null;
  return (
    <Form
      deed={deed}
      submit={t.check}
      onSubmit={() => void check()}
      extra={<MoreDeeds {...{ shown, asked, shadow, endTrial, ask, retire }} />}
    >
      {remarks && <Remarks remarks={remarks} />}
      {asked && <Answer {...{ asked, path, act }} />}
      <Field label={t.note} value={note} onChange={setNote} />
      {!asked && (
        <>
          <Field label={t.from} value={from} onChange={setFrom} />
          <Field label={t.canary} value={share} onChange={setShare} inputMode="numeric" />
          {share.trim() !== '' && (
            <Field label={t.maxRed} value={maxRed} onChange={setMaxRed} inputMode="numeric" />
          )}
        </>
      )}
    </Form>
  );
}

type MoreProps = {
  readonly shown: RuleTableSummary;
  readonly asked: RuleStep | undefined;
} & Readonly<Record<'shadow' | 'endTrial' | 'ask' | 'retire', () => Promise<void>>>;

function MoreDeeds({ shown, asked, shadow, endTrial, ask, retire }: MoreProps) {
  const t = useText().studio;
  const isOnTrial = shown.state === 'shadow';
  return (
    <>
      <button type="button" onClick={() => void (isOnTrial ? endTrial() : shadow())}>
        {isOnTrial ? t.endTrial : t.shadow}
      </button>
      {!asked && (
        <button type="button" onClick={() => void ask()}>
          {t.ask}
        </button>
      )}
      <button type="button" onClick={() => void retire()}>
        {t.retire}
      </button>
    </>
  );
}

function isRequest({ kind }: RuleStep): boolean {
  return kind === 'requested';
}

type AnswerProps = {
  readonly asked: RuleStep;
  readonly path: string;
  readonly act: (work: (note: string) => Promise<unknown>) => Promise<void>;
};

function Answer({ asked, path, act }: AnswerProps) {
  const t = useText().studio;
  const { api, me } = useSession();
  const { from, canary } = asked.detail as { from: string; canary?: { share: number } };
  const answer = (word: 'confirm' | 'object') =>
    act((note) =>
      api.post(`${path}/activation/answer`, { request: asked.stepNo, answer: word, note }),
    );
  const isOwn = asked.personId === me.person?.personId;
  const said = canary
    ? t.canaryWaits(asked.saidBy, `${canary.share}/10000`)
    : t.waits(asked.saidBy, from);
  return (
    <div className="remark">
      <p>{said}</p>
      <p className="quiet">{isOwn ? t.own : asked.note}</p>
      {!isOwn && (
        <button type="button" className="primary" onClick={() => void answer('confirm')}>
          {t.confirm}
        </button>
      )}{' '}
      <button type="button" onClick={() => void answer('object')}>
        {t.object}
      </button>
    </div>
  );
}

function Remarks({ remarks }: { readonly remarks: TableRemarks['items'] }) {
  const t = useText().studio;
  if (remarks.length === 0) return <p role="status">{t.noRemarks}</p>;
  return (
    <div role="status">
      <p>{t.remarks}</p>
      <ul>
        {remarks.map(({ row, id, code, message, fix }) => (
          <li key={`${row} ${code}`}>
            <code>{id}</code> {message} <span className="quiet">{fix}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Trials({ version }: { readonly version: number }) {
  const t = useText().studio;
  const { data } = useGet<{ items: readonly RuleTrial[] }>('/risk/trials');
  const own = data?.items.filter((trial) => trial.version === version) ?? [];
  if (own.length === 0) return null;
  return (
    <>
      <h3>{t.trials}</h3>
      <ul className="proposals">
        {own.map((trial) => (
          <li key={trial.trialId}>
            <strong>{t.trialOf(trial.share)}</strong> <Time at={trial.startedAt} />{' '}
            {t.judged(String(trial.judged))},{' '}
            {trial.endedAt === null ? t.runs : t.ended(trial.endedBy ?? '', trial.endNote ?? '')}
            <p>
              {Object.entries(trial.changes).map(([change, count]) => (
                <code key={change}>
                  {change}: {count}{' '}
                </code>
              ))}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}
