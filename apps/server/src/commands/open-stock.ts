import { readFile } from 'node:fs/promises';
import { PilotError } from '@pilotzone/kernel/errors';
import type { PlainDate } from '@pilotzone/kernel/time';
import { BondedEntryBody } from '@pilotzone/parks/contract';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Platform } from '../compose.ts';

const Entries = Type.Array(BondedEntryBody, { minItems: 1 });

// Goods that lie in the warehouse when a run begins; no report of ours tells of their arrival.
const OPENING = 'OPENING';

/**
 * Enters the bonded goods of a JSON file and has lists held against the stock from a day on. Throws
 * INPUT_UNREADABLE, BONDED_ENTRIES_INVALID, and what announcing an entry throws.
 */
export async function openStock(platform: Platform, path: string, from: PlainDate): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new PilotError('INPUT_UNREADABLE', `cannot read ${path}`);
  });
  const { stockHttp } = platform.parks;
  for (const entry of parseEntries(path, text)) {
    const by = { owner: undefined, actor: 'clear' };
    await stockHttp.announceEntry({ rkdNo: OPENING, ...entry }, by);
  }
  const rule = { effectiveFrom: from, isChecked: true, reason: `opened with ${path}` };
  await stockHttp.setRule(rule, 'clear');
}

function parseEntries(path: string, text: string): BondedEntryBody[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (Value.Check(Entries, value)) return value;
  const [first] = Value.Errors(Entries, value);
  const where = first ? `${first.instancePath} ${first.message}` : 'it is no list of entries';
  throw new PilotError(
    'BONDED_ENTRIES_INVALID',
    `${path} holds no bonded entries: ${where}; see docs/flows/bonded-stock.md for the form`,
  );
}
