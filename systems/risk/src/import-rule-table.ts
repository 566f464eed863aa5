import type { Database, Tx } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, type PlainDate } from '@pilotzone/kernel/time';
import { RISK_ERRORS } from './contract.ts';
import { getRuleTable, hashTable } from './load-rule-table.ts';
import { checkRuleTable } from './model/check-table.ts';
import { compareTables, type RuleTable } from './model/rule-table.ts';
import type { RuleTableDifference, TableError } from './model/rule-table.ts';
import { addStep } from './store/rule-steps.ts';
import {
  addActivation,
  addTable,
  findTableInForce,
  listActivations,
  lockTables,
  type Activation,
} from './store/rule-tables.ts';

export type ImportNeeds = Pick<Runtime, 'zoneCode' | 'clock'> & { readonly db: Database };

export type RuleTableRequest = {
  /** JSON that nobody has checked. */
  readonly table: unknown;
  readonly by: string;
  /** Only check and compare. */
  readonly preview: boolean;
  /** Absent: kept as a draft. For commands of the operator: over HTTP two officers activate. */
  readonly activate: { readonly from: PlainDate; readonly until: PlainDate | null } | undefined;
};

/** `unchanged`: the zone has this very table already, and nothing about its days changed. */
export type RuleTableImported =
  | { readonly kind: 'invalid'; readonly errors: readonly TableError[] }
  | {
      readonly kind: 'stored' | 'unchanged' | 'previewed';
      readonly version: number | null;
      readonly sha256: string;
      readonly activated: boolean;
      readonly difference: RuleTableDifference;
    };

/**
 * Checks a table, keeps it as the next version and puts it in force for the days asked. May be
 * repeated: equal content is one version, and the activation that already decides is not added
 * again. Throws RISK_ACTIVATION_IN_PAST.
 */
export async function importRuleTable(
  needs: ImportNeeds,
  request: RuleTableRequest,
): Promise<RuleTableImported> {
  const today = dayOf(needs.clock.now());
  if (request.activate) refuseActivationInPast(request.activate.from, today);
  const check = checkRuleTable(request.table);
  if (check.kind === 'invalid') return check;
  return needs.db.transaction((tx) => storeTable(needs, tx, { request, table: check.table }));
}

/** Throws RISK_ACTIVATION_IN_PAST: days that are over keep the rules they had. */
export function refuseActivationInPast(from: PlainDate, today: PlainDate): void {
  if (from >= today) return;
  throw new PilotError(
    RISK_ERRORS.RISK_ACTIVATION_IN_PAST,
    `a rule table cannot take effect on ${from}, before today ${today}`,
  );
}

/**
 * Stores and activates a checked table in `tx`, also for days that are over: for the first table of
 * a zone.
 */
export async function storeTable(
  needs: Pick<ImportNeeds, 'zoneCode' | 'clock'>,
  tx: Tx,
  { request, table }: { request: Omit<RuleTableRequest, 'table'>; table: RuleTable },
): Promise<RuleTableImported> {
  const { zoneCode, clock } = needs;
  const importedAt = clock.now();
  const sha256 = hashTable(table);
  await lockTables(tx, zoneCode);
  const firstDay = request.activate?.from ?? dayOf(importedAt);
  const difference = await compareWithInForce(tx, zoneCode, { table, on: firstDay });
  if (request.preview) {
    return { kind: 'previewed', version: null, sha256, activated: false, difference };
  }
  const { name } = table;
  const stored = { name, sha256, content: table, importedBy: request.by, importedAt };
  const { version, isNew } = await addTable(tx, zoneCode, stored);
  if (isNew) {
    const step = { version, kind: 'drafted', saidBy: request.by, personId: null } as const;
    await addStep(tx, zoneCode, { ...step, saidAt: importedAt, note: name, detail: { sha256 } });
  }
  const activated = await activate(needs, tx, { request, version });
  const kind = isNew || activated ? 'stored' : 'unchanged';
  return { kind, version, sha256, activated, difference };
}

async function compareWithInForce(
  tx: Tx,
  zoneCode: string,
  { table, on }: { table: RuleTable; on: PlainDate },
): Promise<RuleTableDifference> {
  const found = await findTableInForce(tx, zoneCode, on);
  const current = found ? await getRuleTable(tx, zoneCode, found.version) : undefined;
  return compareTables(current?.table, table);
}

async function activate(
  needs: Pick<ImportNeeds, 'zoneCode' | 'clock'>,
  tx: Tx,
  { request, version }: { request: Omit<RuleTableRequest, 'table'>; version: number },
): Promise<boolean> {
  if (!request.activate) return false;
  const { from, until } = request.activate;
  const last = (await listActivations(tx, needs.zoneCode)).at(-1);
  if (last && isSameActivation(last, { version, validFrom: from, validUntil: until })) return false;
  await addActivation(tx, needs.zoneCode, {
    version,
    validFrom: from,
    validUntil: until,
    activatedBy: request.by,
    activatedAt: needs.clock.now(),
  });
  return true;
}

function isSameActivation(
  last: Activation,
  next: Pick<Activation, 'version' | 'validFrom' | 'validUntil'>,
): boolean {
  return (
    last.version === next.version &&
    last.validFrom === next.validFrom &&
    last.validUntil === next.validUntil
  );
}
