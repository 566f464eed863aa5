import type {
  ListDocument,
  OrderDocument,
  PaymentDocument,
  WaybillDocument,
} from '@pilotzone/ceb/message';
import type { Queryable, Sealing } from '@pilotzone/kernel/db';
import { sealOne } from '@pilotzone/kernel/sealing/seal-records';
import type { DocumentSet } from '@pilotzone/rules/match';
import type { ReplyTo } from './needs.ts';

/** A document that lists are matched with. */
export type Paper =
  | { readonly kind: 'order'; readonly document: OrderDocument }
  | { readonly kind: 'payment'; readonly document: PaymentDocument }
  | { readonly kind: 'waybill'; readonly document: WaybillDocument };

/** By which an order and its payments belong to a list. */
export function orderKeyOf({ ebpCode, orderNo }: { ebpCode: string; orderNo: string }): string {
  return `${ebpCode} ${orderNo}`;
}

/** By which a waybill belongs to a list. */
export function waybillKeyOf(one: { logisticsCode: string; logisticsNo: string }): string {
  return `${one.logisticsCode} ${one.logisticsNo}`;
}

/** The keys under which a paper may be looked for. */
export function keyOfPaper({ kind, document }: Paper): string {
  return kind === 'waybill' ? waybillKeyOf(document.head) : orderKeyOf(document.head);
}

/**
 * Lets one transaction at a time match: a list and its document that come at the same moment would
 * not see each other, and the list would wait for what is there.
 */
export async function lockMatching(tx: Queryable, zoneCode: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 20180179))', [
    `simulator ${zoneCode}`,
  ]);
}

/** Keeps papers; a deleted one goes, an older version changes nothing. */
export async function savePapers(
  q: Sealing,
  zoneCode: string,
  papers: readonly Paper[],
): Promise<void> {
  for (const paper of papers) {
    const [company, no] = numbersOf(paper);
    const { appType, appTime } = paper.document.head;
    if (appType === '3') {
      await q.query(
        `delete from gateway.simulator_document
          where zone_code = $1 and kind = $2 and company_code = $3 and document_no = $4
            and app_time <= $5`,
        [zoneCode, paper.kind, company, no, appTime],
      );
      continue;
    }
    await q.query(
      `insert into gateway.simulator_document
              (zone_code, kind, company_code, document_no, order_key, app_time, document)
       values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (zone_code, kind, company_code, document_no)
           do update set order_key = excluded.order_key, app_time = excluded.app_time,
                         document = excluded.document
                   where simulator_document.app_time <= excluded.app_time`,
      [
        ...[zoneCode, paper.kind, company, no, keyOfPaper(paper), appTime],
        await sealOne(q, write(paper.document)),
      ],
    );
  }
}

function numbersOf({ kind, document }: Paper): readonly [string, string] {
  switch (kind) {
    case 'order':
      return [document.head.ebpCode, document.head.orderNo];
    case 'payment':
      return [document.head.payCode, document.head.payTransactionId];
    case 'waybill':
      return [document.head.logisticsCode, document.head.logisticsNo];
  }
}

/** A list with the papers that belong to it. */
export async function gatherSet(
  q: Queryable,
  zoneCode: string,
  list: ListDocument,
): Promise<DocumentSet> {
  const rows = await q.query<{ kind: Paper['kind']; document: unknown }>(
    `select kind, document
       from gateway.simulator_document
      where zone_code = $1
        and ((kind in ('order', 'payment') and order_key = $2)
             or (kind = 'waybill' and order_key = $3))`,
    [zoneCode, orderKeyOf(list.head), waybillKeyOf(list.head)],
    { document: 'json' },
  );
  // Written below from decoded documents of this kind.
  const papers = rows.map(({ kind, document }) => ({ kind, document: revive(document) }) as Paper);
  return {
    list,
    order: papers.flatMap((one) => (one.kind === 'order' ? [one.document] : []))[0],
    payments: papers.flatMap((one) => (one.kind === 'payment' ? [one.document] : [])),
    waybill: papers.flatMap((one) => (one.kind === 'waybill' ? [one.document] : []))[0],
  };
}

/** A list that waits for papers. */
export type WaitingList = {
  readonly list: ListDocument;
  readonly reply: ReplyTo;
};

/** Lets a list wait; one that waits already keeps its time. */
export async function insertWaiting(
  q: Sealing,
  zoneCode: string,
  { list, reply, until }: WaitingList & { until: number },
): Promise<void> {
  const { head } = list;
  await q.query(
    `insert into gateway.simulator_waiting
            (zone_code, agent_code, cop_no, app_time, order_key, waybill_key, channel, receiver,
             is_enveloped, list, waits_until)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, to_timestamp($11::float8 / 1000))
         on conflict do nothing`,
    [
      ...[zoneCode, head.agentCode, head.copNo ?? head.guid, head.appTime],
      ...[orderKeyOf(head), waybillKeyOf(head), reply.channel, reply.receiver, reply.isEnveloped],
      ...[await sealOne(q, write(list)), until],
    ],
  );
}

/** Takes lists out of waiting that one of these keys may wake. */
export async function takeWoken(
  q: Queryable,
  zoneCode: string,
  keys: readonly string[],
): Promise<WaitingList[]> {
  const rows = await q.query<WaitingRow>(
    `delete from gateway.simulator_waiting
      where zone_code = $1 and (order_key = any($2::text[]) or waybill_key = any($2::text[]))
      returning list, channel, receiver, is_enveloped`,
    [zoneCode, keys],
    { list: 'json' },
  );
  return rows.map(waitingOf);
}

/** Takes lists out of waiting that have waited long enough. */
export async function takeOverdue(
  q: Queryable,
  zoneCode: string,
  now: number,
): Promise<WaitingList[]> {
  const rows = await q.query<WaitingRow>(
    `delete from gateway.simulator_waiting
      where zone_code = $1 and waits_until <= to_timestamp($2::float8 / 1000)
      returning list, channel, receiver, is_enveloped`,
    [zoneCode, now],
    { list: 'json' },
  );
  return rows.map(waitingOf);
}

type WaitingRow = { list: unknown; channel: string; receiver: string; is_enveloped: boolean };

function waitingOf(row: WaitingRow): WaitingList {
  // Written above from a decoded list.
  return {
    list: revive(row.list) as ListDocument,
    reply: { channel: row.channel, receiver: row.receiver, isEnveloped: row.is_enveloped },
  };
}

/** Amounts are bigints, which JSON has not; they are marked. */
function write(document: object): string {
  return JSON.stringify(document, (_, value: unknown) =>
    typeof value === 'bigint' ? { $bigint: value.toString() } : value,
  );
}

function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  if ('$bigint' in value) return BigInt(String(value.$bigint));
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, revive(part)]));
}
