import type { Sealing } from '../db.ts';

/**
 * Records with some of their fields sealed one by one and written as PostgreSQL writes `bytea`, for
 * statements that take their rows as JSON. Texts are sealed as they are, anything else as JSON.
 */
export async function sealRecords<R extends object>(
  tx: Sealing,
  records: readonly R[],
  names: readonly (keyof R & string)[],
): Promise<Record<string, unknown>[]> {
  const sealed = await tx.seal(
    records.flatMap((record) => names.map((name) => textOf(record[name]))),
  );
  return records.map((record, at) => {
    const cells = names.map((name, index) => {
      const cell = sealed[at * names.length + index];
      return [name, cell ? `\\x${cell.toString('hex')}` : null];
    });
    return { ...record, ...(Object.fromEntries(cells) as Record<string, string | null>) };
  });
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * One value sealed, for a statement about one row. `boundTo` says what it is and whose: there, and
 * nowhere else, it opens.
 */
export async function sealOne(
  tx: Sealing,
  value: string | Uint8Array | null | undefined,
  boundTo?: string,
): Promise<Buffer | null> {
  const [cell] = await tx.seal([value], boundTo === undefined ? undefined : [boundTo]);
  return cell ?? null;
}
