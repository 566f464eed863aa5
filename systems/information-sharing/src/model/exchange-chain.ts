import type { Instant } from '@pilotzone/kernel/time';
import { dayOf, formatInstant } from '@pilotzone/kernel/time';

/** What the hash chain covers of a message, besides its bytes. See docs/protocols/evidence.md. */
export type ExchangeHeader = {
  readonly zoneCode: string;
  readonly exchangeId: string;
  readonly chainNo: number;
  /** 1 for the first record of a chain. */
  readonly chainSeq: number;
  readonly at: Instant;
  readonly direction: 'in' | 'out';
  /** Participant code, "customs", or "" when unknown. */
  readonly counterparty: string;
  readonly messageType: string;
  readonly refused: boolean;
  /** Bytes of the message before compression. */
  readonly bodyLength: number;
};

/** A header with its two hashes as they are stored. */
export type ChainedExchange = ExchangeHeader & {
  readonly sha256: Buffer;
  readonly chainHash: Buffer;
};

/** Computes a chain hash; injected, because the model knows no cryptography. */
export type HashLink = (previous: Uint8Array, header: string, sha256: Uint8Array) => Buffer;

/** Names the form of the header; a change of form is a new name, never a changed meaning. */
const HEADER_FORM = 'pilotzone-exchange-1';

/**
 * The header as it is hashed: a JSON array without white space, members in this order, integers in
 * decimal, time in ISO 8601 with milliseconds in UTC.
 */
export function canonicalHeader(header: ExchangeHeader): string {
  return JSON.stringify([
    HEADER_FORM,
    header.zoneCode,
    header.chainNo,
    header.chainSeq,
    header.exchangeId,
    formatInstant(header.at),
    header.direction,
    header.counterparty,
    header.messageType,
    header.refused,
    header.bodyLength,
  ]);
}

/** Chain heads start from 32 zero bytes. */
export const CHAIN_START = new Uint8Array(32);

export type EvidenceProblemKind =
  'altered' | 'missing' | 'inserted' | 'swapped' | 'truncated' | 'unreadable' | 'anchor';

/** The first thing wrong in a chain. */
export type EvidenceProblem = {
  /** "" when the record is missing. */
  readonly exchangeId: string;
  readonly zoneCode: string;
  readonly chainNo: number;
  readonly chainSeq: number;
  /** Day in China of the record, or of the last sound record before a gap; "" at the very start. */
  readonly day: string;
  readonly kind: EvidenceProblemKind;
  /** Columns that differ from what was chained. */
  readonly differs: readonly string[];
  readonly message: string;
};

/** Names a problem at a record. */
export function problemAt(
  record: ExchangeHeader,
  kind: EvidenceProblemKind,
  what: { readonly differs: readonly string[]; readonly message: string },
): EvidenceProblem {
  const { exchangeId, zoneCode, chainNo, chainSeq } = record;
  return { exchangeId, zoneCode, chainNo, chainSeq, day: dayOf(record.at), kind, ...what };
}

/**
 * Explains a record whose stored chain hash is not what it should be after `previous`. `following`
 * are records behind it in stored order, as many as the caller has at hand; with them a swapped or
 * inserted record and a removed one whose successors were renumbered are told from an altered one.
 * Pure.
 */
export function explainBrokenLink(
  link: HashLink,
  previous: Uint8Array,
  records: { readonly broken: ChainedExchange; readonly following: readonly ChainedExchange[] },
): EvidenceProblem {
  const { broken, following } = records;
  const { chainSeq } = broken;
  const fits = (record: ChainedExchange, before: Uint8Array, seq: number): boolean =>
    hashAs(link, before, { ...record, chainSeq: seq }).equals(record.chainHash);

  const rightful = following.findIndex((record) => fits(record, previous, chainSeq));
  const found = following[rightful];
  if (found) {
    const next = following[rightful + 1];
    if (next && fits(next, found.chainHash, chainSeq + 1)) {
      const message = 'this record was inserted; the records behind it were renumbered';
      return problemAt(broken, 'inserted', { differs: ['chain_seq'], message });
    }
    const message = `this place belongs to ${found.exchangeId}, which stands at ${found.chainSeq}`;
    return problemAt(broken, 'swapped', { differs: ['chain_seq'], message });
  }
  const next = following[0];
  if (next && fits(next, broken.chainHash, next.chainSeq + 1)) {
    const message = 'a record before this one was removed and those behind it were renumbered';
    return problemAt(broken, 'missing', { differs: ['chain_seq'], message });
  }
  const expected = hashAs(link, previous, broken);
  if (next && fits(next, expected, next.chainSeq)) {
    const message = 'the stored chain hash is not the one the next record was chained to';
    return problemAt(broken, 'altered', { differs: ['chain_hash'], message });
  }
  const message = 'the header was changed after the record was chained';
  return problemAt(broken, 'altered', { differs: ['header'], message });
}

/** The chain hash of a record behind `previous`. */
export function hashAs(link: HashLink, previous: Uint8Array, record: ChainedExchange): Buffer {
  return link(previous, canonicalHeader(record), record.sha256);
}
