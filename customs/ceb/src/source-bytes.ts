/**
 * The bytes that a document came in. They are known by the document itself, not a part of it: a
 * copy of it, changed or not, has none, and nobody who writes a document down writes them too.
 */

const sources = new WeakMap<object, Uint8Array>();

/** Notes the bytes of a document in the message it came in; they are kept as long as it is. */
export function keepSource(document: object, bytes: Uint8Array): void {
  sources.set(document, bytes);
}

/**
 * These bytes; only of lists, and only where they are canonical and would read the same in a
 * message of ours. `undefined` for every other document.
 */
export function sourceOf(document: object): Uint8Array | undefined {
  return sources.get(document);
}
