import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { systemClock, dayOf } from '@pilotzone/kernel/time';
import { findRepository } from '@pilotzone/kernel/migrate';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fileHeldDeclarations,
  findChromium,
  startPlatform,
  type RunningPlatform,
} from './running-platform.ts';

const executablePath = findChromium();
const START_MS = 240_000;
const TOUR_MS = 900_000;

/** Where the pictures of the pages stay, for whoever looks at them after a run. */
const PICTURES = join(findRepository(), 'dist', 'pages', 'tour');

type Look = {
  readonly language: 'zh' | 'en';
  readonly theme: 'light' | 'dark';
  readonly width: 360 | 1440 | 3840;
};

/**
 * Six looks hold every pair of language, theme and width; all twelve would find nothing that these
 * do not, in twice the time.
 */
const LOOKS: readonly Look[] = [
  { language: 'zh', theme: 'light', width: 1440 },
  { language: 'zh', theme: 'dark', width: 360 },
  { language: 'zh', theme: 'dark', width: 3840 },
  { language: 'en', theme: 'dark', width: 1440 },
  { language: 'en', theme: 'light', width: 360 },
  { language: 'en', theme: 'light', width: 3840 },
];
const HEIGHTS = { 360: 780, 1440: 900, 3840: 2160 } as const;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Listed = { items: Record<string, string>[] };

describe.skipIf(!executablePath)('every page in every look', () => {
  let platform: RunningPlatform;
  let browser: Browser;

  beforeAll(async () => {
    platform = await startPlatform();
    await fileHeldDeclarations(platform, { price: '500', day: dayOf(systemClock.now()) });
    browser = await chromium.launch({
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    });
    mkdirSync(PICTURES, { recursive: true });
  }, START_MS);

  afterAll(async () => {
    await browser.close();
    await platform.stop();
  }, 60_000);

  async function open(): Promise<{ page: Page; faults: string[] }> {
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      // Nobody signed in is told by 401, a paper that is not genuine by 404; the rest are faults.
      const told = `${message.text()} ${message.location().url}`;
      if (message.type() === 'error' && !/status of (401|404)/.test(told)) faults.push(told);
    });
    return { page, faults };
  }

  async function enter(page: Page, role: string): Promise<void> {
    await page.goto(platform.address);
    await page.locator('input[autocomplete=username]').fill(role);
    await page.locator('input[type=password]').fill(platform.passwordOf(role));
    await page.locator('button[type=submit]').click();
    await page.locator('.shell').waitFor();
  }

  /** What the API tells the person of this page. */
  async function first(page: Page, path: string): Promise<Record<string, string>> {
    const answer = await page.request.get(`${platform.address}/api/v1${path}`);
    const [item] = ((await answer.json()) as Listed).items;
    if (!item) throw new Error(`nothing at ${path}: the tour needs one`);
    return item;
  }

  /** Looks at one address in every look: too wide, or against accessibility. */
  async function tour(page: Page, name: string, address: string): Promise<string[]> {
    const faults: string[] = [];
    let spoken = '';
    for (const { language, theme, width } of LOOKS) {
      await page.setViewportSize({ width, height: HEIGHTS[width] });
      await page.emulateMedia({ colorScheme: theme });
      if (spoken !== language) {
        await page.evaluate((one) => {
          const kept = JSON.stringify({ language: one, theme: 'system' });
          window.localStorage.setItem('pilotzone.preferences', kept);
        }, language);
        await page.goto(platform.address + address);
        await page.locator('h1, .state').first().waitFor();
        spoken = language;
      }
      await expect.poll(() => page.locator('.skeleton').count(), { timeout: 30_000 }).toBe(0);
      const look = [name, language, theme, width].join('-');
      if (width !== 3840) await page.screenshot({ path: join(PICTURES, `${look}.png`) });
      faults.push(...(await judge(page)).map((fault) => `${look}: ${fault}`));
    }
    return faults;
  }

  async function judge(page: Page): Promise<string[]> {
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    // By the debugger, which the page's own policy does not bind.
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
      // What the script above has put there.
      const { axe: judging } = window as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const { violations } = await judging.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160) ?? ''}`);
    });
    return [...(wide > 0 ? [`${wide} px too wide`] : []), ...found];
  }

  async function tourAll(page: Page, pages: Readonly<Record<string, string>>): Promise<string[]> {
    const faults: string[] = [];
    for (const [name, address] of Object.entries(pages))
      faults.push(...(await tour(page, name, address)));
    return faults;
  }

  it(
    'of the trader is without a fault, the objects too',
    async () => {
      const { page, faults } = await open();
      await enter(page, 'trader');
      const rejected = (await first(page, '/declarations?status=rejected&limit=1'))[
        'declarationId'
      ];
      const released = await first(page, '/declarations?status=released&limit=1');
      const list = `/declarations/${released['declarationId'] ?? ''}`;
      const parcel = `/parcels/${released['logisticsCode'] ?? ''}/${released['logisticsNo'] ?? ''}`;
      await page.goto(`${platform.address}/declarations/${rejected ?? ''}`);
      await page.locator('.page-actions button, .page-head button').first().click();
      await page.waitForURL('**/drafts/*');
      const draft = new URL(page.url()).pathname;
      faults.push(
        ...(await tourAll(page, {
          ...{ home: '/', declarations: '/declarations', goods: '/goods', draft },
          ...{ drafts: '/filing', upload: '/filing?tab=upload', basket: '/filing?tab=preflight' },
          ...{ rejected: `/declarations/${rejected ?? ''}`, tax: `${list}?tab=tax` },
          ...{ lines: `${list}?tab=goods`, receipts: `${list}?tab=receipts` },
          ...{ parcelTab: `${list}?tab=parcel`, evidence: `${list}?tab=evidence`, parcel },
          ...{ paper: `/papers/${released['declarationId'] ?? ''}`, enterprise: '/enterprise' },
          ...{ webhooks: '/webhooks', keys: '/keys', people: '/people', account: '/account' },
          ...{ disclosures: '/disclosures', finance: '/finance', credit: '/credit' },
          ...{ stock: '/stock', exports: '/exports', nowhere: '/no-such-page' },
        })),
      );
      expect(faults).toEqual([]);
      await page.context().close();
    },
    TOUR_MS,
  );

  it(
    'of the citizen is without a fault, signed in and with a dispute',
    async () => {
      const { page, faults } = await open();
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.goto(`${platform.address}/citizen`);
      await page.locator('form input').first().waitFor();
      const [idNumber, phone] = await page.locator('form input').all();
      await idNumber?.fill(platform.citizen.idNumber);
      await phone?.fill(platform.citizen.phone);
      await page.locator('button[type=submit]').click();
      await page.locator('.demo-phone button').click();
      await page.locator('button[type=submit]').click();
      await page.locator('.purchase').first().waitFor();
      faults.push(...(await tour(page, 'citizen-year', '/citizen')));
      await page.locator('.purchase button').first().click();
      await page.locator('.purchase-dispute textarea').fill('不是我买的');
      await page.locator('.purchase-dispute button[type=submit]').click();
      await page.locator('.purchase-answer').waitFor();
      faults.push(...(await tour(page, 'citizen-disputed', '/citizen')));
      expect(faults).toEqual([]);
      await page.context().close();
    },
    TOUR_MS,
  );

  it(
    'of the officer and the operator is without a fault, the objects too',
    async () => {
      const { page, faults } = await open();
      await enter(page, 'operator');
      const held = (await first(page, '/holds?limit=1'))['declarationId'] ?? '';
      const exchange = (await first(page, '/exchanges?limit=1'))['exchangeId'] ?? '';
      const exported = (await first(page, '/exports?limit=1'))['exportId'] ?? '';
      const views = ['letters', 'participants', 'certificates', 'imports', 'applications'];
      const desk = views.map((view): [string, string] => [
        `desk-${view}`,
        `/operator?view=${view}`,
      ]);
      faults.push(
        ...(await tourAll(page, {
          ...{ holds: '/holds', hold: `/holds/${held}`, disputes: '/disputes', gates: '/gates' },
          ...{ exchanges: '/exchanges', exchange: `/exchanges/${exchange}`, rules: '/rules' },
          ...{ yield: '/yield' },
          ...{ export: `/exports/${exported}`, statistics: '/statistics', system: '/operator' },
          ...Object.fromEntries(desk),
          ...{ cockpit: '/cockpit', creditZone: '/credit', financeZone: '/finance' },
        })),
      );
      expect(faults).toEqual([]);
      await page.context().close();
    },
    TOUR_MS,
  );
});
