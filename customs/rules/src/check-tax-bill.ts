import type { DocumentByType } from '@pilotzone/ceb/message';
import { MESSAGE_TABLES } from '@pilotzone/ceb/tables';
import { formatUnits } from '@pilotzone/kernel/money';
import { taxBillRules } from './catalogue/declared.ts';
import { checkDeclared, planDeclared } from './check-declared.ts';
import { checkListNumber } from './check-export.ts';
import { checkChoice } from './field-checks.ts';
import { add } from './report.ts';
import type { RuleFinding } from './rule.ts';

/** The plans of electronic tax bills. */
export const TAX_BILL_PLANS = {
  CEB816Message: planDeclared(MESSAGE_TABLES.CEB816Message, 'taxBill'),
  CEB818Message: planDeclared(MESSAGE_TABLES.CEB818Message, 'taxBill'),
} as const;

const TAXES = ['customsTax', 'valueAddedTax', 'consumptionTax'] as const;

/** 1 made, 2 summed up, 3 void. */
const STATUSES = '1, 2, 3';

/** What an electronic tax bill (816) contradicts: its lines add up to its head, tax by tax. */
export function checkTaxBill(bill: DocumentByType['CEB816Message']): RuleFinding[] {
  const plan = TAX_BILL_PLANS.CEB816Message;
  return checkDeclared(plan, bill, {
    head: (report, head, lines) => {
      checkChoice(report, plan.rules.choice, ['status', head.status, STATUSES]);
      checkListNumber(report, head.invtNo);
      for (const tax of TAXES) {
        const sum = lines.reduce((total, line) => total + line[tax], 0n);
        if (sum === head[tax]) continue;
        add(report, taxBillRules.sum, [tax, formatUnits(head[tax]), formatUnits(sum)]);
      }
    },
  });
}

/** What the status of a tax bill (818) may be. */
export function checkTaxBillStatus(bill: DocumentByType['CEB818Message']): RuleFinding[] {
  const plan = TAX_BILL_PLANS.CEB818Message;
  return checkDeclared(plan, bill, {
    head: (report, head) => {
      checkChoice(report, plan.rules.choice, ['status', head.status, STATUSES]);
      checkListNumber(report, head.invtNo);
    },
  });
}
