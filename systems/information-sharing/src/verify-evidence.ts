import { createHash } from 'node:crypto';
import type { Queryable } from '@pilotzone/kernel/db';
import { dayOf, type Instant } from '@pilotzone/kernel/time';
import {
  CHAIN_START,
  explainBrokenLink,
  hashAs,
  problemAt,
  type EvidenceProblem,
} from './model/exchange-chain.ts';
import { expandBody } from './read-exchanges.ts';
import { hashLink } from './record-exchanges.ts';
import {
  findBodiesAsTheyStand,
  findRecordsOutsideChains,
  listChainPage,
  listHeads,
  type RecordOnPage,
} from './store/exchanges.ts';

/**
 * What verifying found. `problems` has the first of each chain; `first` is the earliest of them.
 */
export type EvidenceReport = {
  readonly intact: boolean;
  /** Records walked, and the bytes of their messages before compression. */
  readonly records: number;
  readonly bytes: number;
  readonly chains: readonly ChainReport[];
  readonly first: EvidenceProblem | undefined;
  readonly problems: readonly EvidenceProblem[];
};

/** One chain. Note `lastSeq` and `lastHash` elsewhere: they are the anchor of a later check. */
export type ChainReport = {
  readonly zoneCode: string;
  readonly chainNo: number;
  readonly records: number;
  readonly bytes: number;
  readonly lastSeq: number;
  /** Hexadecimal. */
  readonly lastHash: string;
};

/** A head noted earlier outside the database: the chain must still pass through it. */
export type Anchor = {
  readonly zoneCode: string;
  readonly chainNo: number;
  readonly lastSeq: number;
  readonly lastHash: string;
};

const PAGE_RECORDS = 500;
// Bodies are fetched in groups of about this size as stored, so that memory stays constant.
const GROUP_BYTES = 8 << 20;

/**
 * Walks every chain and recomputes every hash. Reads only, may run while the platform writes, and
 * needs constant memory: about 8 MB of stored bodies at a time, inflated. `anchors` are heads noted
 * earlier.
 */
export async function verifyEvidence(
  q: Queryable,
  anchors: readonly Anchor[] = [],
): Promise<EvidenceReport> {
  const chains: ChainReport[] = [];
  const problems: EvidenceProblem[] = [];
  for (const head of await listHeads(q)) {
    const own = anchors.filter((a) => a.zoneCode === head.zoneCode && a.chainNo === head.chainNo);
    const walked = await walkChain(q, head, own);
    chains.push(walked.report);
    if (walked.problem) problems.push(walked.problem);
  }
  problems.push(...anchorsWithoutChain(chains, anchors));
  const message = 'this record stands behind the head of its chain, or its chain has no head';
  for (const stray of await findRecordsOutsideChains(q)) {
    problems.push(problemAt(stray, 'inserted', { differs: ['chain_seq'], message }));
  }
  problems.sort((a, b) => compare(a.day, b.day) || compare(a.exchangeId, b.exchangeId));
  return {
    intact: problems.length === 0,
    records: chains.reduce((sum, chain) => sum + chain.records, 0),
    bytes: chains.reduce((sum, chain) => sum + chain.bytes, 0),
    chains,
    first: problems[0],
    problems,
  };
}

function anchorsWithoutChain(
  chains: readonly ChainReport[],
  anchors: readonly Anchor[],
): EvidenceProblem[] {
  const known = new Set(chains.map((chain) => `${chain.zoneCode} ${chain.chainNo}`));
  const message = 'the chain of this anchor is gone';
  return anchors
    .filter((anchor) => !known.has(`${anchor.zoneCode} ${anchor.chainNo}`))
    .map((anchor) => missing(anchor, anchor.lastSeq, { message }));
}

type Head = { zoneCode: string; chainNo: number; lastSeq: number; lastHash: Buffer };
type Walk = {
  readonly head: Head;
  readonly anchors: readonly Anchor[];
  records: number;
  bytes: number;
  seq: number;
  at: Instant | undefined;
  hash: Uint8Array;
};

async function walkChain(q: Queryable, head: Head, anchors: readonly Anchor[]) {
  const walk: Walk = {
    head,
    anchors,
    records: 0,
    bytes: 0,
    seq: 0,
    at: undefined,
    hash: CHAIN_START,
  };
  let problem = await walkRecords(q, walk);
  problem ??= judgeEnd(walk);
  const { zoneCode, chainNo, lastSeq } = head;
  const { records, bytes } = walk;
  const lastHash = head.lastHash.toString('hex');
  return { report: { zoneCode, chainNo, records, bytes, lastSeq, lastHash }, problem };
}

async function walkRecords(q: Queryable, walk: Walk): Promise<EvidenceProblem | undefined> {
  for (;;) {
    const range = { afterSeq: walk.seq, upToSeq: walk.head.lastSeq, limit: PAGE_RECORDS };
    const page = await listChainPage(q, walk.head, range);
    if (page.length === 0) return undefined;
    for (const group of groupByBytes(page)) {
      const problem = await judgeGroup(q, walk, group);
      if (problem) return problem;
    }
  }
}

async function judgeGroup(q: Queryable, walk: Walk, group: readonly RecordOnPage[]) {
  const actualOf = await readBodies(q, walk.head.zoneCode, group);
  for (const record of group) {
    const actual = actualOf(record);
    const problem = judgePlace(walk, record) ?? judgeBody(walk, record, actual);
    if (problem) return problem;
    if (!hashAs(hashLink, walk.hash, record).equals(record.chainHash)) {
      return explainLink(q, walk, record);
    }
    step(walk, record);
    const rewritten = judgeAnchors(walk, record);
    if (rewritten) return rewritten;
  }
  return undefined;
}

async function explainLink(q: Queryable, walk: Walk, broken: RecordOnPage) {
  const range = { afterSeq: broken.chainSeq, upToSeq: walk.head.lastSeq, limit: PAGE_RECORDS };
  const following = await listChainPage(q, walk.head, range);
  return explainBrokenLink(hashLink, walk.hash, { broken, following });
}

function step(walk: Walk, record: RecordOnPage): void {
  walk.records += 1;
  walk.bytes += record.bodyLength;
  walk.seq = record.chainSeq;
  walk.at = record.at;
  walk.hash = record.chainHash;
}

function groupByBytes(page: readonly RecordOnPage[]): RecordOnPage[][] {
  const groups: RecordOnPage[][] = [];
  let bytes = 0;
  for (const record of page) {
    const group = groups.at(-1);
    if (!group || bytes + record.storedLength > GROUP_BYTES) {
      groups.push([record]);
      bytes = 0;
    } else group.push(record);
    bytes += record.storedLength;
  }
  return groups;
}

type Actual = { readonly length: number; readonly sha256: Buffer } | undefined;

/** Length and hash of the bodies of a group; `undefined` for one that cannot be read. */
async function readBodies(q: Queryable, zoneCode: string, group: readonly RecordOnPage[]) {
  const ids = group.map((record) => record.exchangeId);
  const found = new Map<string, Actual>();
  for (const stored of await findBodiesAsTheyStand(q, zoneCode, ids)) {
    // One at a time: a group is small as stored, but may be large inflated.
    const body = await expandBody(stored).catch(() => undefined);
    const sha256 = body && createHash('sha256').update(body).digest();
    found.set(stored.exchangeId, body && sha256 ? { length: body.length, sha256 } : undefined);
  }
  return (record: RecordOnPage): Actual => found.get(record.exchangeId);
}

function judgePlace(walk: Walk, record: RecordOnPage): EvidenceProblem | undefined {
  const expectedSeq = walk.seq + 1;
  if (record.chainSeq === expectedSeq) return undefined;
  const message = `the record is gone; the next one is ${record.exchangeId}`;
  return missing(walk.head, expectedSeq, { message, lastSound: walk.at });
}

function judgeBody(walk: Walk, record: RecordOnPage, actual: Actual): EvidenceProblem | undefined {
  if (!actual) {
    const message =
      'the seal of the body is broken, or it cannot be inflated to the recorded length';
    return problemAt(record, 'unreadable', { differs: ['body'], message });
  }
  if (actual.sha256.equals(record.sha256)) {
    if (actual.length === record.bodyLength) return undefined;
    const message = `the message has ${actual.length} bytes, recorded are ${record.bodyLength}`;
    return problemAt(record, 'altered', { differs: ['body_length'], message });
  }
  const honest = hashAs(hashLink, walk.hash, { ...record, sha256: actual.sha256 });
  if (honest.equals(record.chainHash)) {
    const message = 'the recorded SHA-256 was changed; the message itself is the one chained';
    return problemAt(record, 'altered', { differs: ['sha256'], message });
  }
  const message = 'the message is not the one whose SHA-256 was recorded';
  return problemAt(record, 'altered', { differs: ['body'], message });
}

function judgeAnchors(walk: Walk, record: RecordOnPage): EvidenceProblem | undefined {
  const hash = record.chainHash.toString('hex');
  const anchor = walk.anchors.find((a) => a.lastSeq === record.chainSeq && a.lastHash !== hash);
  if (!anchor) return undefined;
  const message = `the chain was rewritten: its anchor at ${anchor.lastSeq} says otherwise`;
  return problemAt(record, 'anchor', { differs: ['chain_hash'], message });
}

function judgeEnd(walk: Walk): EvidenceProblem | undefined {
  const { head } = walk;
  if (walk.seq < head.lastSeq) {
    const message = `the chain ends at ${walk.seq}, its head says ${head.lastSeq}`;
    return { ...missing(head, walk.seq + 1, { message, lastSound: walk.at }), kind: 'truncated' };
  }
  if (!head.lastHash.equals(walk.hash)) {
    const message = 'the head does not say the hash of the last record';
    return {
      ...missing(head, walk.seq, { message, lastSound: walk.at }),
      kind: 'altered',
      differs: ['head'],
    };
  }
  const beyond = walk.anchors.find((anchor) => anchor.lastSeq > walk.seq);
  if (!beyond) return undefined;
  const message = `the chain ends at ${walk.seq}, its anchor says ${beyond.lastSeq}`;
  return { ...missing(head, walk.seq + 1, { message, lastSound: walk.at }), kind: 'truncated' };
}

function missing(
  chain: { readonly zoneCode: string; readonly chainNo: number },
  chainSeq: number,
  what: { readonly message: string; readonly lastSound?: Instant | undefined },
): EvidenceProblem {
  const { zoneCode, chainNo } = chain;
  const { message } = what;
  const day = what.lastSound === undefined ? '' : dayOf(what.lastSound);
  return {
    exchangeId: '',
    zoneCode,
    chainNo,
    chainSeq,
    day,
    kind: 'missing',
    differs: ['record'],
    message,
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
