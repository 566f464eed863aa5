import { Buffer } from 'node:buffer';
import { sampleBytes } from '@pilotzone/ceb/testing/sample-messages';
import { mutate } from '@pilotzone/ceb/testing/mutants';
import { chanceOf } from '@pilotzone/ceb/testing/seeded';
import { decodeCeb } from '@pilotzone/ceb/decode';
import { XmlC14NMode, XmlDocument } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { canonicalize } from './canonical.ts';
import { openSignature } from './signed-message.ts';

/** What libxml2 makes of a text. */
function oracle(text: string): string {
  const document = XmlDocument.fromString(text);
  try {
    return document.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_1_0, withComments: false });
  } finally {
    document.dispose();
  }
}

function ours(text: string): string {
  const { before, after } = canonicalize(text);
  return before + after;
}

describe('canonical XML', () => {
  it.each([
    [
      'declaration, instructions and space around the root',
      '<?xml version="1.0"?>\n<?a b?>\n<x/>\n<?c?> ',
    ],
    ['comments', '<!-- 1 --><x><!-- 2 -->a<!-- 3 --></x><!-- 4 -->'],
    ['empty elements', '<x><y/><z></z></x>'],
    ['order and quotes of attributes', `<x c='1' a="2" b='"'/>`],
    ['attributes in namespaces', '<x xmlns:b="urn:a" xmlns:a="urn:b" b:z="1" a:y="2" c="3"/>'],
    ['declarations in order, default first', '<x xmlns:b="urn:b" xmlns="urn:x" xmlns:a="urn:a"/>'],
    [
      'declarations repeated',
      '<x xmlns:a="urn:a"><y xmlns:a="urn:a"><a:z xmlns:a="urn:b"/></y></x>',
    ],
    ['the default taken away and back', '<x xmlns="urn:x"><y xmlns=""><z xmlns="urn:x"/></y></x>'],
    ['no default to take away', '<x xmlns=""><y xmlns=""/></x>'],
    [
      'references',
      '<x a="&lt;&#9;&#10;&#13;&quot;&apos;>">&lt;&gt;&amp;&quot;&#13;&#x4e2d;]]&gt;</x>',
    ],
    ['CDATA', '<x><![CDATA[<&>]]>a<![CDATA[]]></x>'],
    ['line ends', '<x a="1\r\n2">a\r\nb\rc\n</x>\r\n'],
    ['white space in tags', '<x\n a = "1"  ><y  ></y\n></x>'],
    ['attributes of xml', '<x xml:lang="zh"><y xml:space="preserve" b="1"/></x>'],
    ['characters beyond the basic plane', '<x>𠮷\u{1f600}é</x>'],
  ])('is what libxml2 makes of %s', (_what, text) => {
    expect(ours(text)).toBe(oracle(text));
  });

  it('is what libxml2 makes of messages and their mutants', () => {
    const chance = chanceOf(11);
    let compared = 0;
    for (let round = 0; round < 400; round++) {
      const original = sampleBytes('CEB621Message', { documents: 1, lines: 2 }, chance);
      const bytes = Buffer.from(mutate(original.toString(), chance));
      const result = decodeCeb(bytes);
      if (result.kind !== 'message') continue;
      compared += 1;
      const text = bytes.toString('utf8');
      expect(ours(text)).toBe(oracle(text));
    }
    expect(compared).toBeGreaterThan(50);
  });

  it('comes from the bytes of the fast path as from the parser', () => {
    const chance = chanceOf(12);
    let compared = 0;
    for (let round = 0; round < 600; round++) {
      const original = sampleBytes('CEB621Message', { documents: 2, lines: 1 }, chance);
      const bytes = round % 3 === 0 ? original : Buffer.from(mutate(original.toString(), chance));
      const result = decodeCeb(bytes);
      if (result.kind !== 'message' || result.path !== 'fast') continue;
      const { signature } = result.message;
      if (!signature) continue;
      compared += 1;
      const [fast, strict] = (['fast', 'strict'] as const).map((path) => {
        const { before, after } = openSignature({ bytes, signature, path });
        return Buffer.concat([...before, after]).toString('utf8');
      });
      expect(fast).toBe(strict);
    }
    expect(compared).toBeGreaterThan(200);
  });
});
