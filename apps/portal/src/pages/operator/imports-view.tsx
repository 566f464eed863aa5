import { dayOf, systemClock } from '@pilotzone/kernel/time';
import { useId, useState } from 'react';
import { problemIn, type Problem } from '../../api/client.ts';
import { showCount } from '../../format.ts';
import { Facts, Section } from '../../parts/layout.tsx';
import { Tag } from '../../parts/status.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';
import { ImportsMade } from './imports-made.tsx';
import { MapSection } from './map-section.tsx';

const KINDS = [
  'tariff',
  'positive-list',
  'supervision-modes',
  'exchange-rates',
  'export-goods',
  'overseas-warehouses',
] as const;

type Kind = (typeof KINDS)[number];

type Report = {
  readonly file: string;
  readonly applied: boolean;
  readonly inForceFrom: string;
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly closed: number;
  readonly diff: readonly string[];
};

type Chosen = { readonly name: string; readonly text: string };

/** A file of rates or lists: what it would change comes first, and only then it takes effect. */
export function ImportsView() {
  const t = useText().operator;
  const { api } = useSession();
  const [kind, setKind] = useState<Kind>('tariff');
  const [chosen, setChosen] = useState<Chosen>();
  const [report, setReport] = useState<Report>();
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  // Another number reads the imports made so far again.
  const [appliedCount, setAppliedCount] = useState(0);

  async function send(file: Chosen, dryRun: boolean): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const query = `dryRun=${dryRun}&fileName=${encodeURIComponent(file.name)}`;
    try {
      const path = `/reference/${kind}/import?${query}`;
      setReport(await api.postText<Report>(path, file.text, 'text/csv'));
      if (!dryRun) setAppliedCount((count) => count + 1);
    } catch (error) {
      setReport(undefined);
      setProblem(problemIn(error));
    }
    setBusy(false);
  }

  async function choose(file: File | undefined): Promise<void> {
    if (!file) return;
    const next = { name: file.name.slice(0, 200), text: await file.text() };
    setChosen(next);
    await send(next, true);
  }

  const chooseKind = (next: Kind) => {
    setKind(next);
    setReport(undefined);
    setChosen(undefined);
  };
  return (
    <>
      <Section title={t.views.imports}>
        <p className="quiet">{t.importsAbout}</p>
        <Choices kind={kind} onKind={chooseKind} onFile={(file) => void choose(file)} />
        {problem && (
          <pre className="complaint import-errors" role="alert">
            {problem.detail}
          </pre>
        )}
        {report && (
          <Outcome
            report={report}
            isBusy={isBusy}
            onApply={() => void (chosen && send(chosen, false))}
          />
        )}
      </Section>
      <ImportsMade key={appliedCount} onWithdrawn={() => setReport(undefined)} />
      <MapSection />
    </>
  );
}

type ChoicesProps = {
  readonly kind: Kind;
  readonly onKind: (kind: Kind) => void;
  readonly onFile: (file: File | undefined) => void;
};

function Choices({ kind, onKind, onFile }: ChoicesProps) {
  const t = useText().operator;
  const id = useId();
  return (
    <div className="filters">
      <label htmlFor={`${id}-kind`}>
        {t.kind}
        <select
          id={`${id}-kind`}
          value={kind}
          // The options are the kinds.
          onChange={(event) => onKind(event.target.value as Kind)}
        >
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {t.kinds[one]}
            </option>
          ))}
        </select>
      </label>
      <label htmlFor={`${id}-file`}>
        {t.file}
        <input
          id={`${id}-file`}
          key={kind}
          type="file"
          accept=".csv,text/csv"
          onChange={(event) => onFile(event.target.files?.[0])}
        />
      </label>
    </div>
  );
}

type OutcomeProps = {
  readonly report: Report;
  readonly isBusy: boolean;
  readonly onApply: () => void;
};

/** What the file changes, and the button that makes it so. */
function Outcome({ report, isBusy, onApply }: OutcomeProps) {
  const text = useText();
  const t = text.operator;
  const isPlanned = report.inForceFrom > dayOf(systemClock.now());
  return (
    <>
      <Facts
        pairs={[
          [t.rows, showCount(report.rows)],
          [t.added, showCount(report.added)],
          [t.changed, showCount(report.changed)],
          [t.closed, showCount(report.closed)],
          [text.imports.inForceFrom, report.inForceFrom],
        ]}
      />
      {report.diff.length > 0 && <pre className="import-diff">{report.diff.join('\n')}</pre>}
      <p className="confirm" role="status">
        {report.applied ? (
          <Tag tone={isPlanned ? 'care' : 'good'}>
            {isPlanned ? text.imports.planned(report.inForceFrom) : t.applied}
          </Tag>
        ) : (
          <button type="button" className="primary" disabled={isBusy} onClick={onApply}>
            {t.apply(report.file)}
          </button>
        )}
      </p>
    </>
  );
}
