import type { Hold } from '@pilotzone/risk/contract';
import type { ExportObject } from '../api/export-shapes.ts';
import type { Declaration } from '../api/shapes.ts';
import { useGet } from '../api/use-get.ts';
import { FindingView } from '../parts/finding.tsx';
import { Facts, Section } from '../parts/layout.tsx';
import { Load } from '../parts/states.tsx';
import { Code, Money } from '../parts/values.tsx';
import { Link } from '../routing.tsx';
import { useSession } from '../session.tsx';
import { useExportModeName, useExportWords } from '../text/export-words.ts';
import { useText } from '../text/text.ts';
import { GoodsView } from './declaration/goods-view.tsx';
import { ThreeNumbers } from './declaration/numbers-view.tsx';
import { ExportGoods } from './export-goods.tsx';
import { DecisionForm } from './hold-decision-form.tsx';

type Props = {
  readonly hold: Hold;
  readonly onDecided: (told: string) => void;
  readonly onStale: (told: string) => void;
};

/** A held list: why it is held, what is in it, and the decision. */
export function HoldDecision({ hold, onDecided, onStale }: Props) {
  const t = useText();
  const { may } = useSession();
  const isExport = hold.direction === 'export';
  const address = `/${isExport ? 'exports' : 'declarations'}/${hold.declarationId}`;
  // What both directions show first: the rest is read by the view of its own direction.
  const loaded = useGet<Declaration | ExportObject>(address);
  const orderNo = loaded.data?.orderNo ?? hold.declarationId;
  return (
    <>
      <header className="page-head">
        <h2>
          <code>{orderNo}</code>
        </h2>
        <Link to={address}>{t.holds.open}</Link>
      </header>
      <Section title={t.holds.why}>
        {hold.reasons.map((reason, index) => (
          // The contract leaves the source a text; the risk system writes findings.
          <FindingView
            key={index}
            finding={reason as Parameters<typeof FindingView>[0]['finding']}
          />
        ))}
      </Section>
      <Load from={loaded} rows={4}>
        {(list) => ('exportId' in list ? <HeldExport item={list} /> : <HeldImport item={list} />)}
      </Load>
      {may('holds:decide') ? (
        <DecisionForm {...{ hold, orderNo, onDecided, onStale }} />
      ) : (
        <p className="remark">{t.holds.readOnly}</p>
      )}
    </>
  );
}

function HeldImport({ item }: { readonly item: Declaration }) {
  return (
    <>
      <ThreeNumbers declaration={item} />
      <GoodsView list={item.documents.list} />
    </>
  );
}

function HeldExport({ item }: { readonly item: ExportObject }) {
  const words = useExportWords();
  const modeName = useExportModeName();
  const flags: Readonly<Record<string, string>> = words.flags;
  return (
    <>
      <Facts
        pairs={[
          [words.mode, `${item.tradeMode} ${modeName(item.tradeMode)}`],
          [words.flag, flags[item.statisticsFlag] ?? item.statisticsFlag],
          [words.value, <Money key="value" amount={item.valueCny} />],
          [words.merchant, <Code key="ebcCode" text={item.ebcCode} />],
        ]}
      />
      <ExportGoods item={item} />
    </>
  );
}
