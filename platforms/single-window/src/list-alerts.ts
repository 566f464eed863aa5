import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Viewer } from './get-declaration.ts';
import { formatInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { listWaiting, markAgeing } from './store/waiting.ts';

// A list whose order, payment or waybill has not come within a day will not come by itself: no
// official text fixes a window (rules of the field, "timing window: not found"), so the day is ours
// and an operator's to change.
export const WAIT_ALERT_AFTER_MS = 24 * 3_600_000;
const ALERTS_MAX = 500;

/** Lists that the viewer may see and that have waited too long for a document, the oldest first. */
export async function listAlerts(
  runtime: Runtime,
  { participantCode }: Viewer,
  afterMs = WAIT_ALERT_AFTER_MS,
) {
  const before = runtime.clock.now() - afterMs;
  const rows = await listWaiting(runtime.db, runtime.zoneCode, {
    before,
    participantCode,
    limit: ALERTS_MAX,
  });
  return rows.map((row) => ({
    kind: 'waiting-too-long' as const,
    declarationId: row.declaration_id,
    ebpCode: row.ebp_code,
    orderNo: row.order_no,
    since: formatInstant(row.since as Instant),
  }));
}

/** Logs each list that has waited too long, once. Returns how many were new. */
export async function raiseAlerts(
  runtime: Runtime,
  afterMs = WAIT_ALERT_AFTER_MS,
): Promise<number> {
  const now = runtime.clock.now();
  const rows = await runtime.db.transaction((tx) =>
    markAgeing(tx, runtime.zoneCode, { before: now - afterMs, now, limit: ALERTS_MAX }),
  );
  for (const row of rows) {
    runtime.log.warn(
      { declarationId: row.declaration_id, orderNo: row.order_no },
      'a list waits too long for a document',
    );
  }
  return rows.length;
}
