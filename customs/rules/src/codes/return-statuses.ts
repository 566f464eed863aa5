/** What a receipt status means for a list. */
export type StatusOutcome = 'staged' | 'filed' | 'held' | 'rejected' | 'released' | 'returned';

/** A receipt status (回执状态). */
export type ReturnStatus = {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  /**
   * Position in the life of a document: of two receipts of the same moment the higher one counts,
   * because receipts arrive unordered and repeated.
   */
  readonly rank: number;
  readonly outcome: StatusOutcome;
  /** Whether no further receipt is expected in the ordinary course. */
  readonly final: boolean;
};

/**
 * Receipt statuses. Source: specification 202205, returnStatus of every receipt; 400 and 99 come
 * from third-party programs only (low confidence), 600 is in the specification for 214 and was seen
 * in 622. Ranks and outcomes are pilotzone's reading (docs/flows/clearance.md).
 */
export const RETURN_STATUSES: ReadonlyMap<string, ReturnStatus> = new Map(
  [
    status('1', 'staged', [10, '电子口岸已暂存', 'staged at e-port']),
    status('2', 'filed', [20, '电子口岸申报中', 'being declared at e-port']),
    status('4', 'filed', [25, '发送海关失败', 'sending to customs failed']),
    status('3', 'filed', [30, '发送海关成功', 'sent to customs']),
    status('120', 'filed', [40, '海关入库', 'stored by customs']),
    status('400', 'filed', [45, '待运抵', 'waiting for arrival']),
    status('300', 'held', [50, '人工审核', 'manual review']),
    status('399', 'filed', [55, '海关审结', 'examined by customs']),
    status('500', 'held', [60, '查验', 'inspection']),
    status('600', 'held', [62, '挂起', 'suspended']),
    status('501', 'held', [65, '扣留移送通关', 'detained, passed on to clearance']),
    status('502', 'held', [65, '扣留移送缉私', 'detained, passed on to anti-smuggling']),
    status('503', 'held', [65, '扣留移送法规', 'detained, passed on to legal affairs']),
    status('505', 'held', [65, '移交', 'handed over']),
    status('599', 'held', [65, '其它扣留', 'detained for another reason']),
    status('99', 'rejected', [
      70,
      '(未定义)',
      'not defined; seen once for a name that does not fit',
    ]),
    status('100', 'rejected', [80, '海关退单', 'rejected by customs']),
    status('800', 'released', [85, '放行', 'released']),
    status('899', 'released', [90, '结关', 'closed']),
    status('700', 'returned', [95, '退运', 'returned abroad']),
  ].map((entry) => [entry.code, entry]),
);

/**
 * The meaning of a receipt status; any negative code is a rejection by e-port, others are
 * `undefined`.
 */
export function findReturnStatus(code: string): ReturnStatus | undefined {
  const known = RETURN_STATUSES.get(code);
  if (known || !/^-\d+$/.test(code)) return known;
  return status(code, 'rejected', [75, '处理异常', 'processing exception']);
}

function status(
  code: string,
  outcome: StatusOutcome,
  [rank, zh, en]: readonly [rank: number, zh: string, en: string],
): ReturnStatus {
  const final = outcome === 'rejected' || outcome === 'released' || outcome === 'returned';
  return { code, zh, en, rank, outcome, final };
}
