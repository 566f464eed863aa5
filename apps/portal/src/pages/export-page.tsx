import type { ExportObject } from '../api/export-shapes.ts';
import { useGet } from '../api/use-get.ts';
import { FindingView } from '../parts/finding.tsx';
import { Facts, Section, TableFrame } from '../parts/layout.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Load } from '../parts/states.tsx';
import { LaneTag } from '../parts/status.tsx';
import { Code, Money, Time } from '../parts/values.tsx';
import { Link, parcelAddress } from '../routing.tsx';
import { useExportWords } from '../text/export-words.ts';
import { ReceiptsView } from './declaration/receipts-view.tsx';
import { ExportGoods } from './export-goods.tsx';
import { ExportTag } from './exports-page.tsx';

/** One export list with everything known of it. */
export function ExportPage({ exportId }: { readonly exportId: string }) {
  const loaded = useGet<ExportObject>(`/exports/${encodeURIComponent(exportId)}`);
  return (
    <Load from={loaded} rows={14}>
      {(item) => <ExportView item={item} />}
    </Load>
  );
}

type ViewProps = { readonly item: ExportObject };

function ExportView({ item }: ViewProps) {
  const words = useExportWords();
  return (
    <div className="object">
      <div className="object-main">
        <PageTitle title={item.orderNo} kind={words.kind} />
        <p className="object-state">
          <ExportTag status={item.status} />
          <Money amount={item.valueCny} />
          {item.lane && <LaneTag lane={item.lane} />}
        </p>
        {item.reasons.length > 0 && (
          <Section title={words.reasons}>
            {item.reasons.map((finding, index) => (
              <FindingView key={index} finding={finding} />
            ))}
          </Section>
        )}
        <ExportGoods item={item} />
        <Section title={words.receipts}>
          <ReceiptsView receipts={item.receipts.map((one) => ({ ...one, attempt: 1 }))} />
        </Section>
        <Applications item={item} />
        {item.summaries.length > 0 && <Forms item={item} />}
      </div>
      <aside className="object-side">
        <Timeline item={item} />
        <Numbers item={item} />
      </aside>
    </div>
  );
}

function Applications({ item }: ViewProps) {
  const words = useExportWords();
  return (
    <Section title={words.applications}>
      {item.applications.length === 0 && <p className="quiet">{words.noApplications}</p>}
      <ul className="plain-list">
        {item.applications.map((application) => (
          <li key={application.caseId}>
            <ExportTag status={application.status} /> {words.kinds[application.kind]}{' '}
            <code>{application.copNo}</code>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Forms({ item }: ViewProps) {
  const words = useExportWords();
  return (
    <Section title={words.forms}>
      <TableFrame>
        <table>
          <thead>
            <tr>
              <th scope="col" className="number">
                {words.line}
              </th>
              <th scope="col">{words.form}</th>
              <th scope="col">{words.forms}</th>
              <th scope="col" className="number">
                {words.formLine}
              </th>
            </tr>
          </thead>
          <tbody>
            {item.summaries.map((form) => (
              <tr key={form.lineNo}>
                <td className="number">{form.lineNo}</td>
                <td>
                  <code>{form.declSeqNo}</code>
                </td>
                <td>
                  <Code text={form.entryId} />
                </td>
                <td className="number">{form.formLineNo}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Section>
  );
}

function Timeline({ item }: ViewProps) {
  const words = useExportWords();
  return (
    <Section title={words.timeline}>
      <ol className="timeline">
        {[...item.timeline].reverse().map((step) => (
          <li key={step.version}>
            <ExportTag status={step.to} />
            <Time at={step.at} />
            <p className="quiet">
              <code>{step.cause}</code>
            </p>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Numbers({ item }: ViewProps) {
  const words = useExportWords();
  const { logisticsCode, logisticsNo, returns } = item;
  const parcel = (
    <Link to={parcelAddress(logisticsCode, logisticsNo)}>
      <code>{logisticsNo}</code>
    </Link>
  );
  return (
    <Section title={words.numbers}>
      <Facts
        pairs={[
          [words.invtNo, <Code key="invtNo" text={item.invtNo} />],
          [words.preNo, <Code key="preNo" text={item.preNo} />],
          [words.copNo, <Code key="copNo" text={item.copNo} />],
          [words.merchant, <Code key="ebcCode" text={item.ebcCode} />],
          [words.declarant, <Code key="agentCode" text={item.agentCode} />],
          [words.waybill, parcel],
          [words.bill, <Code key="billNo" text={item.billNo} />],
          [words.released, <Code key="releasedOn" text={item.releasedOn} />],
          [words.closed, <Code key="closedOn" text={item.closedOn} />],
          [words.returnUntil, <Code key="returnUntil" text={returns.returnUntil || null} />],
          [words.taxFreeUntil, <Code key="taxFreeUntil" text={returns.taxFreeUntil || null} />],
        ]}
      />
    </Section>
  );
}
