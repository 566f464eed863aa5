import type { Chance } from './seeded.ts';

/** Damages a message in one way; returns it as it was where the way does not apply. */
type Mutator = (xml: string, chance: Chance) => string;

/** One to three things wrong with a message. */
export function mutate(xml: string, chance: Chance): string {
  let mutant = xml;
  for (let i = 1 + chance.below(3); i > 0; i--) mutant = chance.pick(MUTATORS)(mutant, chance);
  return mutant;
}

const DS = 'http://www.w3.org/2000/09/xmldsig#';
const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"';

const VALUES = [
  ...['', ' ', '0', '-1', '+5', '1.', '.5', '.', '007', '1e3', '142', '143', ' 142 ', '1 2', '１'],
  ...['0.00001', '0.000001', '1.50000000', '99999999999999.99999', '123456789012345.12345'],
  ...['2147483647', '2147483648', '-2147483648', '999999999', '1000000000', '00000000000000001'],
  ...['a&amp;b', '&lt;', '&#65;', '&#x4e2d;', '&#13;', '&#10;', '&#0;', '&nope;', '&', '&#xD800;'],
  ...['<![CDATA[1]]>', '<![CDATA[]]>', '<!-- c -->', '1<!-- c -->2', '<?pi x?>', '1<?pi?>', '<b/>'],
  ...[
    '中文',
    '𠮷',
    'a\tb',
    'a\nb',
    'a\r\nb',
    'a>b',
    'a]]>b',
    '\u0001',
    '\ufffe',
    '\u0085',
    '\u00a0',
  ],
  ...['AAAA', 'AAA=', 'AAB=', 'AA==', 'A', 'http://a b', '%', '#a#b', '1:a', '__proto__'],
];

const LENGTHS = [1, 2, 3, 4, 8, 10, 14, 17, 18, 19, 20, 21, 30, 31, 36, 60, 61, 100, 101, 1001];

const ATTRIBUTES = [
  ...['foo="1"', 'guid="x"', 'Id="a"', 'Id="1"', 'xml:lang="zh"', 'xml:id="q"', 'xml:id="1"'],
  ...[`${XSI} xsi:nil="false"`, `${XSI} xsi:nil="true"`, `${XSI} xsi:schemaLocation="a b"`],
  ...[`${XSI} ${XS} xsi:type="xs:string"`, `${XSI} ${XS} xsi:type="xs:short"`, `${XSI} xsi:x="1"`],
  ...[`${XSI} ${XS} xsi:type="xs:token"`, `${XSI} ${XS} xsi:type="xs:anyType"`],
  ...[`${XSI} xsi:type="ds:DigestValueType"`, `${XSI} xsi:type="ceb:XMLElement"`],
  ...['xmlns:q="urn:q"', 'xmlns:q=""', 'xmlns:q="a b"', 'xmlns="urn:other"', 'xmlns=""', 'q:z="1"'],
  ...[
    'Algorithm="%"',
    'Algorithm="urn:x"',
    'URI="##"',
    'foo="<"',
    'foo="&#x41;"',
    "foo='1'",
    'foo',
  ],
];

const BETWEEN = [
  ...[' ', '\n\t', 'x', '&#x20;', '&#10;', '\u00a0', '<![CDATA[ ]]>', '<![CDATA[]]>', '<!-- c -->'],
  ...[
    '<?pi x?>',
    '<!-- a -- b -->',
    '<zzz/>',
    '<zzz xmlns="urn:z">t</zzz>',
    '&amp;',
    '<',
    '\u0000',
  ],
];

const BASE64 = '<ds:X509SKI>AAAA</ds:X509SKI>';

const INSIDE_SIGNATURE = [
  '<ds:KeyName>k</ds:KeyName>',
  '<ds:MgmtData/>',
  `<ds:X509Data>${BASE64}</ds:X509Data>`,
  '<ds:X509Data><ds:X509SubjectName>CN</ds:X509SubjectName><q xmlns="urn:q"/></ds:X509Data>',
  '<ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName/><ds:X509SerialNumber>12' +
    '</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>',
  '<ds:X509Data/>',
  '<ds:KeyValue>t<ds:RSAKeyValue><ds:Modulus>AAAA</ds:Modulus><ds:Exponent>AQAB</ds:Exponent>' +
    '</ds:RSAKeyValue></ds:KeyValue>',
  '<ds:KeyValue><ds:DSAKeyValue><ds:P/><ds:Q/><ds:Y>AAAA</ds:Y></ds:DSAKeyValue></ds:KeyValue>',
  '<ds:KeyValue><ds:DSAKeyValue><ds:P/><ds:Y>AAAA</ds:Y></ds:DSAKeyValue></ds:KeyValue>',
  '<ds:RetrievalMethod URI="a"><ds:Transforms><ds:Transform Algorithm="a"/></ds:Transforms>' +
    '</ds:RetrievalMethod>',
  '<ds:PGPData><ds:PGPKeyPacket>AAAA</ds:PGPKeyPacket><q xmlns="urn:q"/></ds:PGPData>',
  '<ds:PGPData><ds:PGPKeyPacket/><ds:PGPKeyID/></ds:PGPData>',
  '<ds:SPKIData><ds:SPKISexp/><ds:SPKISexp>AA==</ds:SPKISexp></ds:SPKIData>',
  '<ds:Object/>',
  '<ds:Object Id="o" Encoding="urn:x">t<ds:KeyName/><q xmlns="urn:q"><ds:KeyValue/></q>' +
    '</ds:Object>',
  '<q xmlns="urn:q" a="1"><ds:Object><r xmlns=""/></ds:Object></q>',
  `<q xmlns="urn:q"><ds:Manifest xmlns:ds="${DS}"/></q>`,
  '<q xmlns=""/>',
  '<ds:XPath>x</ds:XPath>',
  '<ds:Transform Algorithm="urn:a"><ds:XPath>x</ds:XPath>t</ds:Transform>',
  '<ds:SignatureProperties><ds:SignatureProperty Target="t"><q xmlns="urn:q"/>' +
    '</ds:SignatureProperty></ds:SignatureProperties>',
  `<q xmlns="urn:q" ${XSI} ${XS} xsi:type="xs:int">5</q>`,
  `<q xmlns="urn:q" ${XSI} ${XS} xsi:type="xs:int">a</q>`,
];

const EXTENSIONS = [
  '<ceb:Message/>',
  '<ceb:Message> </ceb:Message>',
  '<ceb:Message>text</ceb:Message>',
  '<ceb:Message><a b="1">t<c/></a></ceb:Message>',
  '<ceb:Message><a/><b/></ceb:Message>',
  '<ceb:Message><ceb:BaseTransfer/></ceb:Message>',
  `<ceb:Message ${XSI} xsi:type="ceb:XMLElement"><a ${XSI} xsi:type="zz"/></ceb:Message>`,
  '<ceb:Message><![CDATA[a]]></ceb:Message>',
].map((m) => `<ceb:ExtendMessage><ceb:name>n</ceb:name><ceb:version/>${m}</ceb:ExtendMessage>`);

const SUBSCRIBE =
  '<ceb:BaseSubscribe><ceb:status/><ceb:dxpMode>DXP</ceb:dxpMode><ceb:dxpAddress/>' +
  '</ceb:BaseSubscribe>';

const PROLOGS = [
  ...['', ' ', '\ufeff', '\ufeff\ufeff', '<?xml version="1.0"?>', '<?xml version="1.1"?>'],
  ...['<?xml version="1.0" encoding="utf-8" standalone="yes" ?>', '<?xml version="2.0"?>'],
  ...['<?xml version="1.0" standalone="no" encoding="UTF-8"?>', '<?xml encoding="UTF-8"?>'],
  ...['<?xml version="1."?>', '<?xml version="1.0" encoding=""?>', '<?xml version="1.x"?>'],
  ...['<!-- c --><?pi?>', ' <?xml version="1.0"?>', '<?XML a?>', '<?a:b?>', 'x', '<!DOCTYPE a>'],
];

const MUTATORS: readonly Mutator[] = [
  dropElement,
  doubleElement,
  swapSiblings,
  moveElement,
  setValue,
  setValue,
  setLength,
  setLength,
  addAttribute,
  addAttribute,
  dropAttribute,
  setAttribute,
  putBetween,
  putBetween,
  putInSignature,
  putInSignature,
  extend,
  subscribe,
  renameElement,
  changePrefix,
  changeNamespace,
  selfClose,
  spaceTag,
  changeProlog,
  changeEnd,
  breakCharacter,
  lineEnds,
];

/** The whole of some element, start and end, found by matching its tags. */
function someElement(xml: string, chance: Chance): { start: number; end: number } | undefined {
  const tags = [...xml.matchAll(/<([A-Za-z][\w:.-]*)(?=[\s>])[^<>]*[^<>/]>|<([A-Za-z][\w:.-]*)>/g)];
  if (tags.length === 0) return undefined;
  const tag = chance.pick(tags);
  const name = tag[1] ?? tag[2] ?? '';
  const close = xml.indexOf(`</${name}>`, tag.index);
  return close < 0 ? undefined : { start: tag.index, end: close + name.length + 3 };
}

/** The value of some element without children. */
function someValue(xml: string, chance: Chance): { start: number; end: number } | undefined {
  const leaves = [...xml.matchAll(/<([A-Za-z][\w:.-]*)(?:\s[^<>]*)?>([^<>]*)<\/\1>/g)];
  if (leaves.length === 0) return undefined;
  const leaf = chance.pick(leaves);
  const start = leaf.index + leaf[0].indexOf('>') + 1;
  return { start, end: start + (leaf[2] ?? '').length };
}

function splice(xml: string, range: { start: number; end: number }, text: string): string {
  return xml.slice(0, range.start) + text + xml.slice(range.end);
}

function dropElement(xml: string, chance: Chance): string {
  const range = someElement(xml, chance);
  return range ? splice(xml, range, '') : xml;
}

function doubleElement(xml: string, chance: Chance): string {
  const range = someElement(xml, chance);
  if (!range) return xml;
  return splice(xml, range, xml.slice(range.start, range.end).repeat(2));
}

function swapSiblings(xml: string, chance: Chance): string {
  const first = someElement(xml, chance);
  if (!first) return xml;
  const next = /^\s*<([A-Za-z][\w:.-]*)[\s>]/.exec(xml.slice(first.end));
  if (!next) return xml;
  const close = `</${next[1] ?? ''}>`;
  const end = xml.indexOf(close, first.end) + close.length;
  if (end < close.length) return xml;
  const range = { start: first.start, end };
  return splice(xml, range, xml.slice(first.end, end) + xml.slice(first.start, first.end));
}

function moveElement(xml: string, chance: Chance): string {
  const range = someElement(xml, chance);
  if (!range) return xml;
  const moved = xml.slice(range.start, range.end);
  return insertBetween(splice(xml, range, ''), moved, chance);
}

function setValue(xml: string, chance: Chance): string {
  const range = someValue(xml, chance);
  return range ? splice(xml, range, chance.pick(VALUES)) : xml;
}

function setLength(xml: string, chance: Chance): string {
  const range = someValue(xml, chance);
  const letter = chance.pick(['1', 'a', '中', '𠮷', '&amp;', '&#x20BB7;', ' ']);
  return range ? splice(xml, range, letter.repeat(chance.pick(LENGTHS))) : xml;
}

function addAttribute(xml: string, chance: Chance): string {
  const tags = [...xml.matchAll(/<[A-Za-z][\w:.-]*/g)];
  if (tags.length === 0) return xml;
  const tag = chance.pick(tags);
  const at = tag.index + tag[0].length;
  return splice(xml, { start: at, end: at }, ` ${chance.pick(ATTRIBUTES)}`);
}

function someAttribute(xml: string, chance: Chance): { start: number; end: number } | undefined {
  const all = [...xml.matchAll(/\s[A-Za-z][\w:.-]*\s*=\s*"[^"]*"/g)];
  if (all.length === 0) return undefined;
  const one = chance.pick(all);
  return { start: one.index, end: one.index + one[0].length };
}

function dropAttribute(xml: string, chance: Chance): string {
  const range = someAttribute(xml, chance);
  if (!range) return xml;
  const one = xml.slice(range.start, range.end);
  return splice(xml, range, chance.pick(['', one + one, one.trim(), one.replace('=', ' = ')]));
}

function setAttribute(xml: string, chance: Chance): string {
  const range = someAttribute(xml, chance);
  if (!range) return xml;
  const [name = ''] = xml.slice(range.start, range.end).split('=');
  return splice(xml, range, `${name}="${chance.pick(VALUES)}"`);
}

function insertBetween(xml: string, text: string, chance: Chance): string {
  const gaps = [...xml.matchAll(/>(?=\s*<)/g)];
  if (gaps.length === 0) return xml + text;
  const at = chance.pick(gaps).index + 1;
  return splice(xml, { start: at, end: at }, text);
}

function putBetween(xml: string, chance: Chance): string {
  return insertBetween(xml, chance.pick(BETWEEN), chance);
}

function putInSignature(xml: string, chance: Chance): string {
  const start = xml.indexOf(':Signature');
  if (start < 0) return xml;
  const block = xml.slice(start);
  const change = chance.pick([insertBetween, insertBetween, replaceKeyInfo]);
  return xml.slice(0, start) + change(block, chance.pick(INSIDE_SIGNATURE), chance);
}

function replaceKeyInfo(block: string, text: string): string {
  return block.replace(/(<\w+:KeyInfo>)[^]*(<\/\w+:KeyInfo>)/, `$1${text}$2`);
}

function extend(xml: string, chance: Chance): string {
  return xml.replace('</ceb:BaseTransfer>', (tag) => tag + chance.pick(EXTENSIONS));
}

function subscribe(xml: string, chance: Chance): string {
  return xml.replace('</ceb:BaseTransfer>', (tag) => tag + SUBSCRIBE.repeat(chance.below(7)));
}

function renameElement(xml: string, chance: Chance): string {
  const range = someElement(xml, chance);
  if (!range) return xml;
  const element = xml.slice(range.start, range.end);
  const name = /^<([^\s>]+)/.exec(element)?.[1] ?? '';
  const renamed = name + chance.pick(['x', ':', '1', '文']);
  return splice(
    xml,
    range,
    `<${renamed}${element.slice(1 + name.length, -name.length - 1)}${renamed}>`,
  );
}

function changePrefix(xml: string, chance: Chance): string {
  const range = someElement(xml, chance);
  if (!range) return xml;
  const element = xml.slice(range.start, range.end);
  const prefix = chance.pick(['', 'q:', 'ds:', 'ceb:']);
  return splice(xml, range, element.replace(/(<\/?)(?:\w+:)?(?=\w)/g, `$1${prefix}`));
}

function changeNamespace(xml: string, chance: Chance): string {
  const uri = chance.pick(['urn:x', '', 'http://www.chinaport.gov.cn/CEB', DS, 'a b']);
  return xml.replace(/xmlns(:\w+)?="[^"]*"/, `xmlns$1="${uri}"`);
}

function selfClose(xml: string, chance: Chance): string {
  const range = someElement(xml, chance);
  if (!range) return xml;
  const name = /^<([^\s>]+)/.exec(xml.slice(range.start))?.[1] ?? '';
  return splice(xml, range, `<${name}${chance.pick(['', ' '])}/>`);
}

function spaceTag(xml: string, chance: Chance): string {
  const tags = [...xml.matchAll(/<\/?[A-Za-z][\w:.-]*/g)];
  if (tags.length === 0) return xml;
  const tag = chance.pick(tags);
  const at = tag.index + chance.pick([1, tag[0].length]);
  return splice(xml, { start: at, end: at }, chance.pick([' ', '\n', '\t', '\u00a0']));
}

function changeProlog(xml: string, chance: Chance): string {
  return chance.pick(PROLOGS) + xml.replace(/^\s*<\?xml[^>]*>/, chance.pick(['', '$&']));
}

function changeEnd(xml: string, chance: Chance): string {
  const tails = ['\n', 'x', '<a/>', '<!-- c -->', '<?pi?>', '\u0000', '<![CDATA[ ]]>', '&amp;'];
  if (chance.below(3) === 0) return xml.slice(0, chance.below(xml.length));
  return xml + chance.pick(tails);
}

function breakCharacter(xml: string, chance: Chance): string {
  const at = chance.below(xml.length);
  const what = chance.pick(['', '<', '>', '&', '"', '/', ' ', 'x', '\u0000', '\ud800', '中', ';']);
  return splice(xml, { start: at, end: at + chance.below(2) }, what);
}

function lineEnds(xml: string, chance: Chance): string {
  return xml.replace(/>\s*</g, `>${chance.pick(['\n', '\r\n', '\r', '\n\t', ''])}<`);
}
