import { judgeBase64 } from './lexical.ts';
import { DS_NAMESPACE } from './tables.ts';

/**
 * Where a ds:Signature of the form that every known program writes ends in `text` (bytes as
 * Latin-1) when it begins at `at`; `undefined` for any other form, valid or not: the strict reader
 * decides then. Stricter than the schema on purpose. `bindings` are the prefixes that the root
 * declares.
 */
export function endOfSignature(
  text: string,
  at: number,
  bindings: ReadonlyMap<string, string>,
): number | undefined {
  START.lastIndex = at;
  const start = START.exec(text);
  if (!start) return undefined;
  const [, prefix = '', declares, declared = ''] = start;
  const isBound = declares ? declared === prefix : bindings.get(prefix) === DS_NAMESPACE;
  const form = isBound ? formFor(prefix) : undefined;
  if (!form) return undefined;
  form.lastIndex = START.lastIndex;
  const match = form.exec(text);
  if (!match) return undefined;
  const values = [match[1], match[2], match[3], match[4]];
  const isValid = values.every((value) => value === undefined || !judgeBase64(value));
  return isValid ? form.lastIndex : undefined;
}

const START = new RegExp(
  `<(?:([A-Za-z][A-Za-z0-9]*):)?Signature( xmlns(?::([A-Za-z][A-Za-z0-9]*))?="${DS_NAMESPACE}")?>`,
  'y',
);

/** Prefixes come from senders, so only a few forms are kept. */
const MAX_FORMS = 8;
const forms = new Map<string, RegExp>();

function formFor(prefix: string): RegExp | undefined {
  const known = forms.get(prefix);
  if (known || forms.size >= MAX_FORMS) return known;
  const form = compileForm(prefix === '' ? '' : `${prefix}:`);
  forms.set(prefix, form);
  return form;
}

const SPACE = '[ \\t\\r\\n]*';
/** A URI without anything a validator might read in another way. */
const URI = '(?:https?://[A-Za-z0-9/._-]*|urn:[A-Za-z0-9:._-]+)(?:#[A-Za-z0-9_.-]*)?';
const BASE64 = '([A-Za-z0-9+/= \\t\\r\\n]*)';
const TEXT = '[^<&>\\x00-\\x1f\\x7f-\\xff]*';

function compileForm(prefix: string): RegExp {
  const element = (name: string, content: string, attribute = ''): string => {
    return `<${prefix}${name}${attribute}>${content}</${prefix}${name}>${SPACE}`;
  };
  const method = (name: string): string => {
    const open = `<${prefix}${name} Algorithm="${URI}"`;
    return `${open}(?:/>|>${SPACE}</${prefix}${name}>)${SPACE}`;
  };
  const group = (name: string, content: string, attribute = ''): string => {
    return element(name, SPACE + content, attribute);
  };
  const transforms = group('Transforms', `(?:${method('Transform')})+`);
  const reference = group(
    'Reference',
    `(?:${transforms})?${method('DigestMethod')}${element('DigestValue', BASE64)}`,
    ' URI=""',
  );
  const signedInfo = group(
    'SignedInfo',
    method('CanonicalizationMethod') + method('SignatureMethod') + reference,
  );
  const keyName = element('KeyName', TEXT);
  const certificate = group('X509Data', element('X509Certificate', BASE64));
  const keyInfo = group('KeyInfo', `(?:${keyName}(?:${certificate})?|${certificate})`);
  const value = element('SignatureValue', BASE64);
  return new RegExp(`${SPACE}${signedInfo}${value}(?:${keyInfo})?</${prefix}Signature>`, 'y');
}
