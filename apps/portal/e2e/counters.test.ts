import { dayOf, systemClock } from '@pilotzone/kernel/time';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import decodeQr from 'qr/decode.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeclarationSummary, Page as ListPage } from '../src/api/shapes.ts';
import { en } from '../src/text/en.ts';
import { zh } from '../src/text/zh.ts';
import {
  fileOrder,
  findChromium,
  startPlatform,
  type RunningPlatform,
} from './running-platform.ts';

const executablePath = findChromium();
// The demo day is cleared first: half a minute on a busy machine.
const START_MS = 240_000;
// The decoder is made for a camera's pictures, of which there is always a next one.
const CALMLY = { effort: 8, timeLimit: 5_000 };
const TEXTS = { en, zh };
type Language = keyof typeof TEXTS;

describe.skipIf(executablePath === undefined)('an enterprise', { timeout: 120_000 }, () => {
  const started: { platform?: RunningPlatform; browser?: Browser } = {};
  let platform: RunningPlatform;

  beforeAll(async () => {
    platform = await startPlatform();
    started.platform = platform;
    started.browser = await chromium.launch({
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    });
  }, START_MS);

  afterAll(async () => {
    await started.browser?.close();
    await started.platform?.stop();
  }, 60_000);

  async function enter(role: string, language: Language): Promise<Page> {
    const t = TEXTS[language];
    const locale = language === 'en' ? 'en-US' : 'zh-CN';
    const context = await started.browser?.newContext({
      ...{ locale, viewport: { width: 1440, height: 900 } },
    });
    const page = await context?.newPage();
    if (!page) throw new Error('no browser');
    page.on('dialog', (dialog) => void dialog.accept());
    await page.goto(platform.address);
    await page.getByLabel(t.signIn.loginName, { exact: true }).fill(role);
    await page.getByLabel(t.signIn.password, { exact: true }).fill(platform.passwordOf(role));
    await page.getByRole('button', { name: t.signIn.submit, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: t.overview.title, exact: true }).waitFor();
    return page;
  }

  /** The row of a table that names something. */
  const rowOf = (page: Page, name: string): Locator =>
    page.getByRole('row').filter({ hasText: name });

  for (const language of ['en', 'zh'] as const) {
    const t = TEXTS[language];

    it(`makes a key that works and ends it, in ${language}`, async () => {
      const page = await enter('trader', language);
      await page.goto(`${platform.address}/keys`);
      await page.getByRole('button', { name: t.keys.add, exact: true }).click();
      const name = `ERP ${language}`;
      await page.getByLabel(t.keys.name, { exact: true }).fill(name);
      await page.getByRole('checkbox', { name: 'declarations:read' }).check();
      await page.locator('form').getByRole('button', { name: t.keys.add, exact: true }).click();
      await page.getByText(t.keys.shownOnce(name)).waitFor();
      const key = /pz_[\w-]{43}/.exec(await page.locator('main').innerText())?.[0] ?? '';
      const ask = async () => {
        const headers = { authorization: `Bearer ${key}` };
        return (await fetch(`${platform.address}/api/v1/declarations?limit=1`, { headers })).status;
      };
      expect(await ask()).toBe(200);
      await rowOf(page, name).getByRole('button', { name: t.keys.end, exact: true }).click();
      await rowOf(page, name).getByText(t.keys.ended).waitFor();
      expect(await ask()).toBe(401);
      await page.goto(`${platform.address}/keys`);
      await rowOf(page, name).waitFor();
      expect(await page.locator('main').innerText()).not.toContain(key);
      await page.context().close();
    });

    it(`adds a webhook, is told why a test failed, and ends it, in ${language}`, async () => {
      const page = await enter('trader', language);
      await page.goto(`${platform.address}/webhooks`);
      const name = `ERP ${language}`;
      const fillIn = async (url: string) => {
        await page.getByLabel(t.webhooks.name, { exact: true }).fill(name);
        await page.getByLabel(t.webhooks.url, { exact: true }).fill(url);
        await page.locator('form').getByRole('button', { name: t.webhooks.add }).click();
      };
      await page.getByRole('button', { name: t.webhooks.add, exact: true }).first().click();
      // An address inside of the network is refused while it is typed in, not when it is called.
      await fillIn('https://127.0.0.1/hook');
      await page.getByRole('alert').filter({ hasText: /\S/ }).first().waitFor();
      await fillIn('https://hook.invalid/pilotzone');
      await page.getByText(t.webhooks.shownOnce(name)).waitFor();
      await page.getByRole('link', { name, exact: true }).click();
      await page.getByRole('button', { name: t.webhooks.test, exact: true }).click();
      await expect
        .poll(
          async () => {
            await page.reload();
            return page.getByRole('row').nth(1).innerText();
          },
          { timeout: 30_000 },
        )
        // No resolver knows the name, and without a network none can be asked.
        .toMatch(language === 'en' ? /host/ : /主机/);
      await page.getByRole('button', { name: t.webhooks.end, exact: true }).click();
      await page.waitForURL('**/webhooks');
      await page.getByText(t.webhooks.none, { exact: true }).waitFor();
      await page.context().close();
    });

    it(`asks to change what is on file, and the zone approves, in ${language}`, async () => {
      const [page, zone] = [await enter('trader', language), await enter('operator', language)];
      const address = language === 'en' ? 'Hangzhou, Xiasha 8' : '杭州市钱塘区下沙路 8 号';
      await page.goto(`${platform.address}/enterprise`);
      await page.getByRole('button', { name: t.enterprise.change, exact: true }).click();
      await page.getByLabel(t.enterprise.fields.address, { exact: true }).fill(address);
      await page.getByRole('button', { name: t.enterprise.submit, exact: true }).click();
      await page.getByText(t.enterprise.reasonMissing).waitFor();
      await page.getByLabel(t.enterprise.reason, { exact: true }).fill('moved, lease enclosed');
      await page.getByRole('button', { name: t.enterprise.submit, exact: true }).click();
      await page.getByText(t.enterprise.states.submitted, { exact: true }).first().waitFor();

      await zone.goto(`${platform.address}/operator?view=applications`);
      await zone.getByText(address).waitFor();
      await zone.getByLabel(t.enterprise.note, { exact: true }).fill('lease seen');
      await zone.getByRole('button', { name: t.enterprise.approve, exact: true }).click();
      await zone.getByText(t.enterprise.told(t.enterprise.states.approved)).waitFor();

      await page.reload();
      await page.locator('dl, .facts').getByText(address).first().waitFor();
      await Promise.all([page.context().close(), zone.context().close()]);
    });

    it(`prints papers whose code leads to what stands now, in ${language}`, async () => {
      const page = await enter('trader', language);
      const found = await page.request.get(
        `${platform.address}/api/v1/declarations?status=released&limit=1`,
      );
      const { items } = (await found.json()) as ListPage<DeclarationSummary>;
      const { declarationId = '', orderNo = '' } = items[0] ?? {};
      await page.goto(`${platform.address}/papers/${declarationId}`);
      const codes = page.locator('svg.qr');
      await expect.poll(() => codes.count()).toBeGreaterThanOrEqual(2);
      await page.locator('svg.qr path[d^=M]').first().waitFor();
      await page.emulateMedia({ media: 'print' });
      const pdf = await page.pdf({ format: 'A4', printBackground: true });
      // A page a sheet, of which there are two or three, with its letters in it.
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBe(await codes.count());
      const address = decodeQr(await readPixels(page, await codes.first().screenshot()), CALMLY);
      expect(address).toMatch(new RegExp(`^${platform.address}/verify/`));

      const stranger = await started.browser?.newContext({ locale: 'en-US' });
      const phone = await stranger?.newPage();
      await phone?.goto(address);
      await phone?.getByText(orderNo).waitFor();
      await phone?.goto(`${address.slice(0, -1)}${address.endsWith('A') ? 'B' : 'A'}`);
      await phone?.getByRole('alert').waitFor();
      await stranger?.close();
      await page.context().close();
    });
  }

  it('fills a list from an order on file', async () => {
    const t = zh.desk.draft;
    const page = await enter('trader', 'zh');
    const day = dayOf(systemClock.now());
    const { ebpCode, orderNo } = await fileOrder(platform, { seed: 9, day });
    await page.goto(`${platform.address}/filing`);
    await page.getByRole('button', { name: t.fromOrder, exact: true }).click();
    await page.getByLabel(t.orderPlatform, { exact: true }).fill(ebpCode);
    await page.getByLabel(t.title, { exact: true }).fill(orderNo);
    await page.getByRole('button', { name: t.orderBegin, exact: true }).click();
    await page.waitForURL('**/drafts/*');
    await page.getByText(t.ordered(orderNo, ebpCode)).waitFor();
    await page.context().close();
  });
});

/** The pixels of a PNG, as the browser draws it. */
async function readPixels(page: Page, png: Buffer) {
  const blank = await page.context().newPage();
  const source = `data:image/png;base64,${png.toString('base64')}`;
  const drawn = await blank.evaluate(async (src) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    const [width, height] = [image.naturalWidth, image.naturalHeight];
    const canvas = new OffscreenCanvas(width, height).getContext('2d');
    canvas?.drawImage(image, 0, 0);
    return { width, height, data: [...(canvas?.getImageData(0, 0, width, height).data ?? [])] };
  }, source);
  await blank.close();
  return { ...drawn, data: Uint8Array.from(drawn.data) };
}
