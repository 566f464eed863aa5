import { describe, expect, it } from 'vitest';
import { decodeCeb } from './decode.ts';
import { encodeCeb } from './encode.ts';
import { MESSAGE_TABLES, MESSAGE_TYPES } from './tables.ts';
import { officialSamples } from './testing/official-schema.ts';
import { sampleBytes, sampleMessage } from './testing/sample-messages.ts';
import { chanceOf } from './testing/seeded.ts';
import { unsignedSignature } from './unsigned-signature.ts';

const order = sampleBytes('CEB311Message', { documents: 2, lines: 2 }, chanceOf(1)).toString();

function errorsOf(xml: string) {
  const decoded = decodeCeb(Buffer.from(xml), { spec: '2022' });
  return decoded.kind === 'invalid' ? decoded.errors : [];
}

function pathsAndCodes(xml: string): string[] {
  return errorsOf(xml).map(({ path, code }) => `${path} ${code}`);
}

describe('decodeCeb', () => {
  it.each(MESSAGE_TYPES)(
    '%s comes back as it was encoded, and encodes to the same bytes',
    (type) => {
      const chance = chanceOf(3);
      for (let i = 0; i < 20; i++) {
        const message = sampleMessage(type, { documents: 1 + chance.below(4), lines: 3 }, chance);
        const { signature: wanted } = MESSAGE_TABLES[type];
        const signed = wanted === 'mandatory' ? unsignedSignature('01') : '';
        const bytes = encodeCeb(message, signed);
        const decoded = decodeCeb(bytes);
        if (decoded.kind !== 'message') throw new Error(JSON.stringify(decoded));
        const { signature, ...rest } = decoded.message;
        expect(rest).toEqual(message);
        const block = signature ? bytes.subarray(signature.start, signature.end).toString() : '';
        expect(block).toBe(signed);
        expect(encodeCeb(decoded.message, block)).toEqual(bytes);
      }
    },
  );

  it.skipIf(officialSamples().length === 0)('reads the official samples', () => {
    const counts = officialSamples().flatMap(({ name, bytes }) => {
      const decoded = decodeCeb(bytes);
      if (decoded.kind !== 'message') return [];
      return [`${name} ${decoded.path} ${String(decoded.message.documents.length)}`];
    });
    expect(counts).toEqual([
      'CEB213Message.xml fast 10',
      'CEB215Message.xml strict 10',
      'CEB216Message.xml fast 10',
      'CEB304Message.xml fast 10',
      'CEB311Message.xml fast 6',
      'CEB312Message.xml fast 10',
      'CEB404Message.xml fast 10',
      'CEB411Message.xml fast 10',
      'CEB412Message.xml fast 10',
      'CEB506Message.xml fast 10',
      'CEB508Message.xml fast 10',
      'CEB510Message.xml fast 10',
      'CEB511Message.xml fast 6',
      'CEB512Message.xml fast 10',
      'CEB513Message.xml fast 10',
      'CEB514Message.xml fast 10',
      'CEB604Message.xml fast 10',
      'CEB606Message.xml fast 10',
      'CEB608Message.xml fast 10',
      'CEB621Message.xml fast 10',
      'CEB622Message.xml fast 10',
      'CEB623Message.xml fast 10',
      'CEB624Message.xml fast 10',
      'CEB625Message.xml fast 10',
      'CEB626Message.xml fast 10',
      'CEB701Message.xml fast 10',
      'CEB702Message.xml fast 10',
      'CEB711Message.xml fast 1',
      'CEB712Message.xml fast 10',
      'CEB792Message.xml fast 10',
    ]);
  });

  it('tells all errors at once, each with its path', () => {
    const broken = order
      .replace(/<ceb:appType>[^<]*</, '<ceb:appType>12<')
      .replace(/<ceb:goodsValue>[^<]*</, '<ceb:goodsValue>1.234567<')
      .replace(/<ceb:gnum>[^<]*</, '<ceb:gnum>one<')
      .replace(/<ceb:itemName>[^<]*<\/ceb:itemName>/, '')
      .replace(/ version="1.0">/, ' version="12345678901" extra="1">');
    expect(pathsAndCodes(broken)).toEqual([
      '@version too-long',
      '@extra unknown-attribute',
      'Order[0].OrderHead.appType wrong-length',
      'Order[0].OrderHead.goodsValue too-many-decimals',
      'Order[0].OrderList[0].gnum not-an-integer',
      'Order[0].OrderList[0].itemName missing',
    ]);
    const [first] = errorsOf(broken);
    expect(first?.message).toBe(
      'the attribute version of CEB311Message has 11 characters; at most 10 are allowed',
    );
  });

  it('two fields that changed places are one error', () => {
    const swapped = order.replace(
      /(<ceb:appType>[^<]*<\/ceb:appType>)(<ceb:appTime>[^<]*<\/ceb:appTime>)/,
      '$2$1',
    );
    expect(pathsAndCodes(swapped)).toEqual(['Order[0].OrderHead.appType out-of-order']);
  });

  it('a hundred and first document, and a field that stands twice, are one too many', () => {
    const many = sampleBytes('CEB312Message', { documents: 100, lines: 0 }, chanceOf(1)).toString();
    expect(decodeCeb(Buffer.from(many)).kind).toBe('message');
    const one = /<OrderReturn>.*?<\/OrderReturn>/.exec(many)?.[0] ?? '';
    const more = many.replace('</CEB312Message>', `${one}</CEB312Message>`);
    expect(pathsAndCodes(more)).toEqual(['OrderReturn[100] repeated']);
    const twice = order.replace(/<ceb:appType>[^<]*<\/ceb:appType>/, '$&$&');
    expect(pathsAndCodes(twice)).toEqual(['Order[0].OrderHead.appType repeated']);
  });

  it('reports what follows an error, up to a thousand errors', () => {
    const types = sampleBytes(
      'CEB513Message',
      { documents: 100, lines: 0 },
      chanceOf(1),
    ).toString();
    const broken = types.replace(/<ceb:(appT\w+|logistics\w+)>[^<]*</g, '<ceb:$1><');
    expect(errorsOf(broken).length).toBeGreaterThan(600);
    const hopeless = types.replace(/<ceb:(\w+)>[^<]*<\/ceb:\1>/g, '<ceb:x/><ceb:y/>');
    expect(errorsOf(hopeless)).toHaveLength(1000);
  });

  it('a message we have no table for is named, and so is a wrong namespace', () => {
    const other = '<CEB999Message xmlns="http://www.chinaport.gov.cn/ceb"/>';
    expect(decodeCeb(Buffer.from(other))).toEqual({
      kind: 'invalid',
      type: 'CEB999Message',
      errors: [
        { path: '', code: 'unknown-message', message: 'CEB999Message is no message we know' },
      ],
    });
    expect(pathsAndCodes(order.replace('gov.cn/ceb', 'gov.cn/CEB'))).toEqual([' wrong-namespace']);
  });

  it('accepts both versions unless told which', () => {
    const lists = sampleBytes('CEB621Message', { documents: 1, lines: 1 }, chanceOf(2)).toString();
    const old = lists.replace(
      /(<ceb:gnum>[^<]*<\/ceb:gnum>)(?:<ceb:item(?:Record)?No>[^<]*<\/ceb:item(?:Record)?No>)*/,
      `$1<ceb:itemNo>${'1'.repeat(30)}</ceb:itemNo>`,
    );
    const bytes = Buffer.from(old);
    expect(decodeCeb(bytes, { spec: '2018' })).toMatchObject({ kind: 'message' });
    expect(decodeCeb(bytes, { spec: '2022' })).toMatchObject({ kind: 'invalid' });
    expect(decodeCeb(bytes)).toMatchObject({ kind: 'message' });
  });

  it('an empty currency stands for 142, as the schema says', () => {
    const empty = order.replace(/<ceb:currency>142<\/ceb:currency>/, '<ceb:currency/>');
    const decoded = decodeCeb(Buffer.from(empty));
    if (decoded.kind !== 'message' || decoded.message.type !== 'CEB311Message') throw new Error();
    expect(decoded.message.documents[0]?.head.currency).toBe('142');
    expect(pathsAndCodes(order.replace('>142<', '>840<'))).toEqual([
      'Order[0].OrderHead.currency not-fixed',
    ]);
  });

  it('keeps an extension as it was sent', () => {
    const extension =
      '<ceb:ExtendMessage><ceb:name>n</ceb:name><ceb:version>1</ceb:version>' +
      '<ceb:Message><a b="c">进口 &amp; <d/></a></ceb:Message></ceb:ExtendMessage>';
    const extended = order.replace('<ds:Signature', `${extension}<ds:Signature`);
    const decoded = decodeCeb(Buffer.from(extended));
    if (decoded.kind !== 'message') throw new Error(JSON.stringify(decoded));
    expect(decoded.message.extend).toEqual({
      name: 'n',
      version: '1',
      message: '<a b="c">进口 &amp; <d/></a>',
    });
    const { signature } = decoded.message;
    const block = Buffer.from(extended).subarray(signature?.start, signature?.end).toString();
    expect(block).toBe(unsignedSignature('0001'));
    expect(encodeCeb(decoded.message, block).toString()).toBe(extended);
  });

  it('in an export the extension follows the signature', () => {
    const extension =
      '<ceb:ExtendMessage><ceb:name>n</ceb:name><ceb:version>1</ceb:version>' +
      '<ceb:Message><a></a></ceb:Message></ceb:ExtendMessage>';
    const list = sampleBytes('CEB603Message', { documents: 1, lines: 1 }, chanceOf(1)).toString();
    const extended = list.replace('</ds:Signature>', `$&${extension}`);
    const decoded = decodeCeb(Buffer.from(extended));
    if (decoded.kind !== 'message') throw new Error(JSON.stringify(decoded));
    expect(decoded.message.extend?.message).toBe('<a></a>');
    expect(encodeCeb(decoded.message, unsignedSignature('0001')).toString()).toBe(extended);
    const before = list.replace('<ds:Signature', `${extension}$&`);
    expect(pathsAndCodes(before)).toEqual(['Signature out-of-order']);
  });

  it('an empty value stands for its default, and white space collapses, as the schema says', () => {
    const sample = sampleBytes('CEB303Message', { documents: 1, lines: 1 }, chanceOf(1)).toString();
    const empty = Buffer.from(
      sample
        .replace(/<ceb:appStatus>[^<]*</, '<ceb:appStatus><')
        .replace(/<ceb:freight>[^<]*<\/ceb:freight>/, '<ceb:freight/>'),
    );
    const statusIn = (spec: '2022' | '2018') => {
      const decoded = decodeCeb(empty, { spec });
      if (decoded.kind !== 'message' || decoded.message.type !== 'CEB303Message') throw new Error();
      const { appStatus, freight } = decoded.message.documents[0]?.head ?? {};
      return [appStatus, freight];
    };
    expect(statusIn('2022')).toEqual(['1', 0n]);
    expect(statusIn('2018')).toEqual(['2', 0n]);

    const cancel = sampleBytes('CEB605Message', { documents: 1, lines: 0 }, chanceOf(1)).toString();
    const spaced = cancel.replace(/<ceb:reason>[^<]*</, '<ceb:reason> a\n  b <');
    const decoded = decodeCeb(Buffer.from(spaced));
    if (decoded.kind !== 'message' || decoded.message.type !== 'CEB605Message') throw new Error();
    expect(decoded.message.documents[0]?.head.reason).toBe('a b');
  });

  it('what a version does not know is absent, and what only the other knows is told', () => {
    const made = { documents: 1, lines: 1 };
    const old = sampleBytes('CEB792Message', { ...made, spec: '2018' }, chanceOf(1));
    const decoded = decodeCeb(old);
    if (decoded.kind !== 'message' || decoded.message.type !== 'CEB792Message') throw new Error();
    expect(decoded.message.documents[0]?.lines[0]).toHaveProperty('gseqno', undefined);
    expect(encodeCeb(decoded.message)).toEqual(old);
    const refund = sampleBytes('CEB213Message', made, chanceOf(1));
    expect(decodeCeb(refund, { spec: '2018' })).toMatchObject({
      kind: 'invalid',
      errors: [{ code: 'unknown-message' }],
    });
  });
});
