import { DisclosuresPage } from './pages/account/disclosures-page.tsx';
import { useEffect } from 'react';
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
import { later } from './parts/later.tsx';
import { NoRight, NotFound } from './parts/states.tsx';
import { parseRoute, useAddress, type Route } from './routing.tsx';
import { useSession } from './session.tsx';

// The pages of filing come when they are asked for: who only looks loads nothing of them.
const StatisticsPage = later(
  async () => (await import('./pages/statistics-page.tsx')).StatisticsPage,
);
const PublicationsPage = later(
  async () => (await import('./pages/publications/publications-page.tsx')).PublicationsPage,
);
const MinisterPage = later(
  async () => (await import('./pages/minister/minister-page.tsx')).MinisterPage,
);
const FilingPage = later(async () => (await import('./pages/filing/filing-page.tsx')).FilingPage);
const GoodsPage = later(async () => (await import('./pages/goods/goods-page.tsx')).GoodsPage);
const EnterprisePage = later(
  async () => (await import('./pages/enterprise/enterprise-page.tsx')).EnterprisePage,
);
const DraftPage = later(async () => (await import('./pages/filing/draft-page.tsx')).DraftPage);

const CockpitPage = later(async () => (await import('./cockpit/cockpit-page.tsx')).CockpitPage);

const GatesPage = later(async () => (await import('./pages/gates-page.tsx')).GatesPage);

const CreditPage = later(async () => (await import('./pages/credit-page.tsx')).CreditPage);

const CasesPage = later(async () => (await import('./pages/cases/cases-page.tsx')).CasesPage);
const CasePage = later(async () => (await import('./pages/cases/case-page.tsx')).CasePage);

const RulesPage = later(async () => (await import('./pages/rules-page.tsx')).RulesPage);

const YieldPage = later(async () => (await import('./pages/yield-page.tsx')).YieldPage);

const PaperPage = later(async () => (await import('./papers/paper-page.tsx')).PaperPage);

const OperatorPage = later(
  async () => (await import('./pages/operator/operator-page.tsx')).OperatorPage,
);

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
  return <Known route={route} />;
}

const BROUGHT: readonly (readonly [page: keyof typeof SCOPES, bring: () => Promise<unknown>])[] = [
  ['filing', FilingPage.bring],
  ['draft', DraftPage.bring],
  ['goods', GoodsPage.bring],
  ['enterprise', EnterprisePage.bring],
  ['statistics', StatisticsPage.bring],
  ['publications', PublicationsPage.bring],
  ['rules', RulesPage.bring],
  ['gates', GatesPage.bring],
  ['credit', CreditPage.bring],
  ['operator', OperatorPage.bring],
  ['paper', PaperPage.bring],
];

// Long enough after the first view that nothing of it waits.
const REST_MS = 1_500;

/** Brings the code of pages that the person may open, once the first view is there. */
export function useBroughtPages(): void {
  const { may } = useSession();
  useEffect(() => {
    const timer = window.setTimeout(() => {
      const wanted = BROUGHT.filter(([page]) => may(SCOPES[page]));
      // What does not come now comes, or is told, when it is asked for.
      void Promise.allSettled(wanted.map(([, bring]) => bring()));
    }, REST_MS);
    return () => window.clearTimeout(timer);
  }, [may]);
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
