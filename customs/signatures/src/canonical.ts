import { escapeAttribute, escapeText } from '@pilotzone/ceb/encode';
import { DS_NAMESPACE } from '@pilotzone/ceb/tables';
import { SaxesParser } from 'saxes';
import type { SaxesAttributeNS, SaxesTagNS } from 'saxes';

/** What of a document is written. */
export type CanonicalPart = {
  /** Where an element begins that is left out: the enveloped-signature transform. */
  readonly omitAt?: number | undefined;
  /** Only this element and what is in it: the n-th element of the document, counted from 0. */
  readonly only?: number | undefined;
};

/** A document in canonical form, in two halves around the element that was left out. */
export type Canonical = {
  readonly before: string;
  readonly after: string;
  /** How many elements of the document are a ds:Signature. */
  readonly signatures: number;
};

const XML = 'http://www.w3.org/XML/1998/namespace';

/**
 * Canonical XML 1.0 without comments (W3C, 15 March 2001) of a well-formed document without a
 * DOCTYPE, by the parser that the strict reader uses, so that what is hashed is what was parsed.
 * Throws when the text is not well-formed.
 */
export function canonicalize(text: string, part: CanonicalPart = {}): Canonical {
  const source = text.replace(/^\ufeff?(?:<\?xml[ \t\r\n][^?]*\?>)?/, (start) =>
    ' '.repeat(start.length),
  );
  const parser = new SaxesParser({
    xmlns: true,
    position: true,
    forceXMLVersion: true,
    defaultXMLVersion: '1.0',
  });
  const writer = createWriter(part);
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    writer.open(tag, source.lastIndexOf('<', parser.position - 1));
  });
  parser.on('closetag', (tag) => {
    writer.close(tag.name);
  });
  parser.on('text', writer.text);
  parser.on('cdata', writer.text);
  parser.on('processinginstruction', writer.instruction);
  parser.write(source).close();
  return writer.result();
}

type Scope = {
  /** Namespaces in scope here, by prefix. */
  readonly all: ReadonlyMap<string, string>;
  /** Those that the nearest element written declares. */
  readonly written: ReadonlyMap<string, string>;
  /** Attributes of the xml namespace that an apex inherits. */
  readonly inherited: readonly SaxesAttributeNS[];
};

const NO_SCOPE: Scope = { all: new Map(), written: new Map(), inherited: [] };

function createWriter({ omitAt, only }: CanonicalPart) {
  const scopes: Scope[] = [NO_SCOPE];
  let out = '';
  let before: string | undefined;
  let elements = 0;
  let signatures = 0;
  /** Depth at which the element left out, and the only one, were opened. */
  let omitted = 0;
  let apex = 0;
  let isPastRoot = false;
  return { open, close, text, instruction, result };

  function isWriting(): boolean {
    return omitted === 0 && (only === undefined || apex > 0);
  }

  function open(tag: SaxesTagNS, at: number): void {
    const parent = scopes.at(-1) ?? NO_SCOPE;
    const depth = scopes.length;
    if (omitAt === at && omitted === 0) {
      omitted = depth;
      before = out;
      out = '';
    }
    const isApex = only === elements && apex === 0;
    if (isApex) apex = depth;
    elements += 1;
    if (tag.local === 'Signature' && tag.uri === DS_NAMESPACE) signatures += 1;
    const all = merge(parent.all, tag.ns);
    const own = Object.values(tag.attributes);
    const inherited = [...parent.inherited, ...own.filter(({ uri }) => uri === XML)];
    if (!isWriting()) {
      scopes.push({ all, written: parent.written, inherited });
      return;
    }
    out += `<${tag.name}${namespaces(all, parent.written)}`;
    out += attributes(isApex ? withInherited(own, parent.inherited) : own);
    out += '>';
    scopes.push({ all, written: all, inherited });
  }

  function close(name: string): void {
    if (isWriting()) out += `</${name}>`;
    scopes.pop();
    if (omitted === scopes.length) omitted = 0;
    if (apex === scopes.length) {
      apex = 0;
      if (only !== undefined) isPastRoot = true;
    }
    if (scopes.length === 1) isPastRoot = true;
  }

  function text(value: string): void {
    if (scopes.length > 1 && isWriting()) out += escapeText(value);
  }

  function instruction({ target, body }: { target: string; body: string }): void {
    if (!isWriting()) return;
    const content = `<?${target}${body === '' ? '' : ` ${body}`}?>`;
    if (scopes.length > 1) out += content;
    else out += isPastRoot ? `\n${content}` : `${content}\n`;
  }

  function result(): Canonical {
    return { before: before ?? out, after: before === undefined ? '' : out, signatures };
  }
}

function merge(parent: Scope['all'], own: Record<string, string> | undefined): Scope['all'] {
  if (!own || Object.keys(own).length === 0) return parent;
  return new Map([...parent, ...Object.entries(own)]);
}

/** Declarations that differ from what stands above: by prefix, the default first. */
function namespaces(all: Scope['all'], written: Scope['written']): string {
  if (all === written) return '';
  let text = '';
  for (const prefix of [...all.keys()].sort(byCodePoint)) {
    const uri = all.get(prefix) ?? '';
    if (prefix === 'xml' || uri === (written.get(prefix) ?? '')) continue;
    text += ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeAttribute(uri)}"`;
  }
  return text;
}

/** Attributes by namespace, then by local name. */
function attributes(all: readonly SaxesAttributeNS[]): string {
  return all
    .filter(({ prefix, name }) => prefix !== 'xmlns' && name !== 'xmlns')
    .sort((a, b) => byCodePoint(a.uri, b.uri) || byCodePoint(a.local, b.local))
    .map(({ name, value }) => ` ${name}="${escapeAttribute(value)}"`)
    .join('');
}

function withInherited(
  own: readonly SaxesAttributeNS[],
  inherited: readonly SaxesAttributeNS[],
): readonly SaxesAttributeNS[] {
  const byName = new Map([...inherited, ...own].map((attribute) => [attribute.name, attribute]));
  return [...byName.values()];
}

function byCodePoint(a: string, b: string): number {
  // Names of the schema are ASCII; UTF-16 units and code points order alike below U+D800.
  return a < b ? -1 : a > b ? 1 : 0;
}
