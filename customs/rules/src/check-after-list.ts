import type { DocumentByType } from '@pilotzone/ceb/message';
import { MESSAGE_TABLES } from '@pilotzone/ceb/tables';
import { checkDeclared, planDeclared } from './check-declared.ts';
import { checkListNumber } from './check-export.ts';
import { checkChoice, checkIdCard, judgedOn } from './field-checks.ts';
import type { CheckContext, IdCardRules } from './field-checks.ts';
import type { Report } from './report.ts';
import type { RuleFinding } from './rule.ts';

const COP_NO = { required: ['copNo'] };

/** The plans of what follows an import list. */
export const AFTER_LIST_PLANS = {
  CEB623Message: planDeclared(MESSAGE_TABLES.CEB623Message, 'cancellation', COP_NO),
  CEB625Message: planDeclared(MESSAGE_TABLES.CEB625Message, 'return', {
    ...COP_NO,
    numbering: 'as the list',
  }),
  CEB711Message: planDeclared(MESSAGE_TABLES.CEB711Message, 'delivery', COP_NO),
} as const;

type Buyer = {
  readonly appTime: string;
  readonly buyerIdType: string;
  readonly buyerIdNumber: string;
  readonly invtNo: string;
};

/** Everything about a cancellation (623) that needs no database. */
export function checkCancellation(
  cancellation: DocumentByType['CEB623Message'],
  context: CheckContext = {},
): RuleFinding[] {
  const plan = AFTER_LIST_PLANS.CEB623Message;
  return checkDeclared(plan, cancellation, {
    head: (report, head) => {
      checkBuyer(report, plan.rules, { head, context });
    },
  });
}

/** Everything about a return (625) that needs no database. */
export function checkReturn(
  refund: DocumentByType['CEB625Message'],
  context: CheckContext = {},
): RuleFinding[] {
  const plan = AFTER_LIST_PLANS.CEB625Message;
  return checkDeclared(plan, refund, {
    head: (report, head) => {
      checkBuyer(report, plan.rules, { head, context });
    },
  });
}

function checkBuyer(
  report: Report,
  rules: IdCardRules,
  { head, context }: { readonly head: Buyer; readonly context: CheckContext },
): void {
  checkIdCard(report, rules, {
    role: 'buyer',
    idType: head.buyerIdType,
    idNumber: head.buyerIdNumber,
    today: judgedOn(context, head.appTime),
  });
  checkListNumber(report, head.invtNo);
}

/** Everything about the details of a stock entry (711) that needs no database. */
export function checkDelivery(delivery: DocumentByType['CEB711Message']): RuleFinding[] {
  const plan = AFTER_LIST_PLANS.CEB711Message;
  return checkDeclared(plan, delivery, {
    head: (report, head) => {
      checkChoice(report, plan.rules.choice, ['ieFlag', head.ieFlag, 'I, E']);
    },
  });
}
