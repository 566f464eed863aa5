import { defineStage, type Tx } from '@pilotzone/kernel/db';
import type { DeclarationStatus } from '../model/lifecycle.ts';

/** The list as declared in one attempt. */
export type DocumentRow = {
  readonly declarationId: string;
  readonly attempt: number;
  readonly exchangeId: string;
  readonly body: string;
  readonly facts: string | null;
  readonly filedAt: number;
};

/** Keeps the documents of new attempts of lists that this transaction has locked or made. */
export async function appendDocuments(
  tx: Tx,
  zoneCode: string,
  rows: readonly DocumentRow[],
): Promise<void> {
  await tx.append<DocumentRow>(
    'single_window.declaration_document',
    [
      ['zone_code', 'text', () => zoneCode],
      ['declaration_id', 'uuid', (row) => row.declarationId],
      ['attempt', 'int4', (row) => row.attempt],
      ['exchange_id', 'uuid', (row) => row.exchangeId],
      ['body', 'sealed', (row) => row.body, (row) => boundTo(row.declarationId, row.attempt)],
      ['facts', 'text', (row) => row.facts],
      ['filed_at', 'timestamptz', (row) => row.filedAt],
    ],
    rows,
  );
}

type JudgedFacts = AttemptKey & { readonly facts: string | null };

const stageFacts = defineStage<JudgedFacts>('stage_declaration_facts', [
  ['declaration_id', 'uuid', (row) => row.declarationId],
  ['attempt', 'int4', (row) => row.attempt],
  ['facts', 'text', (row) => row.facts],
]);

/** Adds to known documents, of locked lists, what judging found. */
export async function updateFacts(
  tx: Tx,
  zoneCode: string,
  rows: readonly JudgedFacts[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.stage(stageFacts, rows);
  await tx.query(
    `update single_window.declaration_document d
        set facts = s.facts
       from stage_declaration_facts s
      cross join lateral (select x.tableoid, x.ctid
                            from single_window.declaration_document x
                           where x.zone_code = $1
                             and x.declaration_id = s.declaration_id
                             and x.attempt = s.attempt
                          offset 0) old
      where d.tableoid = old.tableoid and d.ctid = old.ctid`,
    [zoneCode],
  );
}

function boundTo(declarationId: string, attempt: number): string {
  return `list ${declarationId} ${attempt}`;
}

const BODY = {
  body: {
    as: 'text',
    boundTo: (row: { declaration_id: string; attempt: number }) =>
      boundTo(row.declaration_id, row.attempt),
  },
} as const;

type AttemptKey = { readonly declarationId: string; readonly attempt: number };

const stageAttempt = defineStage<AttemptKey>('stage_attempt', [
  ['declaration_id', 'uuid', (row) => row.declarationId],
  ['attempt', 'int4', (row) => row.attempt],
]);

/** The documents of these attempts by declaration id. */
export async function loadDocuments(tx: Tx, zoneCode: string, keys: readonly AttemptKey[]) {
  if (keys.length === 0) return new Map<string, DocumentRow>();
  await tx.stage(stageAttempt, keys);
  const rows = await tx.query<{
    declaration_id: string;
    attempt: number;
    exchange_id: string;
    body: string;
    facts: string | null;
    filed_at: number;
  }>(
    `select d.declaration_id, d.attempt, d.exchange_id, d.body, d.facts, d.filed_at
       from stage_attempt k
      cross join lateral (select *
                            from single_window.declaration_document d
                           where d.zone_code = $1
                             and d.declaration_id = k.declaration_id
                             and d.attempt = k.attempt
                          offset 0) d`,
    [zoneCode],
    BODY,
  );
  return new Map(
    rows.map((row) => [
      row.declaration_id,
      {
        declarationId: row.declaration_id,
        attempt: row.attempt,
        exchangeId: row.exchange_id,
        body: row.body,
        facts: row.facts,
        filedAt: row.filed_at,
      },
    ]),
  );
}

/** The facts of these attempts as JSON, by declaration id. */
export async function loadFactTexts(
  tx: Tx,
  zoneCode: string,
  keys: readonly AttemptKey[],
): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  await tx.stage(stageAttempt, keys);
  const rows = await tx.query<{ declaration_id: string; facts: string | null }>(
    `select d.declaration_id, d.facts
       from stage_attempt k
      cross join lateral (select d.declaration_id, d.facts
                            from single_window.declaration_document d
                           where d.zone_code = $1
                             and d.declaration_id = k.declaration_id
                             and d.attempt = k.attempt
                          offset 0) d`,
    [zoneCode],
  );
  return new Map(rows.flatMap((row) => (row.facts ? [[row.declaration_id, row.facts]] : [])));
}

/** Bodies of the attempts before these, by declaration id. */
export async function loadEarlierBodies(
  tx: Tx,
  zoneCode: string,
  keys: readonly AttemptKey[],
): Promise<Map<string, string[]>> {
  const bodies = new Map<string, string[]>();
  if (keys.length === 0) return bodies;
  await tx.stage(stageAttempt, keys);
  const rows = await tx.query<{ declaration_id: string; attempt: number; body: string }>(
    `select d.declaration_id, d.attempt, d.body
       from stage_attempt k
      cross join lateral (select d.declaration_id, d.attempt, d.body
                            from single_window.declaration_document d
                           where d.zone_code = $1
                             and d.declaration_id = k.declaration_id
                             and d.attempt < k.attempt
                          offset 0) d`,
    [zoneCode],
    BODY,
  );
  for (const row of rows) {
    bodies.set(row.declaration_id, [...(bodies.get(row.declaration_id) ?? []), row.body]);
  }
  return bodies;
}

/** One step of a declaration's life. */
export type TransitionRow = {
  readonly declarationId: string;
  readonly version: number;
  readonly attempt: number;
  readonly fromStatus: DeclarationStatus | null;
  readonly toStatus: DeclarationStatus;
  readonly at: number;
  readonly cause: string;
  readonly actor: string | null;
};

/** Appends steps. */
export async function appendTransitions(
  tx: Tx,
  zoneCode: string,
  rows: readonly TransitionRow[],
): Promise<void> {
  await tx.append<TransitionRow>(
    'single_window.declaration_transition',
    [
      ['zone_code', 'text', () => zoneCode],
      ['declaration_id', 'uuid', (row) => row.declarationId],
      ['version', 'int4', (row) => row.version],
      ['attempt', 'int4', (row) => row.attempt],
      ['from_status', 'text', (row) => row.fromStatus],
      ['to_status', 'text', (row) => row.toStatus],
      ['at', 'timestamptz', (row) => row.at],
      ['cause', 'text', (row) => row.cause],
      ['actor', 'text', (row) => row.actor],
    ],
    rows,
  );
}
