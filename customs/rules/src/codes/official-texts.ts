/** The text of an official code: customs' Chinese and an English one of ours. */
export type OfficialText = { readonly zh: string; readonly en: string };

/**
 * Parses a table of two lines per code: `code Chinese text`, then the English text, indented.
 * Asterisks stand for what the system fills in.
 */
export function parseTexts(table: string): ReadonlyMap<string, OfficialText> {
  const texts = new Map<string, OfficialText>();
  let code = '';
  let zh = '';
  for (const line of table.trim().split('\n')) {
    if (line.startsWith(' ')) {
      texts.set(code, { zh, en: line.trim() });
      continue;
    }
    const space = line.indexOf(' ');
    code = line.slice(0, space);
    zh = line.slice(space + 1);
  }
  return texts;
}
