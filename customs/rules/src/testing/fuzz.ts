import { isDeepStrictEqual } from 'node:util';
import { decodeCeb, decodeStrictly } from '@pilotzone/ceb/decode';
import { unwrapDxp, unwrapStrictly, wrapDxp, wrapDxpServer } from '@pilotzone/ceb/dxp';
import { readDxpReply, writeDxpReply } from '@pilotzone/ceb/dxp-reply';
import type { MessageTable, SpecVersion } from '@pilotzone/ceb/fields';
import { guardBytes } from '@pilotzone/ceb/guards';
import type { CebMessage, Decoded, DocumentByType, MessageType } from '@pilotzone/ceb/message';
import { packDocument, unpackDocument } from '@pilotzone/ceb/pack';
import { readFast } from '@pilotzone/ceb/read-fast';
import { MESSAGE_TABLES, MESSAGE_TYPES } from '@pilotzone/ceb/tables';
import { mutate } from '@pilotzone/ceb/testing/mutants';
import {
  hasOfficialSchemas,
  judgeOfficially,
  schemaOf,
} from '@pilotzone/ceb/testing/official-schema';
import type { OfficialSchema } from '@pilotzone/ceb/testing/official-schema';
import { sampleBytes } from '@pilotzone/ceb/testing/sample-messages';
import type { Chance } from '@pilotzone/ceb/testing/seeded';
import { checkMessage } from '../check-message.ts';
import { readCpuTime } from './cpu-time.ts';

/** What a parser may make of a mutant. */
export type FuzzVerdict = 'valid' | 'invalid' | 'refused';

/** A parser under attack: how its input is made and read, and what it must hold to. */
export type FuzzSubject = {
  readonly name: string;
  readonly make: (chance: Chance) => Buffer;
  /** Reads a mutant. Throwing is a finding. */
  readonly read: (bytes: Buffer) => FuzzVerdict;
  /** What must hold of it besides, at a higher price; returns a fault to tell. */
  readonly examine: (bytes: Buffer, verdict: FuzzVerdict) => string | undefined;
};

/** Milliseconds a megabyte may take; smaller input may take as long. */
export const PATIENCE_MS = 100;
const MEGABYTE = 1024 * 1024;

/** One mutant read and examined: what it was, how long reading took, and what is wrong with it. */
export type FuzzResult = {
  readonly verdict: FuzzVerdict;
  readonly bytes: Buffer;
  readonly milliseconds: number;
  readonly fault: string | undefined;
};

/** Makes one mutant of `subject` and holds the parser against its promises. */
export function fuzzOnce(subject: FuzzSubject, chance: Chance): FuzzResult {
  const bytes = damage(subject.make(chance), chance);
  try {
    const start = readCpuTime();
    const verdict = subject.read(bytes);
    const limit = PATIENCE_MS * Math.max(1, bytes.length / MEGABYTE);
    const first = readCpuTime() - start;
    const milliseconds = first > limit ? leastOf(subject, bytes, limit) : first;
    const fault =
      milliseconds > limit
        ? `${String(Math.round(milliseconds))} ms of ${String(Math.round(limit))}`
        : subject.examine(bytes, verdict);
    return { verdict, bytes, milliseconds, fault };
  } catch (error) {
    const fault = `threw ${error instanceof Error ? (error.stack ?? error.message) : 'something'}`;
    return { verdict: 'invalid', bytes, milliseconds: 0, fault };
  }
}

/** Readings before a mutant counts as slow: what hangs does so every time. */
const READINGS = 20;

/**
 * What reading takes at best, in milliseconds of the processor; looks no further once that is
 * within the limit. One reading may compile code, collect garbage, or share its core with others.
 */
function leastOf(subject: FuzzSubject, bytes: Buffer, limit: number): number {
  let least = Infinity;
  for (let i = 0; i < READINGS && least > limit; i++) {
    const start = readCpuTime();
    subject.read(bytes);
    least = Math.min(least, readCpuTime() - start);
  }
  return least;
}

/** Damages a document as text, and one in eight also as bytes. */
function damage(made: Buffer, chance: Chance): Buffer {
  const mutant = Buffer.from(mutate(made.toString('utf8'), chance), 'utf8');
  if (chance.below(8) > 0 || mutant.length === 0) return mutant;
  for (let i = chance.below(4); i >= 0; i--) {
    mutant[chance.below(mutant.length)] = chance.below(256);
  }
  const cut = chance.below(4) === 0 ? chance.below(mutant.length) : mutant.length;
  return mutant.subarray(0, cut);
}

/** Every parser: the messages of each version, the envelopes, the platform's answers. */
export function fuzzSubjects(): FuzzSubject[] {
  const specs: readonly SpecVersion[] = ['2022', '2018'];
  const messages = specs.flatMap((spec) =>
    MESSAGE_TYPES.filter((type) => isKnown(type, spec)).map((type) => messageSubject(type, spec)),
  );
  return [...messages, envelopeSubject(), serverSubject(), replySubject()];
}

function isKnown(type: MessageType, spec: SpecVersion): boolean {
  const table: MessageTable = MESSAGE_TABLES[type];
  return spec === '2022' || !table.since2022;
}

function messageSubject(type: MessageType, spec: SpecVersion): FuzzSubject {
  return {
    name: `${type} ${spec}`,
    make: (chance) => {
      // One in two thousand is large: a hundred documents, or many lines.
      const documents = chance.below(2000) === 0 ? 100 : 1 + chance.below(2);
      return sampleBytes(type, { documents, lines: documents === 100 ? 9 : 2, spec }, chance);
    },
    read: (bytes) => verdictOf(decodeCeb(bytes, { spec })),
    examine: (bytes, verdict) => examineMessage(bytes, verdict, { type, spec }),
  };
}

function verdictOf({ kind }: Decoded): FuzzVerdict {
  return kind === 'message' ? 'valid' : kind;
}

function examineMessage(
  bytes: Buffer,
  verdict: FuzzVerdict,
  { type, spec }: { type: MessageType; spec: SpecVersion },
): string | undefined {
  const decoded = decodeCeb(bytes, { spec });
  if (decoded.kind === 'message') {
    const fault = examineDecoded(decoded.message, bytes, spec);
    if (fault) return fault;
  }
  if (decoded.kind === 'invalid' && decoded.errors.some((e) => e.code === 'unknown-message')) {
    // The schema also allows its entities as roots; they are no messages.
    return undefined;
  }
  return compareOfficially(bytes, verdict, schemaOf(type, spec));
}

/** Checks do not fail, both readers agree, and a stored document comes back. */
function examineDecoded(message: CebMessage, bytes: Buffer, spec: SpecVersion): string | undefined {
  checkMessage(message);
  const fast = readFast(bytes, spec);
  if (fast) {
    const strict = decodeStrictly(bytes, [spec]);
    if (strict.kind !== 'message' || !isDeepStrictEqual(strict.message, fast)) {
      return `the strict reader reads otherwise: ${strict.kind}`;
    }
  }
  const documents: readonly DocumentByType[MessageType][] = message.documents;
  for (const document of documents) {
    const body = packDocument(message.type, document as never);
    const again = unpackDocument(message.type, body, document.head);
    if (!isDeepStrictEqual(again, document)) return 'a stored document comes back otherwise';
  }
  return undefined;
}

/** The verdict must be that of libxml2 with the official schema, where the schema is at hand. */
function compareOfficially(
  bytes: Buffer,
  verdict: FuzzVerdict,
  schema: OfficialSchema,
): string | undefined {
  if (verdict === 'refused' || !hasOfficialSchemas) return undefined;
  const official = judgeOfficially(bytes, schema);
  if (official.valid === (verdict === 'valid')) return undefined;
  return `ours ${verdict}, official ${String(official.valid)} ${official.reason}`;
}

const ENVELOPE = {
  copMsgId: '4CDE1CFD-EDED-46B1-946C-B8022E42FC94',
  senderId: 'DXPENT0000530815',
  receiverIds: ['DXPEDCCEB0000002', 'DXPEDCCEB0000003'],
  creatTime: '2026-11-23T10:00:00',
  msgType: 'CEB311Message',
};

const SERVER = {
  msgId: '00000002202611231000000057087669',
  subMsgId: '1',
  sendTime: '2026-11-23T10:00:01',
  endNode: '46000002',
  staNode: '00000002',
};

function payloadOf(chance: Chance): Buffer {
  return sampleBytes('CEB311Message', { documents: 1, lines: 1 }, chance);
}

function envelopeSubject(): FuzzSubject {
  return {
    name: 'DxpMsg',
    make: (chance) => wrapDxp(ENVELOPE, payloadOf(chance)),
    read: readEnvelope,
    examine: (bytes, verdict) => examineEnvelope(bytes, verdict, 'dxp'),
  };
}

function serverSubject(): FuzzSubject {
  return {
    name: 'DxpMsgSv',
    make: (chance) => wrapDxpServer(SERVER, ENVELOPE, payloadOf(chance)),
    read: readEnvelope,
    examine: (bytes, verdict) => examineEnvelope(bytes, verdict, 'dxp-server'),
  };
}

function readEnvelope(bytes: Buffer): FuzzVerdict {
  const unwrapped = unwrapDxp(bytes);
  if (unwrapped.kind === 'not-dxp') return 'refused';
  return unwrapped.kind === 'dxp' ? 'valid' : 'invalid';
}

function examineEnvelope(
  bytes: Buffer,
  verdict: FuzzVerdict,
  schema: OfficialSchema,
): string | undefined {
  const unwrapped = unwrapDxp(bytes);
  if (unwrapped.kind === 'dxp') {
    decodeCeb(unwrapped.payload);
    if (!guardBytes(bytes) && !isDeepStrictEqual(unwrapStrictly(bytes), unwrapped)) {
      return 'the strict reader reads otherwise';
    }
  }
  // The client's schema does not know the envelope of servers, nor the other way round.
  const isOther =
    unwrapped.kind === 'dxp' && (unwrapped.server !== undefined) !== (schema !== 'dxp');
  return isOther ? undefined : compareOfficially(bytes, verdict, schema);
}

function replySubject(): FuzzSubject {
  return {
    name: 'DxpRep',
    make: () =>
      writeDxpReply({
        receiverId: ENVELOPE.senderId,
        nodeId: '00000002',
        responses: [
          {
            nodeId: '46000002',
            code: '2001',
            info: '指定的接收方不存在 <&>',
            results: [{ receiverId: 'DXPEDC', code: '2001', info: '不存在', note: undefined }],
            noticeTime: '2026-11-23',
            note: undefined,
            original: ENVELOPE,
          },
        ],
      }),
    read: (bytes) => (readDxpReply(bytes).kind === 'reply' ? 'valid' : 'invalid'),
    examine: () => undefined,
  };
}
