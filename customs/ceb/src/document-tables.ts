import { fieldRule } from './field-rules.ts';
import { UNBOUNDED } from './fields.ts';
import type {
  DocumentTable,
  Entity,
  Field,
  LineCount,
  MessageTable,
  TextLimits,
} from './fields.ts';
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
    entitySection(baseTransfer, 'BaseTransfer', 'exactly one; in exports `copCode` may be empty'),
    entitySection(baseSubscribe, 'BaseSubscribe', `at most ${String(BASE_SUBSCRIBE_MAX)}`),
    FRAME_REST,
    ...tables.map(messageSection),
  ].join('\n');
}

const HEADER = `# CEB messages (海关跨境统一版系统报文)

Written from the field tables in \`customs/ceb/src/tables\`; do not edit. Facts (names, order,
types, lengths): XSD of the unified system for cross-border e-commerce, version 202205 and version
2018 (announcement 2018 no. 113), which differ only where a row says so. Imports and exports have
a schema each; several elements have one name in both and other fields.

Namespace \`http://www.chinaport.gov.cn/ceb\`; the prefix is the sender's choice. Every root
carries \`guid\` (36 characters) and \`version\` (1 to 10). Elements stand in the order of the
tables. Text is measured in characters (Unicode code points), not bytes. A decimal has at most 19
digits, 5 of them after the point; leading zeros, trailing zeros of the fraction and a sign are
allowed. "fixed" means that no other value is allowed and that an empty element stands for it;
"collapsed", that outer white space is dropped and inner runs count as one space. The schema checks
no code lists and no dates: the rules in the last column are business checks, and
[checks](checks.md) has what is said of them.

Ten of the official samples of exports are invalid as published: 303, 403, 505, 507, 509, 603, 605
and 607 carry BaseTransfer twice, the root of 214 is named CEB214, and the lines of 792 lack the
\`gseqno\` that the 2022 version demands (they are valid by that of 2018).
`;

const FRAME_REST = `### ExtendMessage

At most one: \`name\` (0 to 30), \`version\` (0 to 30) and \`Message\`, which holds at most one
element of any kind and no text. Kept as sent.

### ds:Signature

W3C XML-Signature (2002), last child of the root, in exports the last before ExtendMessage; the
table of messages says where it is mandatory.
`;

function overview(tables: readonly MessageTable[]): string {
  const rows = tables.map((table) => {
    const { document, type, zh, en, sender, answer, signature } = table;
    const { element, head, lines, max } = document;
    const lineCount = lines ? ` with ${countOf(lines)} ${lines.element}` : '';
    const inside = element === head.element ? '' : ` { ${head.element}${lineCount} }`;
    const documents = `${element} ${countOf({ max })}${inside}`;
    const receipt = answer?.replace('Message', '') ?? '';
    const cells = [type, zh, en, `${sender.en} (${sender.zh})`, receipt, documents, signature];
    return `| ${cells.join(' | ')} |`;
  });
  const columns = [
    'message',
    '中文',
    'meaning',
    'sent by',
    'answered by',
    'documents',
    'signature',
  ];
  return table(columns, rows);
}

/** A count as the paper says it: "1 to 100", "1 or more". */
function countOf({ min = 1, max }: LineCount): string {
  if (max === UNBOUNDED) return `${String(min)} or more`;
  return min === max ? `exactly ${String(min)}` : `${String(min)} to ${String(max)}`;
}

function messageSection({ type, zh, en, document, since2022 }: MessageTable): string {
  const { head, lines } = document;
  const parts = [`## ${type}: ${en} (${zh})\n`];
  if (since2022) parts.push('New in the 2022 version.\n');
  parts.push(entitySection(head, type));
  if (lines) parts.push(entitySection(lines, type, linesTitle(lines)));
  return parts.join('\n');
}

function linesTitle(lines: NonNullable<DocumentTable['lines']>): string {
  const count = countOf(lines);
  return lines.in2018 ? `${count}; in 2018 ${countOf(lines.in2018)}` : count;
}

function entitySection(entity: Entity, place: string, count?: string): string {
  const rows = entity.fields.map((field, i) => {
    const isDemanded = !field.optional || (field.kind === 'integer' && field.since2022 === true);
    const required = isDemanded ? 'yes' : 'no';
    const cells = [String(i + 1), `\`${field.name}\``, field.zh, typeOf(field), required];
    const rule = fieldRule(place, field.name);
    return `| ${[...cells, differenceOf(field), rule].join(' | ')} |`;
  });
  const title = count === undefined ? entity.element : `${entity.element} (${count})`;
  const columns = ['#', 'field', '中文', 'type', 'required', 'in 2018', 'rule'];
  return `### ${title}\n\n${table(columns, rows)}`;
}

function table(columns: readonly string[], rows: readonly string[]): string {
  const rule = `|${columns.map(() => '---').join('|')}|`;
  return `| ${columns.join(' | ')} |\n${rule}\n${rows.join('\n')}\n`;
}

function typeOf(field: Field): string {
  if (field.kind === 'decimal') return `decimal 19,5${emptyText(field)}`;
  if (field.kind === 'integer') {
    return field.digits === undefined ? 'int' : `int of up to ${String(field.digits)} digits`;
  }
  return textTypeOf(field);
}

function textTypeOf(limits: TextLimits): string {
  if (limits.fixed !== undefined) return `text, fixed \`${limits.fixed}\``;
  return `text ${lengthOf(limits)}${limits.collapses ? ', collapsed' : ''}${emptyText(limits)}`;
}

function emptyText({ emptyMeans }: { readonly emptyMeans?: string }): string {
  return emptyMeans === undefined ? '' : `, empty means \`${emptyMeans}\``;
}

function differenceOf(field: Field): string {
  if (field.kind === 'integer') return field.since2022 ? 'not there' : '';
  return field.kind === 'text' && field.in2018 ? textTypeOf(field.in2018) : '';
}

function lengthOf({ min, max }: { readonly min: number; readonly max: number }): string {
  if (max === UNBOUNDED) return 'of any length';
  return min === max ? String(max) : `${String(min)} to ${String(max)}`;
}
