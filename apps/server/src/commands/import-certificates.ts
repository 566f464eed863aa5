import type { CertificateImport } from '@pilotzone/information-sharing/contract';
import type { Log } from '@pilotzone/kernel/log';
import type { Trust } from '@pilotzone/signatures/trust';
import { readCertificateFiles, trustInFiles } from '../certificate-files.ts';
import { DEMO_ZONE_CODE } from '../config.ts';
import { openPlatform } from '../open-platform.ts';
import type { Place } from '../open-server.ts';

export type ImportCertificatesOptions = {
  /** A file, or a folder of .pem, .crt, .cer, .der and .crl files. */
  readonly path: string;
  readonly place: Place;
  readonly participantCode: string | undefined;
  readonly trustRoots: boolean;
  readonly dryRun: boolean;
  readonly log: Log;
};

/** Registers certificates and revocation lists; what became of each. Throws INPUT_UNREADABLE. */
export async function importCertificates(
  options: ImportCertificatesOptions,
): Promise<CertificateImport[]> {
  const files = await readCertificateFiles(options.path);
  const config = { zoneCode: DEMO_ZONE_CODE, holdRed: true, judge: true, seed: 1, inspectShare: 0 };
  const open = await openPlatform({ place: options.place, config, log: options.log });
  const { participantCode, trustRoots, dryRun } = options;
  try {
    const request = { files, participantCode, trustRoots, dryRun, actor: 'cli' };
    return await open.platform.informationSharing.importCertificates(request);
  } finally {
    await open.close();
  }
}

/** Trust in the authorities in a file or folder, for judging offline. Throws INPUT_UNREADABLE. */
export async function readTrust(path: string): Promise<Trust> {
  return trustInFiles(await readCertificateFiles(path));
}
