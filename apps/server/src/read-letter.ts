import { maskDocument } from '@pilotzone/single-window/model/mask-document';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { judgeMessage } from './commands/check-message.ts';
import type { Platform } from './compose.ts';

const MaybeText = Type.Union([Type.String(), Type.Null()]);
/** Something against a message, in both languages. */
export const Told = Type.Object({
  path: Type.String(),
  code: Type.String(),
  message: Type.String(),
  messageZh: Type.String(),
});

/** What the bytes of a message say, for a person who wants to know why nobody could take it. */
export const LetterContent = Type.Object({
  messageType: MaybeText,
  envelope: Type.Union([
    Type.Object({ senderId: Type.String(), msgType: Type.String() }),
    Type.Null(),
  ]),
  /** Why a guard stopped the reader before the schema was looked at. */
  refused: MaybeText,
  schema: Type.Object({ valid: Type.Boolean(), errors: Type.Array(Told) }),
  signature: Type.Object({
    present: Type.Boolean(),
    valid: Type.Union([Type.Boolean(), Type.Null()]),
    reason: Type.String(),
    reasonZh: Type.String(),
  }),
  documentCount: Type.Integer(),
  documents: Type.Array(
    Type.Object({
      head: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
      lines: Type.Array(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
    }),
    { description: 'The first hundred, personal data masked; the bytes have all of it' },
  ),
});

const DOCUMENTS_MAX = 100;

/** A message out of its envelope, with all that `ceb check` says of it. */
export type Checked = {
  readonly content: Static<typeof LetterContent>;
  readonly findings: ReturnType<typeof judgeMessage>['verdict']['findings'];
  readonly bytes: Buffer;
  /** Heads of its documents, personal data in the clear. */
  readonly heads: readonly Readonly<Record<string, unknown>>[];
};

/** Reads a letter as `ceb check` would. Personal data is masked: only the bytes have it. */
export async function readLetter(
  platform: Platform,
  body: Uint8Array,
): Promise<Static<typeof LetterContent>> {
  return (await checkedMessage(platform, body)).content;
}

/** Judges a message as it stands in the log or among dead letters. */
export async function checkedMessage(
  { informationSharing, runtime }: Platform,
  body: Uint8Array,
): Promise<Checked> {
  const trust = await informationSharing.getTrust();
  const judged = judgeMessage(body, { version: undefined, at: runtime.clock.now(), trust });
  const { message, envelope, refused, schema, signature, documents } = judged.verdict;
  const { present, valid, reason } = signature;
  const content = {
    ...{ messageType: message, envelope, refused, documentCount: documents },
    schema: { valid: schema.valid, errors: [...schema.errors] },
    signature: {
      ...{ present, valid, reason },
      reasonZh: 'reasonZh' in signature ? signature.reasonZh : '报文无法读取，未判断签名',
    },
    documents: (judged.message?.documents ?? []).slice(0, DOCUMENTS_MAX).map(maskDocument),
  };
  const heads = (judged.message?.documents ?? []).map(({ head }) => ({ ...head }));
  return { content, findings: judged.verdict.findings, bytes: judged.bytes, heads };
}
