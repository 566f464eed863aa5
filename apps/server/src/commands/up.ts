import { closeGracefully, listen } from '@pilotzone/kernel/http';
import { parseAddress } from '@pilotzone/gateway/channel/open-channel';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Log } from '@pilotzone/kernel/log';
import type { SignaturePolicy } from '@pilotzone/information-sharing/contract';
import type { CodeWay } from '../citizens/send-code.ts';
import type { Platform } from '../compose.ts';
import { DEMO_ZONE_CODE, disturbedReceipts } from '../config.ts';
import { startDemoProvider } from '../demo/demo-provider.ts';
import type { DemoProvider } from '../demo/demo-provider.ts';
import { loadDemo } from '../demo/load-demo.ts';
import type { DemoSummary } from '../demo/load-demo.ts';
import { createPlatformServer } from '../http-server.ts';
import { openIntakes, parseIntake } from '../intake-channels.ts';
import { openPlatform } from '../open-platform.ts';
import { readSigner } from '../read-signer.ts';
import type { SigningServiceOptions } from '../read-signer.ts';
import { readOidcProviders } from '../read-oidc-providers.ts';
import { parseServers } from '../roles/nats-bus.ts';
import { parseRoles, ROLES } from '../roles/role.ts';
import { startRoles } from '../roles/start-roles.ts';
import { startTimers } from '../timers.ts';

// Ten times what a busy enterprise's programs ask, far below what the server answers; a person who
// mistypes ten times a minute should stop and think.
const LIMITS = { perSecond: 200, burst: 1_000, attemptsPerMinute: 30 };

// Two seconds are late enough to see.
const DISTURBED_MS_MAX = 2_000;

/** Options of `pilotzone up`. */
export type UpOptions = {
  readonly host: string;
  readonly port: number;
  /** Absent: a temporary database, for measuring. */
  readonly dataDir: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly masterKeyFile: string | undefined;
  readonly demo: boolean;
  /** Without it `verify` where only this machine sends, else `require`. */
  readonly signatures: SignaturePolicy | undefined;
  /** PKCS #12, or PEM with key and certificate; signs what goes to customs. */
  readonly signingKeyFile?: string | undefined;
  readonly signingPassphrase?: string | undefined;
  /** Signs with a key elsewhere, instead of a key file. */
  readonly signingService?: SigningServiceOptions | undefined;
  readonly seed: number;
  /** The customs simulator repeats, delays and reorders its receipts. */
  readonly disturb?: boolean;
  /** Addresses of proxies whose X-Forwarded-… is believed. */
  readonly trustProxy?: readonly string[] | undefined;
  /** Services with which people may sign in; see read-oidc-providers.ts. */
  readonly oidcFile?: string | undefined;
  /** Webhooks may call receivers on this machine. */
  readonly loopbackWebhooks?: boolean;
  /** Address of customs outside this process; absent: the simulator in it. */
  readonly customs?: string | undefined;
  /** Whether orders, payments and waybills go to that customs as well. */
  readonly forwardDocuments?: boolean;
  /** Where customs takes payment raw data; absent: beside `customs`. */
  readonly rawDataUrl?: string | undefined;
  /** Of customs' requests for payment raw data. */
  readonly rawDataRequests?: SignaturePolicy | undefined;
  /** Addresses of folders and queues through which traders send. */
  readonly intakes?: readonly string[];
  /** Gateway for short messages: address, and the key that it asks for. */
  readonly smsUrl?: string | undefined;
  readonly smsKey?: string | undefined;
  /** What this process does of the platform, by commas; absent: everything. */
  readonly roles?: string | undefined;
  /** Servers of NATS, by commas, by which processes wake each other. */
  readonly nats?: string | undefined;
  /** A streaming replica that answers reports. */
  readonly replicaUrl?: string | undefined;
  readonly log: Log;
};

/** What a person at the terminal is told. */
export type UpHandlers = {
  notice(text: string): void;
  progress(done: number, total: number): void;
};

export type Up = {
  readonly address: string;
  readonly server: string;
  readonly location: string;
  readonly demo: DemoSummary | undefined;
  /** For commands that work in this process. */
  readonly platform: Platform;
  close(): Promise<void>;
};

/**
 * Serves the platform: opens the database, takes up what was left unfinished, listens, and on first
 * start with the demo loads the demo zone and clears its day. Throws PilotErrors that a person can
 * act on.
 */
export async function up(options: UpOptions, handlers: UpHandlers): Promise<Up> {
  // Before anything is started: what cannot be read ends the command at once.
  const customs = options.customs === undefined ? undefined : parseAddress(options.customs).address;
  const intakes = (options.intakes ?? []).map(parseIntake);
  const apart = placeOf(options);
  const { oidcFile } = options;
  const providers = oidcFile === undefined ? [] : readOidcProviders(oidcFile);
  const open = await openPlatform({
    place: options,
    config: {
      zoneCode: DEMO_ZONE_CODE,
      holdRed: true,
      judge: true,
      seed: options.seed,
      inspectShare: 0.01,
      reviewShare: 0.005,
      ...(options.disturb && { disturbance: disturbedReceipts(DISTURBED_MS_MAX) }),
      taxBills: {},
      ...(customs
        ? { customs: { address: customs, forwardDocuments: options.forwardDocuments ?? true } }
        : {}),
      ...rawDataOf(options),
      signatures: policyOf(options),
      allowLoopbackWebhooks: options.loopbackWebhooks ?? false,
      ...(await readSigner(options)),
      ...codeWayOf(options),
    },
    log: options.log,
    ...{ threads: true, reports: true },
    ...(apart && { apart }),
    replicaUrl: options.replicaUrl,
    notice: handlers.notice,
  });
  const { platform } = open;
  for (const one of providers) platform.identity.addProvider(one);
  const stopTimers: () => void | Promise<void> = platform.apart
    ? startRoles(platform, platform.apart)
    : startTimers(platform);
  const closeIntakes = openIntakes(platform, intakes);
  const serving = { limits: LIMITS, trustProxy: options.trustProxy, pages: open.pages };
  const server = await createPlatformServer(platform, serving);
  let provider: DemoProvider | undefined;
  const close = async () => {
    await stopTimers();
    await provider?.close();
    await closeGracefully(server);
    await closeIntakes();
    await open.close();
  };
  try {
    const address = await listen(server, options);
    const demo =
      options.demo && !apart
        ? await loadDemo(platform, { isLocal: isLoopback(options.host), ...handlers }).catch(
            demoFailed,
          )
        : undefined;
    if (demo?.access) {
      const people = demo.access.logins.map(({ loginName }) => loginName);
      provider = await startDemoProvider(platform, { port: Number(new URL(address).port), people });
    }
    const { server: database, location } = open;
    return { address, server: database, location, demo, platform, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * The place among other processes, where roles or a bus are named. Throws ROLES_NEED_DATABASE: an
 * embedded database is of one process. Throws ROLES_INVALID, BUS_ADDRESS_INVALID.
 */
function placeOf(options: UpOptions) {
  const roles = parseRoles(options.roles ?? ROLES.join());
  const nats = options.nats === undefined ? [] : parseServers(options.nats);
  const { databaseUrl } = options;
  if (databaseUrl !== undefined) {
    const isWhole = options.roles === undefined && nats.length === 0;
    return isWhole ? undefined : { roles, nats };
  }
  if (roles.size === ROLES.length && nats.length === 0) return undefined;
  const message =
    'processes with roles of their own share one PostgreSQL server; name it in DATABASE_URL';
  throw new PilotError('ROLES_NEED_DATABASE', message);
}

/** Throws RAW_DATA_URL_INVALID. */
function rawDataOf({ rawDataUrl: uploadUrl, rawDataRequests: requests }: UpOptions) {
  if (uploadUrl !== undefined && !/^https?:\/\//.test(uploadUrl)) {
    const text = `"${uploadUrl}" is no address for payment raw data; it begins with https://`;
    throw new PilotError('RAW_DATA_URL_INVALID', text);
  }
  return { rawData: { ...(uploadUrl && { uploadUrl }), ...(requests && { requests }) } };
}

/** A gateway where one is named; else, where only this machine reaches the demo, its own page. */
function codeWayOf({ smsUrl, smsKey, demo, host }: UpOptions): { codeWay?: CodeWay } {
  if (smsUrl !== undefined) return { codeWay: { kind: 'http', url: smsUrl, key: smsKey } };
  return demo && isLoopback(host) ? { codeWay: { kind: 'demo' } } : {};
}

/** Whether only this machine reaches an address: only then are demo logins made and shown. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** How signatures are judged: as told, else strictly where others than this machine may send. */
export function policyOf(options: {
  readonly host: string;
  readonly signatures: SignaturePolicy | undefined;
}): SignaturePolicy {
  return options.signatures ?? (isLoopback(options.host) ? 'verify' : 'require');
}

/** The platform itself runs: what to do without the demo is the way out. */
function demoFailed(error: unknown): never {
  if (!(error instanceof PilotError)) throw error;
  const text = `the demo zone could not be loaded: ${error.message}; or start with --no-demo`;
  throw new PilotError(error.code, text, { cause: error });
}
