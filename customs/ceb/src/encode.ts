import { assert } from '@pilotzone/kernel/errors';
import { formatUnits } from '@pilotzone/kernel/money';
import type { Entity, Field, MessageTable } from './fields.ts';
import type { DocumentByType, ExtendMessage, MessageType } from './message.ts';
import { compileRecordReader } from './records.ts';
import type { AnyRecord, RecordReader, Value } from './records.ts';
import { CEB_NAMESPACE, MESSAGE_TABLES, MESSAGE_TYPES } from './tables.ts';
import { baseSubscribe, baseTransfer } from './tables/frame.ts';
import type { BaseSubscribe, BaseTransfer } from './tables/frame.ts';

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
  let xml = writer.start;
  xml += `${escapeAttribute(message.guid)}" version="${escapeAttribute(message.version)}">`;
  for (const document of message.documents) xml += writer.write(document);
  if (prefix !== '') {
    assert(message.transfer, `${message.type} needs BaseTransfer`);
    xml += transferWriter(message.transfer);
    for (const subscribe of message.subscribes ?? []) xml += subscribeWriter(subscribe);
  }
  const extend = prefix !== '' && message.extend ? writeExtend(message.extend) : '';
  xml += writer.isExport ? signature + extend : extend + signature;
  return Buffer.from(`${xml}</${prefix}${message.type}>`, 'utf8');
}

type AnyDocument = { readonly head: object; readonly lines: readonly object[] };

type MessageWriter = {
  readonly prefix: 'ceb:' | '';
  readonly isExport: boolean;
  /** Everything up to the value of the root's guid. */
  readonly start: string;
  readonly write: (document: AnyDocument) => string;
};

const transferWriter = compileEntity(baseTransfer, 'ceb:');
const subscribeWriter = compileEntity(baseSubscribe, 'ceb:');

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
  return { prefix, isExport, start, write: compileDocument(table, prefix) };
}

function compileDocument(table: MessageTable, prefix: string): MessageWriter['write'] {
  const { element, head, lines } = table.document;
  const writeHead = compileEntity(head, prefix);
  if (element === head.element) return (document) => writeHead(document.head);
  const writeLine = lines ? compileEntity(lines, prefix) : () => '';
  return (document) => {
    let xml = `<${prefix}${element}>` + writeHead(document.head);
    for (const line of document.lines) xml += writeLine(line);
    return `${xml}</${prefix}${element}>`;
  };
}

function compileEntity(entity: Entity, prefix: string): (record: object) => string {
  const read: RecordReader = compileRecordReader(entity.fields);
  const opens = entity.fields.map((field) => `<${prefix}${field.name}>`);
  const closes = entity.fields.map((field) => `</${prefix}${field.name}>`);
  return (record) => {
    const values = read(record as AnyRecord);
    let xml = `<${prefix}${entity.element}>`;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value !== undefined) xml += `${opens[i] ?? ''}${writeValue(value)}${closes[i] ?? ''}`;
      else assert(isOptional(entity.fields[i]), `${entity.element} lacks ${opens[i] ?? ''}`);
    }
    return `${xml}</${prefix}${entity.element}>`;
  };
}

function isOptional(field: Field | undefined): boolean {
  return field?.optional === true;
}

function writeValue(value: NonNullable<Value>): string {
  if (typeof value === 'string') return escapeText(value);
  return typeof value === 'bigint' ? formatUnits(value) : String(value);
}

function writeExtend(extend: ExtendMessage): string {
  return (
    `<ceb:ExtendMessage><ceb:name>${escapeText(extend.name)}</ceb:name>` +
    `<ceb:version>${escapeText(extend.version)}</ceb:version>` +
    `<ceb:Message>${extend.message}</ceb:Message></ceb:ExtendMessage>`
  );
}

/** Text as C14N writes it. */
export function escapeText(text: string): string {
  return /[&<>\r]/.test(text) ? text.replace(/[&<>\r]/g, (c) => ESCAPES[c] ?? c) : text;
}

/** An attribute's value as C14N writes it. */
export function escapeAttribute(text: string): string {
  return /[&<"\t\n\r]/.test(text) ? text.replace(/[&<"\t\n\r]/g, (c) => ESCAPES[c] ?? c) : text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};
