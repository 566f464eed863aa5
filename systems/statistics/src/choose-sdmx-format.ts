import { PilotError } from '@pilotzone/kernel/errors';
import { SDMX_QUERY_INVALID } from './contract/publications.ts';

/** How data can be answered. */
export const DATA_TYPES = {
  generic: 'application/vnd.sdmx.genericdata+xml;version=2.1',
  specific: 'application/vnd.sdmx.structurespecificdata+xml;version=2.1',
  json: 'application/vnd.sdmx.data+json;version=1.0.0',
  csv: 'application/vnd.sdmx.data+csv;version=1.0.0',
} as const;

/** How structures can be answered. */
export const STRUCTURE_TYPES = {
  xml: 'application/vnd.sdmx.structure+xml;version=2.1',
  json: 'application/vnd.sdmx.structure+json;version=1.0.0',
} as const;

export type DataFormat = keyof typeof DATA_TYPES;
export type StructureFormat = keyof typeof STRUCTURE_TYPES;

// The first that fits; what asks for anything gets the first of all.
const DATA: readonly (readonly [RegExp, DataFormat])[] = [
  [/genericdata\+xml/, 'generic'],
  [/structurespecificdata\+xml/, 'specific'],
  [/data\+json|^application\/json/, 'json'],
  [/data\+csv|^text\/csv/, 'csv'],
  [/^(application|text)\/xml|\*\/\*|^application\/\*|^text\/html/, 'generic'],
];

const STRUCTURE: readonly (readonly [RegExp, StructureFormat])[] = [
  [/structure\+json|^application\/json/, 'json'],
  [/structure\+xml|^(application|text)\/xml|\*\/\*|^application\/\*|^text\/html/, 'xml'],
];

/** The format of a data answer, by `format` of the address or by the accept header. */
export function chooseDataFormat(accept: string | undefined, format?: string): DataFormat {
  if (format !== undefined) return format as DataFormat;
  return choose(accept, DATA) ?? refuse(accept, DATA_TYPES);
}

/** The format of a structure answer. */
export function chooseStructureFormat(accept: string | undefined, format?: string) {
  if (format !== undefined) return format as StructureFormat;
  return choose(accept, STRUCTURE) ?? refuse(accept, STRUCTURE_TYPES);
}

/** By quality, then by order (RFC 9110, 12.5.1). */
function choose<F>(accept: string | undefined, known: readonly (readonly [RegExp, F])[]) {
  const asked = (accept ?? '*/*')
    .split(',')
    .map((part) => ({ type: part.trim(), quality: Number(/;\s*q=([\d.]+)/.exec(part)?.[1] ?? 1) }))
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality);
  for (const { type } of asked) {
    const found = known.find(([pattern]) => pattern.test(type));
    if (found) return found[1];
  }
  return undefined;
}

function refuse(accept: string | undefined, types: Readonly<Record<string, string>>): never {
  const known = Object.values(types).join(', ');
  throw new PilotError(SDMX_QUERY_INVALID, `"${accept ?? ''}" is none of ${known}`);
}
