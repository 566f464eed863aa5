import { join } from 'node:path';
import { createDemoSigners } from '@pilotzone/generator/demo-signers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { clear, DAY, findMessages, generateInto, makeFolder } from './clear-folder.ts';
import { differences } from './compare-lines.ts';
import { jsonLines, runPilotzone } from './run-pilotzone.ts';

// Two runs of clear in a test, each with a database server of its own start-up.
vi.setConfig({ testTimeout: 120_000 });

let folder: Awaited<ReturnType<typeof makeFolder>>;

beforeAll(async () => {
  folder = await makeFolder();
});
afterAll(() => folder.remove());

/** Signed messages of a day; the options that make `clear` believe their certificates. */
async function generateSigned(name: string, faults: number, declarations = 120) {
  const path = join(folder.path, name);
  const signers = createDemoSigners(DAY);
  const options = { seed: 7, declarations, faults, signers };
  const expected = await generateInto(path, options);
  return { path, expected, trust: ['--certificates', join(path, 'certificates')] };
}

describe('clear with signed messages', () => {
  test('answers what generate expects, also of every fault of a signature', async () => {
    const { path, expected, trust } = await generateSigned('faulty', 0.7);
    const codes = new Set(expected.flatMap(({ reasons }) => reasons.map(({ code }) => code)));
    for (const code of ['-621028', '-621029', '-621015', '-621026']) expect(codes).toContain(code);
    const { lines, stderr, code } = await clear(path, '--signatures', 'require', ...trust);
    expect(stderr).toBe('');
    expect(differences(expected, lines)).toEqual([]);
    expect(code).toBe(1);
  });

  test('refuses all of them where nobody is trusted, and looks at none when told so', async () => {
    const { path, expected } = await generateSigned('clean', 0, 15);
    const strict = await clear(path, '--signatures', 'verify');
    expect(strict.lines.every(({ outcome }) => outcome === 'refused')).toBe(true);
    const lax = await clear(path);
    expect(differences(expected, lax.lines)).toEqual([]);
  });

  test('takes unsigned messages unless signatures are required', async () => {
    const path = join(folder.path, 'unsigned');
    const expected = await generateInto(path, { seed: 8, declarations: 15, faults: 0 });
    const verified = await clear(path, '--signatures', 'verify');
    expect(differences(expected, verified.lines)).toEqual([]);
    const required = await clear(path, '--signatures', 'require');
    expect(required.lines.every(({ outcome }) => outcome === 'refused')).toBe(true);
  });
});

test('ceb check says what is wrong with a signature', async () => {
  const { path, trust } = await generateSigned('checked', 0.7);
  const files = (await findMessages(path)).filter((name) => name.includes('CEB621'));
  const ended = await runPilotzone(['ceb', 'check', ...files, ...trust, '--json']);
  type Line = { signature: { valid: boolean | null; reason: string; reasonZh: string } };
  const signatures = jsonLines<Line>(ended).map(({ signature }) => signature);
  const wrong = signatures.filter(({ valid }) => valid === false).map(({ reason }) => reason);
  expect(signatures.some(({ valid }) => valid)).toBe(true);
  expect(wrong.some((reason) => reason.includes('digest is not that of the message'))).toBe(true);
  expect(wrong.some((reason) => reason.includes('not made with the key'))).toBe(true);
  expect(wrong.some((reason) => reason.includes('expired'))).toBe(true);
  expect(wrong.some((reason) => reason.includes('revoked'))).toBe(true);
  expect(wrong.some((reason) => reason.includes('the certificate belongs to'))).toBe(true);
});
