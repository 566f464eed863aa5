import type { CebMessage } from '@pilotzone/ceb/message';
import type { Finding } from '@pilotzone/kernel/finding';
import { receiptRules } from '@pilotzone/rules/catalogue/receipt';
import { errorsOf, findingOf } from '@pilotzone/rules/rule';
import { isFilingType } from '@pilotzone/single-window/model/filing';
import { catalogued } from '@pilotzone/single-window/model/findings';
import type { JudgedMessage } from '../commands/check-message.ts';
import type { Platform } from '../compose.ts';
import { papersOnFile } from './papers-on-file.ts';

/** What a message's documents meet in the database; nothing of it is kept. */
export type Matching = {
  readonly asked: boolean;
  readonly reason: string | null;
  readonly reasonZh: string | null;
  readonly results: readonly unknown[];
  readonly declarations: readonly unknown[];
  readonly exports: readonly unknown[];
};

const NOTHING = { asked: false, results: [], declarations: [], exports: [] };

/**
 * Compares a message with what is on file: what companies send is filed and rolled back, what
 * customs sends is held against the lists, applications and papers it speaks of.
 */
export async function matchMessage(
  platform: Platform,
  { message, bytes }: Pick<JudgedMessage, 'message' | 'bytes'>,
  participantCode: string | undefined,
): Promise<Matching> {
  if (!message) {
    return {
      ...NOTHING,
      reason: 'The message is against the schema, so nothing in it can be filed.',
      reasonZh: '报文格式校验不通过，其中单证无法申报',
    };
  }
  if (!isFilingType(message.type)) return matchReceipts(platform, message, participantCode);
  const draft = { messages: [bytes.toString('utf8')] };
  const filed = await platform.singleWindow.http.preflight(draft, { participantCode });
  // The single window answers with what its preflight route shows.
  const { results, declarations, exports } = filed as Matching;
  return { asked: true, reason: null, reasonZh: null, results, declarations, exports };
}

type Receipt = { readonly head: Readonly<Record<string, unknown>> };

async function matchReceipts(
  platform: Platform,
  message: CebMessage,
  participantCode: string | undefined,
): Promise<Matching> {
  const documents: readonly Receipt[] = message.documents;
  const isOwn = documents.map(({ head }) => isAbout(head, participantCode));
  // The documents that stay are of the message's type.
  const own = {
    ...message,
    documents: documents.filter((_, at) => isOwn[at]),
  } as unknown as CebMessage;
  const known = await isKnown(platform, own);
  if (!known) {
    return {
      ...NOTHING,
      reason: `A ${message.type} names nothing that is on file here.`,
      reasonZh: `${message.type}不涉及本平台已有数据`,
    };
  }
  const answers = known[Symbol.iterator]();
  const results = documents.map(({ head }, at) => {
    if (isOwn[at] !== true) {
      const finding = catalogued('PZ-NOT-YOURS', [ownerIn(head), participantCode ?? '']);
      return resultOf(head, 'refused', [finding]);
    }
    if (answers.next().value === true) return resultOf(head, 'known', []);
    const field = `${message.type}[${at}]`;
    return resultOf(head, 'unknown', errorsOf([findingOf(receiptRules.unknown, field, [])]));
  });
  return { ...NOTHING, asked: true, reason: null, reasonZh: null, results };
}

async function isKnown(platform: Platform, message: CebMessage): Promise<boolean[] | undefined> {
  const papers = await papersOnFile(platform, message);
  if (papers) return papers;
  const tried = await platform.gateway.tryReceipts(message);
  return tried?.map((one) => one === 'known');
}

function resultOf(head: Receipt['head'], kind: string, findings: readonly Finding[]) {
  const { returnStatus = null, returnInfo = null } = head;
  return { kind, returnStatus, returnInfo, findings };
}

const OWNERS = ['agentCode', 'operatorCode', 'ebpCode', 'ebcCode', 'payCode', 'logisticsCode'];

/** Whether a receipt is for this company: for its declarant where it names one. */
function isAbout(head: Receipt['head'], participantCode: string | undefined): boolean {
  if (participantCode === undefined) return true;
  if (typeof head['agentCode'] === 'string') return head['agentCode'] === participantCode;
  return OWNERS.some((name) => head[name] === participantCode);
}

function ownerIn(head: Receipt['head']): string {
  const named = OWNERS.map((name) => head[name]).find((code) => typeof code === 'string');
  return typeof named === 'string' ? named : '';
}
