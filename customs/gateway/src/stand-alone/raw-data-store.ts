import type { Queryable } from '@pilotzone/kernel/db';

/** A request of the simulator for the raw data of an order. */
export type RawDataSession = {
  readonly sessionId: string;
  readonly orderNo: string;
  readonly url: string;
  readonly askedAt: number;
  /** What the platform answered to the request. */
  readonly answered: string;
  readonly uploads: number;
  readonly lastCode: string;
  readonly lastMessage: string;
  readonly acceptedAt: number | null;
};

const COLUMNS = `session_id as "sessionId", order_no as "orderNo", url, asked_at as "askedAt",
  answered, uploads, last_code as "lastCode", last_message as "lastMessage",
  accepted_at as "acceptedAt"`;

/** Remembers a session before the platform is asked: its upload may be faster than its answer. */
export async function insertSession(
  q: Queryable,
  zoneCode: string,
  session: Pick<RawDataSession, 'sessionId' | 'orderNo' | 'url' | 'askedAt'>,
): Promise<void> {
  await q.query(
    `insert into gateway.simulator_raw_data_session (zone_code, session_id, order_no, url, asked_at)
     values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000))`,
    [zoneCode, session.sessionId, session.orderNo, session.url, session.askedAt],
  );
}

/** Notes what the platform answered to the request. */
export async function noteAnswered(
  q: Queryable,
  zoneCode: string,
  { sessionId, answered }: Pick<RawDataSession, 'sessionId' | 'answered'>,
): Promise<void> {
  await q.query(
    `update gateway.simulator_raw_data_session
        set answered = $3
      where zone_code = $1 and session_id = $2`,
    [zoneCode, sessionId, answered],
  );
}

/** Counts an upload and returns its session, as it stood before; `undefined` for a strange one. */
export async function countUpload(
  q: Queryable,
  zoneCode: string,
  sessionId: string,
): Promise<RawDataSession | undefined> {
  const rows = await q.query<RawDataSession>(
    `update gateway.simulator_raw_data_session
        set uploads = uploads + 1
      where zone_code = $1 and session_id = $2
      returning ${COLUMNS}`,
    [zoneCode, sessionId],
  );
  const [row] = rows;
  return row && { ...row, uploads: row.uploads - 1 };
}

/** Notes how an upload was answered. */
export async function noteUpload(
  q: Queryable,
  zoneCode: string,
  noted: { sessionId: string; code: string; message: string; acceptedAt: number | null },
): Promise<void> {
  await q.query(
    `update gateway.simulator_raw_data_session
        set last_code = $3, last_message = $4,
            accepted_at = coalesce(accepted_at, to_timestamp($5::float8 / 1000))
      where zone_code = $1 and session_id = $2`,
    [zoneCode, noted.sessionId, noted.code, noted.message, noted.acceptedAt],
  );
}

/** The last sessions, newest first. */
export async function listSessions(
  q: Queryable,
  zoneCode: string,
  limit: number,
): Promise<RawDataSession[]> {
  return q.query<RawDataSession>(
    `select ${COLUMNS}
       from gateway.simulator_raw_data_session
      where zone_code = $1
      order by asked_at desc, session_id desc
      limit $2`,
    [zoneCode, limit],
  );
}
