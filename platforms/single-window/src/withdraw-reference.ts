import { PilotError } from '@pilotzone/kernel/errors';
import { decodeCursor, pageOf, type Page } from '@pilotzone/kernel/http';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, formatInstant } from '@pilotzone/kernel/time';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import { REFERENCE_IMPORT_NOT_FOUND, REFERENCE_IMPORT_NOT_PLANNED } from './contract.ts';
import {
  findImport,
  insertReferenceWithdrawal,
  listImports,
  lockKind,
} from './store/reference-imports.ts';
import type { ImportRow } from './store/reference-imports.ts';
import type { ReferenceKind } from './store/tariff.ts';

/** An import of reference data: whose, what it changed, from which day, whether it stands. */
export type ReferenceImport = Pick<
  ImportRow,
  | 'kind'
  | 'version'
  | 'fileName'
  | 'importedBy'
  | 'rows'
  | 'inForceFrom'
  | 'added'
  | 'changed'
  | 'closed'
> & {
  readonly importedAt: string;
  readonly state: 'planned' | 'begun' | 'withdrawn';
  /** Planned, and no later import of its kind stands on it. */
  readonly canBeWithdrawn: boolean;
  readonly withdrawal: {
    readonly at: string;
    readonly by: string;
    readonly reason: string;
  } | null;
};

export type ImportsQuery = {
  readonly kind?: ReferenceKind | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
};

/** Past and planned imports, the latest first. Throws CURSOR_INVALID. */
export async function listReferenceImports(
  { db, zoneCode, clock }: Runtime,
  { kind, cursor, limit }: ImportsQuery,
): Promise<Page<ReferenceImport>> {
  const behind = cursor === undefined ? undefined : keyIn(cursor);
  const rows = await listImports(db, zoneCode, { kind, behind, limit: limit + 1 });
  const page = pageOf(rows, limit, (row) => [
    String(row.importedAt),
    row.kind,
    String(row.version),
  ]);
  const today = dayOf(clock.now());
  return { items: page.items.map((row) => toImport(row, today)), next: page.next };
}

export type AskedWithdrawal = {
  readonly kind: ReferenceKind;
  readonly version: number;
  readonly reason: string;
  readonly by: string;
};

/**
 * Takes a planned import back before its day: from the commit on the import before it counts, and
 * who took it back, when and why stays with it. Throws REFERENCE_IMPORT_NOT_FOUND and
 * REFERENCE_IMPORT_NOT_PLANNED.
 */
export async function withdrawReference(
  { db, zoneCode, clock }: Runtime,
  { kind, version, reason, by }: AskedWithdrawal,
): Promise<ReferenceImport> {
  return db.transaction(async (tx) => {
    await lockKind(tx, zoneCode, kind);
    const row = await findImport(tx, zoneCode, { kind, version });
    if (!row) throw new PilotError(REFERENCE_IMPORT_NOT_FOUND, `no import ${version} of ${kind}`);
    const at = clock.now();
    const obstacle = obstacleOf(row, dayOf(at));
    if (obstacle !== undefined) throw new PilotError(REFERENCE_IMPORT_NOT_PLANNED, obstacle);
    await insertReferenceWithdrawal(tx, zoneCode, { kind, version, at, by, reason });
    const taken = { withdrawnAt: at, withdrawnBy: by, withdrawnReason: reason };
    return toImport({ ...row, ...taken }, dayOf(at));
  });
}

function obstacleOf(row: ImportRow, today: PlainDate): string | undefined {
  const name = `import ${row.version} of ${row.kind}`;
  if (row.withdrawnAt !== null) return `${name} was withdrawn already, by ${row.withdrawnBy ?? ''}`;
  if (stateOf(row, today) === 'begun')
    return (
      `${name} has judged since ${row.inForceFrom ?? 'its import'}; import a file that ends its ` +
      'rows (valid_until) and adds the right ones from a later day'
    );
  if (!row.isNewest)
    return `a later import of ${row.kind} was made on top of ${name}; withdraw that one first`;
  return undefined;
}

function stateOf(row: ImportRow, today: PlainDate): ReferenceImport['state'] {
  if (row.withdrawnAt !== null) return 'withdrawn';
  return row.inForceFrom !== null && row.inForceFrom > today ? 'planned' : 'begun';
}

function toImport(row: ImportRow, today: PlainDate): ReferenceImport {
  const { kind, version, fileName, importedBy, rows } = row;
  const { inForceFrom, added, changed, closed, withdrawnAt } = row;
  return {
    ...{ kind, version, fileName, importedBy, rows, inForceFrom, added, changed, closed },
    importedAt: formatInstant(row.importedAt as Instant),
    state: stateOf(row, today),
    canBeWithdrawn: obstacleOf(row, today) === undefined,
    withdrawal:
      withdrawnAt === null
        ? null
        : {
            at: formatInstant(withdrawnAt as Instant),
            by: row.withdrawnBy ?? '',
            reason: row.withdrawnReason ?? '',
          },
  };
}

function keyIn(cursor: string) {
  const [at = '', kind = '', version = ''] = decodeCursor(cursor, 3);
  const [importedAt, number] = [Number(at), Number(version)];
  if (Number.isFinite(importedAt) && Number.isInteger(number) && number < 2 ** 31)
    return { importedAt, kind, version: number };
  throw new PilotError('CURSOR_INVALID', 'take the cursor from `next` of the page before');
}
