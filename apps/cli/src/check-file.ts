import { readFile } from 'node:fs/promises';
import { decodeCeb } from '@pilotzone/ceb/decode';
import { unwrapDxp } from '@pilotzone/ceb/dxp';
import type { SpecVersion } from '@pilotzone/ceb/fields';
import type { CebMessage } from '@pilotzone/ceb/message';
import { PilotError } from '@pilotzone/kernel/errors';
import { formatInstant, type Instant } from '@pilotzone/kernel/time';
import { checkMessage } from '@pilotzone/rules/check-message';
import { describeSignature, type CheckedSignature } from '@pilotzone/signatures/check-signature';
import type { SigningCompany, Trust } from '@pilotzone/signatures/trust';

/** A line of `ceb check --json`. */
export type FileVerdict = {
  readonly file: string;
  readonly message: string | null;
  readonly version: SpecVersion;
  readonly schema: {
    readonly valid: boolean;
    readonly errors: readonly { path: string; code: string; message: string }[];
  };
  /** The guard that stopped the reader before the schema was looked at. */
  readonly refused: string | null;
  readonly findings: ReturnType<typeof checkMessage>;
  readonly signature: CheckedSignature | { present: false; valid: null; reason: string };
  readonly documents: number;
};

const NOT_READ = 'the message could not be read, so its signature was not judged';

/** How files are judged. */
export type CheckOptions = {
  readonly version: SpecVersion;
  /** The moment at which certificates must be valid. */
  readonly at: Instant;
  /** Whose certificates count; without it only the mathematics of a signature are judged. */
  readonly trust: Trust | undefined;
};

/** Judges one file offline. Throws INPUT_UNREADABLE. */
export async function checkFile(file: string, options: CheckOptions): Promise<FileVerdict> {
  const { version, trust } = options;
  const bytes = await readFile(file).catch(() => {
    throw new PilotError('INPUT_UNREADABLE', `cannot read ${file}`);
  });
  const envelope = unwrapDxp(bytes);
  if (envelope.kind === 'invalid')
    return {
      ...nothing(file, version),
      message: 'DxpMsg',
      schema: { valid: false, errors: envelope.errors },
    };
  const inner = envelope.kind === 'dxp' ? envelope.payload : bytes;
  const decoded = decodeCeb(inner, { spec: version });
  switch (decoded.kind) {
    case 'refused':
      return { ...nothing(file, version), refused: `${decoded.guard}: ${decoded.message}` };
    case 'invalid':
      return {
        ...nothing(file, version),
        message: decoded.type ?? null,
        schema: { valid: false, errors: decoded.errors },
      };
    case 'message': {
      const { message } = decoded;
      return {
        ...nothing(file, version),
        message: message.type,
        schema: { valid: true, errors: [] },
        findings: checkMessage(message),
        signature: describeSignature(
          { bytes: inner, signature: message.signature, path: decoded.path, type: message.type },
          { at: formatInstant(options.at), trust, company: transmitterOf(message) },
        ),
        documents: message.documents.length,
      };
    }
  }
}

/** Whoever transmits a message signs it; its certificate names it by this code. */
function transmitterOf({ transfer }: CebMessage): SigningCompany | undefined {
  return transfer && { code: transfer.copCode, creditCode: null, name: transfer.copName };
}

function nothing(file: string, version: SpecVersion): FileVerdict {
  return {
    file,
    message: null,
    version,
    schema: { valid: false, errors: [] },
    refused: null,
    findings: [],
    signature: { present: false, valid: null, reason: NOT_READ },
    documents: 0,
  };
}
