/** An organisation as the register has it. */
export type Participant = {
  readonly code: string;
  readonly creditCode: string | null;
  readonly name: string;
  readonly status: 'active' | 'suspended' | 'closed';
  readonly roles: readonly string[];
};

type Change = { readonly before: Participant; readonly after: Participant };

/** What an import would change, or has changed. */
export type ParticipantDiff = {
  readonly applied: boolean;
  readonly remarks: readonly {
    readonly line: number;
    readonly column: string;
    readonly severity: 'error' | 'warning';
    readonly message: string;
    readonly value: string;
  }[];
  readonly added: readonly Participant[];
  readonly changed: readonly Change[];
  readonly closed: readonly Participant[];
  readonly unchanged: number;
};

/** One organisation as a file to import: the page goes the way of every file, diff included. */
export function fileOf({ code, creditCode, name, roles, status }: Participant): string {
  const cells = [code, creditCode ?? '', name, roles.join('|'), status];
  const row = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
  return `code,credit_code,name,roles,status\n${row}\n`;
}

const FIELDS = ['creditCode', 'name', 'status', 'roles'] as const;

/** The fields in which two states differ, as texts. */
export function differences({ before, after }: Change) {
  const text = (one: Participant, field: (typeof FIELDS)[number]) => String(one[field] ?? '');
  return FIELDS.filter((field) => text(before, field) !== text(after, field)).map((field) => ({
    ...{ field, was: text(before, field), becomes: text(after, field) },
  }));
}
