import { lookup as lookupHost, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import { PilotError } from '@pilotzone/kernel/errors';
import { WEBHOOK_ADDRESS_FORBIDDEN } from './contract/webhooks.ts';

/**
 * Keeps what organisations make us call away from our own network (SSRF). The address that a name
 * stands for is looked at when the connection is made, and that very address is connected to, so a
 * name that changes its mind in between (DNS rebinding) gains nothing.
 */
export type AddressGuard = {
  /** Throws WEBHOOK_ADDRESS_FORBIDDEN for what is no address that we would call. */
  checkUrl(text: string): URL;
  /** For `lookup` of a connection; fails where any address is not to be called. */
  lookup(host: string, options: LookupOptions, done: LookupDone): void;
};

type LookupDone = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** Asks for every address of a name. */
export type Resolve = (
  host: string,
  done: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

// IANA special-purpose addresses (RFC 6890 and its successors), multicast and what is reserved.
const REFUSED_V4 = listOf('ipv4', [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
]);
// Of IPv6 only global unicast counts, without what embeds an IPv4 address or documents.
const GLOBAL_V6 = listOf('ipv6', ['2000::/3']);
const REFUSED_V6 = listOf('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);
const LOOPBACK_V4 = listOf('ipv4', ['127.0.0.0/8']);

/** `allowLoopback` is for tests and demos, whose receivers run on this machine, by plain http. */
export function createAddressGuard(
  { allowLoopback }: { readonly allowLoopback: boolean },
  resolve: Resolve = (host, done) => lookupHost(host, { all: true }, done),
): AddressGuard {
  return { checkUrl, lookup };

  function checkUrl(text: string): URL {
    // Parsing makes one form of every notation: 2130706433, 0x7f.1 and 127.0.0.1 are the same.
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url) throw refusal(`${text} is no URL`);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const isLocal = allowLoopback && (host === 'localhost' || isLoopback(host));
    if (url.protocol !== 'https:' && !(isLocal && url.protocol === 'http:'))
      throw refusal('it must begin with https://');
    if (url.username !== '' || url.password !== '')
      throw refusal('it must not hold a user name or password');
    if (url.hash !== '') throw refusal('it must not have a part behind #');
    if (isIP(host) && !mayCall(host)) throw refusal(`${host} is not on the public Internet`);
    return url;
  }

  function lookup(host: string, options: LookupOptions, done: LookupDone): void {
    resolve(host, (error, found) => {
      // Node's resolver gives no addresses with an error, whatever its types say.
      const addresses = error ? [] : found;
      const inside = addresses.find(({ address }) => !mayCall(address));
      const [first] = addresses;
      if (error) done(error, []);
      else if (inside) done(refusal(`${host} stands for ${inside.address}, inside a network`), []);
      else if (!first) done(refusal(`${host} stands for no address`), []);
      else if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  }

  function mayCall(address: string): boolean {
    return isPublic(address) || (allowLoopback && isLoopback(address));
  }
}

function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !REFUSED_V4.check(address, 'ipv4');
  return GLOBAL_V6.check(address, 'ipv6') && !REFUSED_V6.check(address, 'ipv6');
}

function isLoopback(address: string): boolean {
  return isIP(address) === 4 ? LOOPBACK_V4.check(address, 'ipv4') : address === '::1';
}

function listOf(family: 'ipv4' | 'ipv6', ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = '', bits] = range.split('/');
    list.addSubnet(net, Number(bits), family);
  }
  return list;
}

function refusal(why: string): PilotError {
  return new PilotError(WEBHOOK_ADDRESS_FORBIDDEN, `this address cannot be called: ${why}`);
}
