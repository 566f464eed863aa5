import { readFile } from 'node:fs/promises';
import { PilotError } from '@pilotzone/kernel/errors';
import { formatInstant, systemClock } from '@pilotzone/kernel/time';
import { CertificateError, readCertificates } from '@pilotzone/signatures/certificate';
import type { Certificate } from '@pilotzone/signatures/certificate';
import { readSigningKey } from '@pilotzone/signatures/key-file';
import { createRemoteKey } from '@pilotzone/signatures/remote-signer';
import type { RemoteSigner } from '@pilotzone/signatures/remote-signer';
import { KeyError } from '@pilotzone/signatures/signing-key';
import type { SoftwareKey } from '@pilotzone/signatures/signing-key';

/** Where a signing service is, and with which of its keys it signs. */
export type SigningServiceOptions = {
  readonly url: string;
  /** PEM or DER: the certificate of the key. */
  readonly certificateFile: string;
  /** What the service calls the key. */
  readonly keyId: string;
  readonly token: string | undefined;
};

/** What signs the messages to customs. */
export type SignerOptions = {
  readonly signingKeyFile?: string | undefined;
  readonly signingPassphrase?: string | undefined;
  readonly signingService?: SigningServiceOptions | undefined;
};

/** The key file or the signing service that was named, if any. Throws SIGNING_KEY_INVALID. */
export async function readSigner(
  options: SignerOptions,
): Promise<{ signingKey?: SoftwareKey; signingService?: RemoteSigner }> {
  const { signingKeyFile: path, signingPassphrase: passphrase, signingService } = options;
  if (path !== undefined && signingService)
    throw invalid('a key file and a signing service were named; name one of them');
  if (path !== undefined) {
    const signingKey = await reading(`the signing key ${path}`, async () =>
      readSigningKey({ bytes: await readFile(path), passphrase }),
    );
    requireInForce(signingKey.certificate);
    return { signingKey };
  }
  if (!signingService) return {};
  return { signingService: await readService(signingService) };
}

async function readService(options: SigningServiceOptions): Promise<RemoteSigner> {
  const { url, certificateFile, keyId, token } = options;
  requireSafeUrl(url);
  return reading(`the certificate ${certificateFile}`, async () => {
    const [certificate] = readCertificates(await readFile(certificateFile));
    if (!certificate) throw new KeyError('there is no certificate in it');
    requireInForce(certificate);
    const algorithm = certificate.key.kind === 'sm2' ? 'sm2-sm3' : 'rsa-sha256';
    const signer: RemoteSigner = { url, keyId, token, certificate, algorithm };
    // Refuses a certificate that does not sign so.
    createRemoteKey(signer);
    return signer;
  });
}

/** Who reads the way to the service could have anything signed. */
function requireSafeUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url && /^(localhost|127\.|\[::1\]$)/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return;
  throw invalid(`${text} is no address of a signing service: take https, or http on this machine`);
}

function requireInForce({ subject, notAfter }: Certificate): void {
  if (notAfter >= formatInstant(systemClock.now())) return;
  const text = `the certificate of ${subject.text} ended at ${notAfter}; customs would refuse `;
  throw invalid(`${text}what it signs. Use the one that follows it`);
}

async function reading<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof PilotError) throw error;
    const isTold = error instanceof KeyError || error instanceof CertificateError;
    const reason = isTold ? error.message : 'it cannot be read';
    throw invalid(`${what} cannot be used: ${reason}`, error);
  }
}

function invalid(text: string, cause?: unknown): PilotError {
  return new PilotError('SIGNING_KEY_INVALID', text, { cause });
}
