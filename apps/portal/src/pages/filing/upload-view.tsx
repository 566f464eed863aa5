import { CSV_MARK, csvRow } from '@pilotzone/kernel/sheets/write-csv';
import { useState, type DragEvent } from 'react';
import { showBytes, showCount } from '../../format.ts';
import { FindingView } from '../../parts/finding.tsx';
import { Bar, Section, TableFrame } from '../../parts/layout.tsx';
import { Tag, type Tone } from '../../parts/status.tsx';
import type { CellProblem, UploadedDocument } from '../../api/upload.ts';
import { Link } from '../../routing.tsx';
import { useSayProblem } from '../../text/use-say-problem.ts';
import { useBothLanguages, useText } from '../../text/text.ts';
import { UPLOAD_BYTES_MAX, useUpload, type UploadState } from './use-upload.ts';

const TEMPLATES = ['621', '311', '411', '511'] as const;

/** Documents by file: dropped, tried, told at each cell, and filed. */
export function UploadView() {
  const t = useText().desk.upload;
  const { state, start } = useUpload();
  const [complaint, setComplaint] = useState('');
  const take = (file: File | undefined) => {
    if (!file) return;
    setComplaint('');
    if (file.size > UPLOAD_BYTES_MAX) setComplaint(t.tooLarge(file.name, showBytes(file.size)));
    else if (!/\.(xml|dxp|csv|txt|xlsx)$/i.test(file.name)) setComplaint(t.wrongKind(file.name));
    else void start(file, 'check');
  };
  const isBusy = state !== undefined && state.phase !== 'done';
  return (
    <>
      <DropZone isBusy={isBusy} onFile={take} />
      <p className="complaint" role="alert">
        {complaint}
      </p>
      <p className="templates">
        <span className="quiet">{t.templates}</span>
        {TEMPLATES.map((name) => (
          <span key={name}>
            {t.kinds[name]}{' '}
            <a href={`/api/v1/uploads/templates/${name}.xlsx`} download>
              .xlsx
            </a>{' '}
            <a href={`/api/v1/uploads/templates/${name}.csv`} download>
              .csv
            </a>
          </span>
        ))}
      </p>
      {state && <Outcome state={state} onFile={() => void start(state.file, 'file')} />}
    </>
  );
}

type ZoneProps = { readonly isBusy: boolean; readonly onFile: (file: File | undefined) => void };

function DropZone({ isBusy, onFile }: ZoneProps) {
  const t = useText().desk.upload;
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!isBusy) onFile(event.dataTransfer.files[0]);
  };
  return (
    <label
      className={isOver ? 'drop drop-over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <strong>{t.drop}</strong>
      <span className="quiet">{t.formats}</span>
      <input
        type="file"
        accept=".xml,.dxp,.csv,.txt,.xlsx"
        disabled={isBusy}
        aria-label={t.choose}
        onChange={(event) => {
          onFile(event.target.files?.[0]);
          // The same file again, corrected, is a change too.
          event.target.value = '';
        }}
      />
    </label>
  );
}

type OutcomeProps = { readonly state: UploadState; readonly onFile: () => void };

function Outcome({ state, onFile }: OutcomeProps) {
  const t = useText().desk.upload;
  const { file, mode, phase, share, documents, done, end, problem, problems, results } = state;
  const say = useSayProblem();
  const words = {
    sending: t.sending(Math.round(share * 100)),
    working: documents === 0 ? t.reading : t.working(done, documents),
    done: t.done,
  };
  return (
    <Section title={`${file.name} · ${mode === 'check' ? t.checked : t.filed}`}>
      {phase !== 'done' && (
        <>
          <p role="status">{words[phase]}</p>
          <Bar share={share} />
        </>
      )}
      {problem && (
        <p className="complaint" role="alert">
          {problem.status === 0 ? t.lost : say(problem)}{' '}
          <code>{problem.status === 0 ? '' : problem.code}</code>
        </p>
      )}
      {end && (
        <p className="lead" role="status">
          {mode === 'check' ? t.wouldBe(end.good, end.bad) : t.became(end.good, end.bad)}
        </p>
      )}
      {end && mode === 'check' && results.length > 0 && (
        <p className="form-actions">
          <button type="button" className="primary" onClick={onFile}>
            {t.fileThem(results.length)}
          </button>
        </p>
      )}
      {phase === 'done' && problems.length > 0 && (
        <Problems problems={problems} fileName={file.name} />
      )}
      {phase === 'done' && results.length > 0 && <Results results={results} mode={mode} />}
    </Section>
  );
}

// A person corrects what she sees; the file of all problems has the rest.
const SHOWN_MAX = 200;

function Problems({ problems, fileName }: { problems: readonly CellProblem[]; fileName: string }) {
  const t = useText().desk.upload;
  const both = useBothLanguages();
  const isTable = problems.some(({ row }) => row > 0);
  return (
    <Section
      title={t.problems(problems.length)}
      aside={
        <button type="button" onClick={() => saveProblems(problems, fileName)}>
          {t.saveProblems}
        </button>
      }
    >
      <TableFrame>
        <table className="compact">
          <caption className="hidden">{t.problems(problems.length)}</caption>
          <thead>
            <tr>
              {isTable && <th scope="col">{t.sheet}</th>}
              {isTable && <th scope="col">{t.cell}</th>}
              <th scope="col">{t.field}</th>
              <th scope="col">{t.rule}</th>
              <th scope="col">{t.what}</th>
              <th scope="col">{t.fix}</th>
            </tr>
          </thead>
          <tbody>
            {problems.slice(0, SHOWN_MAX).map((one, at) => (
              <tr key={at}>
                {isTable && <td>{one.sheet}</td>}
                {isTable && (
                  <td>
                    <code>
                      {one.column}
                      {one.row}
                    </code>
                  </td>
                )}
                <td>
                  <code>{one.field}</code>
                </td>
                <td>
                  <code>{one.code}</code>
                </td>
                <td className="wrap">{both(one.messageZh, one.message)}</td>
                <td className="wrap">{both(one.fixZh, one.fix)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {problems.length > SHOWN_MAX && (
        <p className="quiet">{t.shown(SHOWN_MAX, problems.length)}</p>
      )}
    </Section>
  );
}

function saveProblems(problems: readonly CellProblem[], fileName: string): void {
  const head = ['sheet', 'cell', 'field', 'rule', 'message', '说明', 'fix', '处理办法'];
  const rows = problems.map((one) =>
    csvRow([
      ...[one.sheet, `${one.column}${one.row}`, one.field, one.code, one.message, one.messageZh],
      ...[one.fix, one.fixZh],
    ]),
  );
  const text = CSV_MARK + csvRow(head) + rows.join('');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = `${fileName}-problems.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}

const TONES: Readonly<Record<UploadedDocument['outcome'], Tone>> = {
  ...{ accepted: 'good', unchanged: 'gone', staged: 'open', waiting: 'open' },
  ...{ held: 'care', rejected: 'bad', refused: 'bad' },
};

type ResultsProps = {
  readonly results: readonly UploadedDocument[];
  readonly mode: UploadState['mode'];
};

function Results({ results, mode }: ResultsProps) {
  const { upload: t } = useText().desk;
  const [isBadOnly, setBadOnly] = useState(false);
  const isBad = ({ outcome }: UploadedDocument) => outcome === 'rejected' || outcome === 'refused';
  const chosen = isBadOnly ? results.filter(isBad) : results;
  return (
    <Section
      title={t.documents(results.length)}
      aside={
        <label className="check">
          <input
            type="checkbox"
            checked={isBadOnly}
            onChange={(event) => setBadOnly(event.target.checked)}
          />
          {t.badOnly(results.filter(isBad).length)}
        </label>
      }
    >
      <TableFrame>
        <table className="compact">
          <caption className="hidden">{t.documents(results.length)}</caption>
          <thead>
            <tr>
              <th scope="col">{t.kind}</th>
              <th scope="col">{t.number}</th>
              <th scope="col">{t.row}</th>
              <th scope="col">{mode === 'check' ? t.wouldOutcome : t.outcome}</th>
              <th scope="col">{t.what}</th>
            </tr>
          </thead>
          <tbody>
            {chosen.slice(0, SHOWN_MAX).map((one, at) => (
              <ResultRow key={at} result={one} />
            ))}
          </tbody>
        </table>
      </TableFrame>
      {chosen.length > SHOWN_MAX && <p className="quiet">{t.shown(SHOWN_MAX, chosen.length)}</p>}
    </Section>
  );
}

function ResultRow({ result }: { readonly result: UploadedDocument }) {
  const { upload: t } = useText().desk;
  const both = useBothLanguages();
  const { type, number, sheet, row, outcome, findings, returnStatus } = result;
  const code = type.slice(3, 6);
  const kinds: Readonly<Record<string, string>> = t.kinds;
  const [first, ...others] = findings;
  return (
    <tr>
      <td>{kinds[code] ?? code}</td>
      <td>
        {code === '621' ? (
          <Link to={`/declarations?orderNo=${encodeURIComponent(number)}`}>
            <code>{number}</code>
          </Link>
        ) : (
          <code>{number}</code>
        )}
      </td>
      <td>
        {sheet} {showCount(row)}
      </td>
      <td>
        <Tag tone={TONES[outcome]}>{t.outcomes[outcome]}</Tag> <code>{returnStatus}</code>
      </td>
      <td className="wrap">
        {first && others.length === 0 && <FindingView finding={first} />}
        {first && others.length > 0 && (
          <details>
            <summary>
              <code>{first.code}</code> {both(first.messageZh, first.message)} +{others.length}
            </summary>
            {findings.map((finding, at) => (
              <FindingView key={at} finding={finding} />
            ))}
          </details>
        )}
      </td>
    </tr>
  );
}
