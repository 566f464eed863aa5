import type { Command } from 'commander';
import { showDistribution } from '@pilotzone/server/commands/show-distribution';
import { writeLine, writeNotice } from '../output.ts';

/** `pilotzone distribution`. */
export function addDistributionCommand(program: Command): void {
  program
    .command('distribution')
    .description('prints the statements that spread the tables over a Citus cluster by zone')
    .action(async () => {
      for (const statement of await showDistribution(writeNotice)) writeLine(statement);
    });
}
