import type { MapImportReport, MapVersions } from '@pilotzone/statistics/contract/map';
import { useId, useState } from 'react';
import { useGet } from '../../api/use-get.ts';
import { showCount } from '../../format.ts';
import { Facts, Section, TableFrame } from '../../parts/layout.tsx';
import { Field, Form, useDeed } from '../../parts/form.tsx';
import { Tag } from '../../parts/status.tsx';
import { Time } from '../../parts/values.tsx';
import { useSession } from '../../session.tsx';
import { useMapWords } from '../../text/map-words.ts';

type Offered = { readonly query: string; readonly text: string; readonly approvalNo: string };

/** An approved map in the place of tiles: its difference first, then it is shown. */
export function MapSection() {
  const words = useMapWords();
  const { api, cache } = useSession();
  const versions = useGet<MapVersions>('/map/versions');
  const [offered, setOffered] = useState<Offered>();
  const [report, setReport] = useState<MapImportReport>();
  const deed = useDeed();

  function send(file: Offered, dryRun: boolean): Promise<boolean> {
    return deed.run(async () => {
      setReport(undefined);
      const path = `/map/import?dryRun=${dryRun}&${file.query}`;
      setReport(await api.postText<MapImportReport>(path, file.text, 'application/geo+json'));
      setOffered(file);
      if (!dryRun) changed();
    });
  }

  function changed(): void {
    cache.delete('/map');
    versions.reload();
  }

  const withdraw = () =>
    deed.run(async () => {
      await api.delete('/map');
      setReport(undefined);
      changed();
    });
  return (
    <Section title={words.title}>
      <p className="quiet">{words.about}</p>
      <MapForm deed={deed} onOffer={(file) => void send(file, true)} />
      {report && (
        <Difference
          report={report}
          isBusy={deed.isBusy}
          approvalNo={offered?.approvalNo ?? ''}
          onApply={() => void (offered && send(offered, false))}
        />
      )}
      <History versions={versions.data?.items ?? []} onWithdraw={() => void withdraw()} />
    </Section>
  );
}

type MapFormProps = {
  readonly deed: ReturnType<typeof useDeed>;
  readonly onOffer: (file: Offered) => void;
};

function MapForm({ deed, onOffer }: MapFormProps) {
  const words = useMapWords();
  const id = useId();
  const [approvalNo, setApprovalNo] = useState('');
  const [source, setSource] = useState('');
  const [file, setFile] = useState<File>();
  async function offer(): Promise<void> {
    if (!file) {
      deed.complain(words.fileMissing);
      return;
    }
    const named = { approvalNo: approvalNo.trim(), source: source.trim() };
    const query = new URLSearchParams({ ...named, fileName: file.name.slice(0, 200) });
    onOffer({ query: query.toString(), text: await file.text(), approvalNo: named.approvalNo });
  }
  return (
    <Form deed={deed} submit={words.compare} onSubmit={() => void offer()}>
      <Field
        label={words.approvalNo}
        value={approvalNo}
        onChange={setApprovalNo}
        hint={words.approvalHint}
        required
      />
      <Field
        label={words.source}
        value={source}
        onChange={setSource}
        hint={words.sourceHint}
        required
      />
      <div className="form-field">
        <label htmlFor={id}>{words.file}</label>
        <input
          id={id}
          type="file"
          accept=".geojson,.json,application/geo+json"
          onChange={(event) => setFile(event.target.files?.[0])}
        />
      </div>
    </Form>
  );
}

type DifferenceProps = {
  readonly report: MapImportReport;
  readonly approvalNo: string;
  readonly isBusy: boolean;
  readonly onApply: () => void;
};

function Difference({ report, approvalNo, isBusy, onApply }: DifferenceProps) {
  const words = useMapWords();
  const { provinces, otherShapes, positions, before, added, changed, removed } = report;
  const list = (names: readonly string[]) => (names.length === 0 ? words.none : names.join('、'));
  return (
    <>
      <Facts
        pairs={[
          [words.before, before ? `${before.approvalNo} · ${before.source}` : words.tiles],
          [words.shapes, words.shapesOf(provinces, otherShapes)],
          [words.positions, showCount(positions)],
          [words.added, list(added)],
          [words.changed, list(changed)],
          [words.removed, list(removed)],
        ]}
      />
      <p className="confirm" role="status">
        {report.applied ? (
          <Tag tone="good">{words.applied}</Tag>
        ) : (
          <button type="button" className="primary" disabled={isBusy} onClick={onApply}>
            {words.apply(approvalNo)}
          </button>
        )}
      </p>
    </>
  );
}

type HistoryProps = {
  readonly versions: MapVersions['items'];
  readonly onWithdraw: () => void;
};

function History({ versions, onWithdraw }: HistoryProps) {
  const words = useMapWords();
  const [isAsked, setAsked] = useState(false);
  const [latest] = versions;
  if (!latest) return null;
  return (
    <>
      <h3>{words.history}</h3>
      <TableFrame>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.at}</th>
              <th scope="col">{words.approvalNo}</th>
              <th scope="col">{words.source}</th>
              <th scope="col">{words.by}</th>
            </tr>
          </thead>
          <tbody>
            {versions.map(({ version, approvalNo, source, enteredAt, enteredBy }) => (
              <tr key={version}>
                <td>
                  <Time at={enteredAt} />
                </td>
                <th scope="row">{approvalNo ?? words.withdrawn}</th>
                <td className="wrap">{source}</td>
                <td>{enteredBy}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {latest.approvalNo !== null && !isAsked && (
        <button type="button" onClick={() => setAsked(true)}>
          {words.withdraw}
        </button>
      )}
      {latest.approvalNo !== null && isAsked && (
        <p className="confirm">
          {words.sure(latest.approvalNo)}{' '}
          <button type="button" className="primary" onClick={onWithdraw}>
            {words.yes}
          </button>
        </p>
      )}
    </>
  );
}
