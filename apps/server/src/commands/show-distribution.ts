import { citusStatements, listForeignKeys, listTraits } from '@pilotzone/kernel/distribution';
import { migrate } from '@pilotzone/kernel/migrate';
import { allMigrations } from '../migrations.ts';
import { openServer } from '../open-server.ts';
import { placementOf } from '../placements.ts';

// Triggers keep history append-only and balances up to date. They touch rows of their own zone
// alone, which live where the trigger runs; Citus asks for this word all the same.
const PREAMBLE = ['set citus.enable_unsafe_triggers to on;'];

/**
 * The statements that spread this version's tables over a Citus cluster, read from the schema as
 * its migrations make it in a temporary database.
 */
export async function showDistribution(notice: (text: string) => void): Promise<string[]> {
  const server = await openServer({}, notice);
  try {
    await migrate(server.db, allMigrations());
    const [tables, foreignKeys] = [await listTraits(server.db), await listForeignKeys(server.db)];
    return [...PREAMBLE, ...citusStatements({ tables, foreignKeys, placementOf })];
  } finally {
    await server.close();
  }
}
