import { appendNew } from '@pilotzone/kernel/append-new';
import { defineStage } from '@pilotzone/kernel/db';
import type { Column, Queryable, Tx } from '@pilotzone/kernel/db';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { GatePassState } from '../contract.ts';
import type { GatePassRecord, NewGatePass } from '../model/gate-pass.ts';

/** A pass with its number. */
type NumberedPass = NewGatePass & { readonly gatePassNo: string };

const WRITTEN: readonly Column<NumberedPass>[] = [
  ['gate_pass_no', 'text', (pass) => pass.gatePassNo],
  ['declaration_id', 'uuid', (pass) => pass.declarationId],
  ['direction', 'text', (pass) => pass.direction],
  ['invt_no', 'text', (pass) => pass.invtNo],
  ['logistics_code', 'text', (pass) => pass.logisticsCode],
  ['logistics_no', 'text', (pass) => pass.logisticsNo],
  ['park_code', 'text', (pass) => pass.parkCode],
  ['facility_code', 'text', (pass) => pass.facilityCode],
  ['unassigned_because', 'text', (pass) => pass.unassignedBecause],
];

const PASS_STAGE = defineStage('stage_parks_gate_pass', WRITTEN);

const SHARED = WRITTEN.map(([name]) => name).join(', ');

/**
 * Creates a pass per declaration; declarations that have one, issued or revoked, are left alone.
 */
export async function insertGatePasses(
  tx: Tx,
  zoneCode: string,
  batch: { passes: readonly NewGatePass[]; day: PlainDate; at: Instant },
): Promise<void> {
  const passes = await numberPasses(tx, batch);
  const columns: readonly Column<NumberedPass>[] = [
    ['zone_code', 'text', () => zoneCode],
    ['issued_at', 'timestamptz', () => batch.at],
    ...WRITTEN,
  ];
  if (await appendNew(tx, { table: 'parks.gate_pass', columns }, passes)) return;
  await tx.stage(PASS_STAGE, passes);
  await tx.query(
    `insert into parks.gate_pass (zone_code, issued_at, ${SHARED})
     select $1, to_timestamp($2::float8), ${SHARED}
     from stage_parks_gate_pass
     order by declaration_id
     on conflict (zone_code, declaration_id) do nothing`,
    [zoneCode, batch.at / 1000],
  );
}

/**
 * Revokes the unconsumed passes of declarations. Where the release has not been told yet, a
 * revoked pass is put down, so that it cannot open the barrier later.
 */
export async function revokeGatePasses(
  tx: Tx,
  zoneCode: string,
  batch: { passes: readonly NewGatePass[]; day: PlainDate; at: Instant; cause: string },
): Promise<void> {
  await tx.stage(PASS_STAGE, await numberPasses(tx, batch));
  await tx.query(
    `insert into parks.gate_pass (zone_code, issued_at, revoked_at, revoked_cause, ${SHARED})
     select $1, to_timestamp($2::float8), to_timestamp($2::float8), $3, ${SHARED}
     from stage_parks_gate_pass
     order by declaration_id
     on conflict (zone_code, declaration_id) do update
     set revoked_at = excluded.revoked_at, revoked_cause = excluded.revoked_cause
     where gate_pass.consumed_at is null
     and gate_pass.revoked_at is null`,
    [zoneCode, batch.at / 1000, batch.cause],
  );
}

/**
 * Gives passes their numbers, in order of their declarations: GP, the day, and a number that grows
 * over all days. Unique, sortable, and short enough to read out at a gate.
 */
async function numberPasses(
  tx: Tx,
  batch: { passes: readonly NewGatePass[]; day: PlainDate },
): Promise<NumberedPass[]> {
  const { passes, day } = batch;
  const numbers = await tx.query<{ number: number }>(
    `select nextval('parks.gate_pass_number') as number
     from generate_series(1, $1::int4)`,
    [passes.length],
  );
  const prefix = `GP${day.replaceAll('-', '')}`;
  return passes
    .toSorted((a, b) => (a.declarationId < b.declarationId ? -1 : 1))
    .map((pass, i) => {
      const number = String(numbers[i]?.number ?? '').padStart(9, '0');
      return { ...pass, gatePassNo: prefix + number };
    });
}

const COLUMNS = `gate_pass_no as "gatePassNo", declaration_id::text as "declarationId", direction,
       invt_no as "invtNo", logistics_code as "logisticsCode", logistics_no as "logisticsNo",
       park_code as "parkCode", facility_code as "facilityCode",
       unassigned_because as "unassignedBecause", issued_at as "issuedAt",
       revoked_at as "revokedAt", revoked_cause as "revokedCause", consumed_at as "consumedAt",
       gate`;

/**
 * Consumes a pass if it is issued; `undefined` when it is not. The row's lock lets one caller
 * win.
 */
export async function consumeOnce(
  tx: Tx,
  zoneCode: string,
  use: { gatePassNo: string; at: Instant; gate: string; actor: string },
): Promise<GatePassRecord | undefined> {
  const rows = await tx.query<GatePassRecord>(
    `update parks.gate_pass
     set consumed_at = to_timestamp($3::float8), gate = $4, consumed_by = $5
     where zone_code = $1
     and gate_pass_no = $2
     and consumed_at is null
     and revoked_at is null
     returning ${COLUMNS}`,
    [zoneCode, use.gatePassNo, use.at / 1000, use.gate, use.actor],
  );
  return rows[0];
}

/** The pass under a number. */
export async function findGatePass(
  q: Queryable,
  zoneCode: string,
  gatePassNo: string,
): Promise<GatePassRecord | undefined> {
  const rows = await q.query<GatePassRecord>(
    `select ${COLUMNS}
     from parks.gate_pass
     where zone_code = $1
     and gate_pass_no = $2`,
    [zoneCode, gatePassNo],
  );
  return rows[0];
}

/** The passes of declarations, in no order. */
export async function readPassesOf(
  q: Queryable,
  zoneCode: string,
  declarationIds: readonly string[],
): Promise<GatePassRecord[]> {
  return q.query<GatePassRecord>(
    `select ${COLUMNS}
     from parks.gate_pass
     where zone_code = $1
     and declaration_id = any($2::uuid[])`,
    [zoneCode, declarationIds],
  );
}

/** Passes before the one of number `before`, newest first. */
export function listPasses(
  q: Queryable,
  zoneCode: string,
  page: { state: GatePassState | undefined; before: string | undefined; limit: number },
): Promise<GatePassRecord[]> {
  return q.query<GatePassRecord>(
    `select ${COLUMNS}
     from parks.gate_pass
     where zone_code = $1
     and ($2::text is null or gate_pass_no < $2)
     and ($3::text is null
       or $3 = case when revoked_at is not null then 'revoked'
                    when consumed_at is not null then 'consumed' else 'issued' end)
     order by gate_pass_no desc
     limit $4`,
    [zoneCode, page.before ?? null, page.state ?? null, page.limit],
  );
}
