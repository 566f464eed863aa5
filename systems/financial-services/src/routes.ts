import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  GuaranteeChange,
  GuaranteeKey,
  GuaranteePage,
  GuaranteeView,
  PageQuery,
  PaymentKey,
  PaymentView,
  PostingList,
  PostingQuery,
  TaxDueCalendar,
  TaxDueQuery,
  TaxPaymentRequest,
  TaxPaymentView,
  TrialBalance,
} from './contract.ts';

/** What the routes call. `actor` is who asks, for the record. */
export type FinanceUseCases = {
  listGuarantees(query: PageQuery): Promise<GuaranteePage>;
  changeGuarantee(code: string, change: GuaranteeChange, actor: string): Promise<GuaranteeView>;
  listDues(query: TaxDueQuery): Promise<TaxDueCalendar>;
  recordTaxPayment(request: TaxPaymentRequest, actor: string): Promise<TaxPaymentView>;
  getTrialBalance(): Promise<TrialBalance>;
  listPostings(reference: string): Promise<PostingList>;
  getPayment(key: PaymentKey): Promise<PaymentView>;
};

/** Every route of this module: method, path and the scope that a caller needs. */
export const FINANCE_ROUTES = [
  { method: 'GET', path: '/api/v1/guarantees', scope: 'finance:read' },
  { method: 'PUT', path: '/api/v1/guarantees/:code', scope: 'finance:write' },
  { method: 'GET', path: '/api/v1/tax-dues', scope: 'finance:read' },
  { method: 'POST', path: '/api/v1/tax-dues/pay', scope: 'finance:write' },
  { method: 'GET', path: '/api/v1/ledger/accounts', scope: 'finance:read' },
  { method: 'GET', path: '/api/v1/ledger/postings', scope: 'finance:read' },
  { method: 'GET', path: '/api/v1/payments/:payCode/:payTransactionId', scope: 'finance:read' },
] as const;

type Route = (typeof FINANCE_ROUTES)[number];

const tags = ['financial-services'];

/** Adds this module's routes; the server enforces the scope that each carries in `config.scope`. */
export function registerRoutes(app: FastifyInstance, useCases: FinanceUseCases): void {
  const [guarantees, guarantee, dues, pay, accounts, postings, payment] = FINANCE_ROUTES;
  app.route<{ Querystring: PageQuery }>({
    ...where(guarantees),
    schema: {
      summary: 'Tax guarantees with what is used and left',
      tags,
      querystring: PageQuery,
      response: { 200: GuaranteePage },
    },
    handler: (request) => useCases.listGuarantees(request.query),
  });
  app.route<{ Params: GuaranteeKey; Body: GuaranteeChange }>({
    ...where(guarantee),
    schema: {
      summary: 'Registers a guarantee or changes its limit',
      tags,
      params: GuaranteeKey,
      body: GuaranteeChange,
      response: { 200: GuaranteeView },
    },
    handler: (request) =>
      useCases.changeGuarantee(request.params.code, request.body, actorOf(request)),
  });
  registerDues(app, useCases, { dues, pay });
  app.route({
    ...where(accounts),
    schema: { summary: 'Trial balance', tags, response: { 200: TrialBalance } },
    handler: () => useCases.getTrialBalance(),
  });
  app.route<{ Querystring: PostingQuery }>({
    ...where(postings),
    schema: {
      summary: 'Postings about a declaration, an event, a tax payment or a limit change',
      tags,
      querystring: PostingQuery,
      response: { 200: PostingList },
    },
    handler: (request) => useCases.listPostings(request.query.reference),
  });
  app.route<{ Params: PaymentKey }>({
    ...where(payment),
    schema: {
      summary: 'A payment, personal data masked',
      tags,
      params: PaymentKey,
      response: { 200: PaymentView },
    },
    handler: (request) => useCases.getPayment(request.params),
  });
}

function registerDues(
  app: FastifyInstance,
  useCases: FinanceUseCases,
  routes: { dues: Route; pay: Route },
): void {
  app.route<{ Querystring: TaxDueQuery }>({
    ...where(routes.dues),
    schema: {
      summary: 'Calendar of tax by its last day for payment',
      tags,
      querystring: TaxDueQuery,
      response: { 200: TaxDueCalendar },
    },
    handler: (request) => useCases.listDues(request.query),
  });
  app.route<{ Body: TaxPaymentRequest }>({
    ...where(routes.pay),
    schema: {
      summary: 'Records an agent’s payment of collected tax',
      tags,
      body: TaxPaymentRequest,
      response: { 200: TaxPaymentView },
    },
    handler: (request) => useCases.recordTaxPayment(request.body, actorOf(request)),
  });
}

function where(route: Route): { method: Route['method']; url: string; config: { scope: string } } {
  return { method: route.method, url: route.path, config: { scope: route.scope } };
}

/** Who asks: set on the request by the server's authentication. */
function actorOf(request: FastifyRequest): string {
  const actor: unknown = Reflect.get(request, 'actor');
  return typeof actor === 'string' && actor !== '' ? actor : 'unknown';
}
