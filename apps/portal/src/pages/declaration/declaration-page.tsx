import { useCallback, useMemo } from 'react';
import type { Declaration, DeclarationNews } from '../../api/shapes.ts';
import { useGet } from '../../api/use-get.ts';
import { Section, Tabs } from '../../parts/layout.tsx';
import { distinctFindings, FindingView } from '../../parts/finding.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { Load } from '../../parts/states.tsx';
import { LaneTag, StatusTag } from '../../parts/status.tsx';
import { ParcelView } from '../parcel-view.tsx';
import { Link, navigate, useAddress, withQuery } from '../../routing.tsx';
import { useNews, useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';
import { EvidenceView } from './evidence-view.tsx';
import { GoodsView } from './goods-view.tsx';
import { MatchView } from './match-view.tsx';
import { matchRows } from './match-rows.ts';
import { PartiesView, ThreeNumbers } from './numbers-view.tsx';
import { ReceiptsView } from './receipts-view.tsx';
import { TaxView } from './tax-view.tsx';
import { TimelineView } from './timeline-view.tsx';
import { CorrectButton } from './correct-button.tsx';
import { WithdrawalsView } from './withdrawals-view.tsx';

/** One declaration with everything known of it; reads itself again when it moves. */
export function DeclarationPage({ declarationId }: { readonly declarationId: string }) {
  const loaded = useGet<Declaration>(`/declarations/${encodeURIComponent(declarationId)}`);
  const { reload } = loaded;
  useNews(
    useCallback(
      (news: DeclarationNews) => {
        if (news.declarationId === declarationId) reload();
      },
      [declarationId, reload],
    ),
  );
  return (
    <Load from={loaded} rows={14}>
      {(declaration) => <DeclarationView declaration={declaration} onAsked={reload} />}
    </Load>
  );
}

type ViewProps = { readonly declaration: Declaration; readonly onAsked: () => void };

function DeclarationView({ declaration, onAsked }: ViewProps) {
  const t = useText();
  const { may } = useSession();
  const { status, declarationId, orderNo } = declaration;
  return (
    <div className="object">
      <div className="object-main">
        <PageTitle title={orderNo} kind={t.declaration.kind}>
          <Link to={`/papers/${declarationId}`} className="button">
            {t.papers.open}
          </Link>
          <CorrectButton declaration={declaration} />
          {may('holds:decide') && (
            <Link to={`/cases?declaration=${declarationId}`} className="button">
              {t.cases.open}
            </Link>
          )}
          {status === 'held' && may('holds:decide') && (
            <Link to={`/holds/${declarationId}`} className="button primary">
              {t.declaration.decide}
            </Link>
          )}
        </PageTitle>
        <p className="object-state">
          <StatusTag status={status} />
          <LaneTag lane={declaration.lane} />
        </p>
        <ThreeNumbers declaration={declaration} />
        <Reasons declaration={declaration} />
        <Details declaration={declaration} />
        <WithdrawalsView declaration={declaration} onAsked={onAsked} />
      </div>
      <aside className="object-side">
        <TimelineView steps={declaration.timeline} />
        <PartiesView declaration={declaration} />
      </aside>
    </div>
  );
}

/** Why it is not released: what the match view does not show in its rows already. */
function Reasons({ declaration }: { readonly declaration: Declaration }) {
  const t = useText();
  const { reasons, match, status } = declaration;
  const findings = useMemo(() => {
    if (status === 'released') return [];
    const { rows, others } = matchRows(declaration);
    const inRows = rows.flatMap((row) => row.findings);
    const all = distinctFindings([...reasons, ...match.missing, ...others]);
    const keyOf = ({ code, field }: (typeof all)[number]) => `${code} ${field}`;
    const shown = new Set(inRows.map(keyOf));
    return all.filter((finding) => !shown.has(keyOf(finding)));
  }, [declaration, match, reasons, status]);
  if (findings.length === 0) return null;
  return (
    <Section title={t.declaration.findings(findings.length)}>
      {findings.map((finding, index) => (
        <FindingView key={index} finding={finding} />
      ))}
    </Section>
  );
}

const TABS = ['match', 'tax', 'goods', 'receipts', 'parcel', 'evidence'] as const;

type Tab = (typeof TABS)[number];

function Details({ declaration }: { readonly declaration: Declaration }) {
  const t = useText();
  const { query } = useAddress();
  const current = TABS.find((tab) => tab === query.get('tab')) ?? 'match';
  return (
    <>
      <Tabs
        tabs={TABS.map((tab) => [tab, t.declaration.tabs[tab]] as const)}
        current={current}
        label={t.declaration.kind}
        onChoose={(tab) => navigate(withQuery(query, { tab }), { replace: true })}
      />
      <div role="tabpanel" className="tabpanel">
        <TabContent tab={current} declaration={declaration} />
      </div>
    </>
  );
}

function TabContent({
  tab,
  declaration,
}: {
  readonly tab: Tab;
  readonly declaration: Declaration;
}) {
  switch (tab) {
    case 'match':
      return <MatchView declaration={declaration} />;
    case 'tax':
      return <TaxView steps={declaration.taxSteps} />;
    case 'goods':
      return <GoodsView list={declaration.documents.list} />;
    case 'receipts':
      return <ReceiptsView receipts={declaration.receipts} />;
    case 'evidence':
      return <EvidenceView declaration={declaration} />;
    case 'parcel': {
      const { logisticsCode, logisticsNo } = declaration;
      return <ParcelView logisticsCode={logisticsCode} logisticsNo={logisticsNo} />;
    }
  }
}
