/**
 * Content models of XML Schema as small automata. Schemas are deterministic (unique particle
 * attribution), so one current state is enough, and a child costs one look at the state's edges.
 */

/** A child that a model knows: an element, or any element of a namespace. */
export type ModelSymbol<E> =
  | { readonly kind: 'element'; readonly element: E }
  | {
      readonly kind: 'any';
      /**
       * `##other`: elements of this namespace and of none are excluded; `undefined` excludes
       * nothing.
       */
      readonly not: string | undefined;
      readonly process: 'lax' | 'skip';
    };

/** What a content model is written as. */
export type Particle<E> =
  | { readonly kind: 'one'; readonly symbol: ModelSymbol<E> }
  | { readonly kind: 'sequence'; readonly parts: readonly Particle<E>[] }
  | { readonly kind: 'choice'; readonly parts: readonly Particle<E>[] }
  | {
      readonly kind: 'repeat';
      readonly part: Particle<E>;
      readonly min: 0 | 1;
      readonly many: boolean;
    };

/** Where a model stands after some children. */
export type ModelState<E> = {
  readonly edges: readonly { readonly symbol: ModelSymbol<E>; readonly to: ModelState<E> }[];
  /** Whether the element may end here. */
  readonly accepts: boolean;
};

/** This element, once. */
export function one<E>(element: E): Particle<E> {
  return { kind: 'one', symbol: { kind: 'element', element } };
}

/** Any element; with `not`, of any namespace but this one and none. */
export function any<E>(process: 'lax' | 'skip', not?: string): Particle<E> {
  return { kind: 'one', symbol: { kind: 'any', not, process } };
}

/** These, one after another. */
export function sequence<E>(...parts: Particle<E>[]): Particle<E> {
  return { kind: 'sequence', parts };
}

/** One of these. */
export function choice<E>(...parts: Particle<E>[]): Particle<E> {
  return { kind: 'choice', parts };
}

/** At most once. */
export function optional<E>(part: Particle<E>): Particle<E> {
  return { kind: 'repeat', part, min: 0, many: false };
}

/** Any number of times. */
export function repeated<E>(part: Particle<E>): Particle<E> {
  return { kind: 'repeat', part, min: 0, many: true };
}

/** Once or more. */
export function oneOrMore<E>(part: Particle<E>): Particle<E> {
  return { kind: 'repeat', part, min: 1, many: true };
}

/** The state in which an element with this content begins. */
export function compileModel<E>(particle: Particle<E>): ModelState<E> {
  return toState(build(particle, { moves: [], jumps: [], accepts: true }), new Map());
}

type Node<E> = {
  readonly moves: { symbol: ModelSymbol<E>; to: Node<E> }[];
  /** Nodes reached without a child. */
  readonly jumps: Node<E>[];
  readonly accepts: boolean;
};

function build<E>(particle: Particle<E>, next: Node<E>): Node<E> {
  if (particle.kind === 'one') {
    return { moves: [{ symbol: particle.symbol, to: next }], jumps: [], accepts: false };
  }
  if (particle.kind === 'sequence') {
    return particle.parts.reduceRight((after, part) => build(part, after), next);
  }
  if (particle.kind === 'choice') {
    return { moves: [], jumps: particle.parts.map((part) => build(part, next)), accepts: false };
  }
  const loop: Node<E> = { moves: [], jumps: [next], accepts: false };
  const first = build(particle.part, particle.many ? loop : next);
  if (particle.many) loop.jumps.push(first);
  return particle.min === 1 ? first : { moves: [], jumps: [first, next], accepts: false };
}

function toState<E>(node: Node<E>, done: Map<Node<E>, ModelState<E>>): ModelState<E> {
  const known = done.get(node);
  if (known) return known;
  const reached = new Set<Node<E>>();
  const visit = (at: Node<E>): void => {
    if (reached.has(at)) return;
    reached.add(at);
    at.jumps.forEach(visit);
  };
  visit(node);
  const edges: { symbol: ModelSymbol<E>; to: ModelState<E> }[] = [];
  const state = { edges, accepts: [...reached].some((at) => at.accepts) };
  done.set(node, state);
  for (const at of reached) {
    for (const move of at.moves) edges.push({ symbol: move.symbol, to: toState(move.to, done) });
  }
  return state;
}
