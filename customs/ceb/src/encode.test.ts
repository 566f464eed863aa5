import { isUtf8 } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { decodeCeb } from './decode.ts';
import { encodeCeb } from './encode.ts';
import type { CebMessage } from './message.ts';
import { mutate } from './testing/mutants.ts';
import { sampleBytes } from './testing/sample-messages.ts';
import { chanceOf } from './testing/seeded.ts';
import { sourceOf } from './source-bytes.ts';
import { unsignedSignature } from './unsigned-signature.ts';

const lists = sampleBytes('CEB621Message', { documents: 2, lines: 2 }, chanceOf(5)).toString();
const signature = unsignedSignature('01');

function decoded(xml: string): CebMessage {
  const result = decodeCeb(Buffer.from(xml));
  if (result.kind !== 'message') throw new Error(JSON.stringify(result));
  return result.message;
}

function forward(message: CebMessage): string {
  return encodeCeb({ ...message, asReceived: true }, signature).toString();
}

function plain({ documents }: CebMessage): object[] {
  return documents.map(({ head, lines }) => ({ head, lines }));
}

describe('a list that goes out as received', () => {
  it('keeps its bytes, white space included', () => {
    const indented = lists.replace(/><(?!\/)/g, '>\n\t<');
    const list = /<ceb:Inventory>[^]*?<\/ceb:Inventory>/.exec(indented)?.[0];
    expect(list).toContain('\n\t<ceb:guid>');
    expect(forward(decoded(indented))).toContain(list);
  });

  it.each([
    ['a carriage return between tags', lists.replace('><ceb:Inv', '>\r\n<ceb:Inv')],
    ['a reference', lists.replace(/(<ceb:ebpName>)[^<]/, '$1&#x4e2d;')],
    ['a self-closing tag', lists.replace(/<ceb:note>[^<]*<\/ceb:note>/, '<ceb:note/>')],
    ['another prefix', lists.replaceAll('ceb:', 'x:').replace('xmlns:ceb', 'xmlns:x')],
  ])('is encoded anew when it has %s, which is not canonical or not ours', (_, xml) => {
    const message = decoded(xml);
    const anew = encodeCeb({ ...message, asReceived: false }, signature).toString();
    const [first] = anew.split('</ceb:Inventory>');
    expect(xml).not.toBe(lists);
    expect(forward(message).startsWith(first ?? '?')).toBe(true);
  });

  it('says the same as encoded anew, whatever mutant of a message it came in', () => {
    const chance = chanceOf(11);
    let kept = 0;
    for (let i = 0; i < 600; i++) {
      const mutant = Buffer.from(mutate(lists, chance), 'utf8');
      const result = isUtf8(mutant) ? decodeCeb(mutant) : undefined;
      if (result?.kind !== 'message' || result.message.type !== 'CEB621Message') continue;
      if (!result.message.documents.some(sourceOf)) continue;
      kept += 1;
      expect(plain(decoded(forward(result.message)))).toEqual(plain(result.message));
    }
    expect(kept).toBeGreaterThan(20);
  });
});

describe('text in a message', () => {
  it('is escaped as C14N does, and any character comes through', () => {
    const text = ['a&b<c>d\re', '汉字é', '𠮷', 'x'.repeat(500), '<'.repeat(90)].join(' ');
    const message = decoded(
      sampleBytes('CEB311Message', { documents: 1, lines: 1 }, chanceOf(1)).toString(),
    );
    if (message.type !== 'CEB311Message') throw new Error(message.type);
    const documents = message.documents.map(({ head, lines }) => ({
      head: { ...head, note: text },
      lines,
    }));
    const xml = encodeCeb({ ...message, documents }).toString();
    expect(xml).toContain('a&amp;b&lt;c&gt;d&#xD;e 汉字é 𠮷 xxx');
    const read = decoded(xml).documents[0]?.head;
    expect(read).toHaveProperty('note', text);
  });
});
