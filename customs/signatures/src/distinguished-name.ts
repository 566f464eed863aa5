import { Buffer } from 'node:buffer';
import { childrenOf, der, derObjectId, expectTag, readObjectId, SEQUENCE, SET } from './der.ts';
import type { Der } from './der.ts';

/** Who a certificate is about or from. */
export type DistinguishedName = {
  /** "CN=…, O=…": for people. */
  readonly text: string;
  /** The values as they stand. */
  readonly values: readonly string[];
  /** The bytes: names are equal when these are. */
  readonly raw: Buffer;
};

const LABELS = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.97', 'organizationIdentifier'],
]);

/** Reads a Name. Throws DerError. */
export function readName(element: Der): DistinguishedName {
  const pairs = childrenOf(element).flatMap((set) =>
    childrenOf(expectTag(set, SET)).map((pair) => {
      const [id, value] = childrenOf(expectTag(pair, SEQUENCE));
      const name = readObjectId(id);
      return { label: LABELS.get(name) ?? name, value: textOf(expectTag(value)) };
    }),
  );
  return {
    text: pairs.map(({ label, value }) => `${label}=${value}`).join(', '),
    values: pairs.map(({ value }) => value),
    raw: element.raw,
  };
}

const UTF8 = 0x0c;
const BMP = 0x1e;

function textOf({ tag, content }: Der): string {
  if (tag === UTF8) return content.toString('utf8');
  if (tag === BMP && content.length % 2 === 0) {
    return Buffer.from(content).swap16().toString('utf16le');
  }
  return content.toString('latin1');
}

/** Builds a Name of labels and values, in order. */
export function writeName(parts: readonly (readonly [label: string, value: string])[]): Buffer {
  const ids = new Map([...LABELS].map(([id, label]) => [label, id]));
  const sets = parts.map(([label, value]) => {
    const id = derObjectId(ids.get(label) ?? label);
    return der(SET, der(SEQUENCE, id, der(UTF8, Buffer.from(value, 'utf8'))));
  });
  return der(SEQUENCE, ...sets);
}

/**
 * The codes of companies that a name holds: any run of letters and digits of 10 characters or more
 * in any of its values. Authorities put the credit code or customs code into CN, OU, O or a field
 * of their own, alone or beside the company's name.
 */
export function codesOf(name: DistinguishedName): Set<string> {
  return new Set(name.values.flatMap((value) => value.toUpperCase().match(/[0-9A-Z]{10,}/g) ?? []));
}
