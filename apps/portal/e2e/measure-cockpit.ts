import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase, type Database } from '@pilotzone/kernel/db';
import { findRunningServer } from '@pilotzone/kernel/embedded-postgres/attach';
import type { Browser, Page } from 'playwright-core';
import { describeMachine, enter, openChromium, quantile } from './measure-browser.ts';
import { startPlatform, type RunningPlatform } from './running-platform.ts';

/** Screens that hang on walls. */
const WALLS = [
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
] as const;

const TICK_MS = 200;
const SETTLED_MS = 5_000;
// A frame later than this is seen as a jerk: two of sixty a second are missing.
const JERK_MS = 50;

type Options = { readonly seconds: number; readonly rate: number };

/**
 * Writes steps of declarations into the platform's database at a rate, and looks how smooth the
 * cockpit is meanwhile and whether it counts all of them.
 */
export async function measure({ seconds, rate }: Options): Promise<void> {
  const platform = await startPlatform();
  const browser = await openChromium();
  const server = findRunningServer(platform.dataDir);
  if (!server) throw new Error('the platform’s database is not there');
  const db = openDatabase(server.url);
  try {
    process.stdout.write(`${describeMachine(browser)}; ${rate} steps a second asked for\n\n`);
    process.stdout.write(
      '| wall | steps a second written | filed and released a second shown | beats a minute |' +
        ' frames a second | frame p50 / p99 / longest ms | frames over 50 ms |\n',
    );
    process.stdout.write('|---|---|---|---|---|---|---|\n');
    for (const wall of WALLS)
      process.stdout.write(
        `${await measureWall(browser, platform, { db, wall, seconds, rate })}\n`,
      );
  } finally {
    await db.close();
    await browser.close();
    await platform.stop();
  }
}

type Order = Options & { readonly db: Database; readonly wall: (typeof WALLS)[number] };

async function measureWall(
  browser: Browser,
  platform: RunningPlatform,
  { db, wall, seconds, rate }: Order,
): Promise<string> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: wall });
  const page = await context.newPage();
  await enter(page, platform, 'operator');
  await page.goto(`${platform.address}/cockpit`);
  await page.locator('.light-live').waitFor();
  const feeder = feed(db, rate);
  await page.waitForTimeout(SETTLED_MS);
  const seen = await watch(page, seconds);
  const written = await feeder.stop();
  await context.close();
  const ms = (share: number) => String(Math.round(quantile(seen.frames, share)));
  const perSecond = Math.round((seen.frames.length * 1_000) / sum(seen.frames));
  const jerks = seen.frames.filter((one) => one > JERK_MS).length;
  return [
    `| ${wall.width} × ${wall.height} | ${Math.round(written)}`,
    `${Math.round(quantile(seen.shown, 0.5))} | ${Math.round((seen.shown.length * 60) / seconds)}`,
    `${perSecond} | ${ms(0.5)} / ${ms(0.99)} / ${ms(1)} | ${jerks} of ${seen.frames.length} |`,
  ].join(' | ');
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0);
}

/**
 * Adds steps to the demo's declarations until it is stopped: a third filed, a third sent, a third
 * released, in the table that clearing writes; versions beyond any that clearing gives.
 */
function feed(db: Database, rate: number) {
  let isOver = false;
  let count = 0;
  const began = performance.now();
  const done = run();
  return {
    /** Ends it; how many steps a second were committed. */
    stop: async () => {
      const took = performance.now() - began;
      const all = count;
      isOver = true;
      await done;
      return (all * 1_000) / took;
    },
  };

  async function run(): Promise<void> {
    const [row] = await db.query<{ last: number }>(
      'select max(version) as last from single_window.declaration_transition',
    );
    let version = row?.last ?? 0;
    while (!isOver) {
      const due = Math.floor(((performance.now() - began) / 1_000) * rate) - count;
      if (due > 0) {
        count += await addSteps(db, { due, version });
        version += Math.ceil(due / LISTS);
      }
      await sleep(TICK_MS);
    }
  }
}

// So many lists take their turn.
const LISTS = 200;

type Steps = { readonly due: number; readonly version: number };

async function addSteps(db: Database, { due, version }: Steps): Promise<number> {
  return db.transaction(async (tx) => {
    const added = await tx.query(
      `insert into single_window.declaration_transition
         (zone_code, declaration_id, version, attempt, from_status, to_status, at, cause)
       select d.zone_code, d.declaration_id, $2::int4 + n.n, d.attempt,
              (array[null, 'filed', 'sent'])[1 + (d.no + n.n) % 3],
              (array['filed', 'sent', 'released'])[1 + (d.no + n.n) % 3], now(), 'measured'
         from (select zone_code, declaration_id, attempt, (row_number() over ())::int4 as no
                 from single_window.declaration limit $3::int4) d,
              generate_series(1, (ceil($1::int4 / $3::float8))::int4) n
        limit $1
       returning 1 as added`,
      [due, version, LISTS],
    );
    return added.length;
  });
}

/** In the page, second by second: how long each frame took, and what is told of the last second. */
async function watch(page: Page, seconds: number) {
  return page.evaluate(async (span) => {
    const frames: number[] = [];
    const shown: number[] = [];
    const legend = document.querySelector('.cockpit-legend');
    const numbers = () => (legend?.textContent.match(/\d+/g) ?? []).map(Number);
    const observer = new MutationObserver(() => {
      shown.push(numbers().reduce((all, one) => all + one, 0));
    });
    if (legend) observer.observe(legend, { subtree: true, childList: true, characterData: true });
    const began = performance.now();
    let before = began;
    await new Promise<void>((resolve) => {
      requestAnimationFrame(frame);
      function frame(now: number): void {
        frames.push(now - before);
        before = now;
        if (now - began < span * 1_000) requestAnimationFrame(frame);
        else resolve();
      }
    });
    observer.disconnect();
    return { frames: frames.slice(1), shown };
  }, seconds);
}
