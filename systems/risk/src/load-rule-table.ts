import { createHash } from 'node:crypto';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Queryable } from '@pilotzone/kernel/db';
import type { PlainDate } from '@pilotzone/kernel/time';
import { RISK_ERRORS } from './contract.ts';
import { checkRuleTable } from './model/check-table.ts';
import { canonicalText, type RuleTable } from './model/rule-table.ts';
import { compileTable, type CompiledTable } from './model/verdict.ts';
import { findTable, findTableInForce } from './store/rule-tables.ts';
import type { RunningTrial, StoredTable } from './store/rule-tables.ts';

/** A table ready to judge one day. */
export type LoadedTable = {
  readonly version: number;
  readonly sha256: string;
  readonly compiled: CompiledTable;
};

/** A version on trial, ready to judge. */
export type LoadedTrial = LoadedTable & Pick<RunningTrial, 'trialId' | 'share'>;

/** The table that decides a day, and those on trial beside it. */
export type TablesInForce = {
  readonly stable: LoadedTable;
  readonly trials: readonly LoadedTrial[];
};

export type RuleTables = {
  /** The table in force on `on`. Throws RISK_RULE_TABLE_MISSING; one small read a batch. */
  inForce(q: Queryable, on: PlainDate): Promise<TablesInForce>;
  /** One version as it judges `on`. Throws RISK_RULE_TABLE_NOT_FOUND. */
  version(q: Queryable, version: number, on: PlainDate): Promise<LoadedTable>;
};

// One table a day, and a few days and versions more for replays; beyond that the cache starts anew.
const CACHE_MAX = 64;

/**
 * Loads and compiles tables, and keeps them compiled: versions are immutable, so what is kept never
 * grows stale. Which version is in force is asked each time, so that an activation counts from its
 * commit on.
 */
export function createRuleTables(zoneCode: string): RuleTables {
  const kept = new Map<string, LoadedTable>();
  return { inForce, version };

  async function inForce(q: Queryable, on: PlainDate): Promise<TablesInForce> {
    const found = await findTableInForce(q, zoneCode, on);
    if (found) {
      const trials: LoadedTrial[] = [];
      for (const { trialId, share, version: tried } of found.trials)
        trials.push({ ...(await version(q, tried, on)), trialId, share });
      return { stable: await version(q, found.version, on), trials };
    }
    throw new PilotError(
      RISK_ERRORS.RISK_RULE_TABLE_MISSING,
      `no risk rule table is in force on ${on}; import one and activate it for that day`,
    );
  }

  async function version(q: Queryable, wanted: number, on: PlainDate): Promise<LoadedTable> {
    const key = `${wanted} ${on}`;
    const known = kept.get(key);
    if (known) return known;
    const { stored, table } = await getRuleTable(q, zoneCode, wanted);
    const loaded = { version: wanted, sha256: stored.sha256, compiled: compileTable(table, on) };
    if (kept.size >= CACHE_MAX) kept.clear();
    kept.set(key, loaded);
    return loaded;
  }
}

/**
 * A version with its rows, its hash verified. Throws RISK_RULE_TABLE_NOT_FOUND, and
 * RISK_RULE_TABLE_ALTERED when the stored content is not what was imported.
 */
export async function getRuleTable(
  q: Queryable,
  zoneCode: string,
  version: number,
): Promise<{ stored: StoredTable; table: RuleTable }> {
  const stored = await findTable(q, zoneCode, version);
  if (!stored) {
    throw new PilotError(
      RISK_ERRORS.RISK_RULE_TABLE_NOT_FOUND,
      `there is no risk rule table ${version}; GET /api/v1/risk/rule-tables lists them`,
    );
  }
  const check = checkRuleTable(stored.content);
  if (check.kind === 'valid' && hashTable(check.table) === stored.sha256) {
    return { stored, table: check.table };
  }
  throw new PilotError(
    RISK_ERRORS.RISK_RULE_TABLE_ALTERED,
    `risk rule table ${version} is not what was imported as ${stored.sha256}; restore a backup`,
  );
}

/** SHA-256 of the canonical text, lower-case hex. */
export function hashTable(table: RuleTable): string {
  return createHash('sha256').update(canonicalText(table)).digest('hex');
}
