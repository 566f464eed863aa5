import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { PilotError } from '@pilotzone/kernel/errors';
import { createDemoTariff } from '@pilotzone/tariff/demo';
import { parseBasket } from '@pilotzone/tariff/parse-basket';
import { positiveListOf } from '@pilotzone/tariff/positive-list';
import { quote } from '@pilotzone/tariff/quote';
import { createTariff } from '@pilotzone/tariff/rates';
import type { Tariff } from '@pilotzone/tariff/rates';
import { parseTariffFile } from '@pilotzone/tariff/tariff-file';
import { writeJson, writeLine, writeNotice } from '../output.ts';
import { describeTax } from '../tax-report.ts';

/** `pilotzone tax quote < basket.json`: the tax of a basket with each step shown, offline. */
export function addTaxCommand(program: Command): void {
  const tax = program.command('tax').description('tax of retail imports');
  tax
    .command('quote')
    .description('tax of a basket from standard input, with each step shown')
    .option('--tariff <file>', 'rates; without it the demo tariff')
    .option(
      '--json',
      'one JSON object, also into a pipe or file; without it a terminal gets tables',
    )
    .action(async (options: { tariff?: string; json?: boolean }) => {
      const basket = parseBasket(await readJson());
      if (basket.kind === 'invalid') {
        throw new PilotError(
          'BASKET_INVALID',
          `the basket cannot be read:\n${basket.errors.map((error) => `  ${error}`).join('\n')}`,
        );
      }
      if (options.tariff === undefined)
        writeNotice('rates of the demo tariff: unverified, for trying out only');
      const answer = quote(basket.basket, await loadTariff(options.tariff));
      if (options.json || !process.stdout.isTTY) writeJson(answer);
      else writeLine(describeTax(answer));
      process.exitCode = answer.findings.length > 0 ? 1 : 0;
    });
}

async function readJson(): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new PilotError(
      'BASKET_INVALID',
      `standard input is no JSON: ${(error as Error).message}`,
    );
  }
}

async function loadTariff(path: string | undefined): Promise<Tariff> {
  if (path === undefined) return createDemoTariff();
  const text = await readFile(path, 'utf8').catch(() => {
    throw new PilotError('INPUT_UNREADABLE', `cannot read ${path}`);
  });
  const parsed = parseTariffFile(text);
  if (parsed.kind === 'parsed') return createTariff(parsed.rows, positiveListOf(parsed.rows));
  const lines = parsed.errors
    .slice(0, 50)
    .map(({ line, column, message }) => `  line ${line}, ${column}: ${message}`);
  throw new PilotError('REFERENCE_FILE_INVALID', `${path} is no tariff file:\n${lines.join('\n')}`);
}
