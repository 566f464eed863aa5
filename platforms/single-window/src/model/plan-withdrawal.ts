import type { Finding } from '@pilotzone/kernel/finding';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import { cancellationRules, returnRules } from '@pilotzone/rules/catalogue/withdrawal';
import { judgeCancellation, judgeReturn } from '@pilotzone/rules/check-withdrawal';
import type { StandingList } from '@pilotzone/rules/check-withdrawal';
import { returnDeadlines, returnTermsOn } from '@pilotzone/rules/return-terms';
import { errorsOf, findingOf } from '@pilotzone/rules/rule';
import type { Rule } from '@pilotzone/rules/rule';
import { addQuantities } from './part.ts';
import { isLive } from './withdrawal.ts';
import type {
  CancellationDocument,
  ReturnDocument,
  WithdrawalRow,
  WithdrawalStatus,
} from './withdrawal.ts';

/** A request as it arrives. */
export type ArrivingWithdrawal = (
  | { readonly kind: 'cancellation'; readonly document: CancellationDocument }
  | { readonly kind: 'return'; readonly document: ReturnDocument }
) & { readonly body: string; readonly exchangeId: string };

/** What is known when a request arrives. */
export type WithdrawalContext = {
  readonly on: PlainDate;
  readonly now: Instant;
  readonly newId: string;
  /** The list that it names, with what returns took of it; `undefined` when there is none. */
  readonly standing:
    | (Omit<StandingList, 'taken'> & { readonly declarationId: string; readonly attempt: number })
    | undefined;
  /** The request on file under its kind, declarant and copNo. */
  readonly known: WithdrawalRow | undefined;
  /** Requests about the same attempt of the list, without `known`. */
  readonly others: readonly WithdrawalRow[];
};

/** What filing a request does. */
export type WithdrawalPlan =
  | { readonly kind: 'filed'; readonly row: WithdrawalRow }
  | { readonly kind: 'unchanged'; readonly row: WithdrawalRow }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Decides what an arriving request means beside those on file, and whether its list allows it. */
export function planWithdrawal(
  arriving: ArrivingWithdrawal,
  context: WithdrawalContext,
): WithdrawalPlan {
  const { known } = context;
  if (known && isRepeat(arriving, known)) return { kind: 'unchanged', row: known };
  const contradiction = contradictionOf(arriving, context);
  if (contradiction) return { kind: 'refused', findings: [contradiction] };
  if (known && arriving.document.head.appType === '3') {
    return { kind: 'filed', row: { ...known, ...submissionOf(arriving), status: 'deleted' } };
  }
  const findings = judge(arriving, context);
  if (findings.length > 0) return { kind: 'refused', findings };
  const status = arriving.document.head.appStatus === '1' ? 'staged' : 'sent';
  return { kind: 'filed', row: begin(arriving, context, status) };
}

/** The number under which customs answers a request: its own, or the end of its guid. */
export function copNoOf({ head }: ArrivingWithdrawal['document']): string {
  return head.copNo || head.guid.slice(-20);
}

function isRepeat({ document, body }: ArrivingWithdrawal, known: WithdrawalRow): boolean {
  const isOver = known.status === 'rejected' || known.status === 'deleted';
  const isNewer = document.head.appTime > known.appTime;
  if (document.head.appType === '3') return known.status === 'deleted' && !isNewer;
  return body === known.body && (!isOver || !isNewer);
}

/** A request that another one excludes. */
function contradictionOf(
  { kind, document }: ArrivingWithdrawal,
  { known, others }: WithdrawalContext,
): Finding | undefined {
  const { head } = document;
  const changes = head.appType === '2' || head.appType === '3';
  if (kind === 'return' && changes) return judgeChange(head, known);
  const isNewer = known && (head.appTime > known.appTime || known.status === 'staged');
  if (known && (!AGAIN.has(known.status) || !isNewer)) return repeated(kind, document, known);
  const other = others.find((row) => row.kind === 'cancellation' && isLive(row.status));
  return kind === 'cancellation' && other ? repeated(kind, document, other) : undefined;
}

/** A request may be declared again from these states. */
const AGAIN: ReadonlySet<WithdrawalStatus> = new Set(['staged', 'rejected', 'deleted']);

function judgeChange(
  head: ReturnDocument['head'],
  known: WithdrawalRow | undefined,
): Finding | undefined {
  const mayChange = known && AGAIN.has(known.status) && head.appTime > known.appTime;
  if (mayChange) return undefined;
  return found(returnRules.changeState, 'appType', [head.copNo ?? '', known?.status ?? 'unknown']);
}

function repeated(
  kind: ArrivingWithdrawal['kind'],
  { head }: ArrivingWithdrawal['document'],
  known: WithdrawalRow,
): Finding {
  return kind === 'cancellation'
    ? found(cancellationRules.repeated, 'invtNo', [head.invtNo, known.copNo])
    : found(returnRules.repeated, 'copNo', [known.copNo, known.status]);
}

function found(rule: Rule, field: string, values: readonly string[]): Finding {
  const { severity: _, ...finding } = findingOf(rule, field, values);
  return finding;
}

function judge(arriving: ArrivingWithdrawal, { standing, others, on }: WithdrawalContext) {
  const returns = others.filter((row) => row.kind === 'return' && isLive(row.status));
  const taken = addQuantities(returns.map((row) => row.lines));
  const list = standing && { ...standing, taken };
  return errorsOf(
    arriving.kind === 'cancellation'
      ? judgeCancellation(arriving.document, list)
      : judgeReturn(arriving.document, list, on),
  );
}

function submissionOf({ document, body, exchangeId }: ArrivingWithdrawal) {
  const { guid, appTime } = document.head;
  return { guid, appTime, body, exchangeId };
}

function begin(
  arriving: ArrivingWithdrawal,
  { known, standing, newId, now, on }: WithdrawalContext,
  status: 'staged' | 'sent',
): WithdrawalRow {
  const { kind, document } = arriving;
  const releasedOn = standing?.releasedOn ?? null;
  const lines = kind === 'return' ? document.lines : [];
  return {
    withdrawalId: known?.withdrawalId ?? newId,
    kind,
    declarationId: standing?.declarationId ?? '',
    attempt: standing?.attempt ?? 1,
    agentCode: document.head.agentCode,
    copNo: copNoOf(document),
    ...submissionOf(arriving),
    status,
    part: null,
    returnStatus: null,
    returnTime: null,
    preNo: null,
    reasons: null,
    goodsDueOn:
      kind === 'return' && releasedOn ? returnDeadlines(releasedOn, returnTermsOn(on)).back : null,
    filedAt: now,
    decidedAt: null,
    lines: new Map(lines.map((line) => [line.gnum, line.qty])),
  };
}
