import { cpus } from 'node:os';
import { decodeCeb } from '@pilotzone/ceb/decode';
import type { CebMessageOf } from '@pilotzone/ceb/message';
import { issueKey, generateKey } from '@pilotzone/signatures/issue-certificate';
import { encodeSigned } from '@pilotzone/signatures/sign-message';
import type { SignedMessage } from '@pilotzone/signatures/signed-message';
import { createTrust } from '@pilotzone/signatures/trust';
import type { Trust } from '@pilotzone/signatures/trust';
import { verifySignature } from '@pilotzone/signatures/verify-signature';
import { dayOf, formatInstant, systemClock } from '@pilotzone/kernel/time';
import { generateBatches, takeBatches } from '../bench/batches.ts';
import type { CodecWork } from '../bench/codec-work.ts';
import { openRivals } from '../bench/rivals.ts';

export type CodecBenchOptions = {
  /** How long each part is measured. */
  readonly seconds: number;
  readonly seed: number;
  /** The official schema, for libxml2 to validate by; without it libxml2 only parses. */
  readonly schema: string | undefined;
};

/** One part of the work, by one program. */
export type CodecPart = {
  readonly program: string;
  readonly work: string;
  /** Of the processor. */
  readonly microsPerList: number;
  readonly megabytesPerSecond: number;
};

export type CodecBenchResult = {
  readonly parts: readonly CodecPart[];
  /** What was not measured, and why. */
  readonly missing: readonly string[];
  readonly listsPerMessage: number;
  readonly bytesPerList: number;
  readonly machine: string;
};

const LISTS = 100;

/**
 * Measures decoding, validating and verifying one message of a hundred signed lists, beside other
 * programs that do the same work in the same run, round by round.
 */
export async function benchCodec(options: CodecBenchOptions): Promise<CodecBenchResult> {
  const at = formatInstant(systemClock.now());
  const lists = makeLists(options.seed);
  const sm2 = signedWith('sm2', lists, at);
  const rsa = signedWith('rsa', lists, at);
  const rivals = await openRivals({ ...rsa, schema: options.schema });
  const works = [...ownWorks(sm2, rsa, at), ...rivals.works];
  const cost = measure(works, options.seconds);
  const { bytes } = sm2.message;
  return {
    parts: works.map(({ program, work }, i) => {
      const micros = cost[i] ?? 0;
      return {
        program,
        work,
        microsPerList: round(micros / LISTS),
        megabytesPerSecond: round(bytes.length / micros),
      };
    }),
    missing: rivals.missing,
    listsPerMessage: LISTS,
    bytesPerList: Math.round(bytes.length / LISTS),
    machine: `${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`,
  };
}

function makeLists(seed: number): CebMessageOf<'CEB621Message'> {
  const day = dayOf(systemClock.now());
  const [batch] = takeBatches(generateBatches(LISTS, { seed, day }), LISTS);
  for (const bytes of batch?.messages ?? []) {
    const decoded = decodeCeb(bytes);
    if (decoded.kind !== 'message' || decoded.message.type !== 'CEB621Message') continue;
    if (decoded.message.documents.length === LISTS) return decoded.message;
  }
  throw new Error('bug: the generator made no message of a hundred lists');
}

type Signed = { readonly message: SignedMessage; readonly trust: Trust; readonly pem: string };

const YEAR_MS = 365 * 24 * 3600 * 1000;

function signedWith(kind: 'sm2' | 'rsa', lists: CebMessageOf<'CEB621Message'>, at: string): Signed {
  const moment = Date.parse(at);
  const valid = {
    notBefore: wholeSeconds(moment - YEAR_MS),
    notAfter: wholeSeconds(moment + YEAR_MS),
  };
  const authority = issueKey({
    ...valid,
    subject: [['CN', 'bench authority']],
    serial: '01',
    key: generateKey(kind),
    isAuthority: true,
  });
  const subject = [['CN', `bench ${lists.transfer?.copCode ?? ''}`]] as const;
  const key = issueKey({ ...valid, subject, serial: '02', key: generateKey(kind) }, authority);
  const bytes = encodeSigned(lists, key);
  const decoded = decodeCeb(bytes);
  if (decoded.kind !== 'message') throw new Error('bug: a signed message cannot be read');
  const roots = [authority.certificate];
  const der = key.certificate.der.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    message: { bytes, signature: decoded.message.signature, path: decoded.path },
    trust: createTrust({ roots, intermediates: [], registered: [], lists: [] }),
    pem: `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n`,
  };
}

function wholeSeconds(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 19)}Z`;
}

function ownWorks(sm2: Signed, rsa: Signed, at: string): CodecWork[] {
  const program = 'pilotzone';
  return [
    { program, work: 'decode and validate', run: () => void decode(sm2.message.bytes) },
    { program, work: 'verify SM2-SM3', run: () => verify(sm2, sm2.message, at) },
    { program, work: 'verify RSA', run: () => verify(rsa, rsa.message, at) },
    {
      program,
      work: 'decode, validate and verify SM2-SM3',
      run: () => verify(sm2, decode(sm2.message.bytes), at),
    },
    {
      program,
      work: 'decode, validate and verify RSA',
      run: () => verify(rsa, decode(rsa.message.bytes), at),
    },
  ];
}

function decode(bytes: Buffer): SignedMessage {
  const decoded = decodeCeb(bytes);
  if (decoded.kind !== 'message') throw new Error('bug: the message is not read');
  return { bytes, signature: decoded.message.signature, path: decoded.path };
}

function verify({ trust }: Signed, message: SignedMessage, at: string): void {
  const verdict = verifySignature(message, { at, trust, company: undefined });
  if (verdict.kind !== 'valid') throw new Error('bug: the signature is not verified');
}

const ROUNDS = 5;

/** Microseconds of processor that each work takes for a message: the best of some rounds. */
function measure(works: readonly CodecWork[], seconds: number): number[] {
  const best = works.map(() => Number.POSITIVE_INFINITY);
  for (const { run } of works) for (let i = 0; i < 3; i++) run();
  for (let round = 0; round < ROUNDS; round++) {
    works.forEach(({ run }, i) => {
      best[i] = Math.min(best[i] ?? 0, microsOf(run, (seconds * 1e6) / ROUNDS));
    });
  }
  return best;
}

function microsOf(run: () => void, budget: number): number {
  const start = process.cpuUsage();
  for (let count = 1; ; count++) {
    run();
    const { user, system } = process.cpuUsage(start);
    if (user + system >= budget) return (user + system) / count;
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
