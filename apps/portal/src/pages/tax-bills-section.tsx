import type { PaymentBookPage, TaxBillReport } from '@pilotzone/financial-services/contract';
import { useGet } from '../api/use-get.ts';
import { useNames } from '../api/use-names.ts';
import { Facts, Section, TableFrame } from '../parts/layout.tsx';
import { Load } from '../parts/states.tsx';
import { Tag } from '../parts/status.tsx';
import { Code, Money } from '../parts/values.tsx';
import { useStockWords } from '../text/stock-words.ts';

/** Customs' tax bills against the books, every difference, and the payment books. */
export function TaxBillsSection() {
  const words = useStockWords();
  const report = useGet<TaxBillReport>('/tax-bills/reconciliation');
  const books = useGet<PaymentBookPage>('/payment-books?limit=100');
  return (
    <>
      <Section title={words.bills}>
        <p className="quiet">{words.billsHint}</p>
        <Load from={report} rows={3}>
          {(loaded) => <Report report={loaded} />}
        </Load>
      </Section>
      <Section title={words.books}>
        <Load from={books} rows={2}>
          {({ items }) =>
            items.length === 0 ? <p className="quiet">{words.noBooks}</p> : <Books items={items} />
          }
        </Load>
      </Section>
    </>
  );
}

// More than this nobody reads in a page; the API gives every one.
const SHOWN_MAX = 50;

function Report({ report }: { readonly report: TaxBillReport }) {
  const words = useStockWords();
  const { lists, billed, booked, differences, balanced } = report;
  return (
    <>
      <Facts
        pairs={[
          [words.lists, String(lists)],
          [words.billed, <Money key="billed" amount={billed} />],
          [words.booked, <Money key="booked" amount={booked} />],
          [
            words.state,
            <Tag key="state" tone={balanced ? 'good' : 'bad'}>
              {balanced ? words.agree : `${words.differ}: ${String(differences.length)}`}
            </Tag>,
          ],
        ]}
      />
      {differences.length > 0 && <Differences items={differences.slice(0, SHOWN_MAX)} />}
    </>
  );
}

type Difference = TaxBillReport['differences'][number];

function Differences({ items }: { readonly items: readonly Difference[] }) {
  const words = useStockWords();
  return (
    <TableFrame>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.list}</th>
            <th scope="col">{words.kind}</th>
            <th scope="col" className="number">
              {words.customsTaxes}
            </th>
            <th scope="col" className="number">
              {words.bookTaxes}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ invtNo, kind, billed, booked }) => (
            <tr key={invtNo}>
              <th scope="row">
                <Code text={invtNo} />
              </th>
              <td>{words.kinds[kind]}</td>
              <td className="number">{taxesOf(billed)}</td>
              <td className="number">{taxesOf(booked)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function taxesOf({ tariff, consumptionTax, valueAddedTax }: Difference['billed']): string {
  return [tariff, consumptionTax, valueAddedTax].join(' / ');
}

function Books({ items }: { readonly items: PaymentBookPage['items'] }) {
  const words = useStockWords();
  const nameOf = useNames();
  return (
    <TableFrame>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.bookNo}</th>
            <th scope="col">{words.guarantor}</th>
            <th scope="col" className="number">
              {words.lists}
            </th>
            <th scope="col" className="number">
              {words.total}
            </th>
            <th scope="col">{words.paid}</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ entDutyNo, guarantorCode, lists, total, paidOn }) => (
            <tr key={entDutyNo}>
              <th scope="row">
                <Code text={entDutyNo} />
              </th>
              <td>
                {nameOf(guarantorCode)} <Code text={guarantorCode} />
              </td>
              <td className="number">{lists}</td>
              <td className="number">
                <Money amount={total} />
              </td>
              <td>{paidOn ?? <Tag tone="care">{words.open}</Tag>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
