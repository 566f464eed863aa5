import { gzipSync } from 'node:zlib';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRepository } from '@pilotzone/kernel/migrate';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, startPlatform, type RunningPlatform } from './running-platform.ts';

const executablePath = findChromium();
const START_MS = 180_000;
const TOUR_MS = 300_000;
const FIRST_LOAD_MAX = 300 * 1024;

/** Where the pictures of the pages stay, for whoever looks at them after a run. */
const PICTURES = join(findRepository(), 'dist', 'pages');

const ROLES = ['operator', 'officer', 'trader', 'taxes', 'park', 'commerce'] as const;

/** Pages by address; each role sees those that its rights open, and is told so on the others. */
const ADDRESSES = [
  '/',
  '/declarations',
  '/exports',
  '/filing',
  '/holds',
  '/disputes',
  '/cases',
  '/exchanges',
  '/statistics',
  '/publications',
  '/glance',
  '/finance',
  '/operator',
  '/operator?view=letters',
  '/operator?view=participants',
  '/operator?view=certificates',
  '/operator?view=imports',
  '/people',
  '/keys',
  '/webhooks',
  '/disclosures',
  '/account',
  '/cockpit',
] as const;

type Look = {
  readonly language: 'zh' | 'en';
  readonly theme: 'light' | 'dark';
  readonly width: 360 | 1440;
};

const LOOKS: readonly Look[] = [
  { language: 'zh', theme: 'light', width: 1440 },
  { language: 'en', theme: 'dark', width: 360 },
  { language: 'zh', theme: 'dark', width: 360 },
  { language: 'en', theme: 'light', width: 1440 },
];

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(!executablePath)('every page of the portal', () => {
  let platform: RunningPlatform;
  let browser: Browser;
  const profile = mkdtempSync(join(tmpdir(), 'portal-pages-'));

  beforeAll(async () => {
    platform = await startPlatform();
    browser = await chromium.launch({
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    });
    mkdirSync(PICTURES, { recursive: true });
  }, START_MS);

  afterAll(async () => {
    await browser.close();
    await platform.stop();
    rmSync(profile, { recursive: true, force: true });
  }, 60_000);

  /** A browser of its own with this look; what it complains about is kept. */
  async function open(look: Look): Promise<{ page: Page; complaints: string[] }> {
    const context: BrowserContext = await browser.newContext({
      viewport: { width: look.width, height: 900 },
      locale: look.language === 'zh' ? 'zh-CN' : 'en-US',
      colorScheme: look.theme,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // Nobody signed in is told by 401, a paper that is not genuine by 404; the rest are faults.
      const { url } = message.location();
      if (message.type() === 'error' && !/status of (401|404)/.test(message.text()))
        complaints.push(`${message.text()} ${url}`);
    });
    return { page, complaints };
  }

  async function enter(page: Page, role: string): Promise<void> {
    await page.goto(platform.address);
    await page.locator('input[autocomplete=username]').fill(role);
    await page.locator('input[type=password]').fill(platform.passwordOf(role));
    await page.locator('button[type=submit]').click();
    await page.locator('.shell').waitFor();
  }

  /** What is wrong with the page as it stands. */
  async function look(page: Page, name: string): Promise<string[]> {
    await page.locator('h1, .state').first().waitFor();
    await expect.poll(() => page.locator('.skeleton').count(), { timeout: 20_000 }).toBe(0);
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    await page.screenshot({ path: join(PICTURES, `${name}.png`) });
    // By the debugger, which the page's own policy does not bind.
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
      // What the script above has put there.
      const { axe: judge } = window as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const { violations } = await judge.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160) ?? ''}`);
    });
    return [...(wide > 0 ? [`${wide} px too wide`] : []), ...found].map(
      (fault) => `${name}: ${fault}`,
    );
  }

  it.each(ROLES)(
    'is without a fault for %s, in both languages and themes, wide and narrow',
    async (role) => {
      const faults: string[] = [];
      // The operator, who sees most, looks in every way; the others in one each.
      const looks = role === 'operator' ? LOOKS : [LOOKS[ROLES.indexOf(role) % LOOKS.length]];
      for (const one of looks.filter((wanted) => wanted !== undefined)) {
        const { page, complaints } = await open(one);
        await enter(page, role);
        for (const address of ADDRESSES) {
          await page.goto(platform.address + address);
          const place = address.replaceAll(/\W+/g, '-').replace(/^-$/, '-home');
          const name = [role, one.language, one.theme, one.width].join('-') + place;
          faults.push(...(await look(page, name)));
        }
        faults.push(...complaints.map((text) => `${role}: ${text}`));
        await page.context().close();
      }
      expect(faults).toEqual([]);
    },
    TOUR_MS,
  );

  it(
    'for citizens and those who come in is without a fault too',
    async () => {
      const faults: string[] = [];
      for (const one of LOOKS) {
        const { page, complaints } = await open(one);
        for (const address of ['/', '/citizen', `/verify/${'A'.repeat(38)}`]) {
          await page.goto(platform.address + address);
          const place = address.split('/')[1] || 'sign-in';
          const name = [place, one.language, one.theme, one.width].join('-');
          faults.push(...(await look(page, name)));
        }
        faults.push(...complaints);
        await page.context().close();
      }
      expect(faults).toEqual([]);
    },
    TOUR_MS,
  );

  it('runs no script but its own: no unsafe-inline, and a planted one is dead', async () => {
    const answer = await fetch(platform.address);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('unsafe-');
    const { page } = await open({ language: 'en', theme: 'light', width: 1440 });
    await page.goto(platform.address);
    const planted = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.planted = true';
      document.body.append(script);
      return 'planted' in window;
    });
    expect(planted).toBe(false);
    await page.context().close();
  });

  it('loads little before the first page: under 300 kB, compressed', async () => {
    const html = await (await fetch(platform.address)).text();
    const folder = join(findRepository(), 'dist', 'portal');
    const named = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
    expect(named.length).toBeGreaterThan(1);
    const bytes = named.map((path) => gzipSync(readFileSync(join(folder, path ?? ''))).length);
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(FIRST_LOAD_MAX);
    // Pages that few people open are not among them.
    expect(readdirSync(join(folder, 'assets')).some((name) => name.startsWith('cockpit'))).toBe(
      true,
    );
    expect(named.some((path) => path?.includes('cockpit'))).toBe(false);
  });
});
