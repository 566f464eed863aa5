import { CsvError, parse } from 'csv-parse/sync';
import type { Database } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { IdSource } from '@pilotzone/kernel/ids';
import type { Clock } from '@pilotzone/kernel/time';
import { PARTICIPANT_FILE_INVALID, type FileRemark } from './contract.ts';
import type { Participant } from './model/participant.ts';
import {
  diffParticipants,
  judgeParticipantRows,
  PARTICIPANT_COLUMNS,
  type ParticipantColumn,
  type ParticipantDiff,
  type ParticipantRow,
} from './model/participant-file.ts';
import { listAllParticipants, lockParticipants, writeChanges } from './store/participants.ts';

export type ImportParticipantsNeeds = {
  readonly zoneCode: string;
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Tells the finder that companies changed. */
  readonly forgetParticipants: () => void;
};

/** What a file says and what it would change. With an error among `remarks` it is not applied. */
export type ParticipantPreview = ParticipantDiff & {
  readonly participants: readonly Participant[];
  readonly remarks: readonly FileRemark[];
};

/**
 * Judges a CSV file with the header `code,credit_code,name,roles,status` (columns in any order;
 * credit_code and status may be absent) and compares it with who is enrolled. Changes nothing.
 */
export async function previewParticipants(
  needs: ImportParticipantsNeeds,
  file: Uint8Array | string,
  complete = false,
): Promise<ParticipantPreview> {
  const { participants, remarks } = readParticipantFile(file);
  const enrolled = await listAllParticipants(needs.db, needs.zoneCode);
  return { participants, remarks, ...diffParticipants(enrolled, participants, complete) };
}

/**
 * Enrols or changes companies and keeps the history; returns what really changed. May be repeated:
 * what is already so stays untouched. `complete`: enrolled companies that are not named are closed.
 */
export async function applyParticipants(
  needs: ImportParticipantsNeeds,
  wanted: {
    readonly participants: readonly Participant[];
    readonly actor: string;
    readonly complete?: boolean;
  },
): Promise<ParticipantDiff> {
  const at = needs.clock.now();
  const diff = await needs.db.transaction(async (tx) => {
    await lockParticipants(tx);
    const enrolled = await listAllParticipants(tx, needs.zoneCode);
    const found = diffParticipants(enrolled, wanted.participants, wanted.complete ?? false);
    const { added, changed, closed } = found;
    const changes = [
      ...added.map((after) => ({ kind: 'added' as const, before: null, after })),
      ...changed.map((change) => ({ kind: 'changed' as const, ...change })),
      ...closed.map((change) => ({ kind: 'closed' as const, ...change })),
    ].map((change) => ({ changeId: needs.ids.newId(), ...change }));
    await writeChanges(tx, needs.zoneCode, { changes, at, actor: wanted.actor });
    return found;
  });
  needs.forgetParticipants();
  return diff;
}

/**
 * Previews, and applies when asked and free of errors. Throws PARTICIPANT_FILE_INVALID otherwise.
 */
export async function importParticipants(
  needs: ImportParticipantsNeeds,
  request: {
    readonly file: Uint8Array | string;
    readonly dryRun: boolean;
    readonly complete: boolean;
    readonly actor: string;
  },
): Promise<ParticipantPreview & { readonly applied: boolean }> {
  const { complete, actor } = request;
  const preview = await previewParticipants(needs, request.file, complete);
  if (request.dryRun) return { ...preview, applied: false };
  const errors = preview.remarks.filter((remark) => remark.severity === 'error');
  if (errors.length > 0) {
    const told = errors
      .slice(0, 20)
      .map(({ line, column, message }) => `  line ${line}, ${column}: ${message}`);
    const rest = errors.length - told.length;
    const more = rest > 0 ? [`  … and ${rest} more`] : [];
    const message = ['the file was not imported and nothing changed:', ...told, ...more].join('\n');
    throw new PilotError(PARTICIPANT_FILE_INVALID, message);
  }
  const { participants, remarks } = preview;
  const diff = await applyParticipants(needs, { participants, actor, complete });
  return { ...diff, participants, remarks, applied: true };
}

/** Reads and judges a file without a database. */
export function readParticipantFile(file: Uint8Array | string): {
  participants: readonly Participant[];
  remarks: readonly FileRemark[];
} {
  const records = readRecords(file);
  if ('remark' in records) return { participants: [], remarks: [records.remark] };
  const rows = nameCells(records.records);
  if ('remarks' in rows) return { participants: [], remarks: rows.remarks };
  const judged = judgeParticipantRows(rows.rows);
  const remarks = [...rows.warnings, ...judged.remarks].sort((a, b) => a.line - b.line);
  return { participants: judged.participants, remarks };
}

type CsvRecord = { readonly line: number; readonly cells: readonly string[] };

function readRecords(file: Uint8Array | string): { records: CsvRecord[] } | { remark: FileRemark } {
  let text: string;
  try {
    text = typeof file === 'string' ? file : new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    return { remark: fileError(1, '', 'the file is not UTF-8; save it as "CSV UTF-8"') };
  }
  try {
    const parsed = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    // csv-parse counts the lines read so far; a record with line breaks in quotes began earlier.
    return {
      records: parsed.map(({ record, info }) => ({
        line: info.lines - record.join('').split('\n').length + 1,
        cells: record,
      })),
    };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : 1;
    return { remark: fileError(line, '', `the CSV is broken here: ${error.message}`) };
  }
}

const REQUIRED: readonly ParticipantColumn[] = ['code', 'name', 'roles'];

function nameCells(
  records: readonly CsvRecord[],
): { rows: ParticipantRow[]; warnings: FileRemark[] } | { remarks: FileRemark[] } {
  const [header, ...rest] = records;
  const names = (header?.cells ?? []).map((name) => name.toLowerCase().replace(/[\s-]/g, '_'));
  const absent = REQUIRED.filter((column) => !names.includes(column));
  const line = header?.line ?? 1;
  if (absent.length > 0) {
    const message = `the header lacks this column; it is ${PARTICIPANT_COLUMNS.join(',')}`;
    return { remarks: absent.map((column) => fileError(line, column, message)) };
  }
  const strange = names.filter((name) => !PARTICIPANT_COLUMNS.some((column) => column === name));
  const warnings = strange.map((name) => ({
    ...fileError(line, name, 'this column is not used'),
    severity: 'warning' as const,
  }));
  for (const record of rest.filter(({ cells }) => cells.length !== names.length)) {
    const message = `the row has ${record.cells.length} cells, the header ${names.length}`;
    warnings.push({ ...fileError(record.line, '', message), severity: 'warning' as const });
  }
  const cell = (record: CsvRecord, column: ParticipantColumn) =>
    record.cells[names.indexOf(column)] ?? '';
  const rows = rest.map((record) => ({
    line: record.line,
    cells: {
      code: cell(record, 'code'),
      credit_code: cell(record, 'credit_code'),
      name: cell(record, 'name'),
      roles: cell(record, 'roles'),
      status: cell(record, 'status'),
    },
  }));
  return { rows, warnings };
}

function fileError(line: number, column: string, message: string): FileRemark {
  return { line, column, severity: 'error', message, value: '' };
}
