import type { Entity, Field, MessageTable } from './fields.ts';
import { MESSAGE_TABLES, MESSAGE_TYPES } from './tables.ts';
import { BASE_SUBSCRIBE_MAX, baseSubscribe, baseTransfer } from './tables/frame.ts';

/**
 * The protocol paper docs/protocols/ceb.md, written from the tables; a test keeps the file equal to
 * it (`npx vitest run customs/ceb/src/document-tables --update` writes it anew).
 */
export function documentTables(): string {
  const tables = MESSAGE_TYPES.map((type): MessageTable => MESSAGE_TABLES[type]);
  return [
    HEADER,
    '## Messages\n',
    overview(tables),
    '## Frame of every declaration\n',
    entitySection(baseTransfer, 'exactly one'),
    entitySection(baseSubscribe, `at most ${String(BASE_SUBSCRIBE_MAX)}`),
    FRAME_REST,
    ...tables.map(messageSection),
  ].join('\n');
}

const HEADER = `# CEB messages (海关跨境统一版系统报文)

Written from the field tables in \`customs/ceb/src/tables\`; do not edit. Facts (names, order,
types, lengths): XSD of the unified system for cross-border e-commerce, version 202205 and version
2018 (announcement 2018 no. 113), which differ only where a row says so.

Namespace \`http://www.chinaport.gov.cn/ceb\`; the prefix is the sender's choice. Every root
carries \`guid\` (36 characters) and \`version\` (1 to 10). Elements stand in the order of the
tables. Text is measured in characters (Unicode code points), not bytes. A decimal has at most 19
digits, 5 of them after the point; leading zeros, trailing zeros of the fraction and a sign are
allowed. "fixed" means that no other value is allowed and that an empty element stands for it. The
schema checks no code lists and no dates: those are business checks.
`;

const FRAME_REST = `### ExtendMessage

At most one: \`name\` (0 to 30), \`version\` (0 to 30) and \`Message\`, which holds at most one
element of any kind and no text. Kept as sent.

### ds:Signature

W3C XML-Signature (2002), last child of the root; the table of messages says where it is mandatory.
`;

function overview(tables: readonly MessageTable[]): string {
  const rows = tables.map((table) => {
    const { document, type, zh, en, frame, signature } = table;
    const { element, head, lines, max } = document;
    const lineCount = lines ? ` with 1 to ${String(lines.max)} ${lines.element}` : '';
    const inside = element === head.element ? '' : ` { ${head.element}${lineCount} }`;
    const documents = `${element} 1 to ${String(max)}${inside}`;
    return `| ${[type, zh, en, frame, documents, signature].join(' | ')} |`;
  });
  return table(['message', '中文', 'meaning', 'kind', 'documents', 'signature'], rows);
}

function messageSection({ type, zh, en, document }: MessageTable): string {
  const { head, lines } = document;
  const parts = [`## ${type}: ${en} (${zh})\n`, entitySection(head)];
  if (lines) parts.push(entitySection(lines, `1 to ${String(lines.max)}`));
  return parts.join('\n');
}

function entitySection(entity: Entity, count?: string): string {
  const rows = entity.fields.map((field, i) => {
    const required = field.optional ? 'no' : 'yes';
    const cells = [String(i + 1), `\`${field.name}\``, field.zh, typeOf(field), required];
    return `| ${[...cells, differenceOf(field)].join(' | ')} |`;
  });
  const title = count === undefined ? entity.element : `${entity.element} (${count})`;
  const columns = ['#', 'field', '中文', 'type', 'required', 'in 2018'];
  return `### ${title}\n\n${table(columns, rows)}`;
}

function table(columns: readonly string[], rows: readonly string[]): string {
  const rule = `|${columns.map(() => '---').join('|')}|`;
  return `| ${columns.join(' | ')} |\n${rule}\n${rows.join('\n')}\n`;
}

function typeOf(field: Field): string {
  if (field.kind === 'decimal') return 'decimal 19,5';
  if (field.kind === 'integer') {
    return field.digits === undefined ? 'int' : `int of up to ${String(field.digits)} digits`;
  }
  if (field.fixed !== undefined) return `text, fixed \`${field.fixed}\``;
  return `text ${lengthOf(field)}`;
}

function differenceOf(field: Field): string {
  return field.kind === 'text' && field.in2018 ? `text ${lengthOf(field.in2018)}` : '';
}

function lengthOf({ min, max }: { readonly min: number; readonly max: number }): string {
  if (max === Number.MAX_SAFE_INTEGER) return 'of any length';
  return min === max ? String(max) : `${String(min)} to ${String(max)}`;
}
