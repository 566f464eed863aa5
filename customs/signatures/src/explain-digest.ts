import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { CEB_NAMESPACE, DS_NAMESPACE } from '@pilotzone/ceb/tables';
import { digestAlgorithm } from './algorithms.ts';
import type { Hash } from './algorithms.ts';
import type { Cause } from './faults.ts';
import type { OpenedSignature, SignedMessage } from './signed-message.ts';

/** The message in the forms that senders hash by mistake. */
type Texts = {
  /** Without its Signature, in canonical form. */
  readonly canonical: string;
  /** Without its Signature, as it arrived. */
  readonly raw: string;
};

type Try = { readonly cause: Cause; readonly form: (texts: Texts) => string | undefined };

const SIGN_CANONICAL = 'Hash the canonical form (C14N 1.0) of the message, by an XML library.';

/** The mistakes that programs make, the most frequent first. */
const TRIES: readonly Try[] = [
  {
    form: ({ raw }) => raw.replace(/^\ufeff/, ''),
    cause: {
      en: 'It is the digest of the file as it stands, with the XML declaration.',
      zh: '该摘要是对包含 XML 声明的原始文件计算的，应去掉声明并按 C14N 规范化',
      fix: `Leave the XML declaration out. ${SIGN_CANONICAL}`,
    },
  },
  {
    form: ({ raw }) => raw.replace(/^\ufeff?<\?xml[^?]*\?>\s*/, '').trimEnd(),
    cause: {
      en: 'It is the digest of the text from the root on, not of its canonical form.',
      zh: '该摘要是对未经 C14N 规范化的文本计算的（属性顺序、空元素、换行或转义写法不同）',
      fix: SIGN_CANONICAL,
    },
  },
  {
    form: ({ canonical }) => canonical.replaceAll('\n', '\r\n'),
    cause: lineEnds('CRLF', '回车换行（CRLF）'),
  },
  {
    form: ({ canonical }) => canonical.replaceAll('\n', '&#xD;\n'),
    cause: lineEnds('carriage returns as &#xD;', '&#xD; 形式的回车'),
  },
  {
    form: ({ canonical }) => canonical.replace(/>[ \t\r\n]+</g, '><'),
    cause: {
      en: 'It fits without white space between elements: the message was indented after signing.',
      zh: '去掉元素之间的空白后摘要一致：报文在加签之后被重新缩进或换行',
      fix: 'Indent before signing, or not at all; send exactly the bytes that were signed.',
    },
  },
  {
    form: ({ canonical }) => canonical.replaceAll('ceb:', '').replace('xmlns:ceb=', 'xmlns='),
    cause: prefixes('without the prefix ceb', '不带 ceb 前缀'),
  },
  {
    form: ({ canonical }) => withPrefix(canonical),
    cause: prefixes('with the prefix ceb', '带 ceb 前缀'),
  },
  {
    form: ({ canonical }) => canonical.replace(/<([A-Za-z:]+)><\/\1>/g, '<$1/>'),
    cause: {
      en: 'It fits when empty elements are written <a/>: the canonical form writes <a></a>.',
      zh: '空元素写成 <a/> 时摘要一致；C14N 要求写成 <a></a>',
      fix: SIGN_CANONICAL,
    },
  },
  {
    form: ({ canonical }) => canonical.replace(/ xmlns:(?!ceb)[A-Za-z0-9]+="[^"]*"/g, ''),
    cause: namespaces(
      'without the namespaces that are declared and not used',
      '不含未使用的命名空间',
    ),
  },
  {
    form: ({ canonical }) => declare(canonical, XSI),
    cause: namespaces('with xmlns:xsi declared at the root', '根元素带 xmlns:xsi 声明'),
  },
  {
    form: ({ canonical }) => declare(canonical, `xmlns:ds="${DS_NAMESPACE}"`),
    cause: namespaces('with xmlns:ds declared at the root', '根元素带 xmlns:ds 声明'),
  },
  {
    form: ({ canonical }) => `${canonical}\n`,
    cause: {
      en: 'It fits with a line feed behind the root, which the canonical form has not.',
      zh: '根元素之后多一个换行时摘要一致；规范化结果末尾不应有换行',
      fix: SIGN_CANONICAL,
    },
  },
  {
    form: ({ canonical }) => canonical.replace(/^<[^>]*>/, '').replace(/<\/[^<]*>$/, ''),
    cause: {
      en: 'It is the digest of what is inside the root, without the root’s own tags.',
      zh: '该摘要只对根元素的内容计算，未包含根元素本身',
      fix: 'Hash the whole message, from the root’s start tag to its end tag.',
    },
  },
];

const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** The digest that the official samples carry; it is that of no message. */
const SAMPLE_DIGEST = 'SF/P+2sVsRQ9dJIqJSroW6ajb0Y=';

/** What a sender did to get this digest; `undefined` when no known mistake gives it. */
export function explainDigest(message: SignedMessage, opened: OpenedSignature): Cause | undefined {
  const { digestValue, digestMethod } = opened.shape;
  if (digestValue === SAMPLE_DIGEST) return SAMPLE;
  const declared = digestAlgorithm(digestMethod);
  const texts = textsOf(message, opened);
  const digest = Buffer.from(digestValue, 'base64');
  const hashes: readonly Hash[] = declared ? [declared] : [];
  for (const { form, cause } of TRIES) {
    const text = form(texts);
    if (text !== undefined && hashes.some((hash) => hashOf(hash, text).equals(digest)))
      return cause;
  }
  return explainAlgorithm(texts.canonical, digestValue, declared);
}

function textsOf({ bytes, signature }: SignedMessage, { before, after }: OpenedSignature): Texts {
  const canonical = Buffer.concat([...before, after]).toString('utf8');
  const start = signature?.start ?? bytes.length;
  const end = signature?.end ?? bytes.length;
  return { canonical, raw: bytes.toString('utf8', 0, start) + bytes.toString('utf8', end) };
}

/** The right bytes, hashed by another algorithm or written in another way. */
function explainAlgorithm(
  canonical: string,
  digestValue: string,
  declared: Hash | undefined,
): Cause | undefined {
  const digest = Buffer.from(digestValue, 'base64');
  for (const hash of ['sha1', 'sha256', 'sm3'] as const) {
    const found = hashOf(hash, canonical);
    if (hash !== declared && found.equals(digest)) return otherHash(hash, declared);
    const hex = found.toString('hex');
    const written = [digestValue.toLowerCase(), digest.toString('latin1').toLowerCase()];
    if (written.includes(hex)) return HEXADECIMAL;
  }
  return undefined;
}

function hashOf(hash: Hash, text: string): Buffer {
  return createHash(hash).update(text, 'utf8').digest();
}

function withPrefix(canonical: string): string | undefined {
  if (!canonical.includes(` xmlns="${CEB_NAMESPACE}"`)) return undefined;
  return canonical.replace(' xmlns=', ' xmlns:ceb=').replace(/<(\/?)(?=[A-Za-z])/g, '<$1ceb:');
}

/** The same with one more namespace at the root, in its place. */
function declare(canonical: string, declaration: string): string | undefined {
  const tag = /^<[^>]*>/.exec(canonical)?.[0] ?? '';
  const name = declaration.slice(0, declaration.indexOf('='));
  if (tag.includes(` ${name}=`)) return undefined;
  const bindings = (tag.match(/ xmlns(?::[A-Za-z0-9]+)?="[^"]*"/g) ?? []).map((one) => one.trim());
  const sorted = [...bindings, declaration].sort((a, b) => (a < b ? -1 : 1)).join(' ');
  const rest = bindings.reduce((left, one) => left.replace(` ${one}`, ''), tag);
  const inserted = rest.replace(/^<[^\s>]+/, (start) => `${start} ${sorted}`);
  return inserted + canonical.slice(tag.length);
}

const SAMPLE: Cause = {
  en: 'It is the digest of the official sample messages, a placeholder that fits no message.',
  zh: '该摘要是官方样例报文中的占位值，与任何报文都不一致',
  fix: 'Compute the digest of each message; do not copy the sample’s Signature.',
};

const HEXADECIMAL: Cause = {
  en: 'The digest is right but written in hexadecimal.',
  zh: '摘要值正确，但以十六进制书写',
  fix: 'Write DigestValue as base64 of the digest’s bytes.',
};

const NAMES: Readonly<Record<Hash, string>> = { sha1: 'SHA-1', sha256: 'SHA-256', sm3: 'SM3' };

function otherHash(hash: Hash, declared: Hash | undefined): Cause {
  const said = declared ? NAMES[declared] : 'another algorithm';
  return {
    en: `It is the ${NAMES[hash]} digest of the message, while DigestMethod says ${said}.`,
    zh: `摘要实际按 ${NAMES[hash]} 计算，与 DigestMethod 声明的算法不一致`,
    fix: `Name ${NAMES[hash]} in DigestMethod, or hash with ${said}.`,
  };
}

function lineEnds(en: string, zh: string): Cause {
  return {
    en: `It fits with ${en} at the ends of lines: line ends were changed, or never normalised.`,
    zh: `换行为${zh}时摘要一致：换行符在加签前未规范化，或在传输中被改变`,
    fix: 'Write line feeds (LF) alone, sign, and send the bytes in binary mode.',
  };
}

function prefixes(en: string, zh: string): Cause {
  return {
    en: `It fits ${en}: the namespace prefixes were changed after signing.`,
    zh: `${zh}时摘要一致：加签之后命名空间前缀被改变`,
    fix: 'Sign the message with the prefixes with which it is sent.',
  };
}

function namespaces(en: string, zh: string): Cause {
  return {
    en: `It fits ${en}: the root was changed after signing, or C14N was exclusive.`,
    zh: `${zh}时摘要一致：加签后根元素的命名空间声明被改变，或使用了排他性 C14N`,
    fix: 'Use inclusive C14N 1.0, and leave the root tag as it was signed.',
  };
}
