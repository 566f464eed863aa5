import { SingleBar } from 'cli-progress';

/** One JSON object on a line of standard output. */
export function writeJson(value: unknown): void {
  process.stdout.write(JSON.stringify(value) + '\n');
}

/** A line for people, on standard output. */
export function writeLine(text = ''): void {
  process.stdout.write(text + '\n');
}

/** Something worth knowing beside the answer, on standard error. */
export function writeNotice(text: string): void {
  process.stderr.write(text + '\n');
}

/** A progress bar per phase on standard error; silent where nobody watches. */
export function createProgress(names: Readonly<Record<string, string>>) {
  let bar: SingleBar | undefined;
  let phase = '';
  // Also when the command is cut off: the cursor was hidden.
  process.once('exit', end);
  return { show, end };

  function show(next: string, done: number, total: number): void {
    if (!process.stderr.isTTY) return;
    if (next !== phase) {
      end();
      phase = next;
      bar = new SingleBar({
        format: `${(names[next] ?? next).padEnd(22)} {bar} {value}/{total} {eta_formatted}`,
        stream: process.stderr,
        hideCursor: true,
        barsize: 30,
      });
      bar.start(total, done);
    }
    bar?.setTotal(total);
    bar?.update(done);
  }

  function end(): void {
    bar?.stop();
    bar = undefined;
    phase = '';
  }
}

/** Columns aligned by display width: a Chinese character takes two. Numbers right, text left. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = header.map((cell, column) =>
    Math.max(widthOf(cell), ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const isNumber = header.map((_, column) =>
    rows.every((row) => /^[\d.,%-]*$/.test(row[column] ?? '')),
  );
  const format = (row: readonly string[]) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, isNumber[column] ?? false))
      .join('  ')
      .trimEnd();
  return [
    format(header),
    widths.map((width) => '─'.repeat(width)).join('  '),
    ...rows.map(format),
  ].join('\n');
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return right ? space + text : text + space;
}

// East Asian wide characters, as far as customs' texts and company names need them.
const WIDE = new RegExp(
  '[\\u1100-\\u115f\\u2e80-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff' +
    '\\ufe30-\\ufe4f\\uff00-\\uff60\\uffe0-\\uffe6]',
);

/** Cells of a terminal that a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}
