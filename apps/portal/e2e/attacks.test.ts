import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dayOf, systemClock } from '@pilotzone/kernel/time';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileAltered, findChromium, startPlatform } from './running-platform.ts';
import type { RunningPlatform } from './running-platform.ts';

const executablePath = findChromium();
const START_MS = 180_000;

const MARK = '<img src=x onerror="document.title=\'owned\'"><script>window.owned=1</script>';
const IN_XML = MARK.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Texts of traders that carriers, officers, the zone and buyers read. */
const FIELDS = /(<ceb:(itemName|gname|goodsInfo|itemDescribe|note|gmodel)>)[^<]*(<)/g;

type Summary = { declarationId: string; status: string };
type Whole = { logisticsCode: string; logisticsNo: string; messages: { exchangeId: string }[] };

describe.skipIf(executablePath === undefined)(
  'markup in the texts of filed messages',
  { timeout: 240_000 },
  () => {
    const profile = mkdtempSync(join(tmpdir(), 'attacks-e2e-profile-'));
    const started: { platform?: RunningPlatform; browser?: BrowserContext } = {};
    let platform: RunningPlatform;
    let browser: BrowserContext;

    beforeAll(async () => {
      platform = await startPlatform();
      started.platform = platform;
      browser = await chromium.launchPersistentContext(profile, {
        ...(executablePath ? { executablePath } : {}),
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      });
      started.browser = browser;
    }, START_MS);

    afterAll(async () => {
      await started.browser?.close();
      await started.platform?.stop();
      rmSync(profile, { recursive: true, force: true });
    }, 60_000);

    /** Files lists with the mark in their texts; one of them, as soon as it is released. */
    async function fileMarked(): Promise<string> {
      const known = new Set((await newest()).map(({ declarationId }) => declarationId));
      const alter = (text: string) => text.replaceAll(FIELDS, `$1${IN_XML}$3`);
      await fileAltered(platform, { seed: 77, day: dayOf(systemClock.now()), alter });
      const released = async () =>
        (await newest()).find((one) => one.status === 'released' && !known.has(one.declarationId))
          ?.declarationId;
      await expect.poll(released, { timeout: 60_000 }).toBeDefined();
      return (await released()) ?? '';
    }

    async function newest(): Promise<readonly Summary[]> {
      const page = await platform.get<{ items: Summary[] }>('/declarations?limit=50');
      return page.items;
    }

    async function signIn(as: string): Promise<Page> {
      await browser.clearCookies();
      const page = await browser.newPage();
      await page.goto(platform.address);
      await page.locator('input[autocomplete=username]').fill(as);
      await page.locator('input[type=password]').fill(platform.passwordOf(as));
      await page.locator('button[type=submit]').click();
      await page.locator('.shell').waitFor();
      return page;
    }

    /** Whether the mark became markup on the page at `address`, and whether it is read there. */
    async function look(page: Page, address: string) {
      await page.goto(platform.address + address);
      await page.locator('h1, .state, .paper').first().waitFor();
      await expect.poll(() => page.locator('.skeleton').count(), { timeout: 20_000 }).toBe(0);
      const isRun = await page.evaluate(
        () =>
          document.title === 'owned' || 'owned' in window || !!document.querySelector('img[src=x]'),
      );
      const isRead = (await page.content()).includes('onerror=');
      return { address, isRun, isRead };
    }

    it('stands as text on every page of trader, officer and zone that shows it', async () => {
      const declarationId = await fileMarked();
      const whole = await platform.get<Whole>(`/declarations/${declarationId}`);
      const message = whole.messages[0]?.exchangeId ?? '';
      const addresses = [
        ...['/', '/declarations', `/declarations/${declarationId}`, `/papers/${declarationId}`],
        ...[`/exchanges/${message}`, '/exchanges', '/holds', '/statistics', '/goods', '/filing'],
        ...['/operator?view=letters', '/cockpit', '/exports', '/disputes', '/stock'],
        `/parcels/${whole.logisticsCode}/${whole.logisticsNo}`,
      ];
      const seen: { address: string; isRun: boolean; isRead: boolean }[] = [];
      for (const role of ['operator', 'trader']) {
        const page = await signIn(role);
        for (const address of addresses) seen.push(await look(page, address));
        await page.close();
      }
      expect(seen.filter(({ isRun }) => isRun)).toEqual([]);
      // It was there to be run: a page that shows no goods proves nothing.
      const read = seen.filter(({ isRead }) => isRead).map(({ address }) => address);
      expect(read).toEqual(
        expect.arrayContaining([`/declarations/${declarationId}`, `/exchanges/${message}`]),
      );
    });
  },
);
