import type { Runtime } from '@pilotzone/kernel/runtime';
import { listExportAlerts, raiseExportAlerts } from './export-alerts.ts';
import type { Viewer } from './get-declaration.ts';
import { formatInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import {
  listContradictions,
  markContradictions,
  type ContradictedList,
} from './store/contradictions.ts';
import { listWaiting, markAgeing } from './store/waiting.ts';

// A list whose order, payment or waybill has not come within a day will not come by itself: no
// official text fixes a window (rules of the field, "timing window: not found"), so the day is ours
// and an operator's to change.
export const WAIT_ALERT_AFTER_MS = 24 * 3_600_000;
const ALERTS_MAX = 500;

/**
 * Lists that the viewer may see and that want somebody: those that have waited too long for a
 * document, the oldest first, those that customs both rejected and released, and export lists that
 * are to be summed up.
 */
export async function listAlerts(runtime: Runtime, viewer: Viewer, afterMs = WAIT_ALERT_AFTER_MS) {
  const before = runtime.clock.now() - afterMs;
  const rows = await listWaiting(runtime.db, runtime.zoneCode, {
    before,
    participantCode: viewer.participantCode,
    limit: ALERTS_MAX,
  });
  const imports = rows.map((row) => ({
    kind: 'waiting-too-long' as const,
    direction: 'import' as const,
    declarationId: row.declaration_id,
    ebpCode: row.ebp_code,
    orderNo: row.order_no,
    since: formatInstant(row.since as Instant),
    due: null,
  }));
  const mine = { participantCode: viewer.participantCode, limit: ALERTS_MAX };
  const contradicted = await listContradictions(runtime.db, runtime.zoneCode, mine);
  const limits = { afterMs, limit: ALERTS_MAX };
  return [
    ...contradicted.map(toAlert),
    ...imports,
    ...(await listExportAlerts(runtime, viewer, limits)),
  ];
}

function toAlert({ since, ...list }: ContradictedList) {
  return {
    ...{ kind: 'contradicted' as const, direction: 'import' as const, ...list },
    ...{ since: formatInstant(since as Instant), due: null },
  };
}

/**
 * Logs each list that has waited too long, is overdue or was contradicted, once. Returns how many
 * were new.
 */
export async function raiseAlerts(
  runtime: Runtime,
  afterMs = WAIT_ALERT_AFTER_MS,
): Promise<number> {
  const now = runtime.clock.now();
  const { imports, contradicted, exports } = await runtime.db.transaction(async (tx) => ({
    imports: await markAgeing(tx, runtime.zoneCode, {
      before: now - afterMs,
      now,
      limit: ALERTS_MAX,
    }),
    contradicted: await markContradictions(tx, runtime.zoneCode, { now, limit: ALERTS_MAX }),
    exports: await raiseExportAlerts(runtime, tx, { afterMs, limit: ALERTS_MAX }),
  }));
  for (const row of imports) {
    runtime.log.warn(
      { declarationId: row.declaration_id, orderNo: row.order_no },
      'a list waits too long for a document',
    );
  }
  for (const { declarationId, orderNo } of contradicted)
    runtime.log.warn({ declarationId, orderNo }, 'customs both rejected and released a list');
  for (const { kind, declarationId, orderNo, due } of exports) {
    runtime.log.warn(
      { declarationId, orderNo, due },
      kind === 'waiting-too-long'
        ? 'an export list waits too long for a paper'
        : 'an export list was not summed up in time',
    );
  }
  return imports.length + contradicted.length + exports.length;
}
