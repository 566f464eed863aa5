import { describe, expect, it } from 'vitest';
import { decodeCeb } from './decode.ts';
import type { Decoded } from './message.ts';
import { sampleBytes } from './testing/sample-messages.ts';
import { chanceOf } from './testing/seeded.ts';

const order = sampleBytes('CEB311Message', { documents: 1, lines: 1 }, chanceOf(1)).toString();

/**
 * Milliseconds of processor a hostile message may cost, cold and on a busy machine; warm it is a
 * tenth.
 */
const PATIENCE_MS = 1000;

/** Bytes the heap may grow by while one is read; a naive reader needs gigabytes. */
const HEAP_MAX = 200 * 1024 * 1024;

function read(input: string | Buffer): Decoded {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  const before = process.memoryUsage().heapUsed;
  const start = process.cpuUsage();
  const decoded = decodeCeb(bytes);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(PATIENCE_MS);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(HEAP_MAX);
  return decoded;
}

function guardOf(input: string | Buffer): string {
  const decoded = read(input);
  return decoded.kind === 'refused' ? decoded.guard : decoded.kind;
}

function codesOf(input: string | Buffer): string[] {
  const decoded = read(input);
  return decoded.kind === 'invalid' ? decoded.errors.map(({ code }) => code) : [decoded.kind];
}

/** The order with `content` as the value of its first appType. */
function withValue(content: string): string {
  return order.replace(/<ceb:appType>[^<]*</, () => `<ceb:appType>${content}<`);
}

describe('a hostile message', () => {
  it('with a DOCTYPE is refused, whatever stands before it', () => {
    const laughs =
      '<!DOCTYPE a [<!ENTITY a "ha">' +
      Array.from({ length: 30 }, (_, i) => `<!ENTITY a${String(i)} "&a;&a;&a;&a;">`).join('') +
      ']>';
    expect(guardOf(laughs + order)).toBe('doctype');
    expect(guardOf(order.replace('?>', `?><!-- c --><?pi?>\n${laughs}`))).toBe('doctype');
    expect(guardOf(`<!DOCTYPE a SYSTEM "file:///etc/passwd">${order}`)).toBe('doctype');
  });

  it('of 200,000 levels is refused, inside of a message and outside', () => {
    const deep = '<a>'.repeat(200_000);
    expect(guardOf(deep)).toBe('depth');
    expect(guardOf(withValue(deep + '</a>'.repeat(200_000)))).toBe('depth');
  });

  it('of more than 32 MB is refused unread', () => {
    expect(guardOf(Buffer.alloc(32 * 1024 * 1024 + 1, 32))).toBe('size');
  });

  it('with a value of 20 MB is refused, in text, attribute, comment and CDATA', () => {
    const long = 'x'.repeat(20_000_000);
    expect(guardOf(withValue(long))).toBe('size');
    expect(guardOf(order.replace(' guid="', ` guid="${long}`))).toBe('size');
    expect(guardOf(withValue(`<!--${long}-->`))).toBe('size');
    expect(guardOf(withValue(`<![CDATA[${long}]]>`))).toBe('size');
    expect(guardOf(order + ' '.repeat(20_000_000))).toBe('size');
  });

  it('with 100,000 attributes is refused', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => `a${String(i)}="1"`).join(' ');
    expect(guardOf(order.replace('<ceb:appType>', `<ceb:appType ${many}>`))).toBe('attributes');
  });

  it('in another encoding is refused', () => {
    expect(guardOf(Buffer.concat([Buffer.from(order), Buffer.from([0xb9, 0xfa])]))).toBe(
      'encoding',
    );
    expect(guardOf(order.replace('UTF-8', 'GBK'))).toBe('encoding');
    expect(guardOf(Buffer.from(order, 'utf16le'))).toBe('encoding');
    expect(guardOf(Buffer.from([0xff, 0xfe, 0x3c, 0x00]))).toBe('encoding');
    expect(guardOf(Buffer.from([0xc0, 0xbc]))).toBe('encoding');
  });

  it('with __proto__ pollutes nothing', () => {
    expect(
      codesOf(withValue('1</ceb:appType><__proto__><a>1</a></__proto__><ceb:appType>1')),
    ).toEqual(['unexpected', 'repeated']);
    expect(codesOf(order.replace(' guid=', ' __proto__="1" constructor="1" guid='))).toEqual([
      'unknown-attribute',
      'unknown-attribute',
    ]);
    expect(codesOf(order.replaceAll('CEB311Message', '__proto__'))).toEqual(['unknown-message']);
    expect(
      codesOf(order.replaceAll('ceb:', 'constructor:').replace('xmlns:ceb', 'xmlns:__proto__')),
    ).toEqual(['not-well-formed']);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  it('that is cut off, doubled or holds control characters is not well-formed', () => {
    for (let length = 0; length < order.length; length += 97) {
      expect(codesOf(order.slice(0, length)).at(-1)).toBe('not-well-formed');
    }
    const root = order.slice(order.indexOf('?>') + 2);
    expect(codesOf(order + root)).toEqual(['not-well-formed']);
    expect(codesOf(withValue('\u0000'))).toEqual(['not-well-formed']);
    expect(codesOf(withValue('\u001b'))).toEqual(['not-well-formed']);
    expect(codesOf('')).toEqual(['not-well-formed']);
  });

  it('cannot make numbers or names expensive', () => {
    const field = (value: string): string =>
      order.replace(/goodsValue>[^<]*</, `goodsValue>${value}<`);
    const million = 2_000_000;
    expect(codesOf(field('0'.repeat(million) + '1'))).toEqual(['message']);
    expect(codesOf(field('0'.repeat(million) + 'x'))).toEqual(['not-a-decimal']);
    expect(codesOf(field(' '.repeat(million) + 'x' + ' '.repeat(million) + 'x'))).toEqual([
      'not-a-decimal',
    ]);
    expect(codesOf(field('1.' + '0'.repeat(million)))).toEqual(['message']);
    expect(codesOf(field('0.' + '0'.repeat(million) + '1'))).toEqual(['too-many-decimals']);
    const uri = 'a'.repeat(100_000) + ' ';
    expect(codesOf(order.replace(' guid=', ` xmlns:q="${uri}" guid=`))).toEqual([
      'not-well-formed',
    ]);
  });

  it('of endless markup is refused', () => {
    expect(guardOf(withValue('&amp;'.repeat(2_000_000)))).toBe('size');
    expect(guardOf(withValue('<a/>'.repeat(2_000_000)))).toBe('size');
  });

  it('a full legal message of 100 lists of 99 lines passes', () => {
    const extent = { documents: 100, lines: 99 };
    const lists = sampleBytes('CEB621Message', extent, chanceOf(4)).toString();
    const indented = Buffer.from(lists.replace(/><(?!\/)/g, `>\n${' '.repeat(60)}<`));
    expect(indented.length).toBeGreaterThan(15_000_000);
    expect(indented.length).toBeLessThan(32_000_000);
    expect(decodeCeb(indented)).toMatchObject({ kind: 'message', path: 'fast' });
    const odd = Buffer.from(
      indented.toString().replace('<ceb:appType>', '<ceb:appType><!-- c -->'),
    );
    expect(decodeCeb(odd)).toMatchObject({ kind: 'message', path: 'strict' });
  }, 60_000);
});
