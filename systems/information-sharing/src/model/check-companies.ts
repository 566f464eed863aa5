import type { Finding } from '@pilotzone/kernel/finding';
import type { ParticipantRole } from '../contract.ts';
import { exportCompaniesOf } from './export-companies.ts';
import type { FilingOutcome, UnfiledDocument } from './filing.ts';
import { company, DECLARANT, PLACE_OPERATOR } from './named-company.ts';
import type { NamedCompany } from './named-company.ts';
import type { Participant } from './participant.ts';

// Said once for all documents, because a batch asks thousands of times.
const PLATFORM = ['OrderHead.ebpCode', 'platform', '电商平台'] as const;
const MERCHANT = ['OrderHead.ebcCode', 'merchant', '电商企业'] as const;
const PAYER = ['PaymentHead.payCode', 'payment firm', '支付企业'] as const;
const CARRIER = ['LogisticsHead.logisticsCode', 'carrier', '物流企业'] as const;
const DELIVERER = ['LogisticsStatus.logisticsCode', 'carrier', '物流企业'] as const;
const DECLARER = ['InventoryHead.agentCode', 'declarant', '申报企业'] as const;
const AS_PLATFORM: readonly ParticipantRole[] = ['platform'];
const AS_MERCHANT: readonly ParticipantRole[] = ['merchant'];
const AS_PAYER: readonly ParticipantRole[] = ['payment-firm'];
const AS_CARRIER: readonly ParticipantRole[] = ['carrier'];

/** The companies that must be enrolled for a document to be taken. */
export function companiesOf(filing: UnfiledDocument): NamedCompany[] {
  switch (filing.type) {
    case 'CEB311Message': {
      const { ebpCode, ebcCode } = filing.document.head;
      return [company(PLATFORM, ebpCode, AS_PLATFORM), company(MERCHANT, ebcCode, AS_MERCHANT)];
    }
    case 'CEB411Message':
      return [company(PAYER, filing.document.head.payCode, AS_PAYER)];
    case 'CEB511Message':
      return [company(CARRIER, filing.document.head.logisticsCode, AS_CARRIER)];
    case 'CEB513Message':
      return [company(DELIVERER, filing.document.head.logisticsCode, AS_CARRIER)];
    case 'CEB621Message':
      return [company(DECLARER, filing.document.head.agentCode, DECLARANT)];
    case 'CEB623Message': {
      const { agentCode } = filing.document.head;
      const name = ['InvtCancel.agentCode', 'declarant', '申报企业'] as const;
      return [company(name, agentCode, DECLARANT)];
    }
    case 'CEB625Message': {
      const { agentCode } = filing.document.head;
      const name = ['InvtRefundHead.agentCode', 'declarant', '申报企业'] as const;
      return [company(name, agentCode, DECLARANT)];
    }
    case 'CEB711Message': {
      const { operatorCode } = filing.document.head;
      const name = ['DeliveryHead.operatorCode', 'place operator', '监管场所经营人'] as const;
      return [company(name, operatorCode, PLACE_OPERATOR)];
    }
    default:
      return exportCompaniesOf(filing);
  }
}

/** What is wrong with the companies of a document; empty when nothing is. Pure. */
export function judgeCompanies(
  filing: UnfiledDocument,
  participants: ReadonlyMap<string, Participant>,
): Finding[] {
  const findings: Finding[] = [];
  for (const named of companiesOf(filing)) {
    const finding = judgeCompany(named, participants.get(named.code));
    if (finding) findings.push(finding);
  }
  return findings;
}

function judgeCompany(
  named: NamedCompany,
  participant: Participant | undefined,
): Finding | undefined {
  const { field, code, en, zh, roles } = named;
  if (participant?.status !== 'active') return notActive({ field, code, en, zh }, participant);
  if (roles.some((role) => participant.roles.includes(role))) return undefined;
  const has = participant.roles.join(', ') || 'none';
  const wanted = roles.join(' or ');
  return {
    code: INVALID_ROLE,
    source: 'eport',
    field,
    message: `${code} (${participant.name}) is not enrolled as ${wanted}; its roles: ${has}.`,
    messageZh: `无效企业类型：企业[${code}]未备案为${zh}`,
    values: [code, roles.join('|'), participant.roles.join('|')],
    basis: '电子口岸错误代码 -10101 无效企业类型',
    fix: `Give the company the role (pilotzone participants import FILE), or name the right ${en}.`,
    fixZh: `请为该企业备案相应类型（pilotzone participants import FILE），或填写正确的${zh}。`,
  };
}

/** -10102 无效企业代码 and -10101 无效企业类型: e-port's codes, official table 7-2. */
export const INVALID_COMPANY = '-10102';
export const INVALID_ROLE = '-10101';

type Named = Pick<NamedCompany, 'field' | 'code' | 'en' | 'zh'>;

function notActive(named: Named, participant: Participant | undefined): Finding {
  const { field, code, en, zh } = named;
  const what = participant ? `is ${participant.status}` : 'is not enrolled in this zone';
  const whatZh = participant ? '已暂停或注销' : '未在本综试区备案';
  return {
    code: INVALID_COMPANY,
    source: 'eport',
    field,
    message: `The ${en} ${code} ${what}.`,
    messageZh: `无效企业代码：${zh}[${code}]${whatZh}`,
    values: [code],
    basis: '电子口岸错误代码 -10102 无效企业代码',
    fix: participant
      ? `Ask the zone to reactivate ${code}, then send the document again.`
      : `Enrol ${code} (pilotzone participants import FILE), then send the document again.`,
    fixZh: participant
      ? `请本综试区恢复企业${code}后重新发送该单证。`
      : `请先备案企业${code}（pilotzone participants import FILE），再重新发送该单证。`,
  };
}

/** What is wrong with who transmitted a message; `undefined` when nothing is. */
export function judgeSender(
  copCode: string,
  sender: Participant | undefined,
  caller: { readonly participantCode: string; readonly scopes: readonly string[] } | undefined,
): Finding | undefined {
  const field = 'BaseTransfer.copCode';
  if (sender?.status !== 'active') {
    return notActive({ field, code: copCode, en: 'sender', zh: '传输企业' }, sender);
  }
  if (!caller || caller.scopes.includes('admin')) return undefined;
  const holder = caller.participantCode;
  if (sender.code === holder) return undefined;
  return {
    code: INVALID_COMPANY,
    source: 'eport',
    field,
    message: `The message is transmitted as ${copCode}, but the API key belongs to ${holder}.`,
    messageZh: `无效企业代码：传输企业[${copCode}]与接口密钥所属企业[${holder}]不一致`,
    values: [copCode, holder],
    basis: '电子口岸错误代码 -10102 无效企业代码',
    fix: 'Send with the API key of the company that BaseTransfer names.',
    fixZh: '请使用BaseTransfer所填传输企业的接口密钥发送。',
  };
}

/** A status below 0 means an error; the codes of the transport (1001 …) have no sign. */
function statusOf(code: string): string {
  return code.startsWith('-') ? code : `-${code}`;
}

/**
 * The outcome of a document refused for its companies or its sender; the first finding is its
 * status.
 */
export function refusedFor(findings: readonly [Finding, ...Finding[]]): FilingOutcome {
  return {
    kind: 'refused',
    returnStatus: statusOf(findings[0].code),
    returnInfo: findings.map((finding) => finding.messageZh).join('；'),
    findings,
  };
}
