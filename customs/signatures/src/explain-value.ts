import { Buffer } from 'node:buffer';
import { signatureAlgorithm } from './algorithms.ts';
import type { SignatureAlgorithm } from './algorithms.ts';
import { canonicalize } from './canonical.ts';
import type { Certificate } from './certificate.ts';
import type { Cause } from './faults.ts';
import { verifyValue } from './public-key.ts';
import type { OpenedSignature, SignedMessage } from './signed-message.ts';

const SIGN_INFO =
  'Sign the canonical form of SignedInfo, with the namespaces that the root declares.';

/**
 * What a sender did to get this SignatureValue; `undefined` when no known mistake gives it.
 * `others` are certificates that the sender has besides.
 */
export function explainValue(
  message: SignedMessage,
  opened: OpenedSignature,
  by: { readonly certificate: Certificate; readonly others: readonly Certificate[] },
): Cause | undefined {
  const { shape } = opened;
  const algorithm = signatureAlgorithm(shape.signatureMethod);
  if (!algorithm) return undefined;
  const value = Buffer.from(shape.signatureValue, 'base64');
  const { key } = by.certificate;
  for (const { data, cause } of dataTries(message, opened)) {
    if (verifyValue(key, { algorithm, data }, { value })) return cause;
  }
  const data = Buffer.from(shape.signedInfo, 'utf8');
  if (key.kind === 'sm2' && verifyValue(key, { algorithm, data }, { value, userId: '' })) {
    return EMPTY_ID;
  }
  for (const other of ['rsa-sha1', 'rsa-sha256'] as const) {
    if (other === algorithm) continue;
    if (verifyValue(key, { algorithm: other, data }, { value })) return otherMethod(other);
  }
  const owner = by.others.find((one) => verifyValue(one.key, { algorithm, data }, { value }));
  return owner && otherKey(owner);
}

function* dataTries(
  { bytes, signature }: SignedMessage,
  { shape, before, after }: OpenedSignature,
): Generator<{ data: Buffer; cause: Cause }> {
  yield { data: Buffer.from(shape.digestValue), cause: DIGEST_SIGNED };
  yield { data: Buffer.from(shape.digestValue, 'base64'), cause: DIGEST_SIGNED };
  const text = bytes.toString('utf8', signature?.start, signature?.end);
  const info = /<(?:[A-Za-z0-9]+:)?SignedInfo[ >][^]*<\/(?:[A-Za-z0-9]+:)?SignedInfo>/.exec(text);
  const raw = info?.[0] ?? '';
  yield { data: Buffer.from(raw), cause: NOT_CANONICAL };
  // Taken out of the message with the namespace of its own prefix alone.
  const declaration = / xmlns(?::[A-Za-z0-9]+)?="http:\/\/www\.w3\.org\/2000\/09\/xmldsig#"/;
  const own = declaration.exec(text)?.[0] ?? '';
  const alone = raw.replace(/SignedInfo/, `SignedInfo${own}`);
  if (own !== '' && raw !== '') {
    yield { data: Buffer.from(canonicalize(alone).before), cause: WITHOUT_CONTEXT };
  }
  yield { data: Buffer.concat([...before, after]), cause: MESSAGE_SIGNED };
}

const DIGEST_SIGNED: Cause = {
  en: 'It signs the DigestValue instead of SignedInfo.',
  zh: '签名对象是 DigestValue，而不是 SignedInfo 节点',
  fix: SIGN_INFO,
};

const NOT_CANONICAL: Cause = {
  en: 'It signs SignedInfo as it was written, not its canonical form.',
  zh: '签名对象是未经 C14N 规范化的 SignedInfo 文本（缺少继承的命名空间声明）',
  fix: SIGN_INFO,
};

const WITHOUT_CONTEXT: Cause = {
  en: 'It signs SignedInfo without the namespaces that it inherits from the root.',
  zh: '规范化 SignedInfo 时未包含从根元素继承的命名空间声明（如 xmlns:ceb）',
  fix: SIGN_INFO,
};

const MESSAGE_SIGNED: Cause = {
  en: 'It signs the message itself instead of SignedInfo.',
  zh: '签名对象是报文本身，而不是 SignedInfo 节点',
  fix: SIGN_INFO,
};

const EMPTY_ID: Cause = {
  en: 'The SM2 signature was made with an empty user id.',
  zh: 'SM2 签名使用了空的用户标识（user id）',
  fix: 'Use the user id 1234567812345678 (GM/T 0009); OpenSSL: -pkeyopt distid:1234567812345678.',
};

function otherMethod(algorithm: SignatureAlgorithm): Cause {
  const name = algorithm === 'rsa-sha1' ? 'RSA-SHA1' : 'RSA-SHA256';
  return {
    en: `It is an ${name} signature, which SignatureMethod does not say.`,
    zh: `签名实际按 ${name} 计算，与 SignatureMethod 声明的算法不一致`,
    fix: `Name ${name} in SignatureMethod, or sign with the method named.`,
  };
}

function otherKey({ serial, subject }: Certificate): Cause {
  return {
    en: `It was made with the key of another certificate, ${serial} (${subject.text}).`,
    zh: `签名由该企业另一张证书 ${serial} 的私钥生成，与 KeyInfo 中的证书不符`,
    fix: 'Put the certificate into KeyInfo whose key signs.',
  };
}
