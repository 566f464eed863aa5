import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_BYTES } from '@pilotzone/ceb/guards';
import type { Log } from '@pilotzone/kernel/log';
import { BATCH_BYTES_MAX, BATCH_PARCELS_MAX, directionsOf } from './channel.ts';
import type { Channel, ChannelRole, Parcel } from './channel.ts';
import { startLoop } from './loop.ts';
import type { Loop } from './loop.ts';

export type FolderOptions = {
  readonly role: ChannelRole;
  readonly log: Log;
  /**
   * A file that was changed less than this long ago may still be written by a program that does not
   * rename; it is left until the next look.
   */
  readonly settleMs?: number;
};

const LOOK_EVERY_MS = 500;
const SETTLE_MS = 1_000;

/**
 * A pair of folders `out` and `in` below `root`, as customs' client programs use them: a message is
 * a file, written under a hidden name and renamed when it is whole, deleted when it was taken. What
 * is no ordinary file, has a name that is none, or is too large is moved to `refused` and never
 * opened.
 */
export function openFolder(root: string, options: FolderOptions): Channel {
  const { log } = options;
  const { read, write } = directionsOf(options.role);
  const [from, to, aside] = [join(root, read), join(root, write), join(root, 'refused')];
  let loop: Loop | undefined;
  return {
    name: `folder ${root}`,
    send: async (parcels) => {
      await mkdir(to, { recursive: true });
      for (const parcel of parcels) await writeWhole(to, parcel);
      await syncFolder(to);
    },
    receive: (handler) => {
      loop = startLoop(() => look(handler), { log, what: `reading ${from}` });
    },
    close: async () => {
      await loop?.stop();
    },
  };

  async function look(handler: (parcels: readonly Parcel[]) => Promise<void>): Promise<void> {
    await mkdir(from, { recursive: true });
    const batch = await readBatch();
    if (batch.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      return;
    }
    // Names say nothing: clients use them again. Equal bytes are known by their hash.
    await handler(batch.map(({ body }) => ({ id: '', body })));
    for (const { name } of batch) await unlink(join(from, name));
    await syncFolder(from);
  }

  async function readBatch(): Promise<{ name: string; body: Buffer }[]> {
    const batch: { name: string; body: Buffer }[] = [];
    let bytes = 0;
    for (const name of (await readdir(from)).sort()) {
      if (isHidden(name)) continue;
      const found = await readFileSafely(join(from, name), options.settleMs ?? SETTLE_MS);
      if (found === 'unsettled') continue;
      if (typeof found === 'object' && 'refused' in found) {
        await putAside(name, found.refused);
        continue;
      }
      bytes += found.byteLength;
      if (batch.length > 0 && bytes > BATCH_BYTES_MAX) break;
      batch.push({ name, body: found });
      if (batch.length === BATCH_PARCELS_MAX) break;
    }
    return batch;
  }

  async function putAside(name: string, reason: string): Promise<void> {
    log.error({ file: join(from, name), reason }, 'a file in the folder was not read; moved aside');
    await mkdir(aside, { recursive: true });
    await rename(join(from, name), join(aside, name));
  }
}

/** Names of files that are being written, or are none of ours. */
function isHidden(name: string): boolean {
  return name.startsWith('.') || /\.(tmp|part|writing|filepart)$/i.test(name);
}

/** The bytes of a file, without following a link; or that it must wait, or why it is refused. */
async function readFileSafely(
  path: string,
  settleMs: number,
): Promise<Buffer | 'unsettled' | { refused: string }> {
  const about = await lstat(path);
  if (!about.isFile()) return { refused: 'it is no ordinary file' };
  if (about.size > MAX_BYTES) return { refused: `it has ${String(about.size)} bytes` };
  // How old a file is, the disk's clock says.
  if (settleMs > 0 && performance.timeOrigin + performance.now() - about.mtimeMs < settleMs)
    return 'unsettled';
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    if (!(await file.stat()).isFile()) return { refused: 'it is no ordinary file' };
    const buffer = Buffer.alloc(MAX_BYTES + 1 < about.size ? MAX_BYTES + 1 : about.size);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Writes a file that another program sees whole or not at all. */
async function writeWhole(folder: string, { id, body }: Parcel): Promise<void> {
  const name = `${fileNameOf(id)}.xml`;
  const hidden = join(folder, `.${name}.tmp`);
  const file = await open(hidden, 'w');
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(hidden, join(folder, name));
}

/** An id as a file name: nothing in it can lead out of the folder or hide the file. */
export function fileNameOf(id: string): string {
  const name = id.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 100);
  return name === '' ? 'message' : name;
}

/** Makes a rename or a deletion last through a power cut, where the system can. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
