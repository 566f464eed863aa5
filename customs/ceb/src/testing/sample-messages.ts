import { encodeCeb } from '../encode.ts';
import type { OutgoingMessage } from '../encode.ts';
import { fieldsIn } from '../fields.ts';
import type { Field, MessageTable, SpecVersion } from '../fields.ts';
import type { MessageType } from '../message.ts';
import type { Value } from '../records.ts';
import { MESSAGE_TABLES } from '../tables.ts';
import { unsignedSignature } from '../unsigned-signature.ts';
import type { Chance } from './seeded.ts';

const GUID = '4CDE1CFD-EDED-46B1-946C-B8022E42FC94';

/** How large a made message is, and by which version (2022 when not told). */
export type Extent = {
  readonly documents: number;
  readonly lines: number;
  readonly spec?: SpecVersion;
};

/**
 * A schema-valid message with values drawn by chance, of any type; its texts mean nothing. It is
 * valid by both versions but for fields that one of them does not know.
 */
export function sampleMessage(type: MessageType, extent: Extent, chance: Chance): OutgoingMessage {
  const table: MessageTable = MESSAGE_TABLES[type];
  const { head, lines, max } = table.document;
  const spec = extent.spec ?? '2022';
  const documents = Array.from({ length: Math.min(extent.documents, max) }, () => ({
    head: sampleRecord(head.fields, spec, chance),
    lines: lines
      ? Array.from({ length: extent.lines }, () => sampleRecord(lines.fields, spec, chance))
      : [],
  }));
  const isDeclaration = table.frame === 'declaration';
  const message = {
    type,
    guid: GUID,
    version: '1.0',
    transfer: isDeclaration ? sampleTransfer() : undefined,
    subscribes: isDeclaration && chance.below(4) === 0 ? [sampleSubscribe()] : [],
    extend: undefined,
    documents,
  };
  // The records were made from the table of this type.
  return message as unknown as OutgoingMessage;
}

/** The same as bytes, with a signature block where the message may carry one. */
export function sampleBytes(type: MessageType, extent: Extent, chance: Chance): Buffer {
  const signed = MESSAGE_TABLES[type].signature !== 'none';
  return encodeCeb(sampleMessage(type, extent, chance), signed ? unsignedSignature('0001') : '');
}

function sampleTransfer() {
  return {
    copCode: '1101180326',
    copName: '物流企业',
    dxpMode: 'DXP',
    dxpId: 'DXPLGS0000000001',
    note: undefined,
  };
}

function sampleSubscribe() {
  return { status: 'ALL', dxpMode: 'DXP', dxpAddress: 'DXPENT0000000001', note: '' };
}

function sampleRecord(
  fields: readonly Field[],
  spec: SpecVersion,
  chance: Chance,
): Record<string, Value> {
  const known = new Set(fieldsIn(fields, spec).map(({ name }) => name));
  return Object.fromEntries(
    fields.map((field) => [
      field.name,
      known.has(field.name) ? sampleValue(field, chance) : undefined,
    ]),
  );
}

function sampleValue(field: Field, chance: Chance): Value {
  const isDemanded = field.kind === 'integer' && field.since2022;
  if (field.optional && !isDemanded && chance.below(3) === 0) return undefined;
  if (field.kind === 'decimal') {
    return BigInt(chance.below(1_000_000)) * chance.pick([1n, 1000n, 100_000n]);
  }
  if (field.kind === 'integer') return 1 + chance.below(9);
  if (field.fixed !== undefined) return field.fixed;
  const min = field.in2018 ? Math.max(field.min, field.in2018.min) : field.min;
  const max = field.in2018 ? Math.min(field.max, field.in2018.max) : field.max;
  const length = min + chance.below(Math.min(max - min, 24) + 1);
  // White space that a version collapses would not come back as it was written.
  const mixed = field.collapses ? 'a&b<c>中𠮷' : 'a&b<c>中 𠮷';
  const letters = chance.pick(['0123456789', 'ABCXYZ-0189', '进口婴儿奶粉日本', mixed]);
  return Array.from({ length }, () => chance.pick([...letters])).join('');
}
