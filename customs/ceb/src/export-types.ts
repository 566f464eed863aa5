import type { DocumentByType } from './message.ts';

/** Messages about exports that companies send to the platform and to customs. */
export const EXPORT_TYPES = [
  'CEB303Message',
  'CEB403Message',
  'CEB505Message',
  'CEB507Message',
  'CEB509Message',
  'CEB603Message',
  'CEB605Message',
  'CEB607Message',
  'CEB701Message',
  'CEB213Message',
  'CEB215Message',
] as const satisfies readonly (keyof DocumentByType)[];

export type ExportType = (typeof EXPORT_TYPES)[number];

/** Whether a message is about exports and comes from a company. */
export function isExportType(type: string): type is ExportType {
  return EXPORT_TYPES.some((known) => known === type);
}
