import type { FastifyReply } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCockpitStream } from './cockpit-stream.ts';
import { settle } from './settle.ts';
import { generateDay, openTestPlatform, type TestPlatform } from './testing-platform.ts';

let the: TestPlatform;
let stream: ReturnType<typeof createCockpitStream>;

beforeAll(async () => {
  the = await openTestPlatform();
  stream = createCockpitStream(the.platform);
});

afterAll(async () => {
  await stream.close();
  await the.close();
});

/** A screen that keeps what it is sent. */
function createScreen() {
  const events: { name: string; data: Record<string, unknown> }[] = [];
  const write = (text: string) => {
    const [, name, data] = /^event: (\w+)\ndata: (.*)\n\n$/.exec(text) ?? [];
    if (name && data) events.push({ name, data: JSON.parse(data) as Record<string, unknown> });
  };
  const raw = { writeHead: () => raw, write, on: () => raw, end: () => raw, writableLength: 0 };
  // What of a reply the stream uses.
  const reply = { hijack: () => undefined, raw } as unknown as FastifyReply;
  return { reply, events, of: (name: string) => events.filter((event) => event.name === name) };
}

test('tells each step of lists once, added up, and how everything stands', async () => {
  const screen = createScreen();
  stream.open(screen.reply);
  await stream.beat();
  const day = generateDay({ declarations: 40, seed: 5, faults: 0 });
  const raw = day.messages.map((bytes) => ({ bytes, transport: 'file' as const }));
  await the.platform.informationSharing.receiveMessages(raw);
  await settle(the.platform);
  const counted = (what: string) =>
    screen.of('beat').reduce((sum, { data }) => sum + Number(data[what]), 0);
  await expect.poll(() => counted('filed')).toBe(40);
  await expect.poll(() => counted('released')).toBeGreaterThan(0);
  const [row] = await the.platform.runtime.db.query<{ count: number }>(
    `select count(*)::int4 as count from single_window.declaration where status = 'released'`,
  );
  await stream.beat();
  expect(counted('released')).toBe(row?.count);
  const passing = screen.of('beat').flatMap(({ data }) => data['passing'] as { orderNo: string }[]);
  expect(passing.length).toBeGreaterThan(0);
  for (const { orderNo } of passing) expect(orderNo).toMatch(/^….{4}$/);
});

test('gives sums by province, category and origin that agree with the statistics', async () => {
  await stream.close();
  stream = createCockpitStream(the.platform);
  const screen = createScreen();
  stream.open(screen.reply);
  await stream.beat();
  const sums = screen.of('sums')[0]?.data as {
    provinces: { province: string; count: number }[];
    standing: { status: string; count: number }[];
    chapters: { value: string }[];
    origins: { value: string }[];
  };
  const released = sums.standing.filter(({ status }) => status === 'released');
  const total = released.reduce((sum, { count }) => sum + count, 0);
  expect(sums.provinces.reduce((sum, { count }) => sum + count, 0)).toBe(total);
  expect(sums.provinces.every(({ province }) => /^\d\d$/.test(province))).toBe(true);
  expect(sums.chapters.length).toBeGreaterThan(0);
  expect(sums.origins.length).toBeGreaterThan(0);
});
