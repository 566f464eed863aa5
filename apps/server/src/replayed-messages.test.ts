import { wrapDxp } from '@pilotzone/ceb/dxp';
import { encodeCeb } from '@pilotzone/ceb/encode';
import { CUSTOMS_IMPORT_ID } from '@pilotzone/gateway/channel-link';
import type { Purchase } from '@pilotzone/generator/purchase';
import { writePem } from '@pilotzone/signatures/certificate';
import { signMessageNow } from '@pilotzone/signatures/sign-message';
import { makeAuthority, makeKey } from '@pilotzone/signatures/testing/signers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settle } from './settle.ts';
import { openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { file, PAPERS, purchasesOf, resultOf } from './testing-purchases.ts';

const authority = makeAuthority();
let the: TestPlatform;
let purchase: Purchase;
let signed: Buffer;

beforeAll(async () => {
  the = await openTestPlatform({ signatures: 'require' });
  const { platform } = the;
  purchase = purchasesOf(1004).draw();
  const { code, name } = purchase.parties.broker;
  const key = makeKey(authority, 'sm2', { subject: [['CN', code]] });
  const pem = writePem('CERTIFICATE', authority.certificate.der);
  await platform.informationSharing.importCertificates({
    files: [{ name: 'ca', bytes: Buffer.from(pem) }],
    ...{ trustRoots: true, dryRun: false, actor: 'test' },
  });
  const papers = [PAPERS.order, PAPERS.payment, PAPERS.waybill].map((paper) => paper(purchase));
  await file(platform, papers);
  const transfer = { copCode: code, copName: name, dxpMode: 'DXP', dxpId: 'X', note: undefined };
  const frame = { guid: platform.runtime.ids.newId(), version: '1.0', transfer };
  const documents = [purchase.list];
  signed = signMessageNow(
    { bytes: encodeCeb({ ...frame, type: 'CEB621Message', documents }), isCanonical: true },
    key,
  );
});
afterAll(() => the.close());

function enveloped(copMsgId: string, senderId = 'DXPENT0000000009'): Buffer {
  return wrapDxp(
    {
      ...{ copMsgId, senderId, receiverIds: [CUSTOMS_IMPORT_ID], msgType: 'CEB621Message' },
      creatTime: '2026-11-20T08:00:00',
    },
    signed,
  );
}

async function send(bytes: Buffer, participantCode = purchase.parties.broker.code) {
  const caller = { participantCode, scopes: ['ceb:send'] as const, name: 'test' };
  const { informationSharing } = the.platform;
  const [received] = await informationSharing.receiveMessages([
    { bytes, caller, transport: 'http' },
  ]);
  await settle(the.platform);
  return received;
}

async function sentToCustoms(): Promise<number> {
  const filter = { direction: 'out', counterparty: 'customs', limit: 50 } as const;
  return (await the.platform.informationSharing.listExchanges(filter)).exchanges.length;
}

test('a signed message that is replayed in any envelope declares nothing twice', async () => {
  expect(await send(enveloped('A-1'))).toMatchObject({ kind: 'accepted', signature: 'valid' });
  const before = await resultOf(the.platform, purchase);
  expect(before.status).toBe('released');
  expect(await sentToCustoms()).toBe(1);
  expect(await send(enveloped('A-1'))).toMatchObject({ isRepeat: true });
  await send(enveloped('A-2'));
  await send(enveloped('A-1', 'DXPENT0000000008'));
  await send(signed);
  expect(await resultOf(the.platform, purchase)).toEqual(before);
  expect(await sentToCustoms()).toBe(1);
});

test('who replays it through a channel of its own is refused', async () => {
  const { platform } = purchase.parties;
  const received = await send(enveloped('B-1'), platform.code);
  expect(received).toMatchObject({ kind: 'sender-refused' });
  expect(await sentToCustoms()).toBe(1);
});
