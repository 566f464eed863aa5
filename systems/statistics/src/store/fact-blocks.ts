import type { Column, Tx } from '@pilotzone/kernel/db';
import type { FactRow, FactRows } from '../model/fact-block.ts';
import type { Revision } from '../store.ts';

type Block = FactRows & { readonly key: Revision & { readonly zoneCode: string } };

/** A column of a block. Codes have no commas; one that had would shift what follows. */
function joined(name: string, read: (row: FactRow) => string | number): Column<Block> {
  const readClean = (row: FactRow) => String(read(row)).replaceAll(',', ' ');
  return [
    name,
    'text',
    ({ rows }) => {
      const text = rows.map(read).join(',');
      return commasIn(text) < rows.length ? text : rows.map(readClean).join(',');
    },
  ];
}

function commasIn(text: string): number {
  let commas = 0;
  for (let at = text.indexOf(','); at >= 0; at = text.indexOf(',', at + 1)) commas += 1;
  return commas;
}

const COLUMNS: readonly Column<Block>[] = [
  ['zone_code', 'text', ({ key }) => key.zoneCode],
  ['revision', 'int8', ({ key }) => key.revision],
  ['entered_on', 'date', ({ key }) => key.enteredOn],
  ['direction', 'text', ({ direction }) => direction],
  ['first_day', 'date', ({ rows }) => days(rows)[0]],
  ['last_day', 'date', ({ rows }) => days(rows).at(-1)],
  ['row_count', 'int4', ({ rows }) => rows.length],
  joined('declaration_id', (row) => row.list.declarationId),
  joined('day', (row) => row.list.day),
  joined('trade_mode', (row) => row.list.tradeMode),
  joined('port_code', (row) => row.list.portCode),
  joined('platform', (row) => row.list.platform),
  joined('merchant', (row) => row.list.merchant),
  joined('park', (row) => row.list.park),
  joined('district', (row) => row.list.district),
  joined('hs_code', (row) => row.hsCode),
  joined('partner', (row) => row.partner),
  joined('unit', (row) => row.unit),
  joined('lists', (row) => row.lists),
  joined('lines', (row) => row.lines),
  joined('value', (row) => row.value),
  joined('tariff', (row) => row.tariff),
  joined('consumption_tax', (row) => row.consumptionTax),
  joined('value_added_tax', (row) => row.valueAddedTax),
  joined('weight_kg', (row) => row.weightKg),
  joined('quantity', (row) => row.quantity),
];

/** Appends the facts of one revision as one row. */
export async function appendBlock(tx: Tx, key: Block['key'], facts: FactRows): Promise<void> {
  if (facts.rows.length === 0) return;
  await tx.append('statistics.fact_block', COLUMNS, [{ ...facts, key }]);
}

/** Different days of an event, in order: one, or those of the releases that it takes back. */
function days(rows: readonly FactRow[]): string[] {
  return [...new Set<string>(rows.map((row) => row.list.day))].sort();
}
