import { readFile } from 'node:fs/promises';
import { PilotError } from '@pilotzone/kernel/errors';
import { endOfDay, fixedClock } from '@pilotzone/kernel/time';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { TaxBillReport } from '@pilotzone/financial-services/contract';
import type { Log } from '@pilotzone/kernel/log';
import type { Companies } from '../clear/companies.ts';
import { enrolCompanies } from '../clear/enrol-companies.ts';
import { declarationLine, exportLine, refusedLine } from '../clear/clear-lines.ts';
import type { ClearResultLine } from '../clear/clear-lines.ts';
import type { RefusedDocument } from '../clear/refused-documents.ts';
import { collectRefused } from '../clear/refused-documents.ts';
import { scanMessages } from '../clear/scan-messages.ts';
import type { ScannedFile } from '../clear/scan-messages.ts';
import type { CompetingKeys } from '../clear/competing-keys.ts';
import { createDeferral } from '../clear/defer-documents.ts';
import type { SignaturePolicy } from '@pilotzone/information-sharing/contract';
import { readCertificateFiles } from '../certificate-files.ts';
import { importParticipantsFile } from './import-participants.ts';
import { openStock } from './open-stock.ts';
import { importReferenceText } from './import-reference.ts';
import { DEMO_ZONE_CODE, disturbedReceipts } from '../config.ts';
import { openPlatform } from '../open-platform.ts';
import type { OpenPlatform } from '../open-platform.ts';
import { settle } from '../settle.ts';

/** Options of `pilotzone clear`; see docs/how-to/clear-a-folder.md. */
export type ClearOptions = {
  readonly paths: readonly string[];
  readonly dataDir: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly masterKeyFile?: string | undefined;
  readonly tariffFile: string | undefined;
  readonly participantsFile: string | undefined;
  /** Bonded goods in stock (JSON); given, bonded lists are held against it. */
  readonly bondedEntriesFile?: string | undefined;
  readonly signatures: SignaturePolicy;
  /** A file or folder of certificates, authorities (all trusted) and revocation lists. */
  readonly certificatesPath: string | undefined;
  readonly asOf: PlainDate;
  readonly inspectShare: number;
  /** Customs repeats, delays and reorders its receipts. */
  readonly disturb?: boolean;
  readonly holdRed: boolean;
  readonly seed: number;
  /** Customs bills the tax of released lists (816), and the bills are held against the books. */
  readonly taxBills?: boolean;
  readonly log: Log;
};

/** How far it has come, for a progress bar. */
export type ClearProgress = (
  phase: 'reading' | 'filing' | 'clearing' | 'done',
  done: number,
  total: number,
) => void;

export type { ClearResultLine } from '../clear/clear-lines.ts';

export type ClearHandlers = {
  readonly progress: ClearProgress;
  readonly notice: (text: string) => void;
  /** A declaration, or a document that was refused. */
  onLine(line: ClearResultLine): void;
  /** With `taxBills`: customs' bills against the books. */
  onTaxBills?(report: TaxBillReport): void;
};

// Messages filed in one transaction: 20 messages of 100 documents keep it near the size that COPY
// likes best.
const MESSAGES_PER_BATCH = 20;
const LISTS_PER_BATCH = 1_000;
const RESULTS_PER_PAGE = 1_000;
// Long enough to change every order, short enough for a folder of any size.
const DISTURBED_MS_MAX = 50;

/**
 * The main job: files every message found under `paths`, judges the lists in the order of appTime,
 * ebpCode, orderNo, drives them through customs to their final state, and tells what became of
 * each. The order of files and batches does not matter: documents that compete for one number are
 * kept back and filed in the order of their appTime.
 */
export async function clear(options: ClearOptions, handlers: ClearHandlers): Promise<void> {
  // Before anything is started: what cannot be read ends the command at once.
  for (const path of [options.tariffFile, options.participantsFile])
    if (path !== undefined) await readText(path);
  const scan = await scanMessages(options.paths, (done, total) =>
    handlers.progress('reading', done, total),
  );
  if (scan.files.length === 0) handlers.notice(`no .xml file under ${options.paths.join(', ')}`);
  const deferral = createDeferral(scan.keys);
  const open = await openPlatform({
    place: {
      databaseUrl: options.databaseUrl,
      dataDir: options.dataDir,
      // A temporary database has a key that goes with it.
      masterKeyFile: options.dataDir === undefined ? undefined : options.masterKeyFile,
    },
    config: {
      zoneCode: DEMO_ZONE_CODE,
      holdRed: options.holdRed,
      judge: false,
      seed: options.seed,
      inspectShare: options.inspectShare,
      ...(options.disturb && { disturbance: disturbedReceipts(DISTURBED_MS_MAX) }),
      signatures: options.signatures,
      ...(options.taxBills ? { taxBills: {} } : {}),
    },
    log: options.log,
    clock: fixedClock(lastSecondOf(options.asOf)),
    filter: deferral.filter,
    notice: handlers.notice,
  });
  const tellRefused = (refused: RefusedDocument) => handlers.onLine(refusedLine(refused));
  try {
    await prepare(open, options, scan.companies);
    await fileAll(open, { files: scan.files, handlers });
    await deferral.fileCompeting(open.platform, tellRefused);
    await clearAll(open, handlers);
    while (await deferral.fileNextLists(open.platform, tellRefused)) await clearAll(open, handlers);
    await tellRejected(open, { handlers, keys: scan.keys });
    await tell(open, { handlers, keys: scan.keys });
    await tellExports(open, { handlers, keys: scan.keys });
    if (options.taxBills) handlers.onTaxBills?.(await billTax(open, options.asOf));
  } finally {
    await open.close();
  }
}

/**
 * Late enough for every appTime of the day, which has no fraction of a second, and early enough for
 * customs' receipts, which come a millisecond apart, to be of the same day.
 */
function lastSecondOf(day: PlainDate): Instant {
  return (endOfDay(day) - 999) as Instant;
}

async function prepare(open: OpenPlatform, options: ClearOptions, companies: Companies) {
  if (options.tariffFile) {
    const content = await readText(options.tariffFile);
    await importReferenceText(open.platform, {
      kind: 'tariff',
      fileName: options.tariffFile,
      content,
      importedBy: 'clear',
      dryRun: false,
      replace: true,
    });
  }
  if (options.bondedEntriesFile)
    await openStock(open.platform, options.bondedEntriesFile, options.asOf);
  if (options.participantsFile)
    await importParticipantsFile(open.platform, options.participantsFile);
  await enrolCompanies(open.platform, { companies, enrol: options.participantsFile === undefined });
  if (options.certificatesPath) {
    const files = await readCertificateFiles(options.certificatesPath);
    const request = { files, trustRoots: true, dryRun: false, actor: 'clear' };
    await open.platform.informationSharing.importCertificates(request);
  }
}

async function fileAll(
  open: OpenPlatform,
  { files, handlers }: { files: readonly ScannedFile[]; handlers: ClearHandlers },
): Promise<void> {
  let done = 0;
  for (let from = 0; from < files.length; from += MESSAGES_PER_BATCH) {
    const batch = files.slice(from, from + MESSAGES_PER_BATCH);
    const bodies = await Promise.all(batch.map((file) => readFile(file.path)));
    const received = await open.platform.informationSharing.receiveMessages(
      bodies.map((bytes) => ({ bytes, transport: 'file' as const })),
    );
    received.forEach((message, index) => {
      for (const refused of collectRefused(message, batch[index]?.path ?? ''))
        handlers.onLine(refusedLine(refused));
    });
    done += batch.length;
    handlers.progress('filing', done, files.length);
  }
}

async function clearAll(open: OpenPlatform, handlers: ClearHandlers): Promise<void> {
  handlers.progress('clearing', 0, 1);
  await open.platform.singleWindow.clearFiled(LISTS_PER_BATCH);
  await settle(open.platform);
  // What speaks of export lists waits until customs has answered them.
  while ((await open.platform.singleWindow.clearFiledExports(LISTS_PER_BATCH)) > 0)
    await settle(open.platform);
  handlers.progress('clearing', 1, 1);
}

/** Has customs bill what it released, and compares. */
async function billTax({ platform }: OpenPlatform, asOf: PlainDate): Promise<TaxBillReport> {
  await platform.simulator.issueTaxBills();
  await settle(platform);
  return platform.finance.http.reconcileTaxBills({ until: asOf });
}

/** Requests that customs turned down stand for themselves, as refused documents do. */
async function tellRejected(
  open: OpenPlatform,
  { handlers, keys }: { handlers: ClearHandlers; keys: CompetingKeys },
): Promise<void> {
  const rejected = await open.platform.singleWindow.listRejectedWithdrawals();
  for (const request of rejected) {
    const { ebpCode, orderNo } = request.keys;
    if (keys.mentions(ebpCode, orderNo))
      handlers.onLine(refusedLine({ ...request, file: undefined }));
  }
}

async function tell(
  open: OpenPlatform,
  { handlers, keys }: { handlers: ClearHandlers; keys: CompetingKeys },
): Promise<void> {
  let after = { ebpCode: '', orderNo: '' };
  for (;;) {
    const lines = await open.platform.singleWindow.listResults(after, RESULTS_PER_PAGE);
    for (const line of lines)
      if (keys.mentions(line.ebpCode, line.orderNo)) handlers.onLine(declarationLine(line));
    const last = lines.at(-1);
    if (!last) return;
    after = { ebpCode: last.ebpCode, orderNo: last.orderNo };
  }
}

/** A line per export list and application that the input speaks of. */
async function tellExports(
  open: OpenPlatform,
  { handlers, keys }: { handlers: ClearHandlers; keys: CompetingKeys },
): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await open.platform.singleWindow.listExportResults(after, RESULTS_PER_PAGE);
    for (const row of rows) if (keys.mentionsExport(row)) handlers.onLine(exportLine(row));
    const last = rows.at(-1);
    if (!last) return;
    after = last.caseId;
  }
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => {
    throw new PilotError('INPUT_UNREADABLE', `cannot read ${path}`);
  });
}
