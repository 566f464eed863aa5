import { generateDeclarations } from '@pilotzone/generator/generate-declarations';
import type { PlainDate } from '@pilotzone/kernel/time';

/** Raw messages of whole declarations: orders, payments and waybills, then lists. */
export type Batch = { readonly messages: readonly Buffer[]; readonly declarations: number };

/**
 * Messages in batches of `size` declarations, without end, made as they are asked for. One run of
 * the generator, because its numbers are unique within a run only.
 */
export function* generateBatches(
  size: number,
  options: { readonly seed: number; readonly day: PlainDate },
): Generator<Batch> {
  const declarations = Number.MAX_SAFE_INTEGER;
  let messages: Buffer[] = [];
  let count = 0;
  for (const item of generateDeclarations({ ...options, declarations, faults: 0, block: size })) {
    if (item.kind === 'message') {
      messages.push(item.bytes);
      continue;
    }
    // A block tells its expectations first, then its messages: a new one ends the block before.
    if (messages.length > 0) {
      yield { messages, declarations: count };
      messages = [];
      count = 0;
    }
    count += 1;
  }
}

/** The next batches that hold `declarations` together. */
export function takeBatches(source: Generator<Batch>, declarations: number): Batch[] {
  const taken: Batch[] = [];
  for (let left = declarations; left > 0;) {
    const next = source.next();
    if (next.done) return taken;
    taken.push(next.value);
    left -= next.value.declarations;
  }
  return taken;
}
