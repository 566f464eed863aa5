import type { RuleTableDetail, RuleTableImportResult } from '@pilotzone/risk/contract';
import type { Static } from 'typebox';
import { useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import { Field, Form, useDeed } from '../../parts/form.tsx';
import { Section, TableFrame } from '../../parts/layout.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';
import { cellsOf, columnOf, COLUMNS, EMPTY, pasteCells, rowOf } from './rule-cells.ts';
import type { Cells, ColumnName } from './rule-cells.ts';

type Detail = Static<typeof RuleTableDetail>;
type Result = Static<typeof RuleTableImportResult>;
type Errors = Result['errors'];

type Props = { readonly from: Detail; readonly onStored: (version: number) => void };

const PAUSE_MS = 400;

/** A table as a spreadsheet: what is wrong stands at its cell while one types. */
export function RuleEditor({ from, onStored }: Props) {
  const t = useText().studio;
  const { api } = useSession();
  const deed = useDeed();
  const [name, setName] = useState(`${from.name} +`);
  const [amber, setAmber] = useState(String(from.thresholds.amber));
  const [red, setRed] = useState(String(from.thresholds.red));
  // The contract leaves rows open; stored ones were checked.
  const [rows, setRows] = useState(() => (from.rows as Record<string, unknown>[]).map(cellsOf));
  const types = useMemo(() => new Map(from.fields.map((one) => [one.name, one.type])), [from]);
  const table = useMemo(
    () => ({
      name,
      thresholds: { amber: Number(amber), red: Number(red) },
      rows: rows.map((cells) => rowOf(cells, types)),
    }),
    [name, amber, red, rows, types],
  );
  const errors = useErrors(table);
  const save = async () => {
    const store = async () => {
      const stored = await api.post<Result>('/risk/rule-tables', { table });
      if (stored.version !== null) onStored(stored.version);
    };
    await deed.run(store);
  };
  return (
    <Section title={t.editor}>
      <p className="quiet">{t.editorAbout}</p>
      <Form deed={deed} submit={t.save} onSubmit={() => void save()}>
        <Field label={t.name} value={name} onChange={setName} />
        <Field label={t.amber} value={amber} onChange={setAmber} inputMode="numeric" />
        <Field label={t.red} value={red} onChange={setRed} inputMode="numeric" />
        <Sheet rows={rows} errors={errors ?? []} onChange={setRows} />
        <p>
          <button type="button" onClick={() => setRows([...rows, EMPTY])}>
            {t.addRow}
          </button>
        </p>
        <ErrorList errors={errors} />
      </Form>
    </Section>
  );
}

/** What the server says against a table, asked when nobody has typed for a moment. */
function useErrors(table: object): Errors | undefined {
  const { api } = useSession();
  const [errors, setErrors] = useState<Errors>();
  useEffect(() => {
    let isCurrent = true;
    const ask = async () => {
      const body = { table, preview: true };
      const result = await api.post<Result>('/risk/rule-tables', body);
      if (isCurrent) setErrors(result.errors);
    };
    // What fails here fails again, and is told, when the draft is stored.
    const timer = setTimeout(() => void ask().catch(() => undefined), PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [api, table]);
  return errors;
}

function ErrorList({ errors }: { readonly errors: Errors | undefined }) {
  const t = useText().studio;
  if (errors === undefined) return null;
  return (
    <div role="status">
      <p>{errors.length === 0 ? t.sound : t.wrong(errors.length)}</p>
      <ul>
        {errors.map(({ row, id, path, code, message }) => (
          <li key={`${String(row)} ${path} ${code}`}>
            <code>{row === null ? t.whole : `${row} ${id}`}</code> {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

type SheetProps = {
  readonly rows: readonly Cells[];
  readonly errors: Errors;
  readonly onChange: (rows: Cells[]) => void;
};

function Sheet({ rows, errors, onChange }: SheetProps) {
  const t = useText().studio;
  const wrong = new Map(errors.map((one) => [`${one.row ?? 0} ${columnOf(one.path)}`, one]));
  const set = (row: number, change: Partial<Cells>) =>
    onChange(rows.map((cells, index) => (index === row ? { ...cells, ...change } : cells)));
  return (
    <TableFrame>
      <table className="sheet">
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t.columns[column]}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            // Rows have no other name than their place while they are written.
            <tr key={row}>
              {COLUMNS.map((column) => (
                <Cell
                  key={column}
                  {...{ row, column }}
                  value={cells[column]}
                  complaint={wrong.get(`${row + 1} ${column}`)?.message}
                  onChange={(value) => set(row, { [column]: value })}
                  onPaste={(text) => onChange(pasteCells(rows, text, { row, column }))}
                />
              ))}
              <td>
                <button
                  type="button"
                  aria-label={t.dropRow(cells.id)}
                  onClick={() => onChange(rows.filter((_, index) => index !== row))}
                >
                  ×
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

type CellProps = {
  readonly row: number;
  readonly column: ColumnName;
  readonly value: string;
  readonly complaint: string | undefined;
  readonly onChange: (value: string) => void;
  readonly onPaste: (text: string) => void;
};

function Cell({ row, column, value, complaint, onChange, onPaste }: CellProps) {
  const t = useText().studio;
  return (
    <td className={`sheet-${column}`}>
      <input
        value={value}
        data-cell={`${row} ${column}`}
        aria-label={`${t.columns[column]} ${row + 1}`}
        {...(complaint === undefined ? {} : { 'aria-invalid': true, title: complaint })}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => moveDown(event, row, column)}
        onPaste={(event) => {
          const text = event.clipboardData.getData('text/plain');
          // One cell is pasted as everywhere, at the caret.
          if (!/[\t\n]/.test(text)) return;
          event.preventDefault();
          onPaste(text);
        }}
      />
    </td>
  );
}

/** Enter and the arrows go up and down as in a spreadsheet. */
function moveDown(event: KeyboardEvent<HTMLInputElement>, row: number, column: ColumnName): void {
  const by = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  const table = event.currentTarget.closest('table');
  table?.querySelector<HTMLInputElement>(`[data-cell="${row + by} ${column}"]`)?.focus();
}
