import { describe, expect, it } from 'vitest';
import { readDxpReply, writeDxpReply } from './dxp-reply.ts';
import type { DxpReply } from './dxp-reply.ts';
import { splitByReceiver, unwrapDxp, wrapDxp, wrapDxpServer } from './dxp.ts';
import type { DxpEnvelope } from './dxp.ts';
import { mutate } from './testing/mutants.ts';
import { hasOfficialSchemas, judgeOfficially } from './testing/official-schema.ts';
import { sampleBytes } from './testing/sample-messages.ts';
import { chanceOf } from './testing/seeded.ts';

const envelope: DxpEnvelope = {
  copMsgId: '4CDE1CFD-EDED-46B1-946C-B8022E42FC94',
  senderId: 'DXPENT0000530815',
  receiverIds: ['DXPEDCCEB0000002', 'DXPEDCCEB0000003', 'DXPEDCSAS0000001'],
  creatTime: '2026-11-23T10:00:00',
  msgType: 'CEB311Message',
};
const server = {
  msgId: '00000002202611231000000057087669',
  sendTime: '2026-11-23T10:00:01',
  staNode: '00000002',
};
const payload = sampleBytes('CEB311Message', { documents: 1, lines: 1 }, chanceOf(1));
const nodeOf = (receiverId: string) => `4600${receiverId.slice(-4)}`;

const reply: DxpReply = {
  receiverId: 'DXPENT0000530815',
  nodeId: '00000002',
  responses: [
    {
      nodeId: '46000002',
      code: '2001',
      info: '指定的接收方不存在 <&>',
      results: [
        { receiverId: 'DXPEDCCEB0000009', code: '2001', info: '不存在', note: undefined },
        { receiverId: 'DXPEDCCEB0000008', code: '2002', info: undefined, note: '备注' },
      ],
      noticeTime: '2026-11-23',
      note: undefined,
      original: envelope,
    },
    {
      nodeId: undefined,
      code: '0002',
      info: undefined,
      results: [],
      noticeTime: '2026-11-24+08:00',
      note: 'n',
      original: { ...envelope, receiverIds: ['A'], msgType: '' },
    },
  ],
};

/** Mutants of each document; raise it for a long run. */
const MUTANTS = 1500;

describe('the envelope between servers', () => {
  it('comes back as it was wrapped, with the message inside', () => {
    for (const subMsgId of [undefined, '2']) {
      const sv = { ...server, subMsgId, endNode: '46000002' };
      const bytes = wrapDxpServer(sv, envelope, payload);
      expect(unwrapDxp(bytes)).toEqual({ kind: 'dxp', ...envelope, payload, server: sv });
    }
  });

  it('splits a message for several receivers into numbered copies', () => {
    const copies = splitByReceiver(server, envelope, nodeOf);
    expect(copies.map(({ server: { subMsgId, endNode } }) => [subMsgId, endNode])).toEqual([
      ['1', '46000002'],
      ['2', '46000003'],
      ['3', '46000001'],
    ]);
    const received = copies.map((copy) =>
      unwrapDxp(wrapDxpServer(copy.server, copy.envelope, payload)),
    );
    expect(received.map((one) => (one.kind === 'dxp' ? one.receiverIds : one))).toEqual(
      envelope.receiverIds.map((id) => [id]),
    );
    const single = splitByReceiver(server, { ...envelope, receiverIds: ['A'] }, nodeOf);
    expect(single[0]?.server.subMsgId).toBeUndefined();
    expect(single).toHaveLength(1);
  });

  it('says what is wrong with it, by its place', () => {
    const sv = { ...server, subMsgId: '12', endNode: '460000021' };
    const wrong = unwrapDxp(wrapDxpServer(sv, envelope, payload));
    expect(wrong.kind === 'invalid' && wrong.errors.map(({ path }) => path)).toEqual([
      'SvNo.SubMsgId',
      'SvNo.EndNode',
    ]);
  });

  it.skipIf(!hasOfficialSchemas)('agrees with the official schema on seeded mutants', () => {
    const sv = { ...server, subMsgId: '1', endNode: '46000002' };
    const base = wrapDxpServer(sv, envelope, Buffer.from('payload')).toString();
    const chance = chanceOf(7);
    let valid = 0;
    for (let i = 0; i < MUTANTS; i++) {
      const mutant = Buffer.from(mutate(base, chance));
      const ours = unwrapDxp(mutant);
      if (ours.kind === 'not-dxp') continue;
      const official = judgeOfficially(mutant, 'dxp-server');
      expect(ours.kind === 'dxp', `${official.reason}\n${mutant.toString()}`).toBe(official.valid);
      if (official.valid) valid++;
    }
    expect(valid).toBeGreaterThan(MUTANTS / 20);
  });
});

describe('answers of the exchange platform', () => {
  it('come back as they were written', () => {
    expect(readDxpReply(writeDxpReply(reply))).toEqual({ kind: 'reply', reply });
  });

  it('are told from what is none, and judged by their schema', () => {
    expect(readDxpReply(payload)).toEqual({ kind: 'no-reply' });
    expect(readDxpReply(wrapDxp(envelope, payload))).toEqual({ kind: 'no-reply' });
    const empty = writeDxpReply({ ...reply, responses: [] });
    const read = readDxpReply(empty);
    expect(read.kind === 'invalid' && read.errors).toMatchObject([{ path: 'Response[0]' }]);
  });

  it.skipIf(!hasOfficialSchemas)('agree with the official schema on seeded mutants', () => {
    const base = writeDxpReply(reply).toString();
    expect(judgeOfficially(Buffer.from(base), 'dxp-server')).toMatchObject({ valid: true });
    const chance = chanceOf(11);
    let valid = 0;
    for (let i = 0; i < MUTANTS; i++) {
      const mutant = Buffer.from(mutate(base, chance));
      const ours = readDxpReply(mutant);
      if (ours.kind === 'no-reply') continue;
      const official = judgeOfficially(mutant, 'dxp-server');
      expect(ours.kind === 'reply', `${official.reason}\n${mutant.toString()}`).toBe(
        official.valid,
      );
      if (official.valid) valid++;
    }
    expect(valid).toBeGreaterThan(MUTANTS / 20);
  });
});
