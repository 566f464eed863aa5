import type { Finding } from '@pilotzone/kernel/finding';

/** What can be wrong with a signature. */
export type FaultReason =
  | 'missing'
  | 'placeholder'
  | 'several-signatures'
  | 'reference'
  | 'transform'
  | 'canonicalization-method'
  | 'signature-method'
  | 'digest-method'
  | 'parameters'
  | 'no-certificate'
  | 'bad-certificate'
  | 'key-kind'
  | 'digest'
  | 'value'
  | 'untrusted'
  | 'not-yet-valid'
  | 'expired'
  | 'revoked'
  | 'not-for-signing'
  | 'company';

/** One thing that is wrong, before it has a code: that depends on the message it stands in. */
export type SignatureFault = {
  readonly reason: FaultReason;
  /** As written, at most four. */
  readonly values: readonly string[];
  /** What probably happened, when trying the well-known mistakes told it. */
  readonly cause?: Cause;
};

/** What went wrong at the sender, in plain words, and the way out. */
export type Cause = { readonly en: string; readonly zh: string; readonly fix: string };

/** Which code each message gives to a kind of fault. Customs' table 7-2; -301020 from the field. */
type Codes = { readonly failed: string; readonly digest: string; readonly company: string };

const CODES: Readonly<Record<string, Codes & { readonly missing: string }>> = {
  CEB311Message: { failed: '-301020', digest: '-301020', company: '-301020', missing: '-301020' },
  CEB621Message: { failed: '-621029', digest: '-621028', company: '-621015', missing: '-621026' },
  CEB623Message: { failed: '-623029', digest: '-623029', company: '-623021', missing: '-623017' },
  CEB625Message: { failed: '-625208', digest: '-625208', company: '-625020', missing: '-625028' },
};

/**
 * The code of a fault in a message of this type: e-port's own where it has one, else that of the
 * transport (1001 数字签名无效, 1002 数字签名过期, 1004 签名与数据不符).
 */
export function codeOf(reason: FaultReason, messageType: string): string {
  const codes = CODES[messageType];
  if (!codes) return transportCodeOf(reason);
  switch (reason) {
    case 'missing':
    case 'placeholder':
      return codes.missing;
    case 'digest':
      return codes.digest;
    case 'company':
      return codes.company;
    default:
      return codes.failed;
  }
}

/** The code of a fault where an envelope is signed. */
export function transportCodeOf(reason: FaultReason): string {
  if (reason === 'digest') return '1004';
  return reason === 'expired' || reason === 'not-yet-valid' ? '1002' : '1001';
}

/** The fault as a finding, in plain words. */
export function findingOf(fault: SignatureFault, messageType: string): Finding {
  const { reason, values, cause } = fault;
  const [en, zh, fix] = TEXTS[reason](values);
  return {
    code: codeOf(reason, messageType),
    source: 'eport',
    field: FIELDS[reason] ?? 'ds:Signature',
    message: cause ? `${en} ${cause.en}` : en,
    messageZh: cause ? `${zh}。${cause.zh}` : zh,
    values: values.slice(0, 4),
    basis: '海关跨境统一版系统企业对接报文规范(2022) §6 数字签名',
    fix: cause?.fix ?? fix,
  };
}

const FIELDS: Partial<Record<FaultReason, string>> = {
  reference: 'ds:Signature.SignedInfo.Reference',
  transform: 'ds:Signature.SignedInfo.Reference.Transforms',
  'canonicalization-method': 'ds:Signature.SignedInfo.CanonicalizationMethod',
  'signature-method': 'ds:Signature.SignedInfo.SignatureMethod',
  'digest-method': 'ds:Signature.SignedInfo.Reference.DigestMethod',
  digest: 'ds:Signature.SignedInfo.Reference.DigestValue',
  value: 'ds:Signature.SignatureValue',
  'no-certificate': 'ds:Signature.KeyInfo',
  'bad-certificate': 'ds:Signature.KeyInfo.X509Data.X509Certificate',
  company: 'BaseTransfer.copCode',
};

type Texts = readonly [en: string, zh: string, fix: string];

const TEXTS: Readonly<Record<FaultReason, (values: readonly string[]) => Texts>> = {
  missing: () => [
    'The message has no signature.',
    '签名信息为空：报文缺少数字签名',
    'Sign the message with the company’s certificate and send it again.',
  ],
  placeholder: () => [
    'The Signature is a placeholder that signs nothing.',
    '签名信息为空：Signature 节点仅为占位，未作签名',
    'Sign the message with the company’s certificate (pilotzone generate --sign for test data).',
  ],
  'several-signatures': ([count]) => [
    `The message holds ${count} Signature elements; exactly one may stand in it, at its end.`,
    `报文内有 ${count} 个 Signature 节点，只允许有一个`,
    'Send one message with one signature; do not put signed XML inside another message.',
  ],
  reference: ([found]) => [
    `The Signature refers to ${found}; it must have exactly one Reference, with URI="".`,
    `签名引用不合规：${found}；只允许一个 Reference，且 URI=""`,
    'Sign the whole message: one Reference with an empty URI.',
  ],
  transform: ([found]) => [
    `The transforms are ${found}; exactly the enveloped-signature transform is allowed.`,
    `Transform 不合规：${found}；只允许 enveloped-signature`,
    'Write one Transform, http://www.w3.org/2000/09/xmldsig#enveloped-signature.',
  ],
  'canonicalization-method': ([found]) => [
    `The CanonicalizationMethod is ${found}; only Canonical XML 1.0 without comments is allowed.`,
    `CanonicalizationMethod 不合规：${found}`,
    'Write http://www.w3.org/TR/2001/REC-xml-c14n-20010315.',
  ],
  'signature-method': ([found]) => [
    `The SignatureMethod ${found} is not allowed; it must be SM2-SM3, RSA-SHA256 or RSA-SHA1.`,
    `SignatureMethod 不合规：${found}；只允许 SM2-SM3、RSA-SHA256、RSA-SHA1`,
    'Write http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3 for SM2 certificates, ' +
      'http://www.w3.org/2000/09/xmldsig#rsa-sha1 for RSA ones.',
  ],
  'digest-method': ([found, method]) => [
    `The DigestMethod ${found} is not allowed with the SignatureMethod ${method}.`,
    `DigestMethod 不合规：${found}（SignatureMethod 为 ${method}）`,
    'Use the same hash in both: SM3 with SM2, SHA-1 with RSA-SHA1, SHA-256 with RSA-SHA256.',
  ],
  parameters: ([found]) => [
    `The Signature carries ${found}, which no signature for customs has.`,
    `Signature 节点含有不允许的内容：${found}`,
    'Write the methods and the Reference without parameters and without further attributes.',
  ],
  'no-certificate': ([keyName]) => [
    `KeyInfo holds no certificate, and no certificate of the sender has the number ${keyName}.`,
    `KeyInfo 中没有证书，且发送企业没有序列号为 ${keyName} 的证书`,
    'Put the certificate into KeyInfo/X509Data/X509Certificate, or register it with the zone.',
  ],
  'bad-certificate': ([why]) => [
    `The certificate in KeyInfo cannot be read: ${why}.`,
    `KeyInfo 中的证书无法解析：${why}`,
    'Write the whole certificate, DER in base64, without the lines BEGIN and END.',
  ],
  'key-kind': ([kind, method]) => [
    `The certificate has an ${kind} key, but the SignatureMethod is ${method}.`,
    `证书密钥类型为 ${kind}，与 SignatureMethod（${method}）不一致`,
    'Name the method that the key has: SM2-SM3 for SM2 certificates, RSA for RSA ones.',
  ],
  digest: () => [
    'The digest is not that of the message: what was signed is not what arrived.',
    '加签数据比对失败：摘要值与收到的报文不一致',
    'Sign the message last, and send exactly the bytes that were signed.',
  ],
  value: ([subject]) => [
    `The SignatureValue was not made with the key of the certificate (${subject}).`,
    `验签失败：签名值不是由证书对应的私钥生成（${subject}）`,
    'Sign the canonical form of SignedInfo with the private key of the certificate in KeyInfo.',
  ],
  untrusted: ([issuer]) => [
    `The certificate is neither registered nor issued by an authority that is trusted: ${issuer}.`,
    `证书未登记，且其颁发机构不受信任：${issuer}`,
    'Register the certificate (pilotzone certificates import FILE), or have its authority trusted.',
  ],
  'not-yet-valid': ([from]) => [
    `The certificate is valid from ${from} on, which is still to come.`,
    `证书尚未生效，生效时间：${from}`,
    'Check the clock, or use the certificate that is valid now.',
  ],
  expired: ([until]) => [
    `The certificate expired at ${until}.`,
    `数字签名过期：证书已于 ${until} 到期`,
    'Renew the certificate, register the new one and sign again.',
  ],
  revoked: ([at, by]) => [
    `The certificate was revoked at ${at} by ${by === 'operator' ? 'the zone' : 'its authority'}.`,
    `证书已于 ${at} 被${by === 'operator' ? '综试区' : '颁发机构'}吊销`,
    'Sign with a certificate that is not revoked.',
  ],
  'not-for-signing': ([subject]) => [
    `The certificate is not made for signing (${subject}).`,
    `证书的密钥用途不包含数字签名（${subject}）`,
    'Use the signing certificate of the pair, not the one for encryption.',
  ],
  company: ([sender, holder]) => [
    `The message is transmitted by ${sender}, but the certificate belongs to ${holder}.`,
    `传输企业[${sender}]与卡信息[${holder}]不匹配，没有权限进行操作`,
    'Sign with the certificate of the company that BaseTransfer names.',
  ],
};
