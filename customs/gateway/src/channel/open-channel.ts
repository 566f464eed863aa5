import { isAbsolute, resolve } from 'node:path';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Log } from '@pilotzone/kernel/log';
import { openAmqp } from './amqp.ts';
import type { Channel, ChannelRole } from './channel.ts';
import { openFolder } from './folder.ts';
import { openHttpClient } from './http-client.ts';
import { openNats } from './nats.ts';

/** A channel's address, parsed; holds the password where the address has one. */
export type ChannelAddress =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'amqp' | 'nats'; readonly url: string; readonly queue: string }
  | { readonly kind: 'http'; readonly url: string };

const FORMS =
  'write folder:/path, amqp://HOST/?queue=NAME, nats://HOST:4222?subject=NAME or http://HOST:PORT';

/**
 * Parses the address of a channel, without its query's other settings, which are given back.
 * Throws CHANNEL_ADDRESS_INVALID.
 */
export function parseAddress(text: string): { address: ChannelAddress; settings: URLSearchParams } {
  if (text.startsWith('folder:')) return parseFolder(text.slice('folder:'.length));
  if (!URL.canParse(text)) throw invalid(text);
  const url = new URL(text);
  const settings = new URLSearchParams(url.search);
  url.search = '';
  const { href } = url;
  switch (url.protocol) {
    case 'amqp:':
    case 'amqps:':
      return { address: { kind: 'amqp', url: href, queue: take(settings, 'queue') }, settings };
    case 'nats:':
    case 'natss:':
      return { address: { kind: 'nats', url: href, queue: take(settings, 'subject') }, settings };
    case 'http:':
    case 'https:':
      return { address: { kind: 'http', url: href }, settings };
    default:
      throw invalid(text);
  }
}

/** Opens a channel. Nothing is connected before it is used. */
export function openChannel(
  address: ChannelAddress,
  options: { role: ChannelRole; log: Log; dxpId: string },
): Channel {
  const { role, log, dxpId } = options;
  switch (address.kind) {
    case 'folder':
      return openFolder(address.path, { role, log });
    case 'amqp':
      return openAmqp(address.url, { role, log, queue: address.queue });
    case 'nats':
      return openNats(address.url, { role, log, subject: address.queue });
    case 'http':
      if (role === 'client') return openHttpClient(address.url, { log, dxpId });
      throw new PilotError(
        'CHANNEL_ADDRESS_INVALID',
        'messages that come by HTTP come to the server’s own port; leave the address out',
      );
  }
}

function parseFolder(rest: string) {
  const [path = '', query = ''] = rest.split('?');
  const plain = path.startsWith('//') ? path.slice(1) : path;
  if (plain === '') throw invalid(`folder:${rest}`);
  const full = isAbsolute(plain) ? plain : resolve(plain);
  const address: ChannelAddress = { kind: 'folder', path: full };
  return { address, settings: new URLSearchParams(query) };
}

/** The name of a queue or subject; one that could be misread by a broker is refused. */
function take(settings: URLSearchParams, key: string): string {
  const value = settings.get(key) ?? 'ceb';
  settings.delete(key);
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/.test(value) && !value.includes('..')) return value;
  throw new PilotError(
    'CHANNEL_ADDRESS_INVALID',
    `${key}=${value} is no name; take letters, digits, "." , "_" and "-"`,
  );
}

function invalid(text: string): PilotError {
  const shown = text.replace(/\/\/[^@/]*@/, '//…@');
  return new PilotError(
    'CHANNEL_ADDRESS_INVALID',
    `"${shown}" is no address of messages; ${FORMS}`,
  );
}
