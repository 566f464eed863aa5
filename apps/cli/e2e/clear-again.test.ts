import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeCeb } from '@pilotzone/ceb/decode';
import { wrapDxp } from '@pilotzone/ceb/dxp';
import { encodeCeb } from '@pilotzone/ceb/encode';
import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import type { CebMessage } from '@pilotzone/ceb/message';
import { unsignedSignature } from '@pilotzone/ceb/unsigned-signature';
import { createRandom } from '@pilotzone/generator/random';
import type { Random } from '@pilotzone/generator/random';
import type { ExpectedLine } from '@pilotzone/generator/expected';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clear, clearOn, findMessages, generateInto, makeFolder, settled } from './clear-folder.ts';
import type { Cleared } from './clear-folder.ts';
import { differences } from './compare-lines.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
let day: string;
let expected: ExpectedLine[];
/** What `clear` says of the day as it was generated. */
let first: Cleared;

beforeAll(async () => {
  folder = await makeFolder();
  day = join(folder.path, 'day');
  expected = await generateInto(day, { seed: 7, declarations: 200, faults: 0.4 });
  first = await clear(day);
});
afterAll(() => folder.remove());

test('the same input twice changes nothing and is answered alike', async () => {
  const args = [day, '--data', join(folder.path, 'data')];
  const once = await clearOn({}, args);
  const twice = await clearOn({}, args);
  expect(differences(expected, once.lines)).toEqual([]);
  // Also customs' numbers: nothing was declared again.
  expect(twice.stdout).toBe(once.stdout);
  expect(twice.code).toBe(once.code);
});

describe('the outcomes do not depend on', () => {
  test('the order of the arguments and the place of the files', async () => {
    const shuffled = await spread(join(folder.path, 'spread'));
    const { lines } = await clear(...shuffled.reverse());
    expect(settled(lines)).toEqual(settled(first.lines));
  });

  test('how documents are packed into messages, nor on envelopes', async () => {
    const path = join(folder.path, 'single');
    await unpack(path);
    const { lines } = await clear(path);
    expect(differences(expected, lines)).toEqual([]);
    expect(settled(lines)).toEqual(settled(first.lines));
  });
});

/**
 * The same files under other names in other folders; half of their paths, and a folder of the rest.
 */
async function spread(path: string): Promise<string[]> {
  const random = createRandom(11);
  const loose: string[] = [];
  for (const file of await findMessages(day)) {
    const isLoose = random.chance(0.5);
    const place = join(path, isLoose ? 'loose' : join('rest', random.digits(1), random.digits(1)));
    await mkdir(place, { recursive: true });
    const target = join(place, `${random.digits(9)}${random.chance(0.5) ? '.xml' : '.XML'}`);
    await writeFile(target, await readFile(file));
    if (isLoose) loose.push(target);
  }
  return [...loose, join(path, 'rest')];
}

/**
 * Every document in a message of its own, every third in a DXP envelope; broken ones as they are.
 */
async function unpack(path: string): Promise<void> {
  const random = createRandom(12);
  await mkdir(path, { recursive: true });
  for (const file of await findMessages(day)) {
    const bytes = await readFile(file);
    const decoded = decodeCeb(bytes);
    const messages =
      decoded.kind === 'message'
        ? singlesOf(decoded.message, random).map((message) => wrapSome(message, random))
        : [bytes];
    for (const message of messages)
      await writeFile(join(path, `${random.digits(12)}.xml`), message);
  }
}

function singlesOf({ type, transfer, version, documents }: CebMessage, random: Random): Buffer[] {
  const signature = type === 'CEB621Message' ? unsignedSignature('12345678') : '';
  return documents.map((document) => {
    const single = { type, transfer, version, guid: random.guid(), documents: [document] };
    // The document is of the message's own type.
    return encodeCeb(single as unknown as OutgoingMessage, signature);
  });
}

function wrapSome(message: Buffer, random: Random): Buffer {
  if (random.chance(2 / 3)) return message;
  const copMsgId = random.guid();
  const ends = { senderId: 'DXPENT0000000002', receiverIds: ['DXPEDCCEB0000001'] };
  const creatTime = '2026-11-20T10:00:00';
  return wrapDxp({ copMsgId, ...ends, creatTime, msgType: 'CEB621Message' }, message);
}
