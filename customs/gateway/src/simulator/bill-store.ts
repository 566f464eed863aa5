import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { BilledLine, Returned } from './bill.ts';

/** A tax bill of the simulator. */
export type SimulatedBill = {
  readonly invtNo: string;
  /** 1 for the first bill of a list, then one more with each return. */
  readonly billNo: number;
  readonly customsCode: string;
  readonly agentCode: string;
  readonly ebcCode: string;
  readonly logisticsCode: string;
  readonly assureCode: string;
  readonly releasedOn: PlainDate;
  readonly lines: readonly BilledLine[];
  readonly returned: Returned;
  /** 1 issued, 2 collected into a payment book, 3 void. */
  readonly status: string;
  /** The status that the other side knows; "" before it knows the bill. */
  readonly told: string;
  readonly entDutyNo: string;
  readonly channel: string;
  readonly receiver: string;
  readonly isEnveloped: boolean;
  readonly issueAt: number;
};

/** The number by which customs and everybody else name a bill. */
export function taxNoOf({ invtNo, billNo }: Pick<SimulatedBill, 'invtNo' | 'billNo'>): string {
  return `TX${invtNo}-${String(billNo).padStart(2, '0')}`;
}

/** Keeps bills; one that is there already stays as it is. */
export async function insertBills(
  tx: Tx,
  zoneCode: string,
  bills: readonly SimulatedBill[],
): Promise<void> {
  if (bills.length === 0) return;
  await tx.query(
    `insert into gateway.simulator_bill (zone_code, tax_no, invt_no, bill_no, customs_code,
            agent_code, ebc_code, logistics_code, assure_code, released_on, lines, returned,
            channel, receiver, is_enveloped, issue_at)
     select $1, tax_no, invt_no, bill_no, customs_code, agent_code, ebc_code, logistics_code,
            assure_code, released_on, lines, returned, channel, receiver, is_enveloped,
            to_timestamp(issue_at / 1000)
       from jsonb_to_recordset($2::jsonb)
            b (tax_no text, invt_no text, bill_no int, customs_code text, agent_code text,
               ebc_code text, logistics_code text, assure_code text, released_on date,
               lines jsonb, returned jsonb, channel text, receiver text, is_enveloped boolean,
               issue_at float8)
      order by invt_no, bill_no
         on conflict do nothing`,
    [zoneCode, JSON.stringify(bills.map(recordOf))],
  );
}

function recordOf(bill: SimulatedBill) {
  return {
    ...{ tax_no: taxNoOf(bill), invt_no: bill.invtNo, bill_no: bill.billNo },
    ...{ customs_code: bill.customsCode, agent_code: bill.agentCode, ebc_code: bill.ebcCode },
    ...{ logistics_code: bill.logisticsCode, assure_code: bill.assureCode },
    released_on: bill.releasedOn,
    lines: bill.lines.map(({ gnum, gcode, ...units }) => ({ gnum, gcode, ...textsOf(units) })),
    returned: textsOf(Object.fromEntries(bill.returned)),
    ...{ channel: bill.channel, receiver: bill.receiver, is_enveloped: bill.isEnveloped },
    issue_at: bill.issueAt,
  };
}

/** JSON has no whole numbers of this size. */
function textsOf(units: Readonly<Record<string, bigint>>): Record<string, string> {
  return Object.fromEntries(Object.entries(units).map(([name, value]) => [name, String(value)]));
}

type Row = Omit<SimulatedBill, 'lines' | 'returned'> & {
  readonly lines: readonly Readonly<Record<string, string | number>>[];
  readonly returned: Readonly<Record<string, string>>;
};

const COLUMNS = `invt_no as "invtNo", bill_no as "billNo", customs_code as "customsCode",
            agent_code as "agentCode", ebc_code as "ebcCode", logistics_code as "logisticsCode",
            assure_code as "assureCode", released_on as "releasedOn", lines, returned, status,
            told, ent_duty_no as "entDutyNo", channel, receiver,
            is_enveloped as "isEnveloped", issue_at as "issueAt"`;

function billOf(row: Row): SimulatedBill {
  const returned = new Map(
    Object.entries(row.returned).map(([gnum, qty]) => [Number(gnum), BigInt(qty)]),
  );
  return { ...row, lines: row.lines.map(lineOf), returned };
}

function lineOf(line: Row['lines'][number]): BilledLine {
  const units = (name: string) => BigInt(line[name] ?? 0);
  return {
    ...{ gnum: Number(line['gnum']), gcode: String(line['gcode']), qty: units('qty') },
    ...{ taxPrice: units('taxPrice'), tariff: units('tariff') },
    ...{ consumptionTax: units('consumptionTax'), valueAddedTax: units('valueAddedTax') },
  };
}

/** The bills of lists that are not void, locked until commit. */
export async function lockStandingBills(
  tx: Tx,
  zoneCode: string,
  invtNos: readonly string[],
): Promise<SimulatedBill[]> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS}
       from gateway.simulator_bill
      where zone_code = $1 and invt_no = any($2::text[]) and status <> '3'
      order by invt_no, bill_no
        for update`,
    [zoneCode, invtNos],
  );
  return rows.map(billOf);
}

/** Makes bills void. */
export async function voidBills(
  tx: Tx,
  zoneCode: string,
  taxNos: readonly string[],
): Promise<void> {
  await tx.query(
    `update gateway.simulator_bill
        set status = '3'
      where zone_code = $1 and tax_no = any($2::text[])`,
    [zoneCode, taxNos],
  );
}

/**
 * Collects bills of lists released until a day into payment books (缴款书), one for each guarantor and
 * customs office; lists whose return waits for its goods are left for the next book.
 */
export async function collectBills(
  q: Queryable,
  zoneCode: string,
  { until, day }: { until: PlainDate; day: PlainDate },
): Promise<void> {
  await q.query(
    `with ripe as (
       select b.tax_no, b.customs_code, b.assure_code
         from gateway.simulator_bill b
        where b.zone_code = $1 and b.status = '1' and b.told = '1' and b.released_on <= $2::date
          and not exists (select 1
                            from gateway.simulator_request r
                           where r.zone_code = b.zone_code and r.invt_no = b.invt_no
                             and r.return_status = '120')
     ), book as (
       select customs_code, assure_code, nextval('gateway.simulator_duty_seq') as serial
         from (select distinct customs_code, assure_code from ripe) each_book
     )
     update gateway.simulator_bill b
        set status = '2',
            ent_duty_no = ripe.customs_code || replace($3, '-', '')
              || lpad(book.serial::text, 6, '0')
       from ripe
       join book using (customs_code, assure_code)
      where b.zone_code = $1 and b.tax_no = ripe.tax_no`,
    [zoneCode, until, day],
  );
}

/** Bills whose state the other side does not know yet and that are due, locked where in a tx. */
export async function lockUntold(
  q: Queryable,
  zoneCode: string,
  { now, limit }: { now: number; limit: number },
): Promise<SimulatedBill[]> {
  const rows = await q.query<Row>(
    `select ${COLUMNS}
       from gateway.simulator_bill
      where zone_code = $1 and told <> status and issue_at <= to_timestamp($2::float8 / 1000)
      order by issue_at, invt_no, bill_no
      limit $3
        for update skip locked`,
    [zoneCode, now, limit],
  );
  return rows.map(billOf);
}

/** Notes what the other side was told. */
export async function markTold(
  q: Queryable,
  zoneCode: string,
  bills: readonly SimulatedBill[],
): Promise<void> {
  await q.query(
    `update gateway.simulator_bill b
        set told = k.status
       from unnest($2::text[], $3::text[]) k (tax_no, status)
      where b.zone_code = $1 and b.tax_no = k.tax_no`,
    [zoneCode, bills.map(taxNoOf), bills.map(({ status }) => status)],
  );
}
