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

/**
 * Steps of declarations since a position, oldest first, with the position to ask from next. That
 * one moves on also where nothing is told, so that whoever hears little does not read the same
 * history again and again.
 */
export async function listNews(q: Queryable, zoneCode: string, query: NewsQuery) {
  const { steps, position } = await stepsSince(q, zoneCode, query);
  const isForZone = query.participantCode === undefined;
  const events = steps.map((step) => ({
    position: step.position,
    data: dataOf(step, isForZone ? step.cause : publicCause(step.cause)),
  }));
  return { events, position };
}

/**
 * The same of all declarations, as their enterprises are told, with the enterprises of each: for
 * whoever hands them out.
 */
export async function listNewsForAll(
  q: Queryable,
  zoneCode: string,
  query: { readonly after: string; readonly limit: number },
) {
  const { steps, position } = await stepsSince(q, zoneCode, {
    ...query,
    participantCode: undefined,
  });
  const news = steps.map((step) => {
    const data = dataOf(step, publicCause(step.cause));
    return { position: step.position, owners: step.owners, outcome: data.outcome, data };
  });
  return { news, position };
}

async function stepsSince(q: Queryable, zoneCode: string, query: NewsQuery) {
  const { after } = query;
  const until = await latestPosition(q, zoneCode);
  // A place behind the newest one comes from another database server: a restored backup.
  if (!/^\d{1,20}\.\d{1,19}$/.test(after) || isBehind(until, after))
    return { steps: [], position: until };
  const steps = after === until ? [] : await listSteps(q, zoneCode, { ...query, until });
  return {
    steps,
    position: steps.length < query.limit ? until : (steps.at(-1)?.position ?? after),
  };
}

function isBehind(until: string, after: string): boolean {
  const [xid = '0', place = '0'] = until.split('.');
  const [wantedXid = '0', wantedPlace = '0'] = after.split('.');
  if (xid !== wantedXid) return BigInt(wantedXid) > BigInt(xid);
  return BigInt(wantedPlace) > BigInt(place);
}

type Step = Awaited<ReturnType<typeof listSteps>>[number];

function dataOf(step: Step, cause: string) {
  return {
    declarationId: step.declaration_id,
    ebpCode: step.ebp_code,
    orderNo: step.order_no,
    from: step.from_status,
    to: step.to_status,
    outcome: outcomeOf(step.to_status as DeclarationStatus),
    at: formatInstant(step.at as Instant),
    cause,
  };
}
