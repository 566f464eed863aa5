import { PARTICIPANT_ROLES, type FileRemark, type ParticipantRole } from '../contract.ts';
import {
  isSameParticipant,
  judgeCreditCode,
  parseRole,
  parseStatus,
  type Participant,
} from './participant.ts';

/** Columns of the file, in the order of its documented header. */
export const PARTICIPANT_COLUMNS = ['code', 'credit_code', 'name', 'roles', 'status'] as const;

export type ParticipantColumn = (typeof PARTICIPANT_COLUMNS)[number];

/** One row as written: its line and its cells, trimmed. */
export type ParticipantRow = {
  readonly line: number;
  readonly cells: Readonly<Record<ParticipantColumn, string>>;
};

export type JudgedRows = {
  readonly participants: readonly Participant[];
  readonly remarks: readonly FileRemark[];
};

/** Judges every row and reports all remarks; `participants` are the rows without error. Pure. */
export function judgeParticipantRows(rows: readonly ParticipantRow[]): JudgedRows {
  const remarks: FileRemark[] = [];
  const participants: Participant[] = [];
  const lineOfCode = new Map<string, number>();
  for (const row of rows) {
    const before = remarks.length;
    const participant = judgeRow(row, remarks);
    judgeRepeats(row, lineOfCode, remarks);
    const failed = remarks.slice(before).some((remark) => remark.severity === 'error');
    if (!failed) participants.push(participant);
  }
  return { participants, remarks };
}

function judgeRow(row: ParticipantRow, remarks: FileRemark[]): Participant {
  const { cells } = row;
  // CEB allows codes of 30 characters (assureCode); spaces inside are always a slip.
  if (!/^\S{1,30}$/u.test(cells.code)) {
    remarks.push(remark(row, 'code', { error: 'a code has 1 to 30 characters without spaces' }));
  }
  if (!/^.{1,100}$/u.test(cells.name)) {
    remarks.push(remark(row, 'name', { error: 'a name has 1 to 100 characters' }));
  }
  const status = parseStatus(cells.status);
  if (!status) {
    remarks.push(remark(row, 'status', { error: 'status is active, suspended or closed' }));
  }
  return {
    code: cells.code,
    creditCode: judgeCreditCell(row, remarks),
    name: cells.name,
    status: status ?? 'closed',
    roles: judgeRoles(row, remarks),
  };
}

function judgeCreditCell(row: ParticipantRow, remarks: FileRemark[]): string | null {
  const text = row.cells.credit_code.toUpperCase();
  if (text === '') return null;
  if (!/^\S{1,30}$/u.test(text)) {
    remarks.push(remark(row, 'credit_code', { error: 'a credit code has 18 characters' }));
    return null;
  }
  const wrong = judgeCreditCode(text);
  // Old and foreign numbers stand in real files, so a wrong check digit does not stop the import.
  if (wrong) remarks.push(remark(row, 'credit_code', { warning: `the credit code ${wrong}` }));
  return text;
}

function judgeRoles(row: ParticipantRow, remarks: FileRemark[]): ParticipantRole[] {
  const roles = new Set<ParticipantRole>();
  for (const text of row.cells.roles.split(/[|｜;；]/u).map((part) => part.trim())) {
    if (text === '') continue;
    const role = parseRole(text);
    if (role) roles.add(role);
    else {
      const known = PARTICIPANT_ROLES.join(', ');
      const message = `no role is called "${text}"; roles are ${known}, separated by |`;
      remarks.push(remark(row, 'roles', { error: message }));
    }
  }
  if (row.cells.roles === '') {
    const message = 'without a role the company may transmit for others but declare nothing';
    remarks.push(remark(row, 'roles', { warning: message }));
  }
  return [...roles].sort();
}

/**
 * A code may stand once. A credit code may stand again (one company, several customs numbers), but
 * a message that names the company by it means the first.
 */
function judgeRepeats(row: ParticipantRow, lines: Map<string, number>, remarks: FileRemark[]) {
  const { code, credit_code: creditCode } = row.cells;
  const earlier = lines.get(code);
  if (earlier !== undefined) {
    const error = `this code already stands in line ${earlier}`;
    remarks.push(remark(row, 'code', { error }));
  }
  if (earlier === undefined) lines.set(code, row.line);
  const key = 'credit ' + creditCode.toUpperCase();
  const shared = lines.get(key);
  if (creditCode === '') return;
  if (shared === undefined) lines.set(key, row.line);
  else {
    const warning = `line ${shared} has the same credit code; messages that use it mean that line`;
    remarks.push(remark(row, 'credit_code', { warning }));
  }
}

function remark(
  row: ParticipantRow,
  column: ParticipantColumn,
  what: { error: string } | { warning: string },
): FileRemark {
  const value = row.cells[column];
  if ('error' in what) {
    return { line: row.line, column, severity: 'error', message: what.error, value };
  }
  return { line: row.line, column, severity: 'warning', message: what.warning, value };
}

/** What an import would change. */
export type ParticipantDiff = {
  readonly added: readonly Participant[];
  readonly changed: readonly { readonly before: Participant; readonly after: Participant }[];
  /** Enrolled companies that a complete list no longer names; as they will be. */
  readonly closed: readonly { readonly before: Participant; readonly after: Participant }[];
  readonly unchanged: number;
};

/**
 * Compares what is enrolled with what a file says. `complete`: who is not in the file is closed.
 */
export function diffParticipants(
  enrolled: readonly Participant[],
  incoming: readonly Participant[],
  complete: boolean,
): ParticipantDiff {
  const before = new Map(enrolled.map((participant) => [participant.code, participant]));
  const named = new Set(incoming.map((participant) => participant.code));
  const added: Participant[] = [];
  const changed: { before: Participant; after: Participant }[] = [];
  for (const after of incoming) {
    const known = before.get(after.code);
    if (!known) added.push(after);
    else if (!isSameParticipant(known, after)) changed.push({ before: known, after });
  }
  const gone = enrolled.filter(({ code, status }) => !named.has(code) && status !== 'closed');
  return {
    added,
    changed,
    closed: complete
      ? gone.map((known) => ({ before: known, after: { ...known, status: 'closed' as const } }))
      : [],
    unchanged: incoming.length - added.length - changed.length,
  };
}
