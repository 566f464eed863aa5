import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Field, MessageTable } from './fields.ts';
import type { DocumentByType, MessageType } from './message.ts';
import { packDocument, unpackDocument } from './pack.ts';
import { MESSAGE_TABLES, MESSAGE_TYPES } from './tables.ts';

function valueOf(field: Field): fc.Arbitrary<unknown> {
  const value: fc.Arbitrary<unknown> =
    field.kind === 'text' ? fc.string() : field.kind === 'decimal' ? fc.bigInt() : fc.integer();
  return field.optional ? fc.option(value, { nil: undefined }) : value;
}

function recordOf(fields: readonly Field[]): fc.Arbitrary<unknown> {
  return fc.tuple(...fields.map(valueOf)).map((values) => {
    return Object.fromEntries(fields.map((field, i) => [field.name, values[i]]));
  });
}

function documentOf<T extends MessageType>(type: T): fc.Arbitrary<DocumentByType[T]> {
  const table: MessageTable = MESSAGE_TABLES[type];
  const { head, lines } = table.document;
  const line = lines ? fc.array(recordOf(lines.fields), { maxLength: 3 }) : fc.constant([]);
  return fc.record({ head: recordOf(head.fields), lines: line }) as fc.Arbitrary<DocumentByType[T]>;
}

describe('packDocument', () => {
  it.each(MESSAGE_TYPES)('%s comes back from its body as it was', (type) => {
    fc.assert(
      fc.property(documentOf(type), (document) => {
        const body = packDocument(type, document);
        expect(unpackDocument(type, body, document.head)).toEqual(document);
        expect(packDocument(type, unpackDocument(type, body, document.head))).toBe(body);
      }),
      { numRuns: 50 },
    );
  });

  it('the body depends on everything but guid, appType and appTime', () => {
    const [document] = fc.sample(documentOf('CEB311Message'), { numRuns: 1, seed: 7 });
    if (!document) throw new Error('no sample');
    const body = packDocument('CEB311Message', document);
    const again = {
      ...document,
      head: { ...document.head, guid: 'G', appType: '2', appTime: 'T' },
    };
    expect(packDocument('CEB311Message', again)).toBe(body);
    const other = { ...document, head: { ...document.head, orderNo: document.head.orderNo + 'x' } };
    expect(packDocument('CEB311Message', other)).not.toBe(body);
  });

  it('an absent field and an empty one differ', () => {
    const [document] = fc.sample(documentOf('CEB513Message'), { numRuns: 1, seed: 7 });
    if (!document) throw new Error('no sample');
    const absent = { ...document, head: { ...document.head, note: undefined } };
    const empty = { ...document, head: { ...document.head, note: '' } };
    expect(packDocument('CEB513Message', absent)).not.toBe(packDocument('CEB513Message', empty));
  });

  it('a body of another message is refused', () => {
    expect(() => unpackDocument('CEB311Message', '[["x"]]', { guid: '' })).toThrow(SyntaxError);
  });
});
