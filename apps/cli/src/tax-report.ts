import type { TaxStep } from '@pilotzone/tariff/explain-tax';
import type { Quote } from '@pilotzone/tariff/quote';
import { formatTable } from './output.ts';

type Line = Quote['lines'][number];

/** What a person sees after `tax quote`: totals, each tax of each line with its steps, findings. */
export function describeTax(quote: Quote): string {
  const parts = [heading(quote), totals(quote), steps(quote), sources(quote), remarks(quote)];
  return parts.filter((part) => part !== '').join('\n\n');
}

function heading({ tradeMode, day, basis, scope }: Quote): string {
  const how = scope === 'full' ? 'full tax' : '70 % of value-added and consumption tax, tariff 0';
  return `${tradeMode} on ${day}, ${scope === null ? 'no tax can be computed' : how} (${basis})`;
}

function totals({ tax }: Quote): string {
  if (!tax) return '';
  const { dutiablePrice, tariff, consumptionTax, valueAddedTax, total } = tax;
  const header = ['dutiable price', 'tariff', 'consumption tax', 'value-added tax', 'total CNY'];
  return formatTable(header, [[dutiablePrice, tariff, consumptionTax, valueAddedTax, total]]);
}

function steps({ lines }: Quote): string {
  const rows = lines.flatMap((line, index) =>
    TAXES.map(({ name, of, rate }) => {
      const { statutory, share, beforeRounding, afterRounding } = of(line);
      const rateText = rate(line.rates);
      return [
        ...(name === 'tariff' ? [String(index + 1), line.hsCode, line.base] : ['', '', '']),
        ...[name, rateText, statutory, share, beforeRounding, afterRounding],
      ];
    }),
  );
  if (rows.length === 0) return '';
  const header = ['line', 'HS code', 'base', 'tax', 'rate', 'statutory', '× share', 'exact', 'CNY'];
  return formatTable(header, rows);
}

const TAXES: readonly {
  readonly name: string;
  of(line: Line): TaxStep;
  rate(rates: Line['rates']): string;
}[] = [
  { name: 'tariff', of: (line) => line.tariff, rate: (rates) => `${rates.tariff} %` },
  {
    name: 'consumption tax',
    of: (line) => line.consumptionTax,
    rate: ({ consumptionTax, consumptionTaxSpecific: specific }) =>
      `${consumptionTax} %${specific === null ? '' : ` + ${specific}`}`,
  },
  {
    name: 'value-added tax',
    of: (line) => line.valueAddedTax,
    rate: (rates) => `${rates.valueAddedTax} %`,
  },
];

function sources({ lines }: Quote): string {
  return lines
    .map(({ rates }, index) => {
      const until = rates.validUntil === null ? '' : ` until ${rates.validUntil}`;
      const period = `from ${rates.validFrom}${until}`;
      return `line ${index + 1}: rates of ${rates.hsCode} ${period}, ${rates.source}`;
    })
    .join('\n');
}

function remarks({ findings, warnings }: Quote): string {
  const told = [
    ...findings.map((finding) => ({ ...finding, severity: 'error' })),
    ...warnings.map((finding) => ({ ...finding, severity: 'warning' })),
  ];
  return told
    .map(({ severity, code, field, message, messageZh, fix }) =>
      [`${severity.padEnd(7)} ${code} ${field}`, message, messageZh, `→ ${fix}`].join('\n        '),
    )
    .join('\n');
}
