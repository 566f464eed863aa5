import { cebGrammar, sideOf } from './ceb-grammar.ts';
import type { DocumentTable, Field, SpecVersion } from './fields.ts';
import { expandedName } from './grammar.ts';
import type { Span } from './grammar.ts';
import { guardBytes, guardMarkup, LARGE_BYTES } from './guards.ts';
import type { CebMessage, Decoded, ExtendMessage, MessageType, SchemaError } from './message.ts';
import { readFast } from './read-fast.ts';
import { readStrictly } from './read-strict.ts';
import { CEB_NAMESPACE, isMessageType, MESSAGE_TABLES, MESSAGE_TYPES } from './tables.ts';
import { createValidator } from './validate.ts';
import type { Validator } from './validate.ts';
import type { OpenTag } from './walk.ts';

/** How to judge a message. */
export type DecodeOptions = {
  /** The only version to judge by; without it a message may be valid by either. */
  readonly spec?: SpecVersion;
};

/**
 * Decodes and validates a CEB message. The verdict is that of the official XSD as libxml2 applies
 * it, unless a guard stopped the reader first. Without `spec` the 2022 version is tried first, then
 * that of 2018; the errors told are those of 2022. Never throws, whatever the bytes are.
 */
export function decodeCeb(bytes: Uint8Array, options: DecodeOptions = {}): Decoded {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refused =
    guardBytes(buffer) ?? (buffer.length > LARGE_BYTES ? guardMarkup(buffer) : undefined);
  if (refused) return refused;
  const specs: readonly SpecVersion[] = options.spec ? [options.spec] : ['2022', '2018'];
  for (const spec of specs) {
    const message = readFast(buffer, spec);
    if (message) return { kind: 'message', message, path: 'fast' };
  }
  return decodeStrictly(buffer, specs);
}

/** The strict path alone: every message, at a quarter of the speed. */
export function decodeStrictly(buffer: Buffer, specs: readonly SpecVersion[]): Decoded {
  const refused = guardMarkup(buffer);
  if (refused) return refused;
  const text = buffer.toString('utf8');
  const [spec = '2022', other] = specs;
  const decoded = readMessage(text, spec);
  if (decoded.kind !== 'invalid' || !other || !mayBeValidByOther(decoded.errors)) return decoded;
  const again = readMessage(text, other);
  return again.kind === 'message' ? again : decoded;
}

/**
 * Whether all errors stand at fields in which the versions differ: any other error would remain.
 */
function mayBeValidByOther(errors: readonly SchemaError[]): boolean {
  return errors.every(({ path }) => DIFFERENT_FIELDS.has(path.slice(path.lastIndexOf('.') + 1)));
}

const DIFFERENT_FIELDS: ReadonlySet<string> = new Set(
  MESSAGE_TYPES.flatMap((type) => {
    const { head, lines }: DocumentTable = MESSAGE_TABLES[type].document;
    const fields: readonly Field[] = [...head.fields, ...(lines?.fields ?? [])];
    return fields.filter(differs).map(({ name }) => name);
  }),
);

function differs(field: Field): boolean {
  if (field.kind === 'text') return field.in2018 !== undefined;
  return field.kind === 'integer' && field.since2022 === true;
}

function readMessage(text: string, spec: SpecVersion): Decoded {
  const errors: SchemaError[] = [];
  let root: OpenTag | undefined;
  let validator: Validator | undefined;
  readStrictly(text, {
    errors,
    begin: (tag) => {
      root = tag;
      validator = beginMessage(tag, spec, errors);
      return validator;
    },
  });
  const type = root && typeOf(root);
  if (errors.length > 0 || !root || !validator || !type || !isMessageType(type)) {
    return { kind: 'invalid', type, errors };
  }
  const byteAt = (at: number): number => Buffer.byteLength(text.slice(0, at));
  const message = composeMessage(type, root, validator.result() as RootResult, { text, byteAt });
  return { kind: 'message', message, path: 'strict' };
}

function beginMessage(
  root: OpenTag,
  spec: SpecVersion,
  errors: SchemaError[],
): Validator | undefined {
  const side = isMessageType(root.name) ? sideOf(MESSAGE_TABLES[root.name]) : 'import';
  const grammar = cebGrammar(spec, side);
  const rule = grammar.elements.get(expandedName(root.namespace, root.name));
  if (rule && isMessageType(root.name) && root.namespace === CEB_NAMESPACE) {
    return createValidator(rule, grammar, errors);
  }
  const isWrongNamespace = isMessageType(root.name) && root.namespace !== CEB_NAMESPACE;
  errors.push(
    isWrongNamespace
      ? {
          path: '',
          code: 'wrong-namespace',
          message: `${root.name} must be in the namespace "${CEB_NAMESPACE}"`,
        }
      : {
          path: '',
          code: 'unknown-message',
          message: isMessageType(root.name)
            ? `${root.name} came with the 2022 version; that of ${spec} does not know it`
            : `${root.name.slice(0, 100)} is no message we know`,
        },
  );
  return undefined;
}

/** The type to answer with: only what looks like a message, since the name comes from outside. */
function typeOf(root: OpenTag): string | undefined {
  return /^CEB\d{3}Message$/.test(root.name) ? root.name : undefined;
}

/** What the grammar builds of a root element. */
type RootResult = {
  readonly documents: CebMessage['documents'];
  readonly transfer: CebMessage['transfer'];
  readonly subscribes: CebMessage['subscribes'];
  readonly extend: (Omit<ExtendMessage, 'message'> & { readonly message: Span }) | undefined;
  readonly signature: Span | undefined;
};

type Source = { readonly text: string; readonly byteAt: (at: number) => number };

function composeMessage(
  type: MessageType,
  root: OpenTag,
  result: RootResult,
  { text, byteAt }: Source,
): CebMessage {
  const { documents, transfer, subscribes, extend, signature } = result;
  const attribute = (name: string): string => {
    return root.attributes.find((a) => a.name === name && a.namespace === '')?.value ?? '';
  };
  const message = {
    type,
    guid: attribute('guid'),
    version: attribute('version'),
    transfer,
    subscribes,
    extend: extend && {
      name: extend.name,
      version: extend.version,
      message: text.slice(extend.message.start, extend.message.end),
    },
    signature: signature && { start: byteAt(signature.start), end: byteAt(signature.end) },
    documents,
  };
  // The grammar was built from the table of this very type.
  return message as CebMessage;
}
