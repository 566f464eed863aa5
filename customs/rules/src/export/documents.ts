import type { DocumentByType } from '@pilotzone/ceb/message';

/** Export order (303): B2C order, B2B order or booking of an overseas warehouse. */
export type ExportOrder = DocumentByType['CEB303Message'];
/** Receipt of payment 收款单 (403). */
export type ExportPayment = DocumentByType['CEB403Message'];
/** Export waybill (505). */
export type ExportWaybill = DocumentByType['CEB505Message'];
/** Arrival at the supervised place 运抵单 (507). */
export type ExportArrival = DocumentByType['CEB507Message'];
/** Departure from the country 离境单 (509). */
export type ExportDeparture = DocumentByType['CEB509Message'];
/** Export list 出口清单 (603). */
export type ExportList = DocumentByType['CEB603Message'];
/** Cancellation of an export list 撤销申请单 (605). */
export type ExportCancellation = DocumentByType['CEB605Message'];
/** Manifest that ties lists to a bill of lading 清单总分单 (607). */
export type ExportManifest = DocumentByType['CEB607Message'];
/** Summary application 汇总申请单 (701). */
export type SummaryApplication = DocumentByType['CEB701Message'];
/** Return of exported goods 退货申请单 (213). */
export type ExportReturn = DocumentByType['CEB213Message'];
/** Tally of returned goods 理货明细单 (215). */
export type ExportTally = DocumentByType['CEB215Message'];
