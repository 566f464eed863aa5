import type { ListDocument } from '@pilotzone/ceb/message';
import { cny } from '@pilotzone/kernel/money';
import type { TaxableList } from './taxable.ts';

/** A declaration list (清单, CEB621) as tax looks at it. */
export function taxableOf({ head, lines }: ListDocument): TaxableList {
  return {
    freight: cny(head.freight),
    insurance: cny(head.insuredFee),
    lines: lines.map((line) => ({
      hsCode: line.gcode,
      price: cny(line.totalPrice),
      quantity: { units: line.qty, unit: line.unit },
      legal1: { units: line.qty1, unit: line.unit1 },
      legal2:
        line.unit2 && line.qty2 !== undefined ? { units: line.qty2, unit: line.unit2 } : undefined,
    })),
  };
}
