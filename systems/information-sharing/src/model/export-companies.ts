import type { ExportType } from '@pilotzone/ceb/export-types';
import type { UnfiledExport } from './export-filing.ts';
import { company, DECLARANT } from './named-company.ts';
import type { NamedCompany } from './named-company.ts';

/** A foreign platform without a code is called so. Source: specification 202205, CEB303 ebpCode. */
const NO_CODE = '无';

/** The companies that must be enrolled for a document about exports to be taken. */
export function exportCompaniesOf(filing: UnfiledExport): NamedCompany[] {
  const { type, document } = filing;
  if (type === 'CEB303Message' || type === 'CEB403Message') {
    const element = type === 'CEB303Message' ? 'OrderHead' : 'Receipts';
    const { ebpCode, ebcCode } = document.head;
    const platform = company([`${element}.ebpCode`, 'platform', '电商平台'], ebpCode, ['platform']);
    const merchant = company([`${element}.ebcCode`, 'merchant', '电商企业'], ebcCode, ['merchant']);
    return ebpCode === NO_CODE ? [merchant] : [platform, merchant];
  }
  if (isOfCarrier(filing)) {
    const { logisticsCode } = filing.document.head;
    const field = `${HEADS[type]}.logisticsCode`;
    return [company([field, 'carrier', '物流企业'], logisticsCode, ['carrier'])];
  }
  const field = `${HEADS[type]}.agentCode`;
  const { agentCode } = document.head as { readonly agentCode: string };
  return [company([field, 'declarant', '申报企业'], agentCode, DECLARANT)];
}

type OfCarrier = Extract<
  UnfiledExport,
  { type: 'CEB505Message' | 'CEB507Message' | 'CEB509Message' | 'CEB215Message' }
>;

function isOfCarrier(filing: UnfiledExport): filing is OfCarrier {
  return CARRIER_TYPES.has(filing.type);
}

const CARRIER_TYPES: ReadonlySet<string> = new Set<OfCarrier['type']>([
  'CEB505Message',
  'CEB507Message',
  'CEB509Message',
  'CEB215Message',
]);

const HEADS: Record<ExportType, string> = {
  CEB303Message: 'OrderHead',
  CEB403Message: 'Receipts',
  CEB505Message: 'Logistics',
  CEB507Message: 'ArrivalHead',
  CEB509Message: 'DepartureHead',
  CEB603Message: 'InventoryHead',
  CEB605Message: 'InvtCancel',
  CEB607Message: 'WayBillHead',
  CEB701Message: 'SummaryApplyHead',
  CEB213Message: 'InvtRefundHead',
  CEB215Message: 'InvtRefundDetail',
};
