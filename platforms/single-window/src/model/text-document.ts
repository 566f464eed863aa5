import { escapeText } from '@pilotzone/ceb/encode';
import type { Field, MessageTable } from '@pilotzone/ceb/fields';
import type { SchemaError } from '@pilotzone/ceb/message';
import { schemaErrorInChinese } from '@pilotzone/ceb/schema-errors-zh';
import { formatUnits } from '@pilotzone/kernel/money';

/** A document as people write it: every value a text, as in the message. */
export type TextDocument = { readonly head: Texts; readonly lines: readonly Texts[] };

export type Texts = Readonly<Record<string, string>>;

/** Something wrong with one value. `line` counts lines from 0; absent for a field of the head. */
export type FieldProblem = {
  readonly document: number;
  readonly line: number | null;
  readonly field: string;
  readonly code: string;
  readonly message: string;
  readonly messageZh: string;
};

/** Who sends, and the numbers of a message that is composed here. */
export type TextFrame = {
  readonly guid: string;
  readonly sender: string;
  readonly signature: string;
};

/**
 * The message of some documents, their values written as they are. The decoder judges it, as it
 * judges what others send; nothing is checked here.
 */
export function writeTextMessage(
  table: MessageTable,
  documents: readonly TextDocument[],
  { guid, sender, signature }: TextFrame,
): string {
  const { element, head, lines } = table.document;
  const body = documents.map((document) => {
    const parts = [
      writeRecord(head.element, head.fields, document.head),
      ...document.lines.map((line) =>
        lines ? writeRecord(lines.element, lines.fields, line) : '',
      ),
    ];
    return tag(element, parts.join(''));
  });
  const transfer = [
    ...[tag('copCode', escapeText(sender)), tag('copName', escapeText(sender))],
    ...[tag('dxpMode', 'DXP'), tag('dxpId', escapeText(`DXPENT${sender}`.slice(0, 30)))],
  ];
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<ceb:${table.type} ` +
    `xmlns:ceb="http://www.chinaport.gov.cn/ceb" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ` +
    `guid="${guid}" version="1.0">${body.join('')}${tag('BaseTransfer', transfer.join(''))}` +
    `${signature}</ceb:${table.type}>`
  );
}

function writeRecord(element: string, fields: readonly Field[], texts: Texts): string {
  const written = fields.flatMap(({ name, optional }) => {
    const text = texts[name] ?? '';
    return text === '' && optional ? [] : [tag(name, escapeText(text))];
  });
  return tag(element, written.join(''));
}

function tag(name: string, content: string): string {
  return `<ceb:${name}>${content}</ceb:${name}>`;
}

/** A record of a decoded document as texts. */
export function textsOf(record: object): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(record)) {
    if (typeof value === 'bigint') texts[name] = formatUnits(value);
    else if (typeof value === 'number' || typeof value === 'string') texts[name] = String(value);
  }
  return texts;
}

/** Where in the document an error of the schema, or a finding, stands. */
export function placeOf(path: string): { document: number; line: number | null; field: string } {
  const document = Number(/^[A-Za-z]+\[(\d+)\]\./.exec(path)?.[1] ?? 0);
  const line = /List\[(\d+)\]/.exec(path)?.[1];
  const field = /\.(\w+)$/.exec(path)?.[1] ?? '';
  return { document, line: line === undefined ? null : Number(line), field };
}

/** An error of the schema at its field, in both languages. */
export function problemOfSchema(error: SchemaError): FieldProblem {
  const { code, message } = error;
  return { ...placeOf(error.path), code, message, messageZh: schemaErrorInChinese(error) };
}

// What XML cannot hold: control characters and halves of characters.
// eslint-disable-next-line no-control-regex -- these characters are what is looked for
const UNWRITABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u;

/** Values that no message can carry. */
export function unwritable(documents: readonly TextDocument[]): FieldProblem[] {
  const look = (document: number, line: number | null, texts: Texts) =>
    Object.entries(texts).flatMap(([field, text]): FieldProblem[] =>
      UNWRITABLE.test(text) ? [{ document, line, field, ...UNWRITABLE_TEXT }] : [],
    );
  return documents.flatMap(({ head, lines }, document) => [
    ...look(document, null, head),
    ...lines.flatMap((texts, line) => look(document, line, texts)),
  ]);
}

const UNWRITABLE_TEXT = {
  code: 'not-well-formed',
  message: 'holds a control character; type the text again',
  messageZh: '含有控制字符，请重新输入',
};
