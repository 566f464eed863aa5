import { callerOf, ownerOf, type HttpServer } from '@pilotzone/kernel/http';
import {
  GuaranteeChange,
  GuaranteeKey,
  GuaranteePage,
  GuaranteeView,
  PageQuery,
  PaymentBookPage,
  PaymentKey,
  PaymentView,
  PostingList,
  PostingQuery,
  TaxBillQuery,
  TaxBillReport,
  TaxDueCalendar,
  TaxDueQuery,
  TaxPaymentRequest,
  TaxPaymentView,
  TrialBalance,
} from './contract.ts';
import { PaymentBookKey, PaymentBookPayment, PaymentBookQuery } from './payment-book-body.ts';

/**
 * What the routes call. `actor` is who asks, for the record; `owner` whose money it may be about,
 * everybody's without one.
 */
export type FinanceUseCases = {
  listGuarantees(query: PageQuery, owner?: string): Promise<GuaranteePage>;
  changeGuarantee(code: string, change: GuaranteeChange, actor: string): Promise<GuaranteeView>;
  listDues(query: TaxDueQuery, owner?: string): Promise<TaxDueCalendar>;
  recordTaxPayment(request: TaxPaymentRequest, actor: string): Promise<TaxPaymentView>;
  listPaymentBooks(query: PaymentBookQuery): Promise<PaymentBookPage>;
  payPaymentBook(
    order: PaymentBookPayment & { readonly entDutyNo: string },
    actor: string,
  ): Promise<TaxPaymentView>;
  getTrialBalance(): Promise<TrialBalance>;
  listPostings(reference: string, owner?: string): Promise<PostingList>;
  getPayment(key: PaymentKey, owner?: string): Promise<PaymentView>;
  reconcileTaxBills(query: TaxBillQuery): Promise<TaxBillReport>;
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
  { method: 'GET', path: '/api/v1/tax-bills/reconciliation', scope: 'finance:read' },
  { method: 'GET', path: '/api/v1/payment-books', scope: 'finance:read' },
  { method: 'POST', path: '/api/v1/payment-books/:entDutyNo/pay', scope: 'finance:write' },
] as const;

type Route = (typeof FINANCE_ROUTES)[number];

const tags = ['financial-services'];

/** Adds this module's routes; the server enforces the scope of each. */
export function registerRoutes(server: HttpServer, useCases: FinanceUseCases): void {
  const [guarantees, guarantee, dues, pay, accounts, postings, payment, bills, books, payBook] =
    FINANCE_ROUTES;
  registerBooks(server, useCases, { books, payBook });
  server.route({
    ...where(bills, true),
    schema: {
      summary: "Customs' tax bills against the books, every difference named",
      tags,
      querystring: TaxBillQuery,
      response: { 200: TaxBillReport },
    },
    handler: (request) => useCases.reconcileTaxBills(request.query),
  });
  server.route({
    ...where(guarantees),
    schema: {
      summary: 'Tax guarantees with what is used and left',
      tags,
      querystring: PageQuery,
      response: { 200: GuaranteePage },
    },
    handler: (request) => useCases.listGuarantees(request.query, ownerOf(request)),
  });
  server.route({
    ...where(guarantee, true),
    schema: {
      summary: 'Registers a guarantee or changes its limit',
      tags,
      params: GuaranteeKey,
      body: GuaranteeChange,
      response: { 200: GuaranteeView },
    },
    handler: (request) =>
      useCases.changeGuarantee(request.params.code, request.body, callerOf(request).name),
  });
  registerDues(server, useCases, { dues, pay });
  server.route({
    ...where(accounts, true),
    schema: { summary: 'Trial balance', tags, response: { 200: TrialBalance } },
    handler: () => useCases.getTrialBalance(),
  });
  server.route({
    ...where(postings),
    schema: {
      summary: 'Postings about a declaration, an event, a tax payment or a limit change',
      tags,
      querystring: PostingQuery,
      response: { 200: PostingList },
    },
    handler: (request) => useCases.listPostings(request.query.reference, ownerOf(request)),
  });
  server.route({
    ...where(payment),
    schema: {
      summary: 'A payment, personal data masked',
      tags,
      params: PaymentKey,
      response: { 200: PaymentView },
    },
    handler: (request) => useCases.getPayment(request.params, ownerOf(request)),
  });
}

function registerBooks(
  server: HttpServer,
  useCases: FinanceUseCases,
  routes: { books: Route; payBook: Route },
): void {
  server.route({
    ...where(routes.books, true),
    schema: {
      summary: "Customs' payment books, with their total and the day of payment",
      tags,
      querystring: PaymentBookQuery,
      response: { 200: PaymentBookPage },
    },
    handler: (request) => useCases.listPaymentBooks(request.query),
  });
  server.route({
    ...where(routes.payBook),
    config: { scope: routes.payBook.scope, creates: true, zoneOnly: true },
    schema: {
      summary: 'Records the payment of a payment book; its lists must agree with the books',
      tags,
      params: PaymentBookKey,
      body: PaymentBookPayment,
      response: { 200: TaxPaymentView },
    },
    handler: (request) =>
      useCases.payPaymentBook({ ...request.params, ...request.body }, callerOf(request).name),
  });
}

function registerDues(
  server: HttpServer,
  useCases: FinanceUseCases,
  routes: { dues: Route; pay: Route },
): void {
  server.route({
    ...where(routes.dues),
    schema: {
      summary: 'Calendar of tax by its last day for payment',
      tags,
      querystring: TaxDueQuery,
      response: { 200: TaxDueCalendar },
    },
    handler: (request) => useCases.listDues(request.query, ownerOf(request)),
  });
  server.route({
    ...where(routes.pay),
    config: { scope: routes.pay.scope, creates: true, zoneOnly: true },
    schema: {
      summary: 'Records an agent’s payment of collected tax',
      tags,
      body: TaxPaymentRequest,
      response: { 200: TaxPaymentView },
    },
    handler: (request) => useCases.recordTaxPayment(request.body, callerOf(request).name),
  });
}

/** `zoneOnly`: the books as a whole, or a change of them. */
function where({ method, path: url, scope }: Route, zoneOnly = false) {
  return { method, url, config: { scope, zoneOnly } };
}
