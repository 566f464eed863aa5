import { DisclosuresPage } from './pages/account/disclosures-page.tsx';
import { lazy, Suspense } from 'react';
import { KeysPage } from './pages/account/keys-page.tsx';
import { PeoplePage } from './pages/account/people-page.tsx';
import { SecurityPage } from './pages/account/security-page.tsx';
import { WebhookPage } from './pages/account/webhook-page.tsx';
import { WebhooksPage } from './pages/account/webhooks-page.tsx';
import { DeclarationPage } from './pages/declaration/declaration-page.tsx';
import { DeclarationsPage } from './pages/declarations-page.tsx';
import { DisputesPage } from './pages/disputes-page.tsx';
import { ExchangePage } from './pages/exchange-page.tsx';
import { ExchangesPage } from './pages/exchanges-page.tsx';
import { ExportPage } from './pages/export-page.tsx';
import { ExportsPage } from './pages/exports-page.tsx';
import { FinancePage } from './pages/finance-page.tsx';
import { HoldsPage } from './pages/holds-page.tsx';
import { OverviewPage } from './pages/overview-page.tsx';
import { ParcelPage } from './pages/parcel-page.tsx';
import { StockPage } from './pages/stock-page.tsx';
import { NoRight, NotFound, Skeleton } from './parts/states.tsx';
import { parseRoute, useAddress, type Route } from './routing.tsx';
import { useSession } from './session.tsx';

// The pages of filing come when they are asked for: who only looks loads nothing of them.
const StatisticsPage = lazy(async () => ({
  default: (await import('./pages/statistics-page.tsx')).StatisticsPage,
}));
const PublicationsPage = lazy(async () => ({
  default: (await import('./pages/publications/publications-page.tsx')).PublicationsPage,
}));
const MinisterPage = lazy(async () => ({
  default: (await import('./pages/minister/minister-page.tsx')).MinisterPage,
}));
const FilingPage = lazy(async () => ({
  default: (await import('./pages/filing/filing-page.tsx')).FilingPage,
}));
const GoodsPage = lazy(async () => ({
  default: (await import('./pages/goods/goods-page.tsx')).GoodsPage,
}));
const EnterprisePage = lazy(async () => ({
  default: (await import('./pages/enterprise/enterprise-page.tsx')).EnterprisePage,
}));
const DraftPage = lazy(async () => ({
  default: (await import('./pages/filing/draft-page.tsx')).DraftPage,
}));

const CockpitPage = lazy(async () => ({
  default: (await import('./cockpit/cockpit-page.tsx')).CockpitPage,
}));

const GatesPage = lazy(async () => ({
  default: (await import('./pages/gates-page.tsx')).GatesPage,
}));

const CreditPage = lazy(async () => ({
  default: (await import('./pages/credit-page.tsx')).CreditPage,
}));

const CasesPage = lazy(async () => ({
  default: (await import('./pages/cases/cases-page.tsx')).CasesPage,
}));
const CasePage = lazy(async () => ({
  default: (await import('./pages/cases/case-page.tsx')).CasePage,
}));

const RulesPage = lazy(async () => ({
  default: (await import('./pages/rules-page.tsx')).RulesPage,
}));

const YieldPage = lazy(async () => ({
  default: (await import('./pages/yield-page.tsx')).YieldPage,
}));

const PaperPage = lazy(async () => ({
  default: (await import('./papers/paper-page.tsx')).PaperPage,
}));

const OperatorPage = lazy(async () => ({
  default: (await import('./pages/operator/operator-page.tsx')).OperatorPage,
}));

type Open = 'unknown' | 'account' | 'overview';

const SCOPES: Readonly<Record<Exclude<Route['page'], Open>, string>> = {
  declarations: 'declarations:read',
  declaration: 'declarations:read',
  exports: 'declarations:read',
  export: 'declarations:read',
  parcel: 'logistics:read',
  holds: 'holds:read',
  rules: 'risk:read',
  yield: 'risk:read',
  gates: 'parks:read',
  credit: 'credit:read',
  exchanges: 'evidence:read',
  exchange: 'evidence:read',
  statistics: 'statistics:read',
  publications: 'statistics:read',
  glance: 'statistics:read',
  stock: 'declarations:read',
  finance: 'finance:read',
  filing: 'ceb:send',
  goods: 'declarations:read',
  enterprise: 'people:manage',
  draft: 'ceb:send',
  people: 'people:manage',
  keys: 'keys:manage',
  cockpit: 'statistics:read',
  paper: 'declarations:read',
  disputes: 'holds:read',
  cases: 'holds:read',
  case: 'holds:read',
  operator: 'admin',
  webhooks: 'webhooks:manage',
  webhook: 'webhooks:manage',
  disclosures: 'personal-data:audit',
};

/** Whether the page of an address stands alone: a wall screen or a paper has no bar and no rail. */
export function isAlone(path: string): boolean {
  const { page } = parseRoute(path);
  return page === 'cockpit' || page === 'paper';
}

/** The page of the present address, if the person may see it. */
export function PageOf() {
  const { path } = useAddress();
  const { may } = useSession();
  const route = parseRoute(path);
  if (route.page === 'unknown') return <NotFound />;
  if (route.page === 'account') return <SecurityPage />;
  if (route.page === 'overview') return <OverviewPage />;
  const scope = SCOPES[route.page];
  const refusal = <NoRight scope={scope} />;
  if (!may(scope)) return isAlone(path) ? <main className="papers">{refusal}</main> : refusal;
  return (
    <Suspense fallback={<Skeleton />}>
      <Known route={route} />
    </Suspense>
  );
}

function Known({ route }: { readonly route: Exclude<Route, { page: Open }> }) {
  switch (route.page) {
    case 'declarations':
      return <DeclarationsPage />;
    case 'declaration':
      return <DeclarationPage key={route.declarationId} declarationId={route.declarationId} />;
    case 'exports':
      return <ExportsPage />;
    case 'export':
      return <ExportPage key={route.exportId} exportId={route.exportId} />;
    case 'parcel':
      return <ParcelPage logisticsCode={route.logisticsCode} logisticsNo={route.logisticsNo} />;
    case 'holds':
      return <HoldsPage declarationId={route.declarationId} />;
    case 'gates':
      return <GatesPage />;
    case 'credit':
      return <CreditPage />;
    case 'rules':
      return <RulesPage />;
    case 'yield':
      return <YieldPage />;
    case 'exchanges':
      return <ExchangesPage />;
    case 'exchange':
      return <ExchangePage exchangeId={route.exchangeId} />;
    case 'statistics':
      return <StatisticsPage />;
    case 'publications':
      return <PublicationsPage />;
    case 'glance':
      return <MinisterPage />;
    case 'stock':
      return <StockPage />;
    case 'finance':
      return <FinancePage />;
    case 'filing':
      return <FilingPage />;
    case 'goods':
      return <GoodsPage />;
    case 'enterprise':
      return <EnterprisePage />;
    case 'draft':
      return <DraftPage key={route.draftId} draftId={route.draftId} />;
    case 'people':
      return <PeoplePage />;
    case 'keys':
      return <KeysPage />;
    case 'cockpit':
      return <CockpitPage />;
    case 'paper':
      return <PaperPage key={route.declarationId} declarationId={route.declarationId} />;
    case 'disputes':
      return <DisputesPage />;
    case 'cases':
      return <CasesPage />;
    case 'case':
      return <CasePage key={route.caseId} caseId={route.caseId} />;
    case 'operator':
      return <OperatorPage />;
    case 'webhooks':
      return <WebhooksPage />;
    case 'webhook':
      return <WebhookPage key={route.webhookId} webhookId={route.webhookId} />;
    case 'disclosures':
      return <DisclosuresPage />;
  }
}
