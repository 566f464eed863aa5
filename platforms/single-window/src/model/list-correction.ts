import type { ListDocument, OrderDocument } from '@pilotzone/ceb/message';
import { formatUnits } from '@pilotzone/kernel/money';
import { parseUnits, roundHalfUp } from '@pilotzone/kernel/money';
import type { Finding } from '@pilotzone/kernel/finding';
import { personalFields } from './mask-document.ts';
import { placeOf, textsOf, type TextDocument } from './text-document.ts';

/** A list being written: its values, and personal ones taken from the order without being seen. */
export type ListDraft = TextDocument & {
  /** Fields of the head whose value is the order's. */
  readonly adopt: readonly string[];
};

/** A place that a finding is about, and what would mend it. */
export type Mark = {
  readonly line: number | null;
  readonly field: string;
  /** Of the finding, in the order given. */
  readonly finding: number;
  /** What stood there; "" for personal values. */
  readonly from: string;
  /** What is proposed, applied already; `null`: a person has to know it. */
  readonly to: string | null;
};

export type Correction = {
  readonly draft: ListDraft;
  readonly marks: readonly Mark[];
  /** Findings that no change of the list mends: their numbers. */
  readonly elsewhere: readonly number[];
};

/** Fields of the head that are taken from the order where the two differ. */
const FROM_ORDER = ['buyerName', 'buyerIdNumber', 'buyerTelephone'] as const;

/** What the form may not set: the platform writes it when the list is filed. */
export const OWN_FIELDS: ReadonlySet<string> = new Set([
  ...['guid', 'appType', 'appTime', 'appStatus', 'preNo', 'invtNo'],
]);

/**
 * The list as it should be filed again: every fix that follows from the papers applied, each marked
 * with what stood there before. Personal values stay out of it; they come from the papers when the
 * list is composed.
 */
export function correctList(
  { list, order }: { list: ListDocument; order: OrderDocument | undefined },
  findings: readonly Finding[],
  today: string,
): Correction {
  const head = withoutOwn(textsOf(list.head));
  const lines = list.lines.map(textsOf);
  const adopt = new Set<string>();
  const marks: Mark[] = [];
  const elsewhere: number[] = [];
  findings.forEach((finding, no) => {
    const place = placeOf(finding.field);
    // A missing paper is told at the number that names it, which may well be right.
    const isMissing = finding.code.startsWith('PZ-MISSING');
    if (isMissing || !/^Inventory/.test(finding.field) || place.field === '') {
      elsewhere.push(no);
      return;
    }
    const { line, field } = place;
    const texts = line === null ? head : lines[line];
    if (!texts) return;
    const from = texts[field] ?? '';
    const known = { head, lines, order, today };
    if (line === null && order && FROM_ORDER.some((one) => one === field)) {
      adopt.add(field);
      marks.push({ line, field, finding: no, from: '', to: '' });
      return;
    }
    const to = proposalFor({ line, field, finding }, known);
    if (to !== null) texts[field] = to;
    marks.push({ line, field, finding: no, from, to });
  });
  for (const texts of lines) texts['totalPrice'] = totalOf(texts) ?? texts['totalPrice'] ?? '';
  return { draft: { head, lines, adopt: [...adopt] }, marks, elsewhere };
}

/** Head and lines as a person may see and change them. */
function withoutOwn(head: Record<string, string>): Record<string, string> {
  const personal = personalFields(head);
  return Object.fromEntries(
    Object.entries(head).filter(([name]) => !OWN_FIELDS.has(name) && !(name in personal)),
  );
}

type Known = {
  readonly head: Record<string, string>;
  readonly lines: readonly Record<string, string>[];
  readonly order: OrderDocument | undefined;
  readonly today: string;
};

type Place = { readonly line: number | null; readonly field: string; readonly finding: Finding };

function proposalFor({ line, field, finding }: Place, known: Known): string | null {
  if (line !== null) return lineProposal({ line, field, finding }, known);
  const { head, order, today } = known;
  switch (field) {
    case 'ebcCode':
      if (order) head['ebcName'] = order.head.ebcName;
      return order?.head.ebcCode ?? null;
    case 'assureCode':
      return head['ebpCode'] ?? null;
    case 'ieFlag':
      return 'I';
    case 'packNo':
      return '1';
    case 'currency':
      return '142';
    case 'declTime':
      return today;
    case 'country':
      // A bonded list leaves from China (142); for a direct one only the sender knows.
      return head['tradeMode'] === '9610' ? null : '142';
    default:
      return null;
  }
}

/** Fields of a line by what the order calls them. */
const ORDERED: Readonly<Record<string, 'itemName' | 'qty' | 'unit' | 'price' | 'country'>> = {
  ...{ gname: 'itemName', qty: 'qty', unit: 'unit', price: 'price', country: 'country' },
};

function lineProposal(
  { line, field, finding }: Place & { line: number },
  { lines, order }: Known,
): string | null {
  const texts = lines[line] ?? {};
  const ordered = order?.lines.find(({ gnum }) => String(gnum) === texts['gnum']);
  const name = ORDERED[field];
  // Matching names the field as its second value; a check of the list alone does not.
  if (name && ordered && finding.values[1] === field) {
    const value = ordered[name];
    return typeof value === 'bigint' ? formatUnits(value) : value;
  }
  if (field === 'totalPrice') return totalOf(texts);
  if (field === 'currency') return '142';
  if (field === 'qty1' && texts['unit'] === texts['unit1']) return texts['qty'] ?? null;
  return null;
}

/** Quantity times price, to the five decimals of the message. */
function totalOf(texts: Record<string, string>): string | null {
  const [quantity, price] = [parseUnits(texts['qty'] ?? ''), parseUnits(texts['price'] ?? '')];
  if (quantity === undefined || price === undefined) return null;
  return formatUnits(roundHalfUp(quantity * price, 100_000n));
}
