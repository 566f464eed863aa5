import { isIP } from 'node:net';
import { InvalidArgumentError } from 'commander';
import { createLog } from '@pilotzone/kernel/log';
import type { Log } from '@pilotzone/kernel/log';
import { dayOf, parsePlainDate, systemClock } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';

/** The environment, read once: the only place that looks at it. */
export const environment = {
  databaseUrl: process.env['DATABASE_URL'] || undefined,
  /** A streaming replica that answers reports. */
  replicaUrl: process.env['DATABASE_REPLICA_URL'] || undefined,
  /** By commas; here rather than on the command line where an address has a password. */
  nats: process.env['NATS_URL'] || undefined,
  masterKeyFile: process.env['PILOTZONE_MASTER_KEY_FILE'] || undefined,
  signingPassphrase: process.env['PILOTZONE_SIGNING_PASSPHRASE'] || undefined,
  /** https://no-color.org: set to anything. */
  noColor: Boolean(process.env['NO_COLOR']),
  /** Not on the command line, which other users of the machine can read. */
  signingToken: process.env['PILOTZONE_SIGNING_TOKEN'] || undefined,
  smsUrl: process.env['PILOTZONE_SMS_URL'] || undefined,
  smsKey: process.env['PILOTZONE_SMS_KEY'] || undefined,
  oidcFile: process.env['PILOTZONE_OIDC_FILE'] || undefined,
  trustProxy: listOf(process.env['PILOTZONE_TRUST_PROXY']),
  logLevel: process.env['PILOTZONE_LOG'] || 'warn',
  /** Here rather than on the command line where the address has a password. */
  customs: process.env['PILOTZONE_CUSTOMS'] || undefined,
  /** Separated by spaces. */
  intakes: (process.env['PILOTZONE_INTAKE'] ?? '').split(/\s+/).filter((text) => text !== ''),
} as const;

function listOf(text: string | undefined): readonly string[] | undefined {
  const parts = (text ?? '').split(/[\s,]+/).filter((part) => part !== '');
  return parts.length > 0 ? parts : undefined;
}

/** Parses addresses of proxies: IP addresses and networks. */
export function parseAddresses(text: string): readonly string[] {
  const parts = listOf(text) ?? [];
  const isAddress = (part: string) => {
    const [address = '', bits = '0'] = part.split('/');
    return isIP(address) !== 0 && /^\d{1,3}$/.test(bits);
  };
  if (parts.length > 0 && parts.every(isAddress)) return parts;
  throw new InvalidArgumentError('give IP addresses or networks, such as 10.0.0.0/8,::1');
}

/** The log of a command; PILOTZONE_LOG sets the level. */
export function commandLog(): Log {
  const level = environment.logLevel;
  const known = (['debug', 'info', 'warn', 'error', 'silent'] as const).find(
    (name) => name === level,
  );
  return createLog(known ?? 'warn');
}

/** Today in China. */
export function today(): PlainDate {
  return dayOf(systemClock.now());
}

/** Parses a day. */
export function parseDay(text: string): PlainDate {
  const day = parsePlainDate(text);
  if (!day) throw new InvalidArgumentError('give a day as YYYY-MM-DD');
  return day;
}

/** Parses a share from 0 to 1. */
export function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() === '' || !(share >= 0 && share <= 1))
    throw new InvalidArgumentError('give a share from 0 to 1, such as 0.02');
  return share;
}

/** Parses a whole number of at least `min`. */
export function parseWhole(min: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < min)
      throw new InvalidArgumentError(`give a whole number of at least ${min}`);
    return number;
  };
}

/** Parses a port; 0 takes any free one. */
export function parsePort(text: string): number {
  const port = parseWhole(0)(text);
  if (port > 65_535) throw new InvalidArgumentError('give a port from 0 to 65535');
  return port;
}
