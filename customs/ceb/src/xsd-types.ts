import { expandedName } from './grammar.ts';
import type { AttributeRule, Content, TypeRule } from './grammar.ts';
import * as lexical from './lexical.ts';
import type { Judge } from './lexical.ts';

/** Namespace of XML Schema. */
export const XSD_NAMESPACE = 'http://www.w3.org/2001/XMLSchema';

/** Namespace of the attributes that talk to a validator (xsi:type, xsi:nil, xsi:schemaLocation). */
export const XSI_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';

/** A type with text only. */
export function simpleType(judge: Judge, name?: string, base?: TypeRule): TypeRule {
  return { content: { kind: 'simple', judge, fixed: undefined }, attributes: [], name, base };
}

/** A type with attributes, or with children. */
export function complexType(
  content: Content,
  attributes: readonly AttributeRule[] = [],
  name?: string,
): TypeRule {
  return { content, attributes, name, base: undefined };
}

/** `xs:anyType`, also of elements that a lax wildcard lets in and no schema declares. */
export const anyType = complexType({ kind: 'any' }, [], xsd('anyType'));

const anySimpleType = simpleType(lexical.anyText, xsd('anySimpleType'), anyType);
const xsDecimal = simpleType(lexical.judgeAnyDecimal, xsd('decimal'), anySimpleType);
export const xsString = simpleType(lexical.anyText, xsd('string'), anySimpleType);
export const xsInteger = simpleType(lexical.judgeAnyInteger, xsd('integer'), xsDecimal);
export const xsInt = simpleType(lexical.integerOf(undefined), xsd('int'), xsInteger);
export const xsBase64 = simpleType(lexical.judgeBase64, xsd('base64Binary'), anySimpleType);
export const xsUri = simpleType(lexical.judgeUri, xsd('anyURI'), anySimpleType);
export const xsDate = simpleType(lexical.judgeDate, xsd('date'), anySimpleType);
export const xsDateTime = simpleType(lexical.judgeDateTime, xsd('dateTime'), anySimpleType);

/** The built-in types that an element may claim by xsi:type: ours and what is derived from them. */
export const XSD_TYPES: readonly TypeRule[] = [
  anyType,
  anySimpleType,
  xsDecimal,
  simpleType(lexical.judgeBoolean, xsd('boolean'), anySimpleType),
  xsString,
  xsInteger,
  xsInt,
  xsBase64,
  xsUri,
  xsDate,
  xsDateTime,
  ...stringTypes(),
  ...integerTypes(),
];

function stringTypes(): TypeRule[] {
  const normalized = simpleType(lexical.anyText, xsd('normalizedString'), xsString);
  const token = simpleType(lexical.anyText, xsd('token'), normalized);
  const name = simpleType(lexical.judgeName, xsd('Name'), token);
  const ncName = simpleType(lexical.judgeId, xsd('NCName'), name);
  return [
    normalized,
    token,
    simpleType(lexical.judgeLanguage, xsd('language'), token),
    simpleType(lexical.judgeNmtoken, xsd('NMTOKEN'), token),
    name,
    ncName,
    simpleType(lexical.judgeId, xsd('ID'), ncName),
    simpleType(lexical.judgeId, xsd('IDREF'), ncName),
  ];
}

function integerTypes(): TypeRule[] {
  const bounded = (name: string, base: TypeRule, min?: bigint, max?: bigint): TypeRule => {
    return simpleType(lexical.integerBetween(min, max), xsd(name), base);
  };
  const long = bounded('long', xsInteger, -(2n ** 63n), 2n ** 63n - 1n);
  const short = bounded('short', xsInt, -(2n ** 15n), 2n ** 15n - 1n);
  const natural = bounded('nonNegativeInteger', xsInteger, 0n);
  const notPositive = bounded('nonPositiveInteger', xsInteger, undefined, 0n);
  const unsignedLong = bounded('unsignedLong', natural, 0n, 2n ** 64n - 1n);
  const unsignedInt = bounded('unsignedInt', unsignedLong, 0n, 2n ** 32n - 1n);
  const unsignedShort = bounded('unsignedShort', unsignedInt, 0n, 2n ** 16n - 1n);
  return [
    long,
    short,
    bounded('byte', short, -128n, 127n),
    natural,
    bounded('positiveInteger', natural, 1n),
    notPositive,
    bounded('negativeInteger', notPositive, undefined, -1n),
    unsignedLong,
    unsignedInt,
    unsignedShort,
    bounded('unsignedByte', unsignedShort, 0n, 255n),
  ];
}

function xsd(name: string): string {
  return expandedName(XSD_NAMESPACE, name);
}
