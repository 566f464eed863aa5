import { readFile } from 'node:fs/promises';
import { decodeCeb } from '@pilotzone/ceb/decode';
import { unwrapDxp } from '@pilotzone/ceb/dxp';
import type { SpecVersion } from '@pilotzone/ceb/fields';
import { PilotError } from '@pilotzone/kernel/errors';
import { checkMessage } from '@pilotzone/rules/check-message';

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
  readonly signature: { readonly present: boolean; readonly valid: null; readonly reason: string };
  readonly documents: number;
};

const NOT_VERIFIED = 'this version does not verify signatures';

/** Judges one file offline. Throws INPUT_UNREADABLE. */
export async function checkFile(file: string, version: SpecVersion): Promise<FileVerdict> {
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
  const decoded = decodeCeb(envelope.kind === 'dxp' ? envelope.payload : bytes, { spec: version });
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
        signature: { present: message.signature !== undefined, valid: null, reason: NOT_VERIFIED },
        documents: message.documents.length,
      };
    }
  }
}

function nothing(file: string, version: SpecVersion): FileVerdict {
  return {
    file,
    message: null,
    version,
    schema: { valid: false, errors: [] },
    refused: null,
    findings: [],
    signature: { present: false, valid: null, reason: NOT_VERIFIED },
    documents: 0,
  };
}
