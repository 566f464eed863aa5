import type { ExpectedLine } from '@pilotzone/generator/expected';

/** A line of `clear --json`, as far as tests look at it. */
export type ClearLine = {
  readonly message?: string;
  readonly file?: string;
  readonly ebpCode?: string;
  readonly orderNo?: string;
  readonly copNo?: string;
  readonly preNo?: string;
  readonly invtNo?: string;
  readonly tradeMode?: string;
  readonly outcome: string;
  readonly returnStatus?: string;
  readonly tax?: Readonly<Record<string, string>> | null;
  readonly lane?: string | null;
  readonly reasons: readonly { readonly code: string; readonly [more: string]: unknown }[];
  readonly receipts?: readonly string[];
};

/**
 * Where the answers of `clear` differ from what was expected, a sentence each; empty when all is as
 * expected. Every expected line needs an answer of its own and every answer must be expected.
 */
export function differences(
  expected: readonly ExpectedLine[],
  actual: readonly ClearLine[],
): string[] {
  const open = new Map<string, ClearLine[]>();
  for (const line of actual) open.set(keyOf(line), [...(open.get(keyOf(line)) ?? []), line]);
  const found: string[] = [];
  for (const line of expected) {
    const candidates = open.get(keyOf(line)) ?? [];
    const wanted = JSON.stringify(partsOf(line, line));
    const index = candidates.findIndex(
      (candidate) => JSON.stringify(partsOf(candidate, line)) === wanted,
    );
    if (index >= 0) candidates.splice(index, 1);
    else found.push(`expected ${wanted}, got ${candidates.map((one) => text(one, line)).join()}`);
  }
  const extra = [...open.values()].flat();
  if (actual.length !== expected.length) {
    found.push(`${extra.length} answers without expectation, such as ${JSON.stringify(extra[0])}`);
  }
  return found;
}

function text(line: ClearLine, wanted: ExpectedLine): string {
  return JSON.stringify(partsOf(line, wanted));
}

/**
 * Numbers tell lines of declarations and refused lists apart; refused messages have only a type.
 */
function keyOf(line: ExpectedLine | ClearLine): string {
  const { ebpCode = '', orderNo = '' } = line as ClearLine;
  const isList = 'message' in line && line.message === 'CEB621Message' && orderNo !== '';
  if ('message' in line && !isList) return line.message;
  return `${ebpCode}|${orderNo}`;
}

/** The fields that an expected line determines. */
function partsOf(line: ExpectedLine | ClearLine, wanted: ExpectedLine) {
  const { copNo, tradeMode, outcome, returnStatus, tax, reasons } = line as ClearLine;
  const codes = [...new Set(reasons.map(({ code }) => code))].sort();
  const isDeclaration = 'orderNo' in wanted;
  return {
    key: keyOf(line),
    outcome,
    codes,
    ...(isDeclaration && { copNo, tradeMode }),
    ...(isDeclaration && wanted.returnStatus !== undefined && { returnStatus }),
    ...(isDeclaration && wanted.tax && { tax }),
  };
}
