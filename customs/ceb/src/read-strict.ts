import { SaxesParser } from 'saxes';
import type { SaxesAttributeNS, SaxesTagNS } from 'saxes';
import { isUriReference, judgeId } from './lexical.ts';
import type { SchemaError } from './message.ts';
import { XML_NAMESPACE } from './validate-attributes.ts';
import type { Validator } from './validate.ts';
import { TooManyErrors } from './walk.ts';
import type { Attribute, OpenTag } from './walk.ts';

/** What follows a document for the strict reader. */
export type Reading = {
  /** Chooses the validator by the root; `undefined` when nothing can judge it. */
  readonly begin: (root: OpenTag) => Validator | undefined;
  /** Where errors go, of the reader and of the validator alike. */
  readonly errors: SchemaError[];
};

/** libxml2 refuses longer names. */
const MAX_NAME_LENGTH = 50_000;

/**
 * Reads a document strictly (saxes: well-formedness and namespaces) and feeds the validator that
 * the root asks for. The document is valid when `errors` stayed empty; reading stops at the first
 * thing that is not well-formed, and at too many errors. The guards must have passed it: saxes
 * takes quadratic time in depth.
 */
export function readStrictly(text: string, reading: Reading): void {
  try {
    drive(text, reading);
  } catch (error) {
    if (error instanceof NotWellFormed) {
      reading.errors.push({ path: '', code: 'not-well-formed', message: error.message });
    } else if (!(error instanceof TooManyErrors)) throw error;
  }
}

class NotWellFormed extends Error {}

/**
 * No more than six handlers: each is one more property of the parser, and with a seventh V8 turns
 * it into a dictionary and saxes becomes four times slower (measured).
 */
function drive(text: string, reading: Reading): void {
  // Version 1.1 knows other line ends and characters; libxml2 reads every 1.x as 1.0.
  const parser = new SaxesParser({
    xmlns: true,
    position: true,
    forceXMLVersion: true,
    defaultXMLVersion: '1.0',
  });
  let validator: Validator | undefined;
  let isRoot = true;

  parser.on('error', (error) => {
    throw new NotWellFormed(error.message);
  });
  parser.on('opentag', (tag) => {
    const end = parser.position;
    // An attribute's value cannot hold "<", so the last one begins this tag.
    const open = openTagOf(tag, { start: text.lastIndexOf('<', end - 1), end, parser });
    if (isRoot) validator = reading.begin(open);
    isRoot = false;
    validator?.open(open);
  });
  parser.on('text', (value) => {
    validator?.text(value);
  });
  parser.on('cdata', (value) => {
    validator?.cdata(value);
  });
  parser.on('processinginstruction', ({ target }) => {
    if (target.includes(':')) throw new NotWellFormed('a colon in the name of an instruction');
  });
  parser.on('closetag', () => {
    const end = parser.position;
    // A self-closing tag closes where it opens.
    validator?.close(text.lastIndexOf('<', end - 1), end);
  });
  parser.write(blankDeclaration(text)).close();
}

/**
 * Checks the XML declaration and puts spaces in its place: libxml2 takes any version 1.x, also
 * "1.", and is pickier than saxes about the order of its parts.
 */
function blankDeclaration(text: string): string {
  const start = /^\ufeff?<\?xml[ \t\r\n][^?]*/.exec(text);
  if (!start) return text;
  const mark = text.startsWith('\ufeff') ? 1 : 0;
  const declaration = DECLARATION.exec(text.slice(mark, start[0].length + 2))?.[0];
  if (declaration === undefined) throw new NotWellFormed('1:1: the XML declaration is malformed');
  const after = text.slice(mark + declaration.length);
  return text.slice(0, mark) + ' '.repeat(declaration.length) + after;
}

const DECLARATION = new RegExp(
  (
    '^<\\?xml_+version_*=_*(?:"1\\.\\d*"|\'1\\.\\d*\')' +
    '(?:_+encoding_*=_*(?:"[A-Za-z][A-Za-z0-9.-]*"|\'[A-Za-z][A-Za-z0-9.-]*\'))?' +
    '(?:_+standalone_*=_*(?:"(?:yes|no)"|\'(?:yes|no)\'))?_*\\?>'
  ).replaceAll('_', '[ \\t\\r\\n]'),
);

type At = {
  readonly start: number;
  readonly end: number;
  readonly parser: SaxesParser<{ xmlns: true }>;
};

function openTagOf(tag: SaxesTagNS, { start, end, parser }: At): OpenTag {
  if (tag.name.length > MAX_NAME_LENGTH) throw new NotWellFormed('a name is too long');
  const attributes: Attribute[] = [];
  for (const key in tag.attributes) {
    const attribute = tag.attributes[key];
    if (attribute && !isBinding(attribute)) attributes.push(checkAttribute(attribute));
  }
  return {
    namespace: tag.uri,
    name: tag.local,
    attributes,
    start,
    end,
    resolve: (prefix) => parser.resolve(prefix),
  };
}

/**
 * Whether it declares a namespace; its name must be a URI reference, which saxes does not check.
 */
function isBinding({ prefix, name, value }: SaxesAttributeNS): boolean {
  if (prefix !== 'xmlns' && name !== 'xmlns') return false;
  if (value === '' || isUriReference(value)) return true;
  throw new NotWellFormed(`the namespace "${value.slice(0, 100)}" is not a URI`);
}

/** What libxml2 checks while it reads, and saxes does not: the length of names, and xml:id. */
function checkAttribute({ uri, local, value }: SaxesAttributeNS): Attribute {
  if (local.length > MAX_NAME_LENGTH) throw new NotWellFormed('a name is too long');
  if (uri === XML_NAMESPACE && local === 'id' && judgeId(value)) {
    throw new NotWellFormed('xml:id is not a name');
  }
  return { namespace: uri, name: local, value };
}
