import { decodeCeb } from '@pilotzone/ceb/decode';
import { unwrapDxp } from '@pilotzone/ceb/dxp';
import type { SpecVersion } from '@pilotzone/ceb/fields';
import type { CebMessage, Decoded, SchemaError } from '@pilotzone/ceb/message';
import { schemaErrorInChinese } from '@pilotzone/ceb/schema-errors-zh';
import { dayOf, formatInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { checkMessage } from '@pilotzone/rules/check-message';
import { describeSignature } from '@pilotzone/signatures/check-signature';
import type { CheckedSignature } from '@pilotzone/signatures/check-signature';
import type { SigningCompany, Trust } from '@pilotzone/signatures/trust';

/** An error of the schema, in both languages. */
export type ToldError = SchemaError & { readonly messageZh: string };

/** What is to be said of a message without filing it: a line of `ceb check --json` but its file. */
export type MessageVerdict = {
  readonly message: string | null;
  /** The version it was judged by: the one asked for, or the newest by which it is valid. */
  readonly version: SpecVersion;
  /** Who sends what to whom, where it came in an envelope of the exchange platform. */
  readonly envelope: { readonly senderId: string; readonly msgType: string } | null;
  readonly schema: { readonly valid: boolean; readonly errors: readonly ToldError[] };
  /** The guard that stopped the reader before the schema was looked at. */
  readonly refused: string | null;
  readonly findings: ReturnType<typeof checkMessage>;
  readonly signature: CheckedSignature | { present: false; valid: null; reason: string };
  readonly documents: number;
};

/** How a message is judged. */
export type CheckOptions = {
  /** Without it a message may be valid by either version. */
  readonly version: SpecVersion | undefined;
  /** The moment at which certificates must be valid, and whose day in China counts for ages. */
  readonly at: Instant;
  /** Whose certificates count; without it only the mathematics of a signature are judged. */
  readonly trust: Trust | undefined;
};

/** A verdict, with the message where its schema was kept. */
export type JudgedMessage = {
  readonly verdict: MessageVerdict;
  readonly message: CebMessage | undefined;
  /** The message out of its envelope. */
  readonly bytes: Buffer;
};

const NOT_READ = 'the message could not be read, so its signature was not judged';

/** Judges a message, in its envelope or without. Never throws for what a sender may write. */
export function judgeMessage(bytes: Uint8Array, options: CheckOptions): JudgedMessage {
  const unwrapped = unwrapDxp(bytes);
  const inner = Buffer.from(unwrapped.kind === 'dxp' ? unwrapped.payload : bytes);
  if (unwrapped.kind === 'invalid') {
    const schema = { valid: false, errors: unwrapped.errors.map(told) };
    return refusedAs({ message: 'DxpMsg', schema }, inner, options.version ?? '2022');
  }
  const { decoded, version } = decodeBy(inner, options.version);
  const envelope =
    unwrapped.kind === 'dxp' ? { senderId: unwrapped.senderId, msgType: unwrapped.msgType } : null;
  if (decoded.kind === 'refused') {
    return refusedAs({ refused: `${decoded.guard}: ${decoded.message}`, envelope }, inner, version);
  }
  if (decoded.kind === 'invalid') {
    const schema = { valid: false, errors: decoded.errors.map(told) };
    return refusedAs({ message: decoded.type ?? null, schema, envelope }, inner, version);
  }
  const { message } = decoded;
  const verdict = {
    message: message.type,
    version,
    envelope,
    schema: { valid: true, errors: [] },
    refused: null,
    findings: checkMessage(message, { day: dayOf(options.at) }),
    signature: judgeSignature({ message, path: decoded.path, bytes: inner }, options),
    documents: message.documents.length,
  };
  return { verdict, message, bytes: inner };
}

function told(error: SchemaError): ToldError {
  return { ...error, messageZh: schemaErrorInChinese(error) };
}

/** Without a version the newest counts by which it is valid. */
function decodeBy(
  bytes: Buffer,
  version: SpecVersion | undefined,
): { decoded: Decoded; version: SpecVersion } {
  const newest = decodeCeb(bytes, { spec: version ?? '2022' });
  if (version !== undefined || newest.kind !== 'invalid') {
    return { decoded: newest, version: version ?? '2022' };
  }
  const older = decodeCeb(bytes, { spec: '2018' });
  return older.kind === 'message'
    ? { decoded: older, version: '2018' }
    : { decoded: newest, version: '2022' };
}

function refusedAs(
  what: Partial<MessageVerdict>,
  bytes: Buffer,
  version: SpecVersion,
): JudgedMessage {
  const verdict = {
    message: null,
    version,
    envelope: null,
    schema: { valid: false, errors: [] },
    refused: null,
    findings: [],
    signature: { present: false, valid: null, reason: NOT_READ } as const,
    documents: 0,
    ...what,
  };
  return { verdict, message: undefined, bytes };
}

type Read = {
  readonly message: CebMessage;
  readonly path: 'fast' | 'strict';
  readonly bytes: Buffer;
};

function judgeSignature(
  { message, path, bytes }: Read,
  { at, trust }: CheckOptions,
): CheckedSignature {
  return describeSignature(
    { bytes, signature: message.signature, path, type: message.type },
    { at: formatInstant(at), trust, company: transmitterOf(message) },
  );
}

/** Whoever transmits a message signs it; its certificate names it by this code. */
function transmitterOf({ transfer }: CebMessage): SigningCompany | undefined {
  return transfer && { code: transfer.copCode, creditCode: null, name: transfer.copName };
}
