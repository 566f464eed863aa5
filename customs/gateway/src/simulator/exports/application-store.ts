import type { Tx } from '@pilotzone/kernel/db';
import type { SummaryForm } from '@pilotzone/rules/export/summarize-lists';

/** A decided application; decimals of forms as text. */
export type SimulatedApplication = {
  readonly kind: 'cancellation' | 'manifest' | 'summary' | 'return' | 'tally';
  readonly declarantCode: string;
  readonly copNo: string;
  readonly part: number;
  readonly appTime: string;
  readonly preNo: string;
  readonly customsNo: string;
  /** Empty while parts of the application are missing. */
  readonly returnStatus: string;
  readonly returnInfo: string;
  readonly results: readonly SimulatedForm[];
  /** A part of several, packed; `null` otherwise. */
  readonly body: string | null;
};

/** A form of a summary application, ready for its 792. */
export type SimulatedForm = Pick<SummaryForm, 'invtNos' | 'entries'> & {
  readonly declSeqNo: string;
  readonly entryId: string;
  readonly grossWeight: string;
  readonly netWeight: string;
};

/** The decision that stands for an application, if there is one. */
export async function findApplication(
  tx: Tx,
  zoneCode: string,
  key: Omit<
    SimulatedApplication,
    'preNo' | 'customsNo' | 'returnStatus' | 'returnInfo' | 'results' | 'body'
  >,
): Promise<SimulatedApplication | undefined> {
  const rows = await tx.query<SimulatedApplication>(
    `select kind, declarant_code as "declarantCode", cop_no as "copNo", part,
            app_time as "appTime", pre_no as "preNo", customs_no as "customsNo",
            return_status as "returnStatus", return_info as "returnInfo", results, body
       from gateway.simulator_export_application
      where zone_code = $1 and kind = $2 and declarant_code = $3 and cop_no = $4 and part = $5
        and app_time = $6`,
    [zoneCode, key.kind, key.declarantCode, key.copNo, key.part, key.appTime],
  );
  return rows[0];
}

/** The parts of a summary application that wait for others, by part. */
export async function listWaitingParts(
  tx: Tx,
  zoneCode: string,
  { declarantCode, copNo }: Pick<SimulatedApplication, 'declarantCode' | 'copNo'>,
): Promise<SimulatedApplication[]> {
  return tx.query<SimulatedApplication>(
    `select kind, declarant_code as "declarantCode", cop_no as "copNo", part,
            app_time as "appTime", pre_no as "preNo", customs_no as "customsNo",
            return_status as "returnStatus", return_info as "returnInfo", results, body
       from gateway.simulator_export_application
      where zone_code = $1 and kind = 'summary' and declarant_code = $2 and cop_no = $3
        and return_status = ''
      order by part, app_time
        for update`,
    [zoneCode, declarantCode, copNo],
  );
}

/** Keeps a decision; one about a part that waited takes the place of the waiting. */
export async function saveApplication(
  tx: Tx,
  zoneCode: string,
  decided: SimulatedApplication,
): Promise<void> {
  await tx.query(
    `insert into gateway.simulator_export_application
            (zone_code, kind, declarant_code, cop_no, part, app_time, pre_no, customs_no,
             return_status, return_info, results, body)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12)
         on conflict on constraint simulator_export_application_pkey do update
        set customs_no = excluded.customs_no, return_status = excluded.return_status,
            return_info = excluded.return_info, results = excluded.results`,
    [
      zoneCode,
      decided.kind,
      decided.declarantCode,
      decided.copNo,
      decided.part,
      decided.appTime,
      decided.preNo,
      decided.customsNo,
      decided.returnStatus,
      decided.returnInfo,
      JSON.stringify(decided.results),
      decided.body,
    ],
  );
}
