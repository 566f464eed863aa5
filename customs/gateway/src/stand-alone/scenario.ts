import { PilotError } from '@pilotzone/kernel/errors';
import { findReturnStatus } from '@pilotzone/rules/codes/return-statuses';
import { parse } from 'yaml';

/** How the stand-alone simulator behaves: a small file (docs/how-to/run-the-simulator.md). */
export type Scenario = {
  readonly name: string;
  readonly seed: number;
  /** Lists are matched with order, payment and waybill; without, each is judged by itself. */
  readonly match: boolean;
  /** How long a list waits for its documents before it is rejected. */
  readonly waitForDocumentsMs: number;
  /** Whether signatures are verified, and what is not signed is refused. */
  readonly signatures: 'ignore' | 'verify' | 'require';
  /** Time between two steps of a list: 2, 120, decision. */
  readonly stepMs: Span;
  /** Shares of lists, drawn by hash of seed and list, that a person at customs holds. */
  readonly holds: readonly Hold[];
  /** What certain lists get, the first that fits; before any share is drawn. */
  readonly lists: readonly ListRule[];
  /** Tax bills (816, 818) of released lists; absent: none. */
  readonly taxBills: TaxBillRule | undefined;
  /** What uploads of payment raw data get, the first that fits; else they are taken. */
  readonly rawData: readonly RawDataRule[];
  readonly receipts: {
    readonly repeatShare: number;
    readonly loseShare: number;
    readonly reorder: boolean;
    readonly delayMs: Span;
  };
};

/** From and to, in milliseconds. */
export type Span = readonly [from: number, to: number];

/** A status that is not the last word, and what follows. */
export type Hold = { readonly status: string; readonly share: number; readonly later: Later };

export type Later = { readonly afterMs: number; readonly status: string } | undefined;

export type TaxBillRule = {
  /** How long after release a list is billed. */
  readonly afterMs: number;
  /** Share of bills that are a fen too high. */
  readonly wrongShare: number;
  /** From which day after release on bills are collected into payment books. */
  readonly collectFromDay: number;
};

/** How the first `times` uploads for an order are turned down. */
export type RawDataRule = {
  /** A pattern with `*`. */
  readonly orderNo: string;
  readonly times: number;
  readonly code: string;
  readonly message: string;
  /** Above 299: as a server that fails. */
  readonly httpStatus: number;
};

export type ListRule = {
  /** Patterns with `*` for fields of the head; all must fit. */
  readonly when: Readonly<Record<string, string>>;
  readonly status: string;
  readonly info: string | undefined;
  readonly later: Later;
};

/** Reads a scenario. Throws SCENARIO_INVALID with the place and what may stand there. */
export function parseScenario(text: string): Scenario {
  let root: unknown;
  try {
    root = parse(text);
  } catch (error) {
    throw invalid('the file', error instanceof Error ? error.message : String(error));
  }
  const top = readMap(root ?? {}, 'the scenario', [
    ...['name', 'description', 'seed', 'match', 'waitForDocuments', 'signatures', 'step'],
    ...['holds', 'lists', 'rawData', 'taxBills', 'receipts'],
  ]);
  const receipts = readMap(top['receipts'] ?? {}, 'receipts', RECEIPT_KEYS);
  return {
    name: readText(top['name'] ?? 'unnamed', 'name'),
    seed: readNumber(top['seed'] ?? 1, 'seed'),
    match: readFlag(top['match'] ?? true, 'match'),
    waitForDocumentsMs: readDuration(top['waitForDocuments'] ?? '60s', 'waitForDocuments'),
    signatures: readSignatures(top['signatures'] ?? 'ignore'),
    stepMs: readSpan(top['step'] ?? '0s', 'step'),
    holds: readList(top['holds'] ?? [], 'holds').map(readHold),
    lists: readList(top['lists'] ?? [], 'lists').map(readRule),
    taxBills: top['taxBills'] === undefined ? undefined : readTaxBills(top['taxBills']),
    rawData: readList(top['rawData'] ?? [], 'rawData').map(readRawDataRule),
    receipts: {
      repeatShare: readShare(receipts['repeat'] ?? 0, 'receipts.repeat'),
      loseShare: readShare(receipts['lose'] ?? 0, 'receipts.lose'),
      reorder: readFlag(receipts['reorder'] ?? false, 'receipts.reorder'),
      delayMs: readSpan(receipts['delay'] ?? '0s', 'receipts.delay'),
    },
  };
}

const RECEIPT_KEYS = ['repeat', 'lose', 'reorder', 'delay'];

function readHold(value: unknown, i: number): Hold {
  const place = `holds[${String(i)}]`;
  const map = readMap(value, place, ['status', 'share', 'after', 'then']);
  return {
    status: readStatus(map['status'], `${place}.status`),
    share: readShare(map['share'], `${place}.share`),
    later: readLater(map, place),
  };
}

function readRule(value: unknown, i: number): ListRule {
  const place = `lists[${String(i)}]`;
  const map = readMap(value, place, ['when', 'status', 'info', 'after', 'then']);
  const when = readMap(map['when'], `${place}.when`, undefined);
  return {
    when: Object.fromEntries(
      Object.entries(when).map(([field, pattern]) => {
        return [field, readText(pattern, `${place}.when.${field}`)];
      }),
    ),
    status: readStatus(map['status'], `${place}.status`),
    info: map['info'] === undefined ? undefined : readText(map['info'], `${place}.info`),
    later: readLater(map, place),
  };
}

function readTaxBills(value: unknown): TaxBillRule {
  const map = readMap(value, 'taxBills', ['after', 'wrong', 'collectFromDay']);
  return {
    afterMs: readDuration(map['after'] ?? '1s', 'taxBills.after'),
    wrongShare: readShare(map['wrong'] ?? 0, 'taxBills.wrong'),
    collectFromDay: readNumber(map['collectFromDay'] ?? 31, 'taxBills.collectFromDay'),
  };
}

function readRawDataRule(value: unknown, i: number): RawDataRule {
  const place = `rawData[${String(i)}]`;
  const map = readMap(value, place, ['orderNo', 'times', 'code', 'message', 'httpStatus']);
  return {
    orderNo: readText(map['orderNo'] ?? '*', `${place}.orderNo`),
    times: readNumber(map['times'] ?? 1, `${place}.times`),
    code: readText(map['code'] ?? '20000', `${place}.code`),
    message: readText(map['message'] ?? '上传失败', `${place}.message`),
    httpStatus: readHttpStatus(map['httpStatus'] ?? 200, `${place}.httpStatus`),
  };
}

function readHttpStatus(value: unknown, place: string): number {
  const status = readNumber(value, place);
  if (status >= 200 && status <= 599) return status;
  throw invalid(place, 'must be a status of HTTP from 200 to 599, such as 503');
}

function readLater(map: Record<string, unknown>, place: string): Later {
  if (map['then'] === undefined) return undefined;
  return {
    afterMs: readDuration(map['after'] ?? '10s', `${place}.after`),
    status: readStatus(map['then'], `${place}.then`),
  };
}

function readMap(value: unknown, place: string, keys: readonly string[] | undefined) {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(place, 'must hold names and values');
  const map = value as Record<string, unknown>;
  const unknown = keys && Object.keys(map).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    throw invalid(`${place}: ${unknown}`, `is not known; known are ${keys?.join(', ') ?? ''}`);
  return map;
}

function readList(value: unknown, place: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalid(place, 'must be a list');
}

function readText(value: unknown, place: string): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw invalid(place, 'must be a text');
}

function readNumber(value: unknown, place: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw invalid(place, 'must be a whole number');
}

function readFlag(value: unknown, place: string): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(place, 'must be true or false');
}

function readShare(value: unknown, place: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw invalid(place, 'must be a share from 0 to 1, such as 0.05');
}

function readStatus(value: unknown, place: string): string {
  const code = readText(value, place);
  if (findReturnStatus(code)) return code;
  throw invalid(place, `is no receipt status; take one of the specification, such as 800 or 500`);
}

function readSignatures(value: unknown): Scenario['signatures'] {
  if (value === 'ignore' || value === 'verify' || value === 'require') return value;
  throw invalid('signatures', 'must be ignore, verify or require');
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function readDuration(value: unknown, place: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(String(value)) ?? [];
  if (number === '') throw invalid(place, 'must be a time such as 500ms, 2s, 5m');
  return Math.round(Number(number) * (UNITS[unit] ?? 1));
}

/** `2s`, or `500ms..2s`. */
function readSpan(value: unknown, place: string): Span {
  const [from = '', to = from] = String(value).split('..');
  const span: Span = [readDuration(from, place), readDuration(to, place)];
  if (span[1] < span[0]) throw invalid(place, 'must end after it begins');
  return span;
}

function invalid(place: string, what: string): PilotError {
  return new PilotError('SCENARIO_INVALID', `the scenario cannot be used: ${place} ${what}`);
}
