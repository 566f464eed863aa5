import type { PaymentDocument } from '@pilotzone/ceb/message';
import { formatUnits } from '@pilotzone/kernel/money';
import { isCustomsTime } from './calendar.ts';
import { paymentRules as rules } from './catalogue/payment.ts';
import {
  checkCurrency,
  checkIdCard,
  checkSubmission,
  checkTexts,
  judgedOn,
} from './field-checks.ts';
import type { CheckContext } from './field-checks.ts';
import { add, startReport } from './report.ts';
import type { RuleFinding } from './rule.ts';

/** Everything about a payment (411) that needs no database; empty when nothing is to be said. */
export function checkPayment(payment: PaymentDocument, context: CheckContext = {}): RuleFinding[] {
  const { head } = payment;
  const report = startReport('PaymentHead');
  checkSubmission(report, rules, head);
  checkIdCard(report, rules, {
    role: 'payer',
    idType: head.payerIdType,
    idNumber: head.payerIdNumber,
    today: judgedOn(context, head.appTime),
  });
  if (head.amountPaid < 0n) {
    add(report, rules.notNegative, ['amountPaid', formatUnits(head.amountPaid)]);
  }
  checkCurrency(report, rules.currency, head.currency);
  if (!isCustomsTime(head.payTime)) add(report, rules.time, ['payTime', head.payTime]);
  checkTexts(report, head, ['payName', 'ebpName', 'payerName']);
  return report.findings;
}
