import type { Runtime } from '@pilotzone/kernel/runtime';
import { formatUnits } from '@pilotzone/kernel/money';
import { formatInstant } from '@pilotzone/kernel/time';
import { unpackDocument } from '@pilotzone/ceb/pack';
import type { WithdrawalRow } from './model/withdrawal.ts';
import { listRejected, listWithdrawalReceipts, listWithdrawalsOf } from './store/withdrawals.ts';

/** The requests about a declaration, oldest first, with what they ask and what customs answered. */
export async function listWithdrawals(runtime: Runtime, declarationId: string) {
  const { db, zoneCode } = runtime;
  const rows = await listWithdrawalsOf(db, zoneCode, [declarationId]);
  const ids = rows.map((row) => row.withdrawalId);
  const receipts = await listWithdrawalReceipts(db, zoneCode, ids);
  return rows.map((row) => ({
    withdrawalId: row.withdrawalId,
    kind: row.kind,
    copNo: row.copNo,
    attempt: row.attempt,
    status: row.status,
    part: row.part,
    reason: headOf(row).reason,
    lines: [...row.lines].map(([gnum, quantity]) => ({ gnum, quantity: formatUnits(quantity) })),
    goodsDueOn: row.goodsDueOn,
    reasons: row.reasons ?? [],
    filedAt: formatInstant(row.filedAt),
    receipts: receipts
      .filter(({ withdrawalId }) => withdrawalId === row.withdrawalId)
      .map(({ returnStatus, returnTime, returnInfo, exchangeId }) => ({
        ...{ returnStatus, returnTime, returnInfo, exchangeId },
      })),
  }));
}

/** Requests that customs turned down, for the result of `clear`. */
export async function listRejectedWithdrawals(runtime: Runtime) {
  const rows = await listRejected(runtime.db, runtime.zoneCode);
  return rows.map((row) => {
    const { ebpCode, orderNo, invtNo } = headOf(row);
    const message = row.kind === 'return' ? 'CEB625Message' : 'CEB623Message';
    const keys = { ebpCode, orderNo, copNo: row.copNo, invtNo };
    return { message, keys, reasons: row.reasons ?? [] };
  });
}

function headOf(row: WithdrawalRow) {
  return row.kind === 'return'
    ? unpackDocument('CEB625Message', row.body, row).head
    : unpackDocument('CEB623Message', row.body, row).head;
}
