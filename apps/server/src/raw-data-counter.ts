import type { RawDataCounter } from '@pilotzone/financial-services/raw-data-needs';
import { UPLOAD_PATH, uploadRawData } from '@pilotzone/gateway/upload-raw-data';
import type { InformationSharing } from '@pilotzone/information-sharing/index';
import { assert } from '@pilotzone/kernel/errors';
import { formatInstant } from '@pilotzone/kernel/time';
import type { Clock } from '@pilotzone/kernel/time';
import { openSignTextOf } from '@pilotzone/rules/payment-raw-data';
import type { OpenRequest } from '@pilotzone/rules/payment-raw-data';
import type { Certificate } from '@pilotzone/signatures/certificate';
import { verifyValue } from '@pilotzone/signatures/public-key';
import { createRemoteKey } from '@pilotzone/signatures/remote-signer';
import { asSigningKey } from '@pilotzone/signatures/signing-key';
import type { SigningKey } from '@pilotzone/signatures/signing-key';
import type { PlatformConfig } from './config.ts';

/**
 * The way to customs for payment raw data: the exchange log keeps what passes, the zone's key signs
 * uploads, and customs' registered certificates say whether a request is its own.
 */
export function createRawDataCounter(
  config: PlatformConfig,
  needs: { clock: Clock; exchangeLog(): InformationSharing },
): RawDataCounter {
  const url = uploadUrlOf(config);
  const key = signingKeyOf(config);
  return {
    blocked: blockedBy(url, key !== undefined),
    judgeRequest: (request) => judgeRequest(config, needs, request),
    sign: async (text) => {
      assert(key, 'nothing is due while there is no key');
      const signature = await key.sign(Buffer.from(text));
      return { certNo: key.certificate.serial, signValue: signature.toString('base64') };
    },
    upload: (payload) => uploadRawData(url ?? '', payload),
    recordExchange: async (tx, message) => {
      const entry = { ...message, counterparty: 'customs', refused: false };
      const [id = ''] = await needs.exchangeLog().recordExchanges(tx, [entry]);
      return id;
    },
  };
}

/** The zone's key, from a file or behind a signing service. */
function signingKeyOf({ signingKey, signingService }: PlatformConfig): SigningKey | undefined {
  if (signingService) return createRemoteKey(signingService);
  return signingKey && asSigningKey(signingKey);
}

/** As set up, else beside customs' exchange where that is reached by HTTP. */
function uploadUrlOf({ rawData, customs }: PlatformConfig): string | undefined {
  if (rawData?.uploadUrl !== undefined) return rawData.uploadUrl;
  const address = customs?.address;
  return address?.kind === 'http' ? new URL(UPLOAD_PATH, address.url).href : undefined;
}

function blockedBy(url: string | undefined, hasKey: boolean): string | undefined {
  const missing = [
    ...(url === undefined ? ['where customs takes uploads (up --raw-data-url)'] : []),
    ...(hasKey ? [] : ['a key that signs them (up --signing-key or --signing-service)']),
  ];
  return missing.length === 0 ? undefined : `payment raw data wait for ${missing.join(' and ')}`;
}

/** The announcement's requests are not signed; one that is must be signed by customs. */
async function judgeRequest(
  { rawData }: PlatformConfig,
  needs: { clock: Clock; exchangeLog(): InformationSharing },
  request: OpenRequest,
): Promise<string | undefined> {
  const policy = rawData?.requests ?? 'verify';
  if (policy === 'ignore') return undefined;
  const { certNo, signValue } = request;
  if (certNo === undefined || signValue === undefined)
    return policy === 'require' ? '请求未签名，本平台只接受海关签名的请求' : undefined;
  const certificates = await customsCertificates(needs.exchangeLog(), certNo);
  if (certificates.length === 0) return `证书${certNo}未登记为海关证书`;
  const trust = await needs.exchangeLog().getTrust();
  const at = formatInstant(needs.clock.now());
  const valid = certificates.filter((one) => trust.judge(one, { at }).length === 0);
  if (valid.length === 0) return `证书${certNo}已失效或被吊销`;
  const signed = { data: Buffer.from(openSignTextOf(request)), value: signValue };
  return valid.some((one) => isSignedBy(one, signed)) ? undefined : '验签失败';
}

async function customsCertificates(log: InformationSharing, certNo: string) {
  const trust = await log.getTrust();
  const { participants } = await log.listParticipants({
    ...{ role: 'customs', status: 'active', limit: 1_000 },
  });
  return participants.flatMap(({ code }) => trust.findByKeyName(certNo, code));
}

function isSignedBy(
  { key }: Certificate,
  { data, value }: { data: Uint8Array; value: string },
): boolean {
  const algorithms =
    key.kind === 'sm2' ? (['sm2-sm3'] as const) : (['rsa-sha256', 'rsa-sha1'] as const);
  const bytes = Buffer.from(value, 'base64');
  return algorithms.some((algorithm) => verifyValue(key, { algorithm, data }, { value: bytes }));
}
