import { parseCustomsDate, parsePlainDate } from '@pilotzone/kernel/time';

/** How a parcel is named: carrier (物流企业) and the number on its label. */
export type WaybillKey = { readonly logisticsCode: string; readonly logisticsNo: string };

/** The key as one text, for maps and for findings. Codes of enrolled carriers hold no blank. */
export function waybillKeyText(key: WaybillKey): string {
  return `${key.logisticsCode} ${key.logisticsNo}`;
}

const REUSE_MONTHS = 6;

/**
 * From when on a carrier may use a number again that was last filed at `appTime` (both
 * YYYYMMDDhhmmss): the same day and time six calendar months later, or the last day of a shorter
 * month. A time that no calendar has never comes free.
 * Source: specification 202205, logisticsNo: 同一物流企业的运单编号在6个月内不重复.
 */
export function reusableFrom(appTime: string): string {
  const day = parseCustomsDate(appTime.slice(0, 8));
  if (!day) return 'never';
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + REUSE_MONTHS;
  const year = String(Math.trunc(months / 12)).padStart(4, '0');
  const month = String((months % 12) + 1).padStart(2, '0');
  return year + month + lastDayUpTo(`${year}-${month}`, Number(day.slice(8))) + appTime.slice(8);
}

function lastDayUpTo(month: string, day: number): string {
  const text = String(day).padStart(2, '0');
  return day <= 28 || parsePlainDate(`${month}-${text}`) ? text : lastDayUpTo(month, day - 1);
}
