/**
 * Stages of clearing by the files in which they are written. A function that no line names counts
 * for whoever calls it, so that a buffer filled for a receipt is part of the receipt.
 */
const STAGES: readonly (readonly [stage: string, files: RegExp])[] = [
  ['customs simulator', /customs\/gateway\/src\/simulator\//],
  ['decoding', /customs\/ceb\/src\/(decode|read-|fast-|walk|validate|guards|dxp|grammar|lexical)/],
  ['encoding', /customs\/ceb\/src\/(encode|xml-bytes)|compose-receipts|send-to-customs/],
  ['bodies and facts as text', /customs\/ceb\/src\/(pack|records)|model\/(risk-)?facts\./],
  ['sealing', /kernel\/src\/sealing\//],
  ['rows into COPY and arrays', /kernel\/src\/(copy|column-loops|stages)\.ts/],
  ['talking to PostgreSQL', /kernel\/src\/(db|copy-in|append-new)\.ts|node_modules\/pg/],
  ['evidence', /record-exchanges|store\/exchanges|verify-evidence/],
  ['matching and checks', /customs\/rules\/|model\/(judge|arrived)|gather-documents/],
  ['tax', /customs\/tariff\//],
  ['allowance and guarantee', /reserve-means|model\/allot|allowance|guarantee|goods-quota/],
  ['risk', /systems\/risk\/|assess-risk/],
  ['companies and signatures', /judge-message|check-|find-participants|customs\/signatures\//],
  ['receipts of customs', /(apply|conclude|save)-receipts|model\/advance|store\/receipts/],
  ['queue to customs', /customs\/gateway\/|customs-mail/],
  ['ledger, parcels, credit, statistics, passes', /systems\/(?!information)|platforms\/parks\//],
  ['events', /kernel\/src\/outbox/],
  ['filing and verdicts', /platforms\/single-window\/|systems\/information-sharing\//],
];

/** What takes place outside of functions, as the profiler calls it. */
const OUTSIDE: Readonly<Record<string, string>> = {
  '(garbage collector)': 'garbage collection',
  '(idle)': '',
  '(program)': 'Node itself',
};

/** A function that ran, as the profiler names it; `file` is "" for built-in ones. */
export type Frame = { readonly functionName: string; readonly file: string };

/**
 * The stage that a moment belongs to, by what ran, innermost first; "" when nothing did.
 */
export function stageOf(frames: readonly Frame[]): string {
  const outside = OUTSIDE[frames[0]?.functionName ?? ''];
  if (outside !== undefined) return outside;
  for (const { file } of frames) {
    const found = STAGES.find(([, files]) => files.test(file));
    if (found) return found[0];
  }
  return 'Node itself';
}

const SCHEMAS =
  'kernel|identity|information_sharing|single_window|financial_services|logistics|risk|credit|' +
  'statistics|parks|gateway';
const TABLE = new RegExp(`\\b(?:${SCHEMAS})\\.\\w+`);

/** What a statement works on: the first table that it names, or its first word. */
export function tableOf(sql: string): string {
  const table = TABLE.exec(sql)?.[0] ?? /\bstage_\w+/.exec(sql)?.[0];
  return table ?? (/\w+/.exec(sql)?.[0].toLowerCase() || 'other');
}
