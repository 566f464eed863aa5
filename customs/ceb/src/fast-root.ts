import { isUriReference } from './lexical.ts';
import { CEB_NAMESPACE } from './tables.ts';

/** What the fast reader learns from the start of a message. */
export type FastRoot = {
  readonly type: string;
  readonly prefix: string;
  readonly guid: string;
  readonly version: string;
  /** Namespaces that the root declares, by prefix ('' is the default). */
  readonly bindings: ReadonlyMap<string, string>;
  /** Where its content begins. */
  readonly end: number;
};

/** Declaration and root tag of real messages take less than half of it. */
const LONGEST_START = 2048;

/** Reads an XML declaration and root tag of the usual form; `undefined` for any other. */
export function readFastRoot(bytes: Buffer): FastRoot | undefined {
  const match = ROOT.exec(bytes.toString('latin1', 0, Math.min(LONGEST_START, bytes.length)));
  if (!match) return undefined;
  const [whole, prefix = '', type = '', list = ''] = match;
  const bindings = new Map<string, string>();
  const attributes = new Map<string, string>();
  for (const [, name = '', value = ''] of list.matchAll(ATTRIBUTE)) {
    const isBinding = name === 'xmlns' || name.startsWith('xmlns:');
    const target = isBinding ? bindings : attributes;
    const key = isBinding ? name.slice(6) : name;
    if (target.has(key) || (isBinding ? !isPlainBinding(key, value) : !isRootAttribute(name))) {
      return undefined;
    }
    target.set(key, value);
  }
  const guid = attributes.get('guid');
  const version = attributes.get('version');
  if (bindings.get(prefix) !== CEB_NAMESPACE || guid?.length !== 36) return undefined;
  if (version === undefined || version.length < 1 || version.length > 10) return undefined;
  return { type, prefix, guid, version, bindings, end: whole.length };
}

function isRootAttribute(name: string): boolean {
  return name === 'guid' || name === 'version';
}

/**
 * A binding that every reader accepts: an absolute URI, and no prefix or namespace that XML
 * reserves.
 */
function isPlainBinding(prefix: string, uri: string): boolean {
  if (/^xml/i.test(prefix) || /^http:\/\/www\.w3\.org\/(?:XML|2000\/xmlns)/.test(uri)) return false;
  return /^[A-Za-z]+:./.test(uri) && isUriReference(uri);
}

const ROOT = new RegExp(
  '^(?:\\xef\\xbb\\xbf)?' +
    '(?:<\\?xml version="1\\.0"(?: encoding="(?:UTF|utf)-8")?' +
    '(?: standalone="(?:yes|no)")? ?\\?>)?' +
    '[ \\t\\r\\n]*<(?:([A-Za-z][A-Za-z0-9]*):)?(CEB\\d{3}Message)' +
    '((?:[ \\t\\r\\n]+[A-Za-z][A-Za-z0-9:]*="[^"<&\\x00-\\x1f\\x7f-\\xff]*")*)[ \\t\\r\\n]*>',
);
const ATTRIBUTE = /([A-Za-z][A-Za-z0-9:]*)="([^"]*)"/g;
