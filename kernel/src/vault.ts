import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Queryable } from './queryable.ts';
import { PilotError } from './errors.ts';

/**
 * Seals what must not be readable in the database: AES-256-GCM under a data key, which itself is
 * stored sealed by the master key (envelope encryption). `context` says what the value is, for
 * example `totp:PERSON`; a value moved to another row does not open there.
 */
export type Vault = {
  seal(plain: Uint8Array | string, context: string): Promise<Buffer>;
  /** Throws SEAL_BROKEN when value, context or key do not belong together. */
  open(sealed: Uint8Array, context: string): Promise<Buffer>;
};

/**
 * Whoever holds the master key: a file here, a key management service elsewhere. Only data keys of
 * 32 bytes go through it, once per process.
 */
export type MasterKey = {
  wrap(dataKey: Uint8Array): Promise<Buffer>;
  unwrap(wrapped: Uint8Array): Promise<Buffer>;
  /** The key itself, where this process may have it: for its threads. */
  bytes?(): Uint8Array;
};

const FORMAT = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 5;

/** A master key of 32 bytes in memory. */
export function masterKeyOf(key: Uint8Array): MasterKey {
  return {
    wrap: (dataKey) => Promise.resolve(encrypt(key, dataKey, 'data-key')),
    unwrap: async (wrapped) => Promise.resolve(decrypt(key, wrapped, 'data-key')),
    bytes: () => key,
  };
}

/**
 * The master key in `path`, 32 bytes as base64; made there, readable for its owner only, when it is
 * to seal and there is none: a key that is lost is never replaced by another one. Throws
 * MASTER_KEY_INVALID, also later.
 */
export function readMasterKey(path: string): MasterKey {
  if (existsSync(path)) return masterKeyOf(readKeyFile(path));
  const make = () => masterKeyOf(makeKeyFile(path));
  return {
    wrap: async (dataKey) => make().wrap(dataKey),
    unwrap: async (wrapped) => {
      if (existsSync(path)) return masterKeyOf(readKeyFile(path)).unwrap(wrapped);
      const text = `there is no master key in ${path}, and the database was sealed with one`;
      throw new PilotError('MASTER_KEY_INVALID', `${text}; put back the file that belongs to it`);
    },
    bytes: () => makeKeyFile(path),
  };
}

function makeKeyFile(path: string): Buffer {
  mkdirSync(dirname(path), { recursive: true });
  const made = `${randomBytes(32).toString('base64')}\n`;
  // `wx`: of two processes that start at once, one makes it and both read the same.
  try {
    writeFileSync(path, made, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  }
  return readKeyFile(path);
}

/** Throws MASTER_KEY_INVALID. */
function readKeyFile(path: string): Buffer {
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
  if (key.length === 32) return key;
  throw new PilotError('MASTER_KEY_INVALID', `${path} does not hold a key of 32 bytes in base64`);
}

/** The vault of a zone. Its data key is made on first use and read once per process. */
export function openVault(q: Queryable, zoneCode: string, master: MasterKey): Vault {
  const keys = new Map<number, Promise<Buffer>>();
  let newest: Promise<number> | undefined;
  return { seal, open };

  async function seal(plain: Uint8Array | string, context: string): Promise<Buffer> {
    newest ??= newestKey(q, zoneCode, master);
    const no = await newest.catch((error: unknown) => {
      newest = undefined;
      throw error;
    });
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt8(FORMAT, 0);
    head.writeUInt32BE(no, 1);
    return Buffer.concat([head, encrypt(await keyOf(no), Buffer.from(plain), context)]);
  }

  async function open(sealed: Uint8Array, context: string): Promise<Buffer> {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    if (bytes.length < HEAD_BYTES + IV_BYTES + TAG_BYTES || bytes[0] !== FORMAT)
      throw new PilotError('SEAL_BROKEN', `a sealed value (${context}) has no known form`);
    return decrypt(await keyOf(bytes.readUInt32BE(1)), bytes.subarray(HEAD_BYTES), context);
  }

  function keyOf(no: number): Promise<Buffer> {
    const known = keys.get(no) ?? readKey(q, { zoneCode, no, master });
    keys.set(no, known);
    known.catch(() => keys.delete(no));
    return known;
  }
}

async function newestKey(q: Queryable, zoneCode: string, master: MasterKey): Promise<number> {
  const known = await newestNo(q, zoneCode);
  if (known !== undefined) return known;
  const wrapped = await master.wrap(randomBytes(32));
  await q.query(
    `insert into kernel.data_key (zone_code, data_key_no, wrapped)
     values ($1, 1, $2)
     on conflict do nothing`,
    [zoneCode, wrapped],
  );
  return (await newestNo(q, zoneCode)) ?? 1;
}

async function newestNo(q: Queryable, zoneCode: string): Promise<number | undefined> {
  const rows = await q.query<{ no: number | null }>(
    `select max(data_key_no)::int4 as no
     from kernel.data_key
     where zone_code = $1`,
    [zoneCode],
  );
  return rows[0]?.no ?? undefined;
}

async function readKey(
  q: Queryable,
  { zoneCode, no, master }: { zoneCode: string; no: number; master: MasterKey },
): Promise<Buffer> {
  const rows = await q.query<{ wrapped: Buffer }>(
    `select wrapped
     from kernel.data_key
     where zone_code = $1 and data_key_no = $2`,
    [zoneCode, no],
  );
  const wrapped = rows[0]?.wrapped;
  if (!wrapped) throw new PilotError('SEAL_BROKEN', `there is no data key ${no} in this zone`);
  return unwrapKey(master, wrapped);
}

/** A data key. Throws MASTER_KEY_INVALID when it was sealed by another master key. */
export async function unwrapKey(master: MasterKey, wrapped: Uint8Array): Promise<Buffer> {
  try {
    return await master.unwrap(wrapped);
  } catch (error) {
    if ((error as { code?: string }).code === 'MASTER_KEY_INVALID') throw error;
    const text =
      'the master key does not fit this database; put back the file that belongs to it ' +
      '(master.key beside the data, or PILOTZONE_MASTER_KEY_FILE)';
    throw new PilotError('MASTER_KEY_INVALID', text, { cause: error });
  }
}

function encrypt(key: Uint8Array, plain: Uint8Array, context: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, sealed: Uint8Array, context: string): Buffer {
  const cut = sealed.length - TAG_BYTES;
  const opener = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(cut));
  try {
    return Buffer.concat([opener.update(sealed.subarray(IV_BYTES, cut)), opener.final()]);
  } catch (error) {
    const text = `a sealed value (${context}) was altered, moved, or sealed with another key`;
    throw new PilotError('SEAL_BROKEN', text, { cause: error });
  }
}
