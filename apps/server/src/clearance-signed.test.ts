import { decodeCeb } from '@pilotzone/ceb/decode';
import { makeAuthority, makeKey, NOW, reasonsOf } from '@pilotzone/signatures/testing/signers';
import { trustIn } from '@pilotzone/signatures/testing/signers';
import { verifySignature } from '@pilotzone/signatures/verify-signature';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PLATFORM_TRANSFER } from './config.ts';
import { settle } from './settle.ts';
import { generateDay, openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';

const company = { code: PLATFORM_TRANSFER.copCode, creditCode: null, name: 'platform' };
const authority = makeAuthority();
const signingKey = makeKey(authority, 'sm2', { subject: [['CN', company.code]] });

let the: TestPlatform;

beforeAll(async () => {
  the = await openTestPlatform({ signingKey });
});
afterAll(() => the.close());

test('what goes to customs is signed, once, with the platform’s key', async () => {
  const { informationSharing } = the.platform;
  const { messages } = generateDay({ declarations: 12, seed: 5, faults: 0 });
  const raw = messages.map((bytes) => ({ bytes, transport: 'file' as const }));
  await informationSharing.receiveMessages(raw);
  await settle(the.platform);
  const filter = { direction: 'out', counterparty: 'customs', limit: 50 } as const;
  const { exchanges } = await informationSharing.listExchanges(filter);
  const trust = trustIn(authority);
  expect(exchanges.length).toBeGreaterThan(0);
  for (const { exchangeId, messageType } of exchanges) {
    expect(messageType).toBe('CEB621Message');
    const bytes = Buffer.from(await informationSharing.readExchange(exchangeId));
    const decoded = decodeCeb(bytes);
    if (decoded.kind !== 'message') throw new Error('not valid by the schema');
    const message = { bytes, signature: decoded.message.signature, path: decoded.path };
    expect(reasonsOf(verifySignature(message, { at: NOW, trust, company }))).toEqual([]);
  }
});
