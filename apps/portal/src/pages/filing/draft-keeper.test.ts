import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../api/client.ts';
import type { DraftAnswer, DraftBody } from '../../api/desk-shapes.ts';
import { createDraftKeeper } from './draft-keeper.ts';

const bodyOf = (orderNo: string): DraftBody => ({ head: { orderNo }, lines: [{}], adopt: [] });

/** A server that keeps one draft as the real one does, and may be out of reach. */
let stored: DraftAnswer;
let isReachable = true;
let local: string | null = null;
/** Runs while a saving is on its way. */
let meanwhile: () => void = () => undefined;
const waiting: (() => void)[] = [];

beforeEach(() => {
  const about = { draftId: '1', title: 'x', basedOn: null, updatedAt: 't', updatedBy: 'a' };
  stored = { ...about, revision: 1, body: bodyOf('A'), correction: null, order: null };
  isReachable = true;
  local = null;
  meanwhile = () => undefined;
  waiting.length = 0;
});

function problem(status: number, code: string): ApiError {
  return new ApiError({ status, code, detail: code, errors: [] });
}

function openKeeper() {
  return createDraftKeeper({
    read: async () => {
      if (!isReachable) throw problem(0, 'UNREACHABLE');
      return Promise.resolve(stored);
    },
    save: async ({ revision, title, body }) => {
      if (!isReachable) throw problem(0, 'UNREACHABLE');
      if (revision !== stored.revision) throw problem(409, 'DRAFT_CHANGED');
      stored = { ...stored, revision: revision + 1, title, body };
      meanwhile();
      return Promise.resolve({ revision: revision + 1, updatedAt: 't2' });
    },
    local: {
      get: () => local,
      set: (text) => (local = text),
      clear: () => (local = null),
    },
    later: (work) => {
      waiting.push(work);
      return () => waiting.splice(waiting.indexOf(work), 1);
    },
  });
}

const orderOf = ({ body }: { body: DraftBody | undefined }) => body?.head['orderNo'];

describe('a draft', () => {
  it('is saved after a pause, and what is typed meanwhile after the next', async () => {
    const keeper = openKeeper();
    await keeper.open();
    keeper.edit(bodyOf('B'));
    keeper.edit(bodyOf('BC'));
    expect(waiting).toHaveLength(1);
    expect(local).toContain('BC');
    meanwhile = () => keeper.edit(bodyOf('BCD'));
    await keeper.flush();
    expect(orderOf(stored)).toBe('BC');
    meanwhile = () => undefined;
    await keeper.flush();
    expect(orderOf(stored)).toBe('BCD');
    expect(keeper.state().keeping.kind).toBe('saved');
    expect(local).toBe(null);
  });

  it('stays in the browser without a connection, and is sent when it is back', async () => {
    const keeper = openKeeper();
    await keeper.open();
    isReachable = false;
    keeper.edit(bodyOf('B'));
    await keeper.flush();
    expect(keeper.state().keeping.kind).toBe('offline');
    keeper.end();
    // The browser is closed and opened again, still without a connection.
    const later = openKeeper();
    await later.open();
    expect(orderOf(later.state())).toBe('B');
    later.edit(bodyOf('BC'));
    isReachable = true;
    await later.flush();
    expect(orderOf(stored)).toBe('BC');
    expect(local).toBe(null);
  });

  it('is overwritten by nobody: two windows are told, and one is chosen', async () => {
    const keeper = openKeeper();
    await keeper.open();
    stored = { ...stored, revision: 2, body: bodyOf('theirs'), updatedBy: 'b' };
    keeper.edit(bodyOf('mine'));
    await keeper.flush();
    expect(keeper.state().keeping).toMatchObject({ kind: 'conflict', theirs: { updatedBy: 'b' } });
    keeper.edit(bodyOf('mine, more'));
    await keeper.flush();
    expect(orderOf(stored)).toBe('theirs');
    await keeper.settle('mine');
    expect(orderOf(stored)).toBe('mine, more');
    expect(stored.revision).toBe(3);
  });

  it('of another machine is taken where the browser has nothing newer', async () => {
    local = JSON.stringify({ revision: 1, title: 'x', body: bodyOf('old, unsent') });
    stored = { ...stored, revision: 4, body: bodyOf('new') };
    const keeper = openKeeper();
    await keeper.open();
    expect(keeper.state().keeping.kind).toBe('conflict');
    await keeper.settle('theirs');
    expect(orderOf(keeper.state())).toBe('new');
    expect(local).toBe(null);
  });
});
