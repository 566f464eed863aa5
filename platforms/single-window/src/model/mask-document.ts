import { formatUnits } from '@pilotzone/kernel/money';
import { maskAddress, maskName, maskNumber } from '@pilotzone/rules/mask';

const MASKS: Readonly<Record<string, (text: string) => string>> = {
  buyerName: maskName,
  payerName: maskName,
  consignee: maskName,
  buyerIdNumber: maskNumber,
  payerIdNumber: maskNumber,
  buyerRegNo: maskNumber,
  buyerTelephone: maskNumber,
  telephone: maskNumber,
  consigneeTelephone: maskNumber,
  consigneeAddress: maskAddress,
};

/** The fields of a document's head that say something about a person, as they are. */
export function personalFields(head: object): Record<string, string> {
  const found = Object.entries(head).filter(
    (entry): entry is [string, string] => entry[0] in MASKS && typeof entry[1] === 'string',
  );
  return Object.fromEntries(found);
}

/** A field's text as it may be shown: masked where the field says something about a person. */
export function maskText(name: string, text: string): string {
  return MASKS[name]?.(text) ?? text;
}

type Plain = Readonly<Record<string, string | number>>;

/**
 * A document for the API: amounts and quantities as decimal strings, absent fields left out,
 * personal data masked.
 */
export function maskDocument(document: { head: object; lines: readonly object[] }): {
  head: Plain;
  lines: Plain[];
} {
  return { head: plain(document.head), lines: document.lines.map(plain) };
}

function plain(record: object): Plain {
  const shown: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(record)) {
    if (typeof value === 'bigint') shown[name] = formatUnits(value);
    else if (typeof value === 'number') shown[name] = value;
    else if (typeof value === 'string') shown[name] = maskText(name, value);
  }
  return shown;
}
