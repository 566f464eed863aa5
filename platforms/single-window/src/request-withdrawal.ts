import type { DocumentByType, ListDocument } from '@pilotzone/ceb/message';
import { encodeCeb } from '@pilotzone/ceb/encode';
import { unsignedSignature } from '@pilotzone/ceb/unsigned-signature';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Finding } from '@pilotzone/kernel/finding';
import { parseUnits } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { formatAppTime } from '@pilotzone/kernel/time';
import { DECLARATION_NOT_FOUND, WITHDRAWAL_REFUSED } from './contract.ts';
import type { CancellationBody, ReturnBody } from './contract.ts';
import { maySee } from './get-declaration.ts';
import type { Viewer } from './get-declaration.ts';
import { loadCases } from './load-cases.ts';
import { isDeclarationId } from './model/declaration.ts';
import type { DeclarationRow } from './model/declaration.ts';
import { addQuantities } from './model/part.ts';
import { isLive } from './model/withdrawal.ts';
import { findDeclarationRow } from './store/read.ts';
import { listWithdrawalsOf } from './store/withdrawals.ts';

/** Who asks, as the API knows it. */
export type Asking = {
  readonly viewer: Viewer;
  readonly caller: {
    readonly participantCode: string;
    readonly name: string;
    readonly scopes: readonly string[];
  };
};

export type RequestingNeeds = Runtime & {
  /** Takes a message as if it had come by HTTP: logged, its sender checked, its documents filed. */
  submitMessage(
    bytes: Uint8Array,
    caller: Asking['caller'],
  ): Promise<{ readonly returnStatus: string; readonly findings: readonly Finding[] }>;
};

/** A request without XML: to cancel a list, or to return goods of it. */
export type WithdrawalRequest =
  | { readonly kind: 'cancellation'; readonly body: CancellationBody }
  | { readonly kind: 'return'; readonly body: ReturnBody };

/**
 * Composes the message (623, 625) that a declarant would send about one of its lists and submits it
 * like any other; returns what its receipt says. Throws DECLARATION_NOT_FOUND, and
 * WITHDRAWAL_REFUSED with every reason.
 */
export async function requestWithdrawal(
  needs: RequestingNeeds,
  declarationId: string,
  { request, by }: { request: WithdrawalRequest; by: Asking },
): Promise<{ copNo: string; returnStatus: string }> {
  const row = isDeclarationId(declarationId)
    ? await findDeclarationRow(needs.db, needs.zoneCode, declarationId)
    : undefined;
  if (!row || !maySee(by.viewer, row)) {
    throw new PilotError(
      DECLARATION_NOT_FOUND,
      `there is no declaration ${declarationId} that you may see`,
    );
  }
  const [item] = await needs.db.transaction((tx) => loadCases(needs, tx, [row]));
  const list = item?.list;
  if (!list) throw new PilotError(DECLARATION_NOT_FOUND, `declaration ${declarationId} is empty`);
  const head = headOf(needs, { row, list, reason: request.body.reason });
  const taken = { list, taken: await takenOf(needs, row) };
  const { returnStatus, findings } = await needs.submitMessage(
    encode(needs, { request, head, taken, caller: by.caller }),
    by.caller,
  );
  if (findings.length > 0) {
    const reasons = findings.map(({ code, message, fix }) => `${code} ${message} ${fix}`);
    throw new PilotError(WITHDRAWAL_REFUSED, reasons.join(' '));
  }
  return { copNo: head.copNo, returnStatus };
}

async function takenOf(needs: Runtime, row: DeclarationRow): Promise<Map<number, bigint>> {
  const requests = await listWithdrawalsOf(needs.db, needs.zoneCode, [row.declarationId]);
  const live = requests.filter(
    (one) => one.kind === 'return' && one.attempt === row.attempt && isLive(one.status),
  );
  return addQuantities(live.map(({ lines }) => lines));
}

type ReturnDocument = DocumentByType['CEB625Message'];

/** A list, and what other returns took of it. */
type Taken = { readonly list: ListDocument; readonly taken: ReadonlyMap<number, bigint> };

type Head = DocumentByType['CEB623Message']['head'] & { readonly copNo: string };

function headOf(
  needs: Runtime,
  { row, list, reason }: { row: DeclarationRow; list: ListDocument; reason: string },
): Head {
  const guid = needs.ids.newId().toUpperCase();
  const { customsCode, orderNo, ebpCode, ebpName, ebcCode, ebcName } = list.head;
  const { logisticsNo, logisticsCode, logisticsName, agentCode, agentName } = list.head;
  const { buyerIdType, buyerIdNumber, buyerName, buyerTelephone } = list.head;
  return {
    guid,
    ...{ appType: '1', appTime: formatAppTime(needs.clock.now()), appStatus: '2', customsCode },
    ...{ orderNo, ebpCode, ebpName, ebcCode, ebcName, logisticsNo, logisticsCode, logisticsName },
    copNo: guid.replaceAll('-', '').slice(-20),
    preNo: undefined,
    // A list that customs has not numbered cannot be taken back; the finding says so.
    invtNo: row.invtNo ?? '-',
    ...{ buyerIdType, buyerIdNumber, buyerName, buyerTelephone, agentCode, agentName },
    ...{ reason, note: undefined },
  };
}

function encode(
  needs: Runtime,
  by: { request: WithdrawalRequest; head: Head; taken: Taken; caller: Asking['caller'] },
): Buffer {
  const { request, head, taken, caller } = by;
  const sender = caller.participantCode;
  const transfer = {
    ...{ copCode: sender, copName: sender, dxpMode: 'DXP' },
    dxpId: `DXPENT${sender}`.slice(0, 30),
    // The evidence of who asked: nobody signed this, and it is kept byte for byte.
    note: `线上综合服务平台代拟，申请人：${caller.name}`.slice(0, 1000),
  };
  const frame = { guid: needs.ids.newId().toUpperCase(), version: '1.0', transfer };
  const message =
    request.kind === 'cancellation'
      ? { ...frame, type: 'CEB623Message' as const, documents: [{ head, lines: [] }] }
      : {
          ...frame,
          type: 'CEB625Message' as const,
          documents: [{ head, lines: linesOf(request.body, taken) }],
        };
  return encodeCeb(message, unsignedSignature(sender));
}

/** The lines that come back; without any, all that is left of the list. */
function linesOf({ lines }: ReturnBody, { list, taken }: Taken): ReturnDocument['lines'] {
  const asked =
    lines?.map(({ gnum, quantity }) => [gnum, parseUnits(quantity) ?? 0n] as const) ??
    list.lines.map(({ gnum, qty }) => [gnum, qty - (taken.get(gnum) ?? 0n)] as const);
  const wanted = lines ? asked : asked.filter(([, quantity]) => quantity > 0n);
  // A list of which nothing is left is asked for whole, so that the answer says why not.
  const all = list.lines.map(({ gnum, qty }) => [gnum, qty] as const);
  return (wanted.length > 0 ? wanted : all).map(([gnum, qty]) => {
    const listed = list.lines.find((line) => line.gnum === gnum);
    const { gcode = '0000000000', gname = '-', unit = '000' } = listed ?? {};
    return { gnum, gcode, gname, qty, unit, note: undefined };
  });
}
