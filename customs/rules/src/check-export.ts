import type { DocumentByType } from '@pilotzone/ceb/message';
import { MESSAGE_TABLES } from '@pilotzone/ceb/tables';
import { formatUnits } from '@pilotzone/kernel/money';
import { declaredExportRules as rules, listNumberRules } from './catalogue/declared.ts';
import { checkDeclared, isBlank, planDeclared } from './check-declared.ts';
import { CHINA } from './codes/countries.ts';
import { checkExportList } from './export/check-export-list.ts';
import { checkExportOrder, checkExportWaybill } from './export/check-export-papers.ts';
import type { ExportList, ExportOrder, ExportWaybill } from './export/documents.ts';
import { checkChoice } from './field-checks.ts';
import { add } from './report.ts';
import type { Report } from './report.ts';
import type { RuleFinding } from './rule.ts';

/** Only what stands empty: what the fields hold is judged by ./export, as it is on filing. */
const REQUIRED = { scope: 'required' } as const;

/** The plans of the declarations about exports. */
export const EXPORT_PLANS = {
  CEB303Message: planDeclared(MESSAGE_TABLES.CEB303Message, 'export', REQUIRED),
  CEB403Message: planDeclared(MESSAGE_TABLES.CEB403Message, 'export'),
  CEB505Message: planDeclared(MESSAGE_TABLES.CEB505Message, 'export', REQUIRED),
  CEB507Message: planDeclared(MESSAGE_TABLES.CEB507Message, 'export'),
  CEB509Message: planDeclared(MESSAGE_TABLES.CEB509Message, 'export'),
  CEB603Message: planDeclared(MESSAGE_TABLES.CEB603Message, 'export', REQUIRED),
  CEB605Message: planDeclared(MESSAGE_TABLES.CEB605Message, 'export'),
  CEB607Message: planDeclared(MESSAGE_TABLES.CEB607Message, 'export'),
  CEB701Message: planDeclared(MESSAGE_TABLES.CEB701Message, 'export'),
  CEB213Message: planDeclared(MESSAGE_TABLES.CEB213Message, 'export', {
    required: ['tradeMode'],
    numbering: 'as the list',
  }),
  CEB215Message: planDeclared(MESSAGE_TABLES.CEB215Message, 'export'),
} as const;

/** `trafMode` of goods sent by post. */
const POST = '6';

/** Everything about an export order (303) that needs no database. */
export function checkExportOrderAlone(order: ExportOrder): RuleFinding[] {
  const empty = checkDeclared(EXPORT_PLANS.CEB303Message, order, {
    head: (report, head, lines) => {
      const sum = lines.reduce((total, line) => total + line.totalPrice, 0n);
      if (lines.every(({ currency }) => currency === head.currency) && sum !== head.goodsValue) {
        const values = [formatUnits(head.goodsValue), formatUnits(sum)];
        add(report, rules.goodsValue, ['goodsValue', ...values]);
      }
    },
  });
  return [...checkExportOrder(order), ...empty];
}

const choice = EXPORT_PLANS.CEB507Message.rules.choice;

/** Everything about a receipt of payment (403) that needs no database. */
export function checkExportPayment(payment: DocumentByType['CEB403Message']): RuleFinding[] {
  return checkDeclared(EXPORT_PLANS.CEB403Message, payment);
}

/** Everything about an export waybill (505) that needs no database. */
export function checkExportWaybillAlone(waybill: ExportWaybill): RuleFinding[] {
  const empty = checkDeclared(EXPORT_PLANS.CEB505Message, waybill);
  return [...checkExportWaybill(waybill), ...empty];
}

/** Everything about an arrival (507) that needs no database. */
export function checkArrival(arrival: DocumentByType['CEB507Message']): RuleFinding[] {
  return checkDeclared(EXPORT_PLANS.CEB507Message, arrival, {
    head: (report, head) => {
      checkChoice(report, choice, ['ieFlag', head.ieFlag, 'I, E']);
      checkConveyance(report, head, ['billNo']);
    },
  });
}

/** Everything about a departure (509) that needs no database. */
export function checkDeparture(departure: DocumentByType['CEB509Message']): RuleFinding[] {
  return checkDeclared(EXPORT_PLANS.CEB509Message, departure, {
    head: (report, head) => {
      checkConveyance(report, head, ['trafName', 'voyageNo', 'billNo']);
    },
  });
}

/** What only post may leave out. */
function checkConveyance<F extends string>(
  report: Report,
  head: { readonly trafMode: string } & { readonly [K in F]?: string | undefined },
  fields: readonly F[],
): void {
  if (head.trafMode === POST) return;
  for (const field of fields) if (isBlank(head[field])) add(report, rules.byPost, [field]);
}

/** Everything about an export list (603) that needs no database, rate or day. */
export function checkExportListAlone(list: ExportList): RuleFinding[] {
  const empty = checkDeclared(EXPORT_PLANS.CEB603Message, list, {
    head: (report, head) => {
      checkChoice(report, choice, ['tradeMode', head.tradeMode, '9610, 1210, 9710, 9810']);
      if (head.statisticsFlag === 'A' && !isBlank(head.licenseNo)) {
        add(report, rules.simplifiedLicence, ['licenseNo', head.licenseNo ?? '']);
      }
    },
    line: (report, line, head) => {
      if (head.statisticsFlag === 'B' && /^\d{4}0{6}$/.test(line.gcode)) {
        add(report, rules.heading, ['gcode', line.gcode]);
      }
    },
  });
  return [...checkExportList(list), ...empty];
}

/** Everything about an export cancellation (605) that needs no database. */
export function checkExportCancellation(
  cancellation: DocumentByType['CEB605Message'],
): RuleFinding[] {
  return checkDeclared(EXPORT_PLANS.CEB605Message, cancellation, {
    head: (report, head) => {
      checkListNumber(report, head.invtNo);
    },
  });
}

/** Warns of a list number that customs cannot have given. */
export function checkListNumber(report: Report, invtNo: string | undefined): void {
  if (invtNo === undefined || invtNo === '' || /^\d{8}[IE]\d{9,11}$/.test(invtNo)) return;
  add(report, listNumberRules.invtNo, ['invtNo', invtNo]);
}

/** Everything about a manifest of lists (607) that needs no database. */
export function checkManifest(manifest: DocumentByType['CEB607Message']): RuleFinding[] {
  return checkDeclared(EXPORT_PLANS.CEB607Message, manifest, {
    line: (report, line) => {
      checkListNumber(report, line.invtNo);
    },
  });
}

/** Everything about a summary application (701) that needs no database. */
export function checkSummary(summary: DocumentByType['CEB701Message']): RuleFinding[] {
  return checkDeclared(EXPORT_PLANS.CEB701Message, summary, {
    head: (report, head, lines) => {
      checkChoice(report, choice, ['summaryFlag', head.summaryFlag, '1, 2']);
      const { startTime = '', endTime = '' } = head;
      const isPaired = (startTime === '') === (endTime === '') && startTime <= endTime;
      if (!isPaired) add(report, rules.period, ['endTime', startTime, endTime]);
      if (startTime === '' && endTime === '' && lines.length === 0) {
        add(report, rules.noLists, ['startTime']);
      }
    },
    line: (report, line) => {
      checkListNumber(report, line.invtNo);
    },
  });
}

/** Everything about the return of an export (213) that needs no database. */
export function checkExportReturn(refund: DocumentByType['CEB213Message']): RuleFinding[] {
  return checkDeclared(EXPORT_PLANS.CEB213Message, refund, {
    head: (report, head) => {
      checkChoice(report, choice, ['ieFlag', head.ieFlag, 'I']);
      checkChoice(report, choice, ['tradeMode', head.tradeMode, '9661, 1261']);
      if (head.country === CHINA) add(report, rules.fromChina, ['country', head.country]);
      checkListNumber(report, head.invtNo);
    },
  });
}

/** Everything about the tally of a returned export (215) that needs no database. */
export function checkTally(tally: DocumentByType['CEB215Message']): RuleFinding[] {
  return checkDeclared(EXPORT_PLANS.CEB215Message, tally, {
    head: (report, head) => {
      checkChoice(report, choice, ['ieFlag', head.ieFlag, 'I']);
      checkListNumber(report, head.invtNo);
    },
  });
}
