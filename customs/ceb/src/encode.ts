import { assert } from '@pilotzone/kernel/errors';
import { formatUnits } from '@pilotzone/kernel/money';
import type { Entity, MessageTable } from './fields.ts';
import type { DocumentByType, ExtendMessage, MessageType } from './message.ts';
import { compileRecordReader } from './records.ts';
import type { AnyRecord, RecordReader } from './records.ts';
import { CEB_NAMESPACE, MESSAGE_TABLES, MESSAGE_TYPES } from './tables.ts';
import { baseSubscribe, baseTransfer } from './tables/frame.ts';
import type { BaseSubscribe, BaseTransfer } from './tables/frame.ts';
import {
  beginXml,
  endXml,
  escapeAttribute,
  escapeText,
  putBytes,
  putMarkup,
  putText,
} from './xml-bytes.ts';
import { sourceOf } from './source-bytes.ts';

export { escapeAttribute, escapeText };

/**
 * A message to send: a decoded message is one, and receipts need no frame beyond guid and version.
 */
export type OutgoingMessage = {
  [T in MessageType]: {
    readonly type: T;
    readonly guid: string;
    readonly version: string;
    readonly transfer?: BaseTransfer | undefined;
    readonly subscribes?: readonly BaseSubscribe[];
    readonly extend?: ExtendMessage | undefined;
    readonly documents: readonly DocumentByType[T][];
    /** Documents that still have the bytes they came in go out in these, to the byte. */
    readonly asReceived?: boolean;
  };
}[MessageType];

/**
 * The message as customs wants it, UTF-8: the XML declaration, a line feed, and the root in
 * canonical form (C14N: no self-closing tags, namespace before attributes in order of their names,
 * only the needed escapes), so that signing and verifying may hash the bytes as they stand.
 * Declarations carry the prefix `ceb:`, receipts the default namespace, as the official samples do.
 * Values are written, not validated.
 *
 * `signature` is a complete ds:Signature element that declares its own namespace; it becomes the
 * last child, in exports the last before ExtendMessage. The content of ExtendMessage is written as
 * it came, so its prefixes must be declared inside it (or be `ceb`).
 */
export function encodeCeb(message: OutgoingMessage, signature = ''): Buffer {
  const writer = writers[message.type];
  const { prefix } = writer;
  const isForwarded = message.asReceived === true && prefix !== '';
  beginXml();
  putBytes(writer.start);
  putMarkup(`${escapeAttribute(message.guid)}" version="${escapeAttribute(message.version)}">`);
  for (const document of message.documents) {
    const source = isForwarded ? sourceOf(document) : undefined;
    if (source) putBytes(source);
    else writer.write(document);
  }
  if (prefix !== '') {
    assert(message.transfer, `${message.type} needs BaseTransfer`);
    writeTransfer(message.transfer);
    for (const subscribe of message.subscribes ?? []) writeSubscribe(subscribe);
  }
  const extend = prefix !== '' && message.extend ? writeExtend(message.extend) : '';
  putMarkup(writer.isExport ? signature + extend : extend + signature);
  putMarkup(`</${prefix}${message.type}>`);
  return endXml();
}

type AnyDocument = { readonly head: object; readonly lines: readonly object[] };

type MessageWriter = {
  readonly prefix: 'ceb:' | '';
  readonly isExport: boolean;
  /** Everything up to the value of the root's guid. */
  readonly start: Uint8Array;
  readonly write: (document: AnyDocument) => void;
};

const writeTransfer = compileEntity(baseTransfer, 'ceb:');
const writeSubscribe = compileEntity(baseSubscribe, 'ceb:');

const writers = Object.fromEntries(
  MESSAGE_TYPES.map((type) => [type, compileMessage(MESSAGE_TABLES[type])]),
) as Record<MessageType, MessageWriter>;

function compileMessage(table: MessageTable): MessageWriter {
  const prefix = table.frame === 'declaration' ? 'ceb:' : '';
  const binding = prefix === '' ? 'xmlns' : 'xmlns:ceb';
  const start =
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<${prefix}${table.type} ${binding}="${CEB_NAMESPACE}" guid="`;
  const isExport = table.direction === 'export';
  return { prefix, isExport, start: Buffer.from(start), write: compileDocument(table, prefix) };
}

function compileDocument(table: MessageTable, prefix: string): MessageWriter['write'] {
  const { element, head, lines } = table.document;
  const writeHead = compileEntity(head, prefix);
  if (element === head.element) {
    return (document) => {
      writeHead(document.head);
    };
  }
  const writeLine = lines ? compileEntity(lines, prefix) : () => undefined;
  const [open, close] = [bytesOf(`<${prefix}${element}>`), bytesOf(`</${prefix}${element}>`)];
  return (document) => {
    putBytes(open);
    writeHead(document.head);
    for (const line of document.lines) writeLine(line);
    putBytes(close);
  };
}

/** A field as it is written. */
type FieldTags = {
  readonly open: Uint8Array;
  readonly close: Uint8Array;
  readonly name: string;
  readonly isOptional: boolean;
};

function compileEntity(entity: Entity, prefix: string): (record: object) => void {
  const read: RecordReader = compileRecordReader(entity.fields);
  const fields = entity.fields.map((field): FieldTags => ({
    open: bytesOf(`<${prefix}${field.name}>`),
    close: bytesOf(`</${prefix}${field.name}>`),
    name: field.name,
    isOptional: field.optional,
  }));
  const open = bytesOf(`<${prefix}${entity.element}>`);
  const close = bytesOf(`</${prefix}${entity.element}>`);
  return (record) => {
    const values = read(record as AnyRecord);
    putBytes(open);
    for (let i = 0; i < fields.length; i += 1) {
      const field = fields[i] as FieldTags;
      const value = values[i];
      if (value !== undefined) {
        putBytes(field.open);
        putText(typeof value === 'string' ? value : formatNumber(value));
        putBytes(field.close);
      } else assert(field.isOptional, `${entity.element} lacks <${prefix}${field.name}>`);
    }
    putBytes(close);
  };
}

function bytesOf(markup: string): Uint8Array {
  return Buffer.from(markup, 'utf8');
}

function formatNumber(value: bigint | number): string {
  return typeof value === 'bigint' ? formatUnits(value) : String(value);
}

function writeExtend(extend: ExtendMessage): string {
  return (
    `<ceb:ExtendMessage><ceb:name>${escapeText(extend.name)}</ceb:name>` +
    `<ceb:version>${escapeText(extend.version)}</ceb:version>` +
    `<ceb:Message>${extend.message}</ceb:Message></ceb:ExtendMessage>`
  );
}
