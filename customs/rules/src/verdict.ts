import type { Finding } from '@pilotzone/kernel/finding';
import { CUSTOMS_DETAIL_CODES } from './codes/customs-detail-codes.ts';
import { ERROR_CODES } from './codes/error-codes.ts';
import { findReturnStatus } from './codes/return-statuses.ts';

/** returnInfo holds at most so many characters (XSD). */
const RETURN_INFO_MAX = 1000;

/**
 * The returnStatus of a list that is turned down for `findings`: e-port's first list code among
 * them (-621…), else 100 (rejected by customs). Call it with errors only.
 */
export function returnStatusOf(findings: readonly Finding[]): string {
  const refusal = findings.find((f) => f.source === 'eport' && f.code.startsWith('-621'));
  return refusal?.code ?? '100';
}

/**
 * The returnInfo of a receipt: `[Code:1332;Desc:…]` for each finding, one after another. Square
 * brackets inside a text become 【】, so that it can be read back. What does not fit into 1000
 * characters is left out whole, and a last `[…共N项]` says how many findings there are.
 */
export function returnInfoOf(findings: readonly Finding[]): string {
  const entries = findings.map(({ code, messageZh }) => {
    const text = messageZh.replaceAll('[', '【').replaceAll(']', '】');
    return `[Code:${code};Desc:${text}]`;
  });
  const all = entries.join('');
  if (all.length <= RETURN_INFO_MAX) return all;
  const rest = `[…共${entries.length}项]`;
  let info = '';
  for (const entry of entries) {
    if (info.length + entry.length + rest.length > RETURN_INFO_MAX) break;
    info += entry;
  }
  return info + rest;
}

/**
 * Why customs or e-port answered as they did: the `[Code:…;Desc:…]` of a receipt, or its negative
 * status, as findings with what to do where the code is known. Empty where the receipt complains of
 * nothing.
 */
export function explainReturn(status: string, info: string): Finding[] {
  const entries = parseReturnInfo(info).filter(({ code }) => !SILENT_CODES.has(code));
  if (entries.length > 0) return entries.map(({ code, text }) => explain(code, text, status));
  const outcome = findReturnStatus(status)?.outcome;
  if (outcome === 'rejected' || outcome === 'held') return [explain(status, info, status)];
  return [];
}

/** Codes by which customs says that all is well: checked, released. */
const SILENT_CODES: ReadonlySet<string> = new Set(['1800', '2600']);

/**
 * The entries of a returnInfo, in order. A text runs to the bracket that closes it; where that is
 * missing (a text cut off) to the next entry or the end.
 */
export function parseReturnInfo(info: string): { code: string; text: string }[] {
  const entries: { code: string; text: string }[] = [];
  for (const part of info.split(/(?=\[Code:)/)) {
    const start = /^\[Code:\s*([\w-]+)\s*;\s*Desc:/.exec(part);
    if (!start) continue;
    const [opening, code = ''] = start;
    const rest = part.slice(opening.length);
    entries.push({ code, text: rest.slice(0, closingBracket(rest)).trim() });
  }
  return entries;
}

function closingBracket(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '[') depth++;
    else if (text[i] === ']' && depth-- === 0) return i;
  }
  return text.length;
}

function explain(code: string, text: string, status: string): Finding {
  const detail = CUSTOMS_DETAIL_CODES.get(code);
  // Detail codes look like those of DXP, which never stand here: only negative codes are e-port's.
  const official = code.startsWith('-') ? ERROR_CODES.get(code) : undefined;
  const meaning = findReturnStatus(code);
  const known = detail ?? official ?? meaning;
  return {
    code,
    source: code.startsWith('-') ? 'eport' : 'customs',
    field: '',
    message: detail || official ? (known?.en ?? '') : unknownMessage(code, meaning?.en),
    messageZh: text === '' ? (known?.zh ?? '') : text,
    values: [],
    basis: `Receipt with status ${status}`,
    fix: detail?.fix ?? fixFor(status).fix,
    basisZh: `状态为${status}的回执`,
    fixZh: detail?.fixZh ?? fixFor(status).fixZh,
  };
}

function unknownMessage(code: string, meaning: string | undefined): string {
  if (meaning) return `Customs answered ${code}: ${meaning}.`;
  return `Customs answered with the code ${code}, which no public table explains.`;
}

function fixFor(status: string): { readonly fix: string; readonly fixZh: string } {
  if (findReturnStatus(status)?.outcome === 'held') {
    return {
      fix: 'Wait for customs, or ask the office.',
      fixZh: '请等待海关处理，或向海关查询。',
    };
  }
  return {
    fix: 'Correct what the text names, then declare again; ask the office where it is unclear.',
    fixZh: '请按回执信息更正后重新申报；不明之处请向海关查询。',
  };
}
