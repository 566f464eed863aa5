import type { Queryable } from '@pilotzone/kernel/db';
import { formatInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { outcomeOf } from './model/lifecycle.ts';
import type { DeclarationStatus } from './model/lifecycle.ts';
import { publicCause } from './model/public-cause.ts';
import { latestPosition, listSteps } from './store/news.ts';

export type NewsQuery = {
  /** Position of the last event seen; "" starts with what happens from now on. */
  readonly after: string;
  readonly participantCode: string | undefined;
  readonly limit: number;
};

/** Steps of declarations since a position, oldest first, with the position to ask from next. */
export async function listNews(q: Queryable, zoneCode: string, query: NewsQuery) {
  if (!/^\d{1,20}\.\d{1,19}$/.test(query.after))
    return { events: [], position: await latestPosition(q, zoneCode) };
  const steps = await listSteps(q, zoneCode, query);
  const events = steps.map((step) => ({
    position: step.position,
    data: {
      declarationId: step.declaration_id,
      ebpCode: step.ebp_code,
      orderNo: step.order_no,
      from: step.from_status,
      to: step.to_status,
      outcome: outcomeOf(step.to_status as DeclarationStatus),
      at: formatInstant(step.at as Instant),
      cause: query.participantCode === undefined ? step.cause : publicCause(step.cause),
    },
  }));
  return { events, position: events.at(-1)?.position ?? query.after };
}
