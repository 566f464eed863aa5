import type { Command } from 'commander';
import { importFile } from '@pilotzone/server/commands/import-file';
import type { ImportKind } from '@pilotzone/server/commands/import-file';
import { commandLog, environment } from '../options.ts';
import { writeJson, writeLine } from '../output.ts';

type Options = { data: string; dryRun?: boolean; json?: boolean };

/** `pilotzone tariff|positive-list|exchange-rates|… import FILE`. */
export function addImportCommands(program: Command): void {
  addImport(program, 'tariff', 'rates (CSV; docs/protocols/tax.md)');
  addImport(program, 'positive-list', 'the positive list 正面清单 (CSV; docs/protocols/tax.md)');
  addImport(
    program,
    'supervision-modes',
    'import modes 监管方式, national and local (CSV; docs/protocols/tax.md)',
  );
  addImport(program, 'exchange-rates', 'exchange rates 汇率 (CSV; docs/flows/export.md)');
  addImport(
    program,
    'export-goods',
    'goods that need duty, licence or inspection on export (CSV; docs/flows/export.md)',
  );
  addImport(
    program,
    'overseas-warehouses',
    'filed overseas warehouses 海外仓 of merchants (CSV; docs/flows/export.md)',
  );
  addImport(
    program,
    'participants',
    'enrolled companies (CSV: code,credit_code,name,roles,status)',
  );
}

function addImport(program: Command, kind: ImportKind, what: string): void {
  program
    .command(kind)
    .description(what)
    .command('import')
    .argument('<file>')
    .description('shows the difference, then takes it into force')
    .option('--data <dir>', 'the database', './data')
    .option('--dry-run', 'only show the difference')
    .option('--json', 'one JSON object')
    .action(async (file: string, { data, dryRun = false, json }: Options) => {
      const { databaseUrl, masterKeyFile } = environment;
      const place = { databaseUrl, masterKeyFile, dataDir: data, shared: true };
      const report = await importFile({ kind, file, place, dryRun, log: commandLog() });
      if (json) {
        writeJson(report);
        return;
      }
      for (const line of report.diff) writeLine(line);
      const { added, changed, closed, rows } = report;
      const verb = report.applied ? 'imported' : 'dry run, nothing changed';
      writeLine(
        `${file}: ${rows} rows; ${added} added, ${changed} changed, ${closed} closed (${verb})`,
      );
    });
}
