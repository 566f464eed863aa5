import type { Finding } from '@pilotzone/kernel/finding';
import type { PlainDate } from '@pilotzone/kernel/time';
import { isInForce } from './rates.ts';

/**
 * An import supervision mode (监管方式) and from when a zone may use it. A row without `zoneCode` is
 * national; a row with one is a local rule (地方规则) of that zone, and any row of a zone adds to the
 * national ones.
 */
export type SupervisionModeRow = {
  readonly mode: string;
  readonly nameZh: string;
  readonly zoneCode: string | undefined;
  readonly validFrom: PlainDate;
  readonly validUntil: PlainDate | undefined;
  readonly basis: string;
};

/** The import modes that lists (621) can name; others have messages and rules of their own. */
export const LIST_MODES: ReadonlySet<string> = new Set(['9610', '1210', '1239']);

/** The row that lets a zone use a mode on a day; `undefined` when none does. */
export function findSupervisionMode(
  rows: readonly SupervisionModeRow[],
  asked: { readonly mode: string; readonly zoneCode: string },
  on: PlainDate,
): SupervisionModeRow | undefined {
  return rows.find((row) => {
    const isHere = row.zoneCode === undefined || row.zoneCode === asked.zoneCode;
    return row.mode === asked.mode && isHere && isInForce(row, on);
  });
}

/** A finding when the zone may not use the mode on that day. */
export function judgeSupervisionMode(
  rows: readonly SupervisionModeRow[],
  asked: { readonly mode: string; readonly zoneCode: string },
  on: PlainDate,
): Finding | undefined {
  if (findSupervisionMode(rows, asked, on)) return undefined;
  const allowed = rows
    .filter((row) => findSupervisionMode([row], { ...asked, mode: row.mode }, on))
    .map((row) => row.mode)
    .join(', ');
  return {
    code: 'PZ-MODE',
    source: 'platform',
    field: 'InventoryHead.tradeMode',
    message: `Zone ${asked.zoneCode} may not use supervision mode ${asked.mode} on ${on}.`,
    messageZh: `本综试区在${on}不得使用监管方式${asked.mode}`,
    values: [asked.mode, allowed],
    basis: 'Supervision modes of this zone: docs/protocols/tax.md §8',
    fix: `Declare under one of: ${allowed}.`,
    basisZh: '本综试区监管方式：docs/protocols/tax.md §8',
    fixZh: `请以下列监管方式之一申报：${allowed}。`,
  };
}
