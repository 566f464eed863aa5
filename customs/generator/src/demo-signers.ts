import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import { encodeCeb } from '@pilotzone/ceb/encode';
import { unsignedSignature } from '@pilotzone/ceb/unsigned-signature';
import { addDays, formatInstant, startOfDay } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { Certificate } from '@pilotzone/signatures/certificate';
import {
  generateKey,
  issueKey,
  issueRevocationList,
} from '@pilotzone/signatures/issue-certificate';
import type { CertificateRequest, Issuer } from '@pilotzone/signatures/issue-certificate';
import { encodeSigned } from '@pilotzone/signatures/sign-message';
import type { PrivateKey, SoftwareKey } from '@pilotzone/signatures/signing-key';
import { BROKERS, PARTICIPANTS, PLATFORMS } from './companies.ts';
import type { Company } from './companies.ts';

/** One way in which a signature is wrong. */
export type SignatureFlaw = 'digest' | 'key' | 'expired' | 'revoked' | 'company' | 'missing';

/** A key of a company of the demo world. */
export type DemoKey = SoftwareKey & { readonly key: PrivateKey };

/** Signs generated messages, with an authority that is made anew each time. */
export type DemoSigners = {
  readonly authority: Certificate;
  /** DER; names the certificate with which `revoked` signatures are made. */
  readonly revocationList: Buffer;
  /** Keys of all participants, by code. */
  readonly keys: ReadonlyMap<string, DemoKey>;
  sign(message: OutgoingMessage, sender: Company, flaw?: SignatureFlaw): Buffer;
};

/**
 * An authority for a day with certificates for the demo's companies: SM2, for one platform and one
 * broker RSA. The keys are random: nothing that was ever shipped signs anything.
 */
export function createDemoSigners(day: PlainDate): DemoSigners {
  const issue = createIssuer(day);
  const keys = new Map(PARTICIPANTS.map((company) => [company.code, issue.company(company)]));
  const [revoked, expired] = [issue.revoked(), issue.expired()];
  return {
    authority: issue.authority.certificate,
    revocationList: issue.listOf(revoked.of),
    keys,
    sign: (message, sender, flaw) => signWith(message, sender, flaw),
  };

  function signWith(message: OutgoingMessage, sender: Company, flaw?: SignatureFlaw): Buffer {
    const key = keyOf(sender);
    switch (flaw) {
      case undefined:
        return encodeSigned(message, key);
      case 'missing':
        return encodeCeb(message, unsignedSignature(key.certificate.serial));
      case 'digest':
        return edit(encodeSigned(message, key), '<ceb:dxpMode>DXP<', '<ceb:dxpMode>DXQ<');
      case 'key':
        // The certificate of the sender beside a signature that another key made.
        return encodeSigned(message, { ...key, signNow: issue.stranger().signNow });
      case 'expired':
        return encodeSigned(message, expired.for(sender));
      case 'revoked':
        return encodeSigned(message, revoked.for(sender));
      case 'company':
        return encodeSigned(message, keyOf(PARTICIPANTS.find((one) => one !== sender) ?? sender));
    }
  }

  function keyOf(company: Company): DemoKey {
    const known = keys.get(company.code) ?? issue.company(company);
    keys.set(company.code, known);
    return known;
  }
}

function edit(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('utf8').replace(from, to), 'utf8');
}

const RSA_COMPANIES = new Set([PLATFORMS[0], BROKERS[0]].map((company) => company?.code));

function createIssuer(day: PlainDate) {
  const moment = (days: number): string => formatInstant(startOfDay(addDays(day, days)));
  const valid = { notBefore: moment(-365), notAfter: moment(365) };
  let serial = 1;
  const nextSerial = (): string => (serial++).toString(16).padStart(16, '0');
  const name = '示范电子认证机构 (demo, trusted by nobody else)';
  const authority = issueKey({
    ...{ ...valid, serial: nextSerial(), key: generateKey('sm2'), isAuthority: true },
    subject: [
      ['C', 'CN'],
      ['CN', name],
    ],
  });
  return { authority, company, expired, revoked, listOf, stranger };

  function company(of: Company, change: Partial<CertificateRequest> = {}): DemoKey {
    const kind = RSA_COMPANIES.has(of.code) ? 'rsa' : 'sm2';
    const request = { ...valid, serial: nextSerial(), key: generateKey(kind) };
    return issueKey({ ...request, subject: subjectOf(of), ...change }, authority);
  }

  function expired() {
    return special({ notAfter: moment(-1) });
  }

  function revoked() {
    return special({});
  }

  /** Certificates apart from the usual ones, one for each company that is asked for. */
  function special(change: Partial<CertificateRequest>) {
    const all = PARTICIPANTS.map((one) => [one.code, nextSerial()] as const);
    const serials = new Map(all);
    const made = new Map<string, DemoKey>();
    return {
      of: all.map(([, number]) => number),
      for: (sender: Company): DemoKey => {
        const number = serials.get(sender.code) ?? nextSerial();
        const key =
          made.get(sender.code) ??
          company(sender, { serial: number, key: generateKey('sm2'), ...change });
        made.set(sender.code, key);
        return key;
      },
    };
  }

  function listOf(serials: readonly string[]): Buffer {
    return issueRevocationList(authority satisfies Issuer, {
      thisUpdate: moment(-1),
      nextUpdate: moment(365),
      revoked: serials.map((number) => ({ serial: number, at: moment(-2) })),
    });
  }

  function stranger(): DemoKey {
    return company({ code: '', creditCode: '', name: 'stranger', roles: [] });
  }
}

function subjectOf({ code, creditCode, name }: Company) {
  return [
    ['C', 'CN'],
    ['O', name],
    ['OU', creditCode],
    ['CN', `${name} ${code}`],
  ] as const;
}
