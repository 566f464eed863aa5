import type {
  GuaranteePage,
  GuaranteeView,
  TaxDueCalendar,
  TaxDueView,
  TrialBalance,
} from '@pilotzone/financial-services/contract';
import { useGet } from '../api/use-get.ts';
import { useNames } from '../api/use-names.ts';
import { shareOf, showCount, showShare, sumOf } from '../format.ts';
import { Bar, Section, TableFrame } from '../parts/layout.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Empty, Load } from '../parts/states.tsx';
import { Tag, type Tone } from '../parts/status.tsx';
import { Code, Money } from '../parts/values.tsx';
import { useSession } from '../session.tsx';
import { TaxBillsSection } from './tax-bills-section.tsx';
import { useBothLanguages, useText } from '../text/text.ts';

/** What is short and what falls due: guarantees, tax calendar, trial balance. */
export function FinancePage() {
  const t = useText();
  const guarantees = useGet<GuaranteePage>('/guarantees?limit=1000');
  const dues = useGet<TaxDueCalendar>('/tax-dues');
  const { me } = useSession();
  // The books are the zone's; an enterprise sees its own guarantee and tax.
  const seesBooks = me.zoneWide.includes('finance:read');
  return (
    <>
      <PageTitle title={t.finance.title} />
      <Section title={t.finance.guarantees}>
        <Load from={guarantees} rows={4}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t.finance.noGuarantees} fix={t.finance.noGuaranteesFix} />
            ) : (
              <Guarantees items={items} />
            )
          }
        </Load>
      </Section>
      <Section title={t.finance.calendar}>
        <p className="quiet">{t.finance.calendarHint}</p>
        <Load from={dues} rows={4}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t.finance.noDues} fix={t.finance.noDuesFix} />
            ) : (
              <Calendar items={items} />
            )
          }
        </Load>
      </Section>
      {seesBooks && <TaxBillsSection />}
      {seesBooks && <Books />}
    </>
  );
}

function Books() {
  const t = useText();
  const accounts = useGet<TrialBalance>('/ledger/accounts');
  return (
    <Section title={t.finance.ledger}>
      <Load from={accounts} rows={4}>
        {(balance) => <Balance balance={balance} />}
      </Load>
    </Section>
  );
}

const GUARANTEE_TONES: Readonly<Record<GuaranteeView['status'], Tone>> = {
  ok: 'good',
  low: 'care',
  exhausted: 'bad',
};

function Guarantees({ items }: { readonly items: readonly GuaranteeView[] }) {
  const t = useText();
  const nameOf = useNames();
  return (
    <TableFrame>
      <table className="finance">
        <thead>
          <tr>
            <th scope="col">{t.finance.guarantor}</th>
            <th scope="col">{t.finance.state}</th>
            <th scope="col" className="number">
              {t.finance.limit}
            </th>
            <th scope="col" className="number">
              {t.finance.earmarked}
            </th>
            <th scope="col" className="number">
              {t.finance.reserved}
            </th>
            <th scope="col" className="number">
              {t.finance.available}
            </th>
            <th scope="col" className="number">
              {t.finance.used}
            </th>
            <th scope="col" className="bar-column">
              <span className="hidden">{t.finance.used}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((guarantee) => {
            const { guarantorCode, status, limit, earmarked, reserved, available } = guarantee;
            const used = shareOf(sumOf([earmarked, reserved]), limit);
            return (
              <tr key={guarantorCode}>
                <th scope="row">
                  {nameOf(guarantorCode)} <Code text={guarantorCode} />
                </th>
                <td>
                  <Tag tone={GUARANTEE_TONES[status]}>{t.finance.states[status]}</Tag>
                </td>
                {[limit, earmarked, reserved, available].map((amount, index) => (
                  <td key={index} className="number">
                    <Money amount={amount} />
                  </td>
                ))}
                <td className="number">{showShare(used)}</td>
                <td className="bar-column">
                  <Bar share={used} tone={GUARANTEE_TONES[status]} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableFrame>
  );
}

const DUE_TONES: Readonly<Record<TaxDueView['status'], Tone>> = {
  upcoming: 'open',
  payable: 'care',
  overdue: 'bad',
  settled: 'good',
};

function Calendar({ items }: { readonly items: readonly TaxDueView[] }) {
  const t = useText();
  const nameOf = useNames();
  return (
    <TableFrame>
      <table className="finance">
        <thead>
          <tr>
            <th scope="col">{t.finance.payable}</th>
            <th scope="col">{t.finance.state}</th>
            <th scope="col">{t.finance.guarantor}</th>
            <th scope="col">{t.finance.releasedOn}</th>
            <th scope="col" className="number">
              {t.finance.open}
            </th>
            <th scope="col" className="number">
              {t.taxes.consumptionTax}
            </th>
            <th scope="col" className="number">
              {t.taxes.valueAddedTax}
            </th>
            <th scope="col" className="number">
              {t.finance.due}
            </th>
            <th scope="col" className="number">
              {t.finance.paid}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((due) => (
            <tr key={`${due.guarantorCode} ${due.releasedOn}`}>
              <th scope="row">{t.finance.payableSpan(due.payableFrom, due.payableUntil)}</th>
              <td>
                <Tag tone={DUE_TONES[due.status]}>{t.finance.dueStates[due.status]}</Tag>
              </td>
              <td className="party">
                {nameOf(due.guarantorCode)} <Code text={due.guarantorCode} />
              </td>
              <td className="nowrap">{due.releasedOn}</td>
              <td className="number">{showCount(due.declarations)}</td>
              {[due.consumptionTax, due.valueAddedTax, due.total, due.paidTotal].map(
                (amount, index) => (
                  <td key={index} className="number">
                    <Money amount={amount} />
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Balance({ balance }: { readonly balance: TrialBalance }) {
  const t = useText();
  const both = useBothLanguages();
  const { accounts, totalDebit, totalCredit, isBalanced } = balance;
  return (
    <>
      <TableFrame>
        <table className="compact balance">
          <thead>
            <tr>
              <th scope="col">{t.finance.account}</th>
              <th scope="col" className="number">
                {t.finance.debit}
              </th>
              <th scope="col" className="number">
                {t.finance.credit}
              </th>
            </tr>
          </thead>
          <tbody>
            {accounts.map((account) => (
              <tr key={account.accountCode}>
                <th scope="row">
                  <Code text={account.accountCode} /> {both(account.nameZh, account.nameEn)}
                </th>
                <td className="number">
                  <Money amount={account.debit} />
                </td>
                <td className="number">
                  <Money amount={account.credit} />
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t.overview.sum}</th>
              <td className="number">
                <Money amount={totalDebit} />
              </td>
              <td className="number">
                <Money amount={totalCredit} />
              </td>
            </tr>
          </tfoot>
        </table>
      </TableFrame>
      <p>
        <Tag tone={isBalanced ? 'good' : 'bad'}>
          {isBalanced ? t.finance.balanced : t.finance.unbalanced}
        </Tag>
      </p>
    </>
  );
}
