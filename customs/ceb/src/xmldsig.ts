import {
  any,
  choice,
  compileModel,
  one,
  oneOrMore,
  optional,
  repeated,
  sequence,
} from './content-model.ts';
import type { Particle } from './content-model.ts';
import { expandedName } from './grammar.ts';
import type { AttributeRule, ElementRule, TypeRule } from './grammar.ts';
import { anyText, judgeBase64, judgeId, judgeUri } from './lexical.ts';
import { DS_NAMESPACE } from './tables.ts';
import { complexType, simpleType, xsBase64, xsInteger, xsString } from './xsd-types.ts';

/**
 * The grammar of ds:Signature: W3C XML-Signature Core Schema of 2002-02-08 as customs ships it
 * (xmldsig-core-schema.xsd beside the CEB schemas; differs from W3C's in a few optional
 * attributes).
 */

const types = new Map<string, TypeRule>();
const elements = new Map<string, ElementRule>();

/** Attributes. */
const id: AttributeRule = { name: 'Id', required: false, judge: judgeId, isId: true };
const algorithm = uri('Algorithm', true);

/** Simple types. */
const cryptoBinary = named(simpleType(judgeBase64, typeName('CryptoBinary'), xsBase64));
const digestValueType = named(simpleType(judgeBase64, typeName('DigestValueType'), xsBase64));
const signatureValueType = named(simpleType(judgeBase64, typeName('SignatureValueType'), xsBase64));

/** What signs: methods and references. */
const transform = global(
  'Transform',
  mixed('TransformType', repeated(choice(other(), one(local('XPath', xsString)))), algorithm),
);
const transforms = global('Transforms', plain('TransformsType', oneOrMore(one(transform))));
const reference = global(
  'Reference',
  plain(
    'ReferenceType',
    sequence(
      optional(one(transforms)),
      one(method('DigestMethod')),
      one(global('DigestValue', digestValueType)),
    ),
    id,
    uri('URI'),
    uri('Type'),
  ),
);
const signedInfo = global(
  'SignedInfo',
  plain(
    'SignedInfoType',
    sequence(
      one(method('CanonicalizationMethod')),
      one(method('SignatureMethod')),
      oneOrMore(one(reference)),
    ),
  ),
);

/** What names the key. */
const dsaKeyValue = global(
  'DSAKeyValue',
  plain(
    'DSAKeyValueType',
    sequence(
      optional(sequence(crypto('P'), crypto('Q'))),
      optional(crypto('G')),
      crypto('Y'),
      optional(crypto('J')),
      optional(sequence(crypto('Seed'), crypto('PgenCounter'))),
    ),
  ),
);
const rsaKeyValue = global(
  'RSAKeyValue',
  plain('RSAKeyValueType', sequence(crypto('Modulus'), crypto('Exponent'))),
);
const keyValue = global(
  'KeyValue',
  mixed('KeyValueType', choice(one(dsaKeyValue), one(rsaKeyValue), other())),
);
const retrievalMethod = global(
  'RetrievalMethod',
  plain('RetrievalMethodType', optional(one(transforms)), uri('URI'), uri('Type')),
);
const issuerSerial = local(
  'X509IssuerSerial',
  plain(
    'X509IssuerSerialType',
    sequence(one(local('X509IssuerName', xsString)), one(local('X509SerialNumber', xsInteger))),
  ),
);
const x509Data = global(
  'X509Data',
  plain(
    'X509DataType',
    oneOrMore(
      choice(
        one(issuerSerial),
        one(local('X509SKI', xsBase64)),
        one(local('X509SubjectName', xsString)),
        one(local('X509Certificate', xsBase64)),
        one(local('X509CRL', xsBase64)),
        other(),
      ),
    ),
  ),
);
const keyPacket = local('PGPKeyPacket', xsBase64);
const pgpData = global(
  'PGPData',
  plain(
    'PGPDataType',
    choice(
      sequence(one(local('PGPKeyID', xsBase64)), optional(one(keyPacket)), repeated(other())),
      sequence(one(keyPacket), repeated(other())),
    ),
  ),
);
const spkiData = global(
  'SPKIData',
  plain('SPKIDataType', oneOrMore(sequence(one(local('SPKISexp', xsBase64)), optional(other())))),
);
const keyInfo = global(
  'KeyInfo',
  mixed(
    'KeyInfoType',
    oneOrMore(
      choice(
        one(global('KeyName', xsString)),
        one(keyValue),
        one(retrievalMethod),
        one(x509Data),
        one(pgpData),
        one(spkiData),
        one(global('MgmtData', xsString)),
        other(),
      ),
    ),
  ),
);

/** ds:Signature. */
export const signature = global(
  'Signature',
  plain(
    'SignatureType',
    sequence(
      one(signedInfo),
      one(global('SignatureValue', signatureValueType)),
      optional(one(keyInfo)),
    ),
    id,
  ),
);

/**
 * Objects: not allowed in customs' Signature, but known to the schema, so lax wildcards find them.
 */
global(
  'Object',
  mixed(
    'ObjectType',
    repeated(any('lax')),
    id,
    { name: 'MimeType', required: false, judge: anyText },
    uri('Encoding'),
  ),
);
global('Manifest', plain('ManifestType', oneOrMore(one(reference)), id));
global(
  'SignatureProperties',
  plain(
    'SignaturePropertiesType',
    oneOrMore(
      one(
        global(
          'SignatureProperty',
          mixed('SignaturePropertyType', oneOrMore(other()), uri('Target', true), id),
        ),
      ),
    ),
    id,
  ),
);

/**
 * The elements of the signature schema that may stand where its wildcards allow any known element.
 */
export const dsElements: ReadonlyMap<string, ElementRule> = elements;

/** Its named types. */
export const dsTypes: ReadonlyMap<string, TypeRule> = types;

function global(name: string, type: TypeRule): ElementRule {
  const rule = local(name, type);
  elements.set(typeName(name), rule);
  return rule;
}

function method(name: string): ElementRule {
  return global(name, mixed(`${name}Type`, sequence(), algorithm));
}

function local(name: string, type: TypeRule): ElementRule {
  return { namespace: DS_NAMESPACE, name, type };
}

function crypto(name: string): Particle<ElementRule> {
  return one(local(name, cryptoBinary));
}

function other(): Particle<ElementRule> {
  return any('lax', DS_NAMESPACE);
}

function plain(
  name: string,
  particle: Particle<ElementRule>,
  ...attributes: AttributeRule[]
): TypeRule {
  const content = { kind: 'model', model: compileModel(particle), mixed: false } as const;
  return named(complexType(content, attributes, typeName(name)));
}

function mixed(
  name: string,
  particle: Particle<ElementRule>,
  ...attributes: AttributeRule[]
): TypeRule {
  const content = { kind: 'model', model: compileModel(particle), mixed: true } as const;
  return named(complexType(content, attributes, typeName(name)));
}

function named(type: TypeRule): TypeRule {
  if (type.name !== undefined) types.set(type.name, type);
  return type;
}

function uri(name: string, required = false): AttributeRule {
  return { name, required, judge: judgeUri };
}

function typeName(name: string): string {
  return expandedName(DS_NAMESPACE, name);
}
