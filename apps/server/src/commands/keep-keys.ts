import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { PilotError } from '@pilotzone/kernel/errors';
import { migrate } from '@pilotzone/kernel/migrate';
import { changeMasterKey, sealClearValues } from '@pilotzone/kernel/sealing/reseal';
import { masterKeyOf } from '@pilotzone/kernel/vault';
import { allMigrations } from '../migrations.ts';
import { hasDatabase, masterKeyPathOf, openServer, type Place } from '../open-server.ts';

/** Which database, and who is told. */
export type KeysCommand = { readonly place: Place; notice(text: string): void };

/**
 * Puts another master key in the place of the present one, which stays beside it as `FILE.old`. The
 * new file is there before the database needs it. Throws MASTER_KEY_INVALID.
 */
export async function rotateMasterKey({ place, notice }: KeysCommand): Promise<{
  readonly file: string;
  readonly keys: number;
}> {
  const file = masterKeyPathOf(place);
  if (file === undefined || !existsSync(file) || !hasDatabase(place)) {
    const where = file ?? 'a temporary database';
    const text = `there is no master key in ${where} to put another one for`;
    throw new PilotError('MASTER_KEY_INVALID', text);
  }
  const server = await openServer(place, notice);
  try {
    const key = randomBytes(32);
    writeFileSync(`${file}.new`, `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
    const to = masterKeyOf(key);
    const keys = await changeMasterKey(server.db, { from: server.masterKey, to });
    renameSync(file, `${file}.old`);
    renameSync(`${file}.new`, file);
    return { file, keys };
  } finally {
    await server.close();
  }
}

/** Seals what stands in the clear from versions before; returns how many values. */
export async function sealOldValues(
  { place, notice }: KeysCommand,
  progress: (table: string, values: number) => void,
): Promise<number> {
  const server = await openServer(place, notice);
  try {
    await migrate(server.db, allMigrations());
    return await sealClearValues(server.db, progress);
  } finally {
    await server.close();
  }
}
