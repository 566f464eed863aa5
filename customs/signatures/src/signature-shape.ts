import { DS_NAMESPACE } from '@pilotzone/ceb/tables';
import { SaxesParser } from 'saxes';
import { canonicalize } from './canonical.ts';

/** What a ds:Signature says, before anything of it is believed. */
export type SignatureShape = {
  readonly canonicalizationMethod: string;
  readonly signatureMethod: string;
  readonly digestMethod: string;
  /** URIs of the references; customs allows exactly one, "". */
  readonly references: readonly (string | undefined)[];
  readonly transforms: readonly string[];
  readonly keyName: string | undefined;
  /** Base64 of the certificates as written, in order. */
  readonly certificates: readonly string[];
  /** Something stands where the form of customs has nothing: an attribute, a second element. */
  readonly oddities: readonly string[];
  readonly digestValue: string;
  readonly signatureValue: string;
  /** SignedInfo in canonical form, as it was signed. */
  readonly signedInfo: string;
};

/** The start tag of a message's root: what SignedInfo inherits of it. */
const ROOT_TAG = /^\ufeff?(?:<\?[^]*?\?>|<!--[^]*?-->|[ \t\r\n])*(<(?:[^"'>]|"[^"]*"|'[^']*')*>)/;

/** The start tag of the document's root element. */
export function rootTagOf(text: string): string {
  return ROOT_TAG.exec(text)?.[1] ?? '';
}

/**
 * Everything a Signature says but its two values; senders write the same around them in every
 * message, so it is read once.
 */
type Frame = Omit<SignatureShape, 'digestValue' | 'signatureValue' | 'signedInfo'> & {
  /** SignedInfo in canonical form, before and behind the digest. */
  readonly signedInfo: readonly [before: string, after: string];
};

const VALUES = new RegExp(
  `^([^]*?<(?:[A-Za-z][A-Za-z0-9]*:)?DigestValue>)([A-Za-z0-9+/= \\t\\r\\n]*)` +
    `(</(?:[A-Za-z][A-Za-z0-9]*:)?DigestValue>[^]*?<(?:[A-Za-z][A-Za-z0-9]*:)?SignatureValue>)` +
    `([A-Za-z0-9+/= \\t\\r\\n]*)(</(?:[A-Za-z][A-Za-z0-9]*:)?SignatureValue>[^]*)$`,
);

/** Frames kept: one or two for each sender. Beyond this all are forgotten. */
const FRAMES_MAX = 2000;
/** Together with what is kept of each, about 20 MB. */
const FRAME_LENGTH_MAX = 8192;
const frames = new Map<string, Frame | undefined>();

// Base64 that no digest has; the frame is read with them in the places of the values.
const DIGEST_MARK = 'DigestMarkDigestMark';
const VALUE_MARK = 'ValueMarkValueMark';

/**
 * Reads the Signature `text` of a message whose root has this start tag. Throws when it is not
 * well-formed; the message was decoded before, so it is.
 */
export function readSignatureShape(rootTag: string, text: string): SignatureShape {
  const parts = VALUES.exec(text);
  const context = contextOf(rootTag);
  if (!parts) return readWhole(context, text);
  const [, head = '', digest = '', middle = '', value = '', tail = ''] = parts;
  const marked = head + DIGEST_MARK + middle + VALUE_MARK + tail;
  const key = `${context} ${marked}`;
  let frame = frames.get(key);
  if (!frame && !frames.has(key)) {
    frame = readFrame(context, marked);
    if (frames.size >= FRAMES_MAX) frames.clear();
    if (key.length <= FRAME_LENGTH_MAX) frames.set(key, frame);
  }
  if (!frame) return readWhole(context, text);
  const [before, after] = frame.signedInfo;
  return {
    ...frame,
    digestValue: withoutSpace(digest),
    signatureValue: withoutSpace(value),
    signedInfo: before + digest.replace(/\r\n?/g, '\n') + after,
  };
}

function readFrame(context: string, marked: string): Frame | undefined {
  const shape = readWhole(context, marked);
  const [before, after, more] = shape.signedInfo.split(DIGEST_MARK);
  const isWhereItSeems =
    shape.digestValue === DIGEST_MARK && shape.signatureValue === VALUE_MARK && more === undefined;
  if (!isWhereItSeems || before === undefined || after === undefined) return undefined;
  return { ...shape, signedInfo: [before, after] };
}

/** The root's name and what a child inherits: namespaces and attributes of xml. */
function contextOf(rootTag: string): string {
  const name = /^<([^\s/>]+)/.exec(rootTag)?.[1] ?? '';
  const inherited = rootTag.match(/\s(?:xmlns(?::[^\s=]+)?|xml:[a-z]+)\s*=\s*(?:"[^"]*"|'[^']*')/g);
  return `<${name}${(inherited ?? []).join('')}>`;
}

function readWhole(context: string, text: string): SignatureShape {
  const name = context.slice(1).split(/[\s>]/)[0] ?? '';
  const document = `${context}${text}</${name}>`;
  const signature = readTree(document);
  const root = find(signature, 'SignedInfo')[0];
  return {
    ...readParts(signature),
    // Signature is element 1 of this document, its first child element 2.
    signedInfo: root?.index === undefined ? '' : canonicalOf(document, root.index),
  };
}

function canonicalOf(document: string, only: number): string {
  return canonicalize(document, { only }).before;
}

type Node = {
  readonly name: string;
  readonly namespace: string;
  readonly index: number;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Node[];
  text: string;
};

/** The tree of the root's only child. */
function readTree(document: string): Node {
  const parser = new SaxesParser({ xmlns: true });
  const root: Node = nodeOf('', '', -1);
  const open: Node[] = [root];
  let count = 0;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    const node = nodeOf(tag.local, tag.uri, count);
    for (const { name, value } of Object.values(tag.attributes)) {
      if (name !== 'xmlns' && !name.startsWith('xmlns:')) {
        (node.attributes as Map<string, string>).set(name, value);
      }
    }
    count += 1;
    open.at(-1)?.children.push(node);
    open.push(node);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const take = (text: string): void => {
    const node = open.at(-1);
    if (node) node.text += text;
  };
  parser.on('text', take);
  parser.on('cdata', take);
  parser.write(document).close();
  return root.children[0]?.children[0] ?? root;
}

function nodeOf(name: string, namespace: string, index: number): Node {
  return { name, namespace, index, attributes: new Map(), children: [], text: '' };
}

function readParts(signature: Node): Omit<SignatureShape, 'signedInfo'> {
  const signedInfo = find(signature, 'SignedInfo');
  const info = signedInfo[0];
  const references = find(info, 'Reference');
  const reference = references[0];
  const transforms = find(find(reference, 'Transforms')[0], 'Transform');
  const keyInfo = find(signature, 'KeyInfo')[0];
  const data = find(keyInfo, 'X509Data');
  const certificates = data.flatMap((node) => find(node, 'X509Certificate'));
  return {
    canonicalizationMethod: algorithmOf(find(info, 'CanonicalizationMethod')),
    signatureMethod: algorithmOf(find(info, 'SignatureMethod')),
    digestMethod: algorithmOf(find(reference, 'DigestMethod')),
    references: references.map(({ attributes }) => attributes.get('URI')),
    transforms: transforms.map((node) => algorithmOf([node])),
    keyName: find(keyInfo, 'KeyName')[0]?.text.trim(),
    certificates: certificates.map(({ text }) => withoutSpace(text)),
    oddities: odditiesOf([
      ...METHODS.flatMap((name) => [...find(info, name), ...find(reference, name)]),
      ...transforms,
      ...references,
    ]),
    digestValue: withoutSpace(find(reference, 'DigestValue')[0]?.text ?? ''),
    signatureValue: withoutSpace(find(signature, 'SignatureValue')[0]?.text ?? ''),
  };
}

const METHODS = ['CanonicalizationMethod', 'SignatureMethod', 'DigestMethod'];

/** Parameters in methods (an HMAC length, an XPath), attributes that point elsewhere. */
function odditiesOf(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => {
    const attributes = [...node.attributes.keys()].filter((name) => !USUAL.has(name));
    const children = node.name === 'Reference' ? [] : node.children.map(({ name }) => name);
    return [...attributes.map((name) => `${node.name}/@${name}`), ...children];
  });
}

const USUAL = new Set(['Algorithm', 'URI']);

function find(node: Node | undefined, name: string): Node[] {
  return (node?.children ?? []).filter((child) => {
    return child.name === name && child.namespace === DS_NAMESPACE;
  });
}

function algorithmOf(nodes: readonly Node[]): string {
  return nodes[0]?.attributes.get('Algorithm') ?? '';
}

function withoutSpace(text: string): string {
  return text.replace(/[ \t\r\n]+/g, '');
}
