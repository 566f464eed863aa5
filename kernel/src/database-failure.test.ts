import { describe, expect, test } from 'vitest';
import { explainDatabaseFailure, explainLosses } from './database-failure.ts';
import type { Database } from './db.ts';
import { PilotError } from './errors.ts';
import { describeError } from './log.ts';

const failed = (code: string | undefined, message = 'no') =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('a failure of the database', () => {
  test.each([
    ['53100', 'DISK_FULL'],
    ['ENOSPC', 'DISK_FULL'],
    ['53300', 'DATABASE_UNAVAILABLE'],
    ['57P01', 'DATABASE_UNAVAILABLE'],
    ['08006', 'DATABASE_UNAVAILABLE'],
    ['ECONNREFUSED', 'DATABASE_UNAVAILABLE'],
    ['23505', undefined],
    ['42601', undefined],
    [undefined, undefined],
  ])('%s means %s', (code, meaning) => {
    expect(explainDatabaseFailure(failed(code))?.code).toBe(meaning);
  });

  test('a connection that is cut has a sentence and no code', () => {
    const cut = failed(undefined, 'Connection terminated unexpectedly');
    expect(explainDatabaseFailure(cut)?.code).toBe('DATABASE_UNAVAILABLE');
  });
});

describe('the log', () => {
  test('tells what somebody can act on without a stack trace, a bug with one', () => {
    expect(describeError(failed('53100', 'could not extend file'))).toEqual({
      code: 'DISK_FULL',
      message: 'the disk of the database is full; make room, then try again: nothing is lost',
      reason: 'could not extend file',
    });
    expect(describeError(new PilotError('PORT_TAKEN', 'port 1 is taken'))).toEqual({
      code: 'PORT_TAKEN',
      message: 'port 1 is taken',
    });
    expect(describeError(failed('23505'))).toHaveProperty('stack');
  });
});

describe('a database that goes away', () => {
  const full = new PilotError('DISK_FULL', 'the disk that holds /data is full');
  const failing = (error: Error): Database => ({
    query: () => Promise.reject(error),
    seal: () => Promise.reject(error),
    transaction: () => Promise.reject(error),
    close: () => Promise.resolve(),
  });

  test('is explained by its own last words, in and out of transactions', async () => {
    const db = explainLosses(failing(failed('ECONNREFUSED')), () => full);
    await expect(db.query('select 1')).rejects.toBe(full);
    await expect(db.transaction(() => Promise.resolve())).rejects.toBe(full);
  });

  test('keeps its error when it left no words, and when it is still there', async () => {
    const lost = failed('ECONNREFUSED');
    await expect(explainLosses(failing(lost), () => undefined).query('')).rejects.toBe(lost);
    const wrong = failed('42601');
    await expect(explainLosses(failing(wrong), () => full).query('')).rejects.toBe(wrong);
  });
});
