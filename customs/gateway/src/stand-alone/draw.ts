import { createHash } from 'node:crypto';
import type { ListDocument } from '@pilotzone/ceb/message';
import type { Hold, ListRule, Scenario, Span } from './scenario.ts';

/** A number from 0 to below 1, the same for the same seed and name whatever came before. */
export function draw(seed: number, name: string): number {
  const hash = createHash('sha256')
    .update(`${String(seed)}|${name}`)
    .digest();
  return hash.readUInt32BE(0) / 0x1_0000_0000;
}

/** A time out of a span. */
export function drawSpan(seed: number, name: string, [from, to]: Span): number {
  return from + Math.round(draw(seed, name) * (to - from));
}

/** What the scenario says of a list that nothing is against; `undefined`: it is released. */
export function chooseFate(
  scenario: Scenario,
  { head }: ListDocument,
): Pick<ListRule, 'status' | 'info' | 'later'> | undefined {
  const rule = scenario.lists.find(({ when }) =>
    Object.entries(when).every(([field, pattern]) => fits(pattern, fieldOf(head, field))),
  );
  if (rule) return rule;
  const drawn = draw(scenario.seed, `hold|${head.ebpCode}|${head.orderNo}`);
  const hold = findHold(scenario.holds, drawn);
  return hold && { status: hold.status, info: undefined, later: hold.later };
}

/** The holds lie side by side on the line from 0 to 1. */
function findHold(holds: readonly Hold[], drawn: number): Hold | undefined {
  let end = 0;
  return holds.find(({ share }) => {
    end += share;
    return drawn < end;
  });
}

function fieldOf(head: ListDocument['head'], field: string): string {
  const value: unknown = Object.entries(head).find(([name]) => name === field)?.[1];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** Whether a value fits a pattern in which `*` stands for anything. */
export function fits(pattern: string, value: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(value);
}
