import { UNITS } from '@pilotzone/rules/codes/units';
import type { TaxLine, TaxStep, TaxSteps } from '../../api/shapes.ts';
import { showExact, showMoney, sumOf } from '../../format.ts';
import { TableFrame } from '../../parts/layout.tsx';
import { Empty } from '../../parts/states.tsx';
import { useText } from '../../text/text.ts';
import { staircase, type Stair } from './staircase.ts';

const TAXES = ['tariff', 'consumptionTax', 'valueAddedTax'] as const;

/** The tax of a list as a staircase: price, charges, base, each tax, and what it comes to. */
export function TaxView({ steps }: { readonly steps: TaxSteps | null }) {
  const t = useText();
  if (!steps) return <Empty title={t.tax.none} fix={t.tax.noneFix} />;
  return (
    <>
      <ol className="stairs">
        {staircase(steps).map((stair) => (
          <StairView key={stair.step} stair={stair} steps={steps} />
        ))}
      </ol>
      <p className="quiet">
        {t.tax.basis}: {steps.basis}
      </p>
    </>
  );
}

type StairProps = { readonly stair: Stair; readonly steps: TaxSteps };

function StairView({ stair, steps }: StairProps) {
  const t = useText();
  const { step, amount, from, to } = stair;
  const tax = TAXES.find((one) => one === step);
  const label = step === 'withTax' ? t.tax.withTax : t.taxes[step];
  const row = (
    <>
      <span className="stair-label">{label}</span>
      <svg className="stair-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect x={from * 100} width={Math.max((to - from) * 100, 0.4)} height="8" />
      </svg>
      <span className="stair-amount">{showMoney(amount)}</span>
    </>
  );
  const isSum = step === 'dutiablePrice' || step === 'total' || step === 'withTax';
  return (
    <li className={isSum ? 'stair stair-sum' : 'stair'}>
      {tax === undefined ? (
        <div className="stair-row">{row}</div>
      ) : (
        <details>
          <summary className="stair-row">{row}</summary>
          <TaxLines tax={tax} lines={steps.lines} />
          <Sources lines={steps.lines} />
        </details>
      )}
    </li>
  );
}

type Tax = (typeof TAXES)[number];

/** One tax line by line: base, rate, statutory amount, charged share, before and after rounding. */
function TaxLines({ tax, lines }: { readonly tax: Tax; readonly lines: readonly TaxLine[] }) {
  const t = useText();
  return (
    <TableFrame>
      <table className="compact">
        <caption className="hidden">{t.tax.steps}</caption>
        <thead>
          <tr>
            <th scope="col" className="number">
              {t.tax.line}
            </th>
            <th scope="col">{t.tax.hsCode}</th>
            <th scope="col" className="number">
              {tax === 'valueAddedTax' || tax === 'consumptionTax'
                ? t.tax.base
                : t.taxes.dutiablePrice}
            </th>
            <th scope="col" className="number">
              {t.tax.rate}
            </th>
            <th scope="col" className="number">
              {t.tax.statutory}
            </th>
            <th scope="col" className="number">
              {t.tax.share}
            </th>
            <th scope="col" className="number">
              {t.tax.exact}
            </th>
            <th scope="col" className="number">
              {t.tax.rounded}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            <TaxLineRow key={index} no={index + 1} tax={tax} line={line} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={7}>
              {t.taxes[tax]}
            </th>
            <td className="number">
              {showMoney(sumOf(lines.map((line) => line[tax].afterRounding)))}
            </td>
          </tr>
        </tfoot>
      </table>
    </TableFrame>
  );
}

type LineProps = { readonly no: number; readonly tax: Tax; readonly line: TaxLine };

function TaxLineRow({ no, tax, line }: LineProps) {
  const step: TaxStep = line[tax];
  const base = tax === 'tariff' ? line.dutiablePrice : line.base;
  return (
    <tr>
      <td className="number">{no}</td>
      <td>
        <code>{line.hsCode}</code>
      </td>
      <Exact text={base} />
      <td className="number">
        <Rate tax={tax} rates={line.rates} />
      </td>
      <Exact text={step.statutory} />
      <td className="number">× {step.share}</td>
      <Exact text={step.beforeRounding} />
      <td className="number">{showMoney(step.afterRounding)}</td>
    </tr>
  );
}

/** A number rounded for the eye; exactly, when pointed at. */
function Exact({ text }: { readonly text: string }) {
  return (
    <td className="number" title={text}>
      {showExact(text)}
    </td>
  );
}

function Rate({ tax, rates }: { readonly tax: Tax; readonly rates: TaxLine['rates'] }) {
  const t = useText();
  const { consumptionTaxSpecific: specific } = rates;
  const byValue = `${rates[tax]} %`;
  if (tax !== 'consumptionTax' || specific === null) return byValue;
  // "0.912 CNY / 095": the unit is customs' code.
  const [amount = '', unit = ''] = specific.split(' CNY / ');
  return (
    <span title={specific}>
      {byValue} {t.tax.specific(`${showExact(amount)} CNY / ${UNITS.get(unit) ?? unit}`)}
    </span>
  );
}

/** Where the rates come from; lines with the same source share one sentence. */
function Sources({ lines }: { readonly lines: readonly TaxLine[] }) {
  const t = useText();
  const sources = new Set(
    lines.map(({ rates: { source, validFrom, validUntil } }) =>
      [`${t.tax.source}: ${source}`, t.tax.validFrom(validFrom, validUntil ?? '')].join(', '),
    ),
  );
  return [...sources].map((source) => (
    <p key={source} className="quiet source">
      {source}
    </p>
  ));
}
