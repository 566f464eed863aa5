import { Option } from 'commander';
import type { Command } from 'commander';
import { SIGNATURE_POLICIES } from '@pilotzone/information-sharing/contract';
import type { SignaturePolicy } from '@pilotzone/information-sharing/contract';
import { PilotError } from '@pilotzone/kernel/errors';
import { isLoopback, policyOf, up } from '@pilotzone/server/commands/up';
import type { Up } from '@pilotzone/server/commands/up';
import { commandLog, environment, parseAddresses, parsePort, parseWhole } from '../options.ts';
import { createProgress, formatTable, writeLine, writeNotice } from '../output.ts';
import { untilTold } from '../until-told.ts';

type Options = {
  port: number;
  host: string;
  data: string;
  demo: boolean;
  roles?: string;
  nats?: string;
  signatures?: SignaturePolicy;
  signingKey?: string;
  loopbackWebhooks?: boolean;
  trustProxy?: readonly string[];
  oidc?: string;
  signingService?: string;
  signingCertificate?: string;
  signingKeyId?: string;
  seed: number;
  disturb?: boolean;
  customs?: string;
  forwardDocuments: boolean;
  intake: string[];
  rawDataUrl?: string;
  rawDataRequests?: SignaturePolicy;
};

/** `pilotzone up`: serves the platform until it is told to stop. */
export function addUpCommand(program: Command): void {
  program
    .command('up')
    .description('serves the platform')
    .option('--port <n>', 'port', parsePort, 8080)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--data <dir>', 'folder of the embedded database', './data')
    .option('--no-demo', 'do not load the demo zone')
    .option('--roles <list>', 'some of intake,clearing,gateway,portal,jobs; default all')
    .option('--nats <urls>', 'NATS servers by which processes wake each other', environment.nats)
    .addOption(
      new Option(
        '--signatures <mode>',
        'of messages taken in; default verify, where others reach this machine require',
      ).choices(SIGNATURE_POLICIES),
    )
    .option(
      '--signing-key <file>',
      'signs what goes to customs: PKCS #12, or PEM with key and certificate',
    )
    .option(
      '--trust-proxy <addresses>',
      'proxies (IP or CIDR, by commas) whose X-Forwarded-For, -Proto and -Host count',
      parseAddresses,
      environment.trustProxy,
    )
    .option('--oidc <file>', 'services to sign in with (OpenID Connect)', environment.oidcFile)
    .option('--loopback-webhooks', 'let webhooks call programs on this machine, to try them out')
    .option(
      '--signing-service <url>',
      'instead of a key: a card or service that signs (docs/protocols/signatures.md)',
    )
    .option('--signing-certificate <file>', 'its certificate, PEM or DER')
    .option('--signing-key-id <id>', 'which of its keys')
    .option('--seed <n>', 'of the customs simulator', parseWhole(0), 1)
    .option('--disturb', 'the customs simulator repeats, delays and reorders its receipts')
    .option(
      '--customs <address>',
      'customs outside this process (http, folder:, amqp, nats)',
      environment.customs,
    )
    .option('--no-forward-documents', 'pass only lists on to that customs')
    .option(
      '--raw-data-url <url>',
      'where customs takes payment raw data; default beside --customs',
    )
    .addOption(
      new Option(
        '--raw-data-requests <mode>',
        "signatures of customs' requests for payment raw data; default verify",
      ).choices(SIGNATURE_POLICIES),
    )
    .option(
      '--intake <address>',
      'a folder or queue of a trader, with ?participant=CODE; may be repeated',
      (address: string, others: string[]) => [...others, address],
      environment.intakes,
    )
    .action(run);
}

async function run(options: Options): Promise<void> {
  const { port, host, data, demo, roles, signatures, signingKey, seed, ...channels } = options;
  const { loopbackWebhooks = false, disturb = false, trustProxy, oidc: oidcFile } = options;
  const progress = createProgress({ demo: 'clearing the demo day' });
  const running = await up(
    {
      port,
      host,
      dataDir: data,
      databaseUrl: environment.databaseUrl,
      masterKeyFile: environment.masterKeyFile,
      demo,
      signatures,
      signingKeyFile: signingKey,
      signingPassphrase: environment.signingPassphrase,
      signingService: serviceOf(channels),
      ...{ seed, disturb, loopbackWebhooks, trustProxy, oidcFile },
      customs: channels.customs,
      forwardDocuments: channels.forwardDocuments,
      rawDataUrl: channels.rawDataUrl,
      rawDataRequests: channels.rawDataRequests,
      intakes: channels.intake,
      smsUrl: environment.smsUrl,
      smsKey: environment.smsKey,
      ...{ roles, nats: options.nats, replicaUrl: environment.replicaUrl },
      log: commandLog(),
    },
    { notice: writeNotice, progress: (done, total) => progress.show('demo', done, total) },
  ).finally(progress.end);
  writeLine(welcome(running, host, policyOf({ host, signatures })));
  await untilTold();
  writeNotice('\nstopping …');
  await running.close();
}

/** Its three options belong together. */
function serviceOf(
  options: Pick<Options, 'signingService' | 'signingCertificate' | 'signingKeyId'>,
) {
  const { signingService: url, signingCertificate: certificateFile, signingKeyId: keyId } = options;
  if (url === undefined && certificateFile === undefined && keyId === undefined) return undefined;
  if (url === undefined || certificateFile === undefined || keyId === undefined)
    throw new PilotError(
      'SIGNING_KEY_INVALID',
      'a signing service needs --signing-service, --signing-certificate and --signing-key-id',
    );
  return { url, certificateFile, keyId, token: environment.signingToken };
}

const POLICIES: Readonly<Record<SignaturePolicy, string>> = {
  require: 'Messages must be signed (--signatures require).',
  verify: 'A message need not be signed; a signature that is there must be right (verify).',
  ignore: 'Signatures are not looked at (--signatures ignore).',
};

function welcome(
  { address, server, location, demo }: Up,
  host: string,
  policy: SignaturePolicy,
): string {
  const lines = [`pilotzone serves at ${address} (database: ${server}, ${location})`];
  if (demo) {
    lines.push(
      '',
      demo.loadedNow ? 'The demo day was cleared:' : 'The demo zone holds:',
      countsOf(demo),
      `tax of released imports: ${demo.tax} CNY`,
      ...accessOf(demo),
    );
  }
  lines.push('', POLICIES[policy]);
  if (!isLoopback(host))
    lines.push(`WARNING: --host ${host} lets other machines in. Do that behind a proxy you trust.`);
  lines.push('Stop with Ctrl-C; the data stays.');
  return lines.join('\n');
}

function countsOf({ outcomes, exports }: NonNullable<Up['demo']>): string {
  const names = [...new Set([...Object.keys(outcomes), ...Object.keys(exports)])].sort();
  const textOf = (count: number | undefined) => (count === undefined ? '' : String(count));
  const rows = names.map((name) => [name, textOf(outcomes[name]), textOf(exports[name])]);
  return formatTable(['outcome', 'imports', 'exports'], rows);
}

function accessOf({ access }: NonNullable<Up['demo']>): string[] {
  if (!access) return ['', 'No demo logins: they are made only where this machine alone listens.'];
  const logins = access.logins.map(({ loginName, password, desk }) => [loginName, password, desk]);
  const { citizen } = access;
  const keys = access.keys.map(({ who, key }) => [who, key]);
  return [
    '',
    'Demo logins of the portal:',
    formatTable(['login', 'password', 'desk'], logins),
    '',
    'Demo keys of the API:',
    formatTable(['who', 'key'], keys),
    ...(citizen
      ? ['', `A citizen of the demo (page /citizen): id ${citizen.idNumber}, ${citizen.phone}`]
      : []),
  ];
}
