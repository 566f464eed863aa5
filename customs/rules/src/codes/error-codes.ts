import { DECLARATION_ERRORS } from './declaration-errors.ts';
import { DOCUMENT_ERRORS } from './document-errors.ts';
import type { OfficialText } from './official-texts.ts';

/**
 * Error codes of DXP (four digits) and e-port (negative) with their texts. Source: see the two
 * parts.
 */
export const ERROR_CODES: ReadonlyMap<string, OfficialText> = new Map([
  ...DOCUMENT_ERRORS,
  ...DECLARATION_ERRORS,
]);

/** The official Chinese text of an error code that the table has; throws for another (a bug). */
export function errorText(code: string): string {
  const text = ERROR_CODES.get(code);
  if (!text) throw new Error(`bug: no official error code ${code}`);
  return text.zh;
}
