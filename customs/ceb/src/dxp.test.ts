import { describe, expect, it } from 'vitest';
import { unwrapDxp, unwrapStrictly, wrapDxp } from './dxp.ts';
import type { DxpEnvelope } from './dxp.ts';
import { mutate } from './testing/mutants.ts';
import { hasOfficialSchemas, judgeOfficially } from './testing/official-schema.ts';
import { sampleBytes } from './testing/sample-messages.ts';
import { chanceOf } from './testing/seeded.ts';

const envelope: DxpEnvelope = {
  copMsgId: '4CDE1CFD-EDED-46B1-946C-B8022E42FC94',
  senderId: 'DXPENT0000530815',
  receiverIds: ['DXPEDCCEB0000002'],
  creatTime: '2026-11-23T10:00:00',
  msgType: 'CEB311Message',
};

const payload = sampleBytes('CEB311Message', { documents: 2, lines: 2 }, chanceOf(1));
const wrapped = wrapDxp(envelope, payload).toString();

const ADD_INFO =
  '<dxp:AddInfo><dxp:FileName>a.xml</dxp:FileName><dxp:IcCard>1</dxp:IcCard>' +
  '<dxp:BizKey><dxp:Key name="DealFlag">1</dxp:Key></dxp:BizKey>' +
  '<dxp:IsText Encode="UTF-8"/></dxp:AddInfo>';
const FULL = wrapped.replace('</dxp:DxpMsg>', `${ADD_INFO}</dxp:DxpMsg>`);

/** Mutants of the envelope; raise it for a long run. */
const MUTANTS = 3000;

describe('the DXP envelope', () => {
  it('comes back as it was wrapped', () => {
    expect(unwrapDxp(wrapDxp(envelope, payload))).toEqual({ kind: 'dxp', ...envelope, payload });
    const long = { ...envelope, copMsgId: '进口 & <1>', receiverIds: ['A', 'B', 'C', 'D', 'E'] };
    expect(unwrapDxp(wrapDxp(long, payload))).toEqual({ kind: 'dxp', ...long, payload });
    expect(unwrapDxp(wrapDxp(envelope, Buffer.alloc(0)))).toMatchObject({
      payload: Buffer.alloc(0),
    });
  });

  it('may be indented, folded at 76 columns, without prefix, and carry AddInfo', () => {
    const folded = FULL.replace(/>([A-Za-z0-9+/=]{100,})</, (_, data: string) => {
      return `>\r\n${data.replace(/.{76}/g, '$&\r\n')}\r\n<`;
    });
    const plain = FULL.replaceAll('dxp:', '').replace('xmlns:dxp', 'xmlns');
    for (const xml of [
      FULL,
      FULL.replace(/></g, '>\n  <'),
      folded,
      plain.replace('xmlns:', 'xmlns'),
    ]) {
      expect(unwrapDxp(Buffer.from(xml))).toEqual({ kind: 'dxp', ...envelope, payload });
    }
  });

  it('is told from what is none, and judged by its schema', () => {
    expect(unwrapDxp(payload)).toEqual({ kind: 'not-dxp' });
    expect(unwrapDxp(Buffer.from('<DxpMsg xmlns="urn:x"/>'))).toEqual({ kind: 'not-dxp' });
    expect(unwrapDxp(Buffer.from(`<!DOCTYPE a>${wrapped}`))).toEqual({ kind: 'not-dxp' });
    const wrong = wrapped.replace('T10:00:00', ' 10:00').replace('ver="1.0"', 'ver="2"');
    expect(unwrapDxp(Buffer.from(wrong))).toEqual({
      kind: 'invalid',
      errors: [
        { path: '@ver', code: 'not-fixed', message: 'the attribute ver of DxpMsg must be 1.0' },
        {
          path: 'TransInfo.CreatTime',
          code: 'not-a-date-time',
          message: 'CreatTime is not a date and time (YYYY-MM-DDThh:mm:ss)',
        },
      ],
    });
  });

  it('a payload of 20 MB passes, fast and strictly', () => {
    const large = wrapDxp(envelope, Buffer.alloc(20_000_000, 'payload'));
    expect(unwrapDxp(large)).toMatchObject({ kind: 'dxp' });
    expect(unwrapStrictly(large)).toMatchObject({ kind: 'dxp' });
  });

  it.skipIf(!hasOfficialSchemas)('agrees with the official schema on seeded mutants', () => {
    const chance = chanceOf(5);
    let valid = 0;
    for (let i = 0; i < MUTANTS; i++) {
      const base = chance.pick([wrapped, FULL, FULL.replace(/></g, '>\n<')]);
      const short = base.replace(/[A-Za-z0-9+/=]{100,}/, (data) => data.slice(0, 40));
      const mutant = Buffer.from(mutate(short, chance));
      const ours = unwrapDxp(mutant);
      if (ours.kind === 'not-dxp') continue;
      const official = judgeOfficially(mutant, 'dxp');
      expect(ours.kind === 'dxp', `${official.reason}\n${mutant.toString()}`).toBe(official.valid);
      if (ours.kind !== 'dxp') continue;
      valid++;
      expect(unwrapStrictly(mutant)).toEqual(ours);
    }
    expect(valid).toBeGreaterThan(MUTANTS / 20);
  });
});
