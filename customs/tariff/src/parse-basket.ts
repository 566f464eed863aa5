import type { Money } from '@pilotzone/kernel/money';
import { cny, parseUnits } from '@pilotzone/kernel/money';
import { parsePlainDate } from '@pilotzone/kernel/time';
import type { Basket } from './quote.ts';
import { LIST_MODES } from './supervision-modes.ts';
import type { Quantity, TaxableLine } from './taxable.ts';

/** Notes what is wrong with a field of the line at hand. */
type Fail = (field: string, message: string) => void;

export type ParsedBasket =
  | { readonly kind: 'parsed'; readonly basket: Basket }
  | { readonly kind: 'invalid'; readonly errors: readonly string[] };

/**
 * Reads the JSON of `tax quote` (docs/protocols/tax.md §7). Amounts are decimal strings or numbers;
 * all errors are reported at once, each with its path. `freight` and `insurance` may be left out.
 */
export function parseBasket(json: unknown): ParsedBasket {
  const errors: string[] = [];
  const basket = asRecord(json);
  if (!basket) return { kind: 'invalid', errors: ['the basket is no JSON object'] };
  const day = parsePlainDate(written(basket['day']));
  if (!day) errors.push('day: a day YYYY-MM-DD is needed');
  const tradeMode = basket['tradeMode'];
  if (typeof tradeMode !== 'string' || !LIST_MODES.has(tradeMode)) {
    const modes = [...LIST_MODES].join(', ');
    errors.push(`tradeMode: a supervision mode of retail imports is needed, one of ${modes}`);
  }
  const items = Array.isArray(basket['lines']) ? (basket['lines'] as unknown[]) : [];
  if (items.length === 0) errors.push('lines: at least one line is needed');
  const list = {
    lines: items.map((item, index) => parseLine(item, `lines[${index}]`, errors)),
    freight: amount(basket['freight'] ?? '0', 'freight', errors),
    insurance: amount(basket['insurance'] ?? '0', 'insurance', errors),
  };
  if (errors.length > 0 || !day) return { kind: 'invalid', errors };
  return { kind: 'parsed', basket: { tradeMode: String(tradeMode), day, list } };
}

function parseLine(item: unknown, path: string, errors: string[]): TaxableLine {
  const line = asRecord(item) ?? {};
  const fail: Fail = (field, message) => void errors.push(`${path}.${field}: ${message}`);
  const hsCode = written(line['hsCode']);
  if (!/^(\d{8}|\d{10})$/.test(hsCode)) {
    fail('hsCode', 'an HS code of 8 or 10 digits is needed');
  }
  const quantity = quantityOf(line, '', fail);
  const legal1 = quantityOf(line, '1', fail);
  const nothing: Quantity = { units: 0n, unit: '' };
  if (!quantity) fail('quantity', 'a quantity is needed');
  return {
    hsCode,
    price: amount(line['price'], `${path}.price`, errors),
    quantity: quantity ?? nothing,
    legal1: legal1 ?? nothing,
    legal2: quantityOf(line, '2', fail),
  };
}

function quantityOf(
  line: Record<string, unknown>,
  which: '' | '1' | '2',
  fail: Fail,
): Quantity | undefined {
  const quantity = line[`quantity${which}`] ?? '';
  if (quantity === '') return undefined;
  const unit = written(line[`unit${which}`]);
  if (!/^\d{3}$/.test(unit)) fail(`unit${which}`, 'a customs unit of 3 digits is needed');
  const units = parseUnits(written(quantity));
  if (units === undefined || units < 0n) {
    fail(`quantity${which}`, 'a decimal of at most 5 places is needed');
  }
  return { units: units ?? 0n, unit };
}

function amount(value: unknown, path: string, errors: string[]): Money {
  const text = written(value);
  const units = text === '' ? undefined : parseUnits(text);
  if (units === undefined || units < 0n) {
    errors.push(`${path}: an amount in CNY of at most 5 places is needed`);
  }
  return cny(units ?? 0n);
}

/** A text or number as it stands in the JSON; '' for anything else, which no check lets pass. */
function written(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value as Record<string, unknown>; // A JSON object has string keys.
}
