import type { BackTestRun } from '@pilotzone/risk/contract/back-tests';
import { addDays, dayOf, systemClock } from '@pilotzone/kernel/time';
import { useEffect, useState } from 'react';
import { useGet } from '../../api/use-get.ts';
import { Field, Form, useDeed } from '../../parts/form.tsx';
import { Bar, Section, TableFrame } from '../../parts/layout.tsx';
import { Load } from '../../parts/states.tsx';
import { Link } from '../../routing.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';

const AGAIN_MS = 1_500;

/** A version on past declarations, and two versions side by side. */
export function BackTests({ version, onDone }: { version: number; onDone: () => void }) {
  const t = useText().studio;
  const { may } = useSession();
  const loaded = useGet<{ items: readonly BackTestRun[] }>('/risk/back-tests');
  const { reload } = loaded;
  const own = loaded.data?.items.filter((one) => one.version === version) ?? [];
  const isRunning = own.some(({ state }) => state === 'queued' || state === 'running');
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(reload, AGAIN_MS);
    return () => {
      clearInterval(timer);
      onDone();
    };
    // `onDone` is new at each drawing; only the end of a run calls it.
  }, [isRunning, reload]);
  return (
    <Section title={t.backTests}>
      <Load from={loaded} rows={3}>
        {({ items }) => (
          <>
            {own.length === 0 && <p className="quiet">{t.noBackTests}</p>}
            {own[0] && <Run key={own[0].backTestId} run={own[0]} others={items} />}
          </>
        )}
      </Load>
      {may('risk:write') && <Order version={version} onOrdered={reload} />}
    </Section>
  );
}

function Order({ version, onOrdered }: { version: number; onOrdered: () => void }) {
  const t = useText().studio;
  const { api } = useSession();
  const deed = useDeed();
  const today = dayOf(systemClock.now());
  const [from, setFrom] = useState<string>(addDays(today, -30));
  const [until, setUntil] = useState<string>(today);
  const [capacity, setCapacity] = useState('200');
  const order = async () => {
    const body = { version, from, until, capacity: Number(capacity) };
    if (await deed.run(() => api.post('/risk/back-tests', body))) onOrdered();
  };
  return (
    <Form deed={deed} submit={t.start} onSubmit={() => void order()}>
      <Field label={t.from} value={from} onChange={setFrom} />
      <Field label={t.until} value={until} onChange={setUntil} />
      <Field label={t.capacity} value={capacity} onChange={setCapacity} inputMode="numeric" />
    </Form>
  );
}

type RunProps = { readonly run: BackTestRun; readonly others: readonly BackTestRun[] };

function Run({ run, others }: RunProps) {
  const t = useText().studio;
  const { none } = useText().states;
  const rivals = others.filter((one) => one.result && one.backTestId !== run.backTestId);
  const [rival, setRival] = useState('');
  const other = rivals.find(({ backTestId }) => backTestId === rival);
  if (run.state === 'failed') return <p className="complaint">{run.failure}</p>;
  if (!run.result) {
    const share = run.total === 0 ? 0 : run.done / run.total;
    return (
      <div role="status">
        <Bar share={share} />
        <p>{t.progress(String(run.done), String(run.total))}</p>
      </div>
    );
  }
  const shown = other ? [run, other] : [run];
  return (
    <>
      <label>
        {t.compare}{' '}
        <select value={rival} onChange={(event) => setRival(event.target.value)}>
          <option value="">{none}</option>
          {rivals.map(({ backTestId, version, from, until }) => (
            <option key={backTestId} value={backTestId}>
              {version}: {from} – {until}
            </option>
          ))}
        </select>
      </label>
      <Summary runs={shown} />
      <RuleHits runs={shown} />
      <Examples run={run} />
    </>
  );
}

function Summary({ runs }: { readonly runs: readonly BackTestRun[] }) {
  const t = useText().studio;
  const lines: [string, (run: BackTestRun) => string][] = [
    [t.declarations, ({ result }) => String(result?.declarations ?? 0)],
    [t.changed, changedOf],
    [t.held, heldOf],
    [t.found, ({ result }) => foundOf(result)],
    [t.merchants, ({ result }) => String(result?.merchantsAffected ?? 0)],
  ];
  return (
    <TableFrame>
      <table>
        <thead>
          <tr>
            <td />
            {runs.map(({ backTestId, version, from, until }) => (
              <th key={backTestId} scope="col">
                {version}: {from} – {until}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(([label, valueOf]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {runs.map((run) => (
                <td key={run.backTestId}>{valueOf(run)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );

  function heldOf({ result, capacity }: BackTestRun): string {
    const days = result?.days ?? [];
    const mean = (key: 'recorded' | 'draft') =>
      Math.round((days.reduce((sum, day) => sum + day[key], 0) / Math.max(1, days.length)) * 10) /
      10;
    const over = capacity === null ? 0 : days.filter(({ draft }) => draft > capacity).length;
    const text = `${mean('recorded')} / ${mean('draft')}`;
    return over === 0 ? text : `${text}, ${t.over(over)}`;
  }
}

function foundOf(result: BackTestRun['result']): string {
  const { recorded = 0, draft = 0, confirmed = 0 } = result?.findings ?? {};
  return `${recorded} / ${draft} (${confirmed})`;
}

function changedOf({ result }: BackTestRun): string {
  const changes = Object.entries(result?.lanes ?? {}).filter(([change, count]) => {
    const [then, now] = change.split('-');
    return count > 0 && then !== now;
  });
  return changes.map(([change, count]) => `${change.replace('-', ' → ')}: ${count}`).join(', ');
}

function RuleHits({ runs }: { readonly runs: readonly BackTestRun[] }) {
  const t = useText().studio;
  const { none } = useText().states;
  const names = [
    ...new Set(runs.flatMap(({ result }) => result?.rules.map((one) => one.rule) ?? [])),
  ];
  return (
    <TableFrame>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.rule}</th>
            {runs.map(({ backTestId, version }) => (
              <th key={backTestId} scope="col">
                {version}: {t.hits}, {t.precision}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              {runs.map(({ backTestId, result }) => {
                const own = result?.rules.find(({ rule }) => rule === name);
                return (
                  <td key={backTestId}>
                    {own ? `${own.hits}, ${own.found} / ${own.looked}` : none}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Examples({ run }: { readonly run: BackTestRun }) {
  const t = useText().studio;
  const examples = run.result?.examples ?? [];
  if (examples.length === 0) return null;
  return (
    <details>
      <summary>{t.examples}</summary>
      <ul>
        {examples.map(({ declarationId, change, score }) => (
          <li key={declarationId}>
            <Link to={`/declarations/${declarationId}`}>{declarationId}</Link> {change} {score}
          </li>
        ))}
      </ul>
    </details>
  );
}
