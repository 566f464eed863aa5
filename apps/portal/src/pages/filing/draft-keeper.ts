import { problemIn, type Problem } from '../../api/client.ts';
import type { DraftBody, DraftAnswer } from '../../api/desk-shapes.ts';

/** What of a draft is known to be where. */
export type DraftState = {
  /** `undefined` before anything was read. */
  readonly body: DraftBody | undefined;
  readonly title: string;
  readonly draft: DraftAnswer | undefined;
  readonly keeping: Keeping;
};

export type Keeping =
  | { readonly kind: 'reading' | 'saving' | 'gone' }
  /** Everything is on the server since this moment. */
  | { readonly kind: 'saved'; readonly at: string; readonly by: string }
  /** No connection: what was typed is in this browser and is sent when it is back. */
  | { readonly kind: 'offline' }
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** Another window or person saved meanwhile; ours is kept beside. */
  | { readonly kind: 'conflict'; readonly theirs: DraftAnswer };

type Change = { readonly revision: number; readonly title: string; readonly body: DraftBody };

export type KeeperNeeds = {
  read(): Promise<DraftAnswer>;
  save(change: Change): Promise<{ readonly revision: number; readonly updatedAt: string }>;
  /** A place in this browser for what is not on the server. */
  readonly local: {
    get(): string | null;
    set(text: string): void;
    clear(): void;
  };
  /** Calls after so many milliseconds; the answer takes it back. */
  later(work: () => void, ms: number): () => void;
};

/** A draft that is kept while somebody writes it. */
export type DraftKeeper = {
  state(): DraftState;
  subscribe(listener: () => void): () => void;
  /** Reads the draft, and takes up what this browser kept of it. */
  open(): Promise<void>;
  edit(body: DraftBody, title?: string): void;
  /** Sends what is not on the server; resolves when that was tried. */
  flush(): Promise<void>;
  /** The person says which of two versions counts. */
  settle(whose: 'mine' | 'theirs'): Promise<void>;
  end(): void;
};

// A pause in typing; short enough that what is lost by pulling the plug is a word.
const SAVE_AFTER_MS = 600;
const AGAIN_AFTER_MS = 4_000;

/** What a keeper remembers; it is the only one that changes it. */
type Memory = {
  readonly needs: KeeperNeeds;
  readonly listeners: Set<() => void>;
  state: DraftState;
  revision: number;
  cancel: () => void;
  running: Promise<void> | undefined;
  isEnded: boolean;
};

/**
 * Keeps a draft: every change is written into the browser at once and to the server after a pause.
 * Without a connection the browser's copy waits and is sent later; with a newer revision on the
 * server nothing is overwritten until the person says which one counts.
 */
export function createDraftKeeper(needs: KeeperNeeds): DraftKeeper {
  const nothing = { body: undefined, title: '', draft: undefined };
  const memory: Memory = {
    ...{ needs, listeners: new Set(), state: { ...nothing, keeping: { kind: 'reading' } } },
    ...{ revision: 0, cancel: () => undefined, running: undefined, isEnded: false },
  };
  return {
    state: () => memory.state,
    subscribe: (listener) => {
      memory.listeners.add(listener);
      return () => memory.listeners.delete(listener);
    },
    open: () => open(memory),
    edit: (body, title) => edit(memory, body, title ?? memory.state.title),
    flush: () => flush(memory),
    settle: (whose) => settle(memory, whose),
    end: () => {
      memory.isEnded = true;
      memory.cancel();
    },
  };
}

function put(memory: Memory, change: Partial<DraftState>): void {
  memory.state = { ...memory.state, ...change };
  for (const listener of memory.listeners) listener();
}

function soon(memory: Memory, ms: number): void {
  memory.cancel();
  if (!memory.isEnded) memory.cancel = memory.needs.later(() => void flush(memory), ms);
}

/** What the browser keeps until the server has it. */
function keepLocally(memory: Memory): void {
  const { revision, state } = memory;
  memory.needs.local.set(JSON.stringify({ revision, title: state.title, body: state.body }));
}

async function open(memory: Memory): Promise<void> {
  const { needs } = memory;
  const mine = localCopy(needs);
  try {
    const draft = await needs.read();
    if (!mine || (mine.revision === draft.revision && sameBody(mine, draft))) {
      take(memory, draft);
      return;
    }
    memory.revision = mine.revision;
    put(memory, { draft, body: mine.body, title: mine.title });
    if (mine.revision < draft.revision)
      put(memory, { keeping: { kind: 'conflict', theirs: draft } });
    else await flush(memory);
  } catch (error) {
    openFailed(memory, mine, problemIn(error));
  }
}

function openFailed(memory: Memory, mine: Change | undefined, problem: Problem): void {
  if (mine) {
    memory.revision = mine.revision;
    put(memory, { body: mine.body, title: mine.title });
  }
  put(memory, { keeping: keepingAfter(problem) });
  if (problem.status === 0)
    memory.cancel = memory.needs.later(() => void open(memory), AGAIN_AFTER_MS);
}

/** The server's version is the one from here on. */
function take(memory: Memory, draft: DraftAnswer): void {
  memory.revision = draft.revision;
  memory.needs.local.clear();
  const keeping = { kind: 'saved', at: draft.updatedAt, by: draft.updatedBy } as const;
  put(memory, { draft, body: draft.body, title: draft.title, keeping });
}

function edit(memory: Memory, body: DraftBody, title: string): void {
  put(memory, { body, title });
  keepLocally(memory);
  const { kind } = memory.state.keeping;
  if (kind === 'conflict') return;
  if (kind !== 'offline') put(memory, { keeping: { kind: 'saving' } });
  soon(memory, SAVE_AFTER_MS);
}

async function flush(memory: Memory): Promise<void> {
  memory.cancel();
  await memory.running;
  if (memory.needs.local.get() === null || memory.state.keeping.kind === 'conflict') return;
  memory.running = sendOnce(memory).finally(() => {
    memory.running = undefined;
  });
  await memory.running;
}

async function sendOnce(memory: Memory): Promise<void> {
  const { needs, revision } = memory;
  const { body, title } = memory.state;
  if (!body) return;
  try {
    const saved = await needs.save({ revision, title, body });
    memory.revision = saved.revision;
    if (memory.state.body === body && memory.state.title === title) {
      needs.local.clear();
      put(memory, { keeping: { kind: 'saved', at: saved.updatedAt, by: '' } });
      return;
    }
    // More was typed meanwhile.
    keepLocally(memory);
    soon(memory, SAVE_AFTER_MS);
  } catch (error) {
    await sendFailed(memory, problemIn(error));
  }
}

async function sendFailed(memory: Memory, problem: Problem): Promise<void> {
  const isChanged = problem.code === 'DRAFT_CHANGED';
  const theirs = isChanged ? await memory.needs.read().catch(() => undefined) : undefined;
  if (theirs) {
    put(memory, { keeping: { kind: 'conflict', theirs } });
    return;
  }
  const keeping = keepingAfter(isChanged ? { ...problem, status: 0 } : problem);
  put(memory, { keeping });
  if (keeping.kind === 'offline') soon(memory, AGAIN_AFTER_MS);
}

/** A failure that passes by itself is tried again; another one the person is told. */
function keepingAfter(problem: Problem): Keeping {
  const { status } = problem;
  if (status === 404) return { kind: 'gone' };
  if (status === 0 || status >= 500 || status === 429) return { kind: 'offline' };
  return { kind: 'refused', problem };
}

async function settle(memory: Memory, whose: 'mine' | 'theirs'): Promise<void> {
  const { keeping } = memory.state;
  if (keeping.kind !== 'conflict') return;
  if (whose === 'theirs') {
    take(memory, keeping.theirs);
    return;
  }
  memory.revision = keeping.theirs.revision;
  keepLocally(memory);
  put(memory, { keeping: { kind: 'saving' } });
  await flush(memory);
}

function localCopy({ local }: KeeperNeeds): Change | undefined {
  try {
    // Written by `edit` alone; something else under the key is nothing.
    const kept = JSON.parse(local.get() ?? 'null') as Change | null;
    return kept && typeof kept.revision === 'number' && 'lines' in kept.body ? kept : undefined;
  } catch {
    return undefined;
  }
}

function sameBody(a: Change, b: Change): boolean {
  return a.title === b.title && JSON.stringify(a.body) === JSON.stringify(b.body);
}
