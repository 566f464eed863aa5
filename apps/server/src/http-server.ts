import { registerRoutes as registerCredit } from '@pilotzone/credit/routes';
import { registerRawDataRoutes } from '@pilotzone/financial-services/raw-data-routes';
import { registerRoutes as registerFinance } from '@pilotzone/financial-services/routes';
import { registerElsewhereRoutes } from '@pilotzone/identity/elsewhere-routes';
import { registerRoutes as registerIdentity } from '@pilotzone/identity/routes';
import {
  registerIntakeRoutes,
  registerRoutes as registerExchange,
} from '@pilotzone/information-sharing/routes';
import {
  callerOf,
  createGate,
  createHttpServer,
  type GateLimits,
  type HttpServer,
  type RateLimits,
} from '@pilotzone/kernel/http';
import type { Replica } from '@pilotzone/kernel/replica';
import { createMetrics } from '@pilotzone/kernel/metrics';
import { measureGate, measurePlatform } from './measure-platform.ts';
import { registerWebhookRoutes } from '@pilotzone/information-sharing/webhook-routes';
import { registerRoutes as registerLogistics } from '@pilotzone/logistics/routes';
import { registerRoutes as registerParks } from '@pilotzone/parks/routes';
import { registerStockRoutes } from '@pilotzone/parks/stock-routes';
import { registerRoutes as registerRisk } from '@pilotzone/risk/routes';
import { registerDeskRoutes } from '@pilotzone/single-window/desk-routes';
import { registerDraftRoutes } from '@pilotzone/single-window/draft-routes';
import { registerGoodsRoutes } from '@pilotzone/single-window/goods-routes';
import { registerDisclosureRoutes } from '@pilotzone/single-window/disclosure-routes';
import { registerRoutes as registerSingleWindow } from '@pilotzone/single-window/routes';
import { registerPublicationRoutes } from '@pilotzone/statistics/publication-routes';
import { registerIndicatorRoutes } from '@pilotzone/statistics/indicator-routes';
import { registerSdmxRoutes } from '@pilotzone/statistics/sdmx-routes';
import { registerRoutes as registerStatistics } from '@pilotzone/statistics/routes';
import { createLanes } from './intake-lanes.ts';
import { registerUploadRoutes } from './upload/upload-routes.ts';
import { authenticateRequest } from './authenticate-request.ts';
import { CITIZENS, COUNTER } from './citizens/citizen-counter.ts';
import { registerCitizenRoutes } from './citizens/citizen-routes.ts';
import type { Platform } from './compose.ts';
import { forwardPages } from './forward-pages.ts';
import { registerDeadLetterRoutes } from './dead-letter-routes.ts';
import { registerMessageRoutes } from './message-routes.ts';
import { registerCheckRoute } from './check-routes.ts';
import { registerPlatformRoutes } from './platform-routes.ts';
import { registerReferenceImportRoutes } from './reference-imports-routes.ts';
import { registerReferenceRoutes } from './reference-routes.ts';
import { registerPaperRoutes } from './paper-routes.ts';
import { registerSystemRoute } from './system-routes.ts';
import { pace } from './pace.ts';
import { markReports, REPORT_BULKHEAD, REPORTS } from './reports.ts';
import { registerPortal } from './portal-files.ts';
import type { Bus } from './roles/bus.ts';
import type { Role } from './roles/role.ts';

const VERSION = '0.1.0';

// Less than a second's work of small messages; six of the largest legal ones. On a slow machine, or
// behind a slow database, what two seconds take: who waits longer sends again, and makes it worse.
const INTAKE: GateLimits = {
  requestsMax: 1_024,
  bytesMax: 128 * 1024 * 1024,
  waitMsMax: 2_000,
};

const MESSAGES_URL = '/api/v1/ceb';

// Batches end every few milliseconds, and a look by all subscribers costs as much as one of them.
const TO_CUSTOMS_EVERY_MS = 50;
const TO_SUBSCRIBERS_EVERY_MS = 200;

export type ServerOptions = {
  /** Without them nobody is held back: tests, a trusted network. */
  readonly limits?: RateLimits | undefined;
  /** Addresses (CIDR) of proxies whose X-Forwarded-… is believed; without them nobody's is. */
  readonly trustProxy?: readonly string[] | undefined;
  /** How many messages by HTTP may wait; absent: what suits a small machine. */
  readonly intake?: GateLimits | undefined;
  /** Who answers questions of a compartment instead, by its name; see forward-pages.ts. */
  readonly pages?: ReadonlyMap<string, string> | undefined;
};

/** The HTTP server with every module's routes. Not listening yet. */
export async function createPlatformServer(platform: Platform, options: ServerOptions = {}) {
  const { runtime, informationSharing, gateway, dispatcher, apart } = platform;
  const metrics = measurePlatform(createMetrics(), platform);
  const batches = metrics.histogram(
    'pilotzone_intake_batch_messages',
    'Messages by HTTP that were received in one transaction.',
    [1, 2, 5, 10, 20, 50, 100, 200],
  );
  const toCustoms = pace(TO_CUSTOMS_EVERY_MS, gateway.kick);
  const toSubscribers = pace(TO_SUBSCRIBERS_EVERY_MS, dispatcher.kick);
  const receiveMessage = createLanes({
    noteBatch: (messages) => batches.observe(messages),
    receiveMessages: async (raw) => {
      const received = await platform.takeMessages(raw);
      toCustoms();
      toSubscribers();
      return received;
    },
  });
  const gate = createGate(options.intake ?? INTAKE);
  measureGate(metrics, gate);
  const server = await createHttpServer({
    log: runtime.log,
    metrics,
    version: VERSION,
    authenticate: (request) => authenticateRequest(platform, request),
    idempotency: runtime,
    ...{ limits: options.limits, trustProxy: options.trustProxy },
    doors: [{ method: 'POST', url: MESSAGES_URL, gate }],
    bulkheads: { [CITIZENS]: COUNTER, [REPORTS]: REPORT_BULKHEAD },
    readiness: { database: () => runtime.db.query('select 1') },
  });
  const routes = routesOf(apart?.roles);
  if (apart) tellChanges(server, apart.bus);
  if (platform.replica) showLag(server, platform.replica);
  if (routes === 'intake')
    registerIntakeRoutes(server, { ...informationSharing, receiveMessage, gate });
  if (routes !== 'all') return server;
  markReports(server);
  if (options.pages) forwardPages(server, options.pages);
  registerExchange(server, { ...informationSharing, receiveMessage, gate });
  registerWebhookRoutes(server, platform.webhooks);
  registerIdentity(server, platform.identity);
  registerElsewhereRoutes(server, platform.identity);
  registerSingleWindow(server, withKick(platform));
  registerDisclosureRoutes(server, platform.singleWindow.http);
  registerDeskRoutes(server, platform.singleWindow.desk);
  registerDraftRoutes(server, platform.singleWindow.desk);
  registerGoodsRoutes(server, platform.singleWindow.desk);
  registerFinance(server, platform.finance.http);
  registerRawDataRoutes(server, platform.finance.rawData);
  registerLogistics(server, platform.logistics);
  registerRisk(server, platform.risk);
  registerCredit(server, platform.credit);
  registerAllStatistics(server, platform.statistics);
  registerParks(server, platform.parks, (request) => callerOf(request).name);
  registerStockRoutes(server, platform.parks.stockHttp);
  registerPlatformRoutes(server, platform);
  registerDeadLetterRoutes(server, platform);
  registerMessageRoutes(server, platform);
  registerReferenceRoutes(server, platform);
  registerReferenceImportRoutes(server, platform);
  registerCheckRoute(server, platform);
  registerUploadRoutes(server, platform);
  registerCitizenRoutes(server, platform);
  registerSystemRoute(server, platform);
  registerPaperRoutes(server, platform);
  await registerPortal(server);
  return server;
}

/** Free questions, indicators, publications, and these in SDMX. */
function registerAllStatistics(server: HttpServer, statistics: Platform['statistics']): void {
  registerStatistics(server, statistics);
  registerIndicatorRoutes(server, statistics.indicators);
  registerPublicationRoutes(server, statistics.publications);
  registerSdmxRoutes(server, statistics.sdmx);
}

/** Which routes a process serves, besides its health: those that its roles need. */
function routesOf(roles: ReadonlySet<Role> | undefined): 'all' | 'intake' | 'none' {
  if (!roles || roles.has('portal')) return 'all';
  return roles.has('intake') ? 'intake' : 'none';
}

/** A report says how old what it shows may be. */
function showLag(server: HttpServer, replica: Replica): void {
  server.addHook('onSend', async (request, reply) => {
    if (!request.url.startsWith('/api/v1/statistics/')) return;
    const { state, lagMs } = await replica.state();
    reply.header('replica-lag-ms', state === 'up' ? String(lagMs) : state);
  });
}

/** A request that may have changed something is told to the others, who remember for a moment. */
function tellChanges(server: HttpServer, bus: Bus): void {
  server.addHook('onResponse', (request, reply, done) => {
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    if (!isReading && reply.statusCode < 400 && request.url !== '/api/v1/ceb') bus.tell('changes');
    done();
  });
}

/** A decision may send a list to customs: the gateway need not wait for its timer. */
function withKick({ singleWindow, gateway, dispatcher }: Platform) {
  const { http } = singleWindow;
  return {
    ...http,
    decideHold: async (...decision: Parameters<typeof http.decideHold>) => {
      const decided = await http.decideHold(...decision);
      gateway.kick();
      dispatcher.kick();
      return decided;
    },
  };
}
