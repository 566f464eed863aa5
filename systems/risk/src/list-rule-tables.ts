import type { Queryable } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, formatInstant, type PlainDate } from '@pilotzone/kernel/time';
import type { RuleTableSummary } from './contract.ts';
import { getRuleTable } from './load-rule-table.ts';
import { lifeOf } from './model/rule-life.ts';
import type { RuleTable } from './model/rule-table.ts';
import { listAllSteps } from './store/rule-steps.ts';
import { findTableInForce, listActivations, listTables } from './store/rule-tables.ts';
import type { Activation, StoredTable } from './store/rule-tables.ts';

export type ListRuleTablesNeeds = Pick<Runtime, 'zoneCode' | 'clock'> & { readonly db: Queryable };

/** The versions of a zone, newest first, each with its last activation. */
export async function listRuleTables(needs: ListRuleTablesNeeds): Promise<RuleTableSummary[]> {
  const summarize = await summarizer(needs);
  return (await listTables(needs.db, needs.zoneCode)).map(summarize);
}

/** One version with its rows. Throws RISK_RULE_TABLE_NOT_FOUND. */
export async function getRuleTableDetail(
  needs: ListRuleTablesNeeds,
  version: number,
): Promise<{ summary: RuleTableSummary; table: RuleTable }> {
  const { stored, table } = await getRuleTable(needs.db, needs.zoneCode, version);
  const summarize = await summarizer(needs);
  return { summary: summarize(stored), table };
}

async function summarizer(needs: ListRuleTablesNeeds) {
  const today = dayOf(needs.clock.now());
  const activations = await listActivations(needs.db, needs.zoneCode);
  const lastOf = new Map(activations.map((activation) => [activation.version, activation]));
  const steps = await listAllSteps(needs.db, needs.zoneCode);
  const inForce = await findTableInForce(needs.db, needs.zoneCode, today);
  return (stored: StoredTable): RuleTableSummary => {
    const activation = lastOf.get(stored.version);
    const isActive = stored.version === inForce?.version;
    return {
      version: stored.version,
      name: stored.name,
      sha256: stored.sha256,
      status: isActive ? 'active' : statusOf(activation, today),
      state: lifeOf(
        steps.filter(({ version }) => version === stored.version),
        activation !== undefined,
      ).state,
      rowCount: countRows(stored.content),
      validFrom: activation?.validFrom ?? null,
      validUntil: activation?.validUntil ?? null,
      activatedBy: activation?.activatedBy ?? null,
      activatedAt: activation ? formatInstant(activation.activatedAt) : null,
      importedBy: stored.importedBy,
      importedAt: formatInstant(stored.importedAt),
    };
  };
}

function statusOf(activation: Activation | undefined, today: PlainDate) {
  if (!activation) return 'draft';
  return activation.validFrom > today ? 'scheduled' : 'superseded';
}

function countRows(content: unknown): number {
  const rows = (content as { rows?: unknown }).rows;
  return Array.isArray(rows) ? rows.length : 0;
}
