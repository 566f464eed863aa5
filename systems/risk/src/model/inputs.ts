import { formatUnits, parseUnits } from '@pilotzone/kernel/money';
import { listFields, type FactVector, type FieldType, type RiskInputs } from './facts.ts';

/**
 * A fact as it is stored and compared in a record: decimals are text, so that no reader rounds
 * them.
 */
export type RecordedValue = string | number | boolean | readonly string[];

export type RecordedInputs = { readonly [field: string]: RecordedValue };

const CATALOGUE = listFields();

/**
 * The known facts as JSON. Unknown ones are left out, so that a replay sees them as unknown too.
 */
export function recordVector(facts: FactVector): RecordedInputs {
  const recorded: { [field: string]: RecordedValue } = {};
  CATALOGUE.forEach(([name, field], position) => {
    const value = facts[position];
    if (value !== undefined) recorded[name] = recordValue(field.type, value);
  });
  return recorded;
}

/** The value of a fact of `type` as JSON. */
export function recordValue(type: FieldType, value: unknown): RecordedValue {
  return type === 'decimal' ? formatUnits(value as bigint) : (value as RecordedValue);
}

/**
 * The facts of a record. A field that the catalogue no longer has is left out: no rule can name it.
 */
export function restoreInputs(recorded: RecordedInputs): RiskInputs {
  const inputs: { [field: string]: unknown } = {};
  for (const [name, field] of CATALOGUE) {
    if (!Object.hasOwn(recorded, name)) continue;
    const value = recorded[name];
    inputs[name] = field.type === 'decimal' ? parseUnits(String(value)) : value;
  }
  return inputs;
}
