import { SaxesParser } from 'saxes';
import type { SaxesAttributeNS, SaxesTagNS } from 'saxes';
import { MAX_ATTRIBUTES, MAX_DEPTH, MAX_TEXT_BYTES, refuse } from './guards.ts';
import type { Refusal } from './guards.ts';
import { isNcName, isUriReference } from './lexical.ts';
import type { SchemaError } from './message.ts';
import { TooManyErrors, XML_NAMESPACE } from './validate.ts';
import type { Attribute, OpenTag, Validator } from './validate.ts';

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
 * Reads a document strictly (saxes: well-formedness and namespaces) and feeds the validator that the root asks
 * for. Stops at the first thing that is not well-formed, at a guard, or at too many errors. Returns the guard's
 * refusal, `undefined` otherwise: the document is valid when `errors` stayed empty.
 */
export function readStrictly(text: string, reading: Reading): Refusal | undefined {
  try {
    drive(text, reading);
  } catch (error) {
    if (error instanceof GuardStop) return error.refusal;
    if (error instanceof NotWellFormed) {
      reading.errors.push({ path: '', code: 'not-well-formed', message: error.message });
    } else if (!(error instanceof TooManyErrors)) throw error;
  }
  return undefined;
}

class GuardStop extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

class NotWellFormed extends Error {}

function drive(text: string, reading: Reading): void {
  // Version 1.1 knows other line ends and characters; libxml2 reads every 1.x as 1.0.
  const parser = new SaxesParser({
    xmlns: true,
    position: true,
    forceXMLVersion: true,
    defaultXMLVersion: '1.0',
  });
  let validator: Validator | undefined;
  let depth = 0;
  let start = 0;
  let attributes = 0;

  parser.on('error', (error) => {
    throw new NotWellFormed(error.message);
  });
  parser.on('doctype', () => {
    throw new GuardStop(refuse('doctype', 'the message has a DOCTYPE; none is read'));
  });
  parser.on('opentagstart', () => {
    attributes = 0;
    start = text.lastIndexOf('<', parser.position - 1);
    if (++depth > MAX_DEPTH) {
      throw new GuardStop(refuse('depth', `elements are nested more than ${String(MAX_DEPTH)} deep`));
    }
  });
  parser.on('attribute', (attribute) => {
    if (++attributes > MAX_ATTRIBUTES) {
      const limit = String(MAX_ATTRIBUTES);
      throw new GuardStop(refuse('attributes', `an element has more than ${limit} attributes`));
    }
    checkBinding(attribute);
  });
  parser.on('opentag', (tag) => {
    const open = openTagOf(tag, { start, end: parser.position, parser });
    checkNames(tag);
    if (depth === 1) validator = reading.begin(open);
    validator?.open(open);
  });
  parser.on('text', (value) => {
    checkText(value);
    validator?.text(value);
  });
  parser.on('cdata', (value) => {
    checkText(value);
    validator?.cdata(value);
  });
  parser.on('processinginstruction', ({ target }) => {
    if (target.includes(':')) throw new NotWellFormed(`colon in the name of ${target}`);
  });
  parser.on('closetag', () => {
    depth--;
    // A self-closing tag closes where it opens.
    const at = parser.position;
    validator?.close(Math.max(text.lastIndexOf('<', at - 1), 0), at);
  });
  parser.write(blankDeclaration(text)).close();
}

/**
 * Checks the XML declaration and puts spaces in its place: libxml2 takes any version 1.x, also "1.", and is
 * pickier than saxes about the order of its parts.
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

/** Namespace names must be URI references: saxes does not look, libxml2 refuses others. */
function checkBinding({ name, value }: { name: string; value: string }): void {
  if (name !== 'xmlns' && !name.startsWith('xmlns:')) return;
  if (value !== '' && !isUriReference(value)) {
    throw new NotWellFormed(`the namespace "${value.slice(0, 100)}" is not a URI`);
  }
}

/** What libxml2 checks while it reads, and saxes does not: long names, and xml:id. */
function checkNames(tag: SaxesTagNS): void {
  if (tag.name.length > MAX_NAME_LENGTH) throw new NotWellFormed('a name is too long');
  for (const { uri, local, value } of Object.values(tag.attributes)) {
    if (local.length > MAX_NAME_LENGTH) throw new NotWellFormed('a name is too long');
    if (uri !== XML_NAMESPACE || local !== 'id') continue;
    if (!isNcName(value)) throw new NotWellFormed('xml:id is not a name');
  }
}

function checkText(value: string): void {
  if (value.length * 3 <= MAX_TEXT_BYTES || Buffer.byteLength(value) <= MAX_TEXT_BYTES) return;
  const limit = String(MAX_TEXT_BYTES);
  throw new GuardStop(refuse('size', `the message has a value of more than ${limit} bytes`));
}

type At = {
  readonly start: number;
  readonly end: number;
  readonly parser: SaxesParser<{ xmlns: true }>;
};

function openTagOf(tag: SaxesTagNS, { start, end, parser }: At): OpenTag {
  const all: SaxesAttributeNS[] = Object.values(tag.attributes);
  const attributes: Attribute[] = [];
  for (const { prefix, uri, local, name, value } of all) {
    if (prefix === 'xmlns' || name === 'xmlns') continue;
    attributes.push({ namespace: uri, name: local, value });
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
