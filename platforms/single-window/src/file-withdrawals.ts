import type { ListDocument } from '@pilotzone/ceb/message';
import { packDocument, unpackDocument } from '@pilotzone/ceb/pack';
import type { Tx } from '@pilotzone/kernel/db';
import type { Finding } from '@pilotzone/kernel/finding';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { DeclarationRow } from './model/declaration.ts';
import type { Filing } from './model/filing.ts';
import type { FilingResult } from './model/filing-result.ts';
import { copNoOf, planWithdrawal } from './model/plan-withdrawal.ts';
import type {
  ArrivingWithdrawal,
  WithdrawalContext,
  WithdrawalPlan,
} from './model/plan-withdrawal.ts';
import type { WithdrawalRow } from './model/withdrawal.ts';
import { orderKeyText } from './record-orders.ts';
import { sendWithdrawals } from './send-withdrawals.ts';
import type { SendingNeeds } from './send-to-customs.ts';
import { loadDocuments } from './store/declaration-documents.ts';
import { lockByOrder } from './store/declarations.ts';
import { findByCopNo, listWithdrawalsOf, saveWithdrawals } from './store/withdrawals.ts';

/**
 * Files requests to cancel a list (623) or to return goods of it (625), in order: each is judged
 * against its list and the requests before it, and those in order go on to customs in the same
 * transaction. Results in the order of `arriving`.
 */
export async function fileWithdrawals(
  needs: Runtime & SendingNeeds,
  tx: Tx,
  arriving: readonly ArrivingWithdrawal[],
): Promise<FilingResult[]> {
  if (arriving.length === 0) return [];
  const files = await openFiles(needs, tx, arriving);
  const results: FilingResult[] = [];
  const written = new Map<string, WithdrawalRow>();
  for (const one of arriving) {
    const plan = planWithdrawal(one, contextOf(needs, files, one));
    if (plan.kind === 'filed') {
      written.set(plan.row.withdrawalId, plan.row);
      files.requests.set(plan.row.withdrawalId, plan.row);
    }
    results.push(resultOf(one, plan));
  }
  const rows = [...written.values()];
  await saveWithdrawals(tx, needs.zoneCode, rows);
  await sendWithdrawals(
    needs,
    tx,
    rows.filter(({ status }) => status === 'sent'),
  );
  return results;
}

/** A filing as a request; `undefined` for one that is none. */
export function toWithdrawal({
  type,
  document,
  exchangeId,
}: Filing): ArrivingWithdrawal | undefined {
  if (type === 'CEB623Message') {
    const body = packDocument(type, document);
    return { kind: 'cancellation', document, body, exchangeId };
  }
  if (type !== 'CEB625Message') return undefined;
  return { kind: 'return', document, body: packDocument(type, document), exchangeId };
}

/** What is on file about the lists and numbers of a batch; requests are added as it goes on. */
type Files = {
  readonly declarations: ReadonlyMap<string, DeclarationRow>;
  readonly lists: ReadonlyMap<string, ListDocument>;
  readonly requests: Map<string, WithdrawalRow>;
};

async function openFiles(
  needs: Runtime,
  tx: Tx,
  arriving: readonly ArrivingWithdrawal[],
): Promise<Files> {
  const { zoneCode } = needs;
  const heads = arriving.map(({ document }) => document.head);
  const rows = await lockByOrder(tx, zoneCode, heads);
  const documents = await loadDocuments(tx, zoneCode, rows);
  const ids = rows.map((row) => row.declarationId);
  const copNos = arriving.map(({ document }) => copNoOf(document));
  const requests = [
    ...(await findByCopNo(tx, zoneCode, copNos)),
    ...(await listWithdrawalsOf(tx, zoneCode, ids)),
  ];
  const lists = rows.flatMap((row): [string, ListDocument][] => {
    const body = documents.get(row.declarationId)?.body;
    return body ? [[row.declarationId, unpackDocument('CEB621Message', body, row)]] : [];
  });
  return {
    declarations: new Map(rows.map((row) => [orderKeyText(row), row])),
    lists: new Map(lists),
    requests: new Map(requests.map((row) => [row.withdrawalId, row])),
  };
}

function contextOf(
  needs: Runtime,
  files: Files,
  { kind, document }: ArrivingWithdrawal,
): WithdrawalContext {
  const now = needs.clock.now();
  const row = files.declarations.get(orderKeyText(document.head));
  const list = row && files.lists.get(row.declarationId);
  const [copNo, { agentCode }] = [copNoOf(document), document.head];
  const requests = [...files.requests.values()];
  const known = requests.find(
    (one) => one.kind === kind && one.copNo === copNo && one.agentCode === agentCode,
  );
  return {
    on: dayOf(now),
    now,
    newId: needs.ids.newId(),
    standing: row && list && standingOf(row, list),
    known,
    others: requests.filter(
      (one) =>
        one !== known && one.declarationId === row?.declarationId && one.attempt === row.attempt,
    ),
  };
}

function standingOf(row: DeclarationRow, list: ListDocument) {
  const { declarationId, attempt, invtNo, status } = row;
  return {
    declarationId,
    attempt,
    list,
    invtNo,
    status,
    isPending: status === 'sent' || status === 'customs-held',
    // A date column is a day in China.
    releasedOn: status === 'released' ? (row.releasedOn as PlainDate | null) : null,
  };
}

const TITLE_ZH = { cancellation: '撤单清单', return: '退货申请单' } as const;

function resultOf({ kind, document }: ArrivingWithdrawal, plan: WithdrawalPlan): FilingResult {
  if (plan.kind === 'refused') return refusedFor(plan.findings);
  const { row } = plan;
  const numbered = row.preNo === null ? {} : { preNo: row.preNo };
  if (plan.kind === 'unchanged') {
    const returnInfo = `重复报送，数据未变[${document.head.guid}]`;
    const returnStatus = row.returnStatus ?? (row.status === 'staged' ? '1' : '2');
    return {
      kind: 'unchanged',
      returnStatus,
      returnInfo,
      ...numbered,
      findings: row.reasons ?? [],
    };
  }
  const done = { staged: '暂存', sent: '新增申报', deleted: '删除' }[row.status as 'sent'];
  const returnInfo = `${TITLE_ZH[kind]}${done}成功[${document.head.guid}]`;
  if (row.status === 'staged')
    return { kind: 'staged', returnStatus: '1', returnInfo, findings: [] };
  return { kind: 'accepted', returnStatus: '2', returnInfo, ...numbered, findings: [] };
}

function refusedFor(findings: readonly Finding[]): FilingResult {
  return {
    kind: 'refused',
    returnStatus: findings[0]?.code ?? '-1',
    returnInfo: findings.map((finding) => finding.messageZh).join('；'),
    findings,
  };
}
