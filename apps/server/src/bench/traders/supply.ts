import { generateDeclarations } from '@pilotzone/generator/generate-declarations';
import type { PlainDate } from '@pilotzone/kernel/time';

/** A message and who transmits it. */
export type Letter = { readonly sender: string; readonly bytes: Buffer };

/** The messages of one declaration in the order in which they must be sent, one document each. */
export type Dossier = readonly Letter[];

/** Declarations without end; `prepare` makes some ahead, so that sending costs nothing more. */
export type Supply = { prepare(declarations: number): void; next(): Dossier };

/** One run of the generator, because its numbers are unique within a run only. */
export function createSupply(options: { seed: number; day: PlainDate }): Supply {
  const source = makeDossiers(options);
  const ahead: Dossier[] = [];
  const make = (): Dossier => source.next().value ?? [];
  return {
    prepare: (declarations) => {
      while (ahead.length < declarations) ahead.push(make());
      // Taken from the end: cheaper, and which goes first does not matter.
      ahead.reverse();
    },
    next: () => ahead.pop() ?? make(),
  };
}

function* makeDossiers(options: { seed: number; day: PlainDate }): Generator<Dossier, undefined> {
  const declarations = Number.MAX_SAFE_INTEGER;
  let letters: Letter[] = [];
  for (const item of generateDeclarations({ ...options, declarations, faults: 0, block: 1 })) {
    if (item.kind === 'message') letters.push(letterOf(item.bytes));
    // A block tells what is expected of it first, then its messages: a new one ends the last.
    else if (letters.length > 0) {
      yield letters;
      letters = [];
    }
  }
}

function letterOf(bytes: Buffer): Letter {
  const sender = /<(?:\w+:)?copCode>([^<]+)</.exec(bytes.toString())?.[1] ?? '';
  return { sender, bytes };
}
