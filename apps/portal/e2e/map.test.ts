import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findRepository } from '@pilotzone/kernel/migrate';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en } from '../src/text/en.ts';
import { MAP_WORDS } from '../src/text/map-texts.ts';
import { zh } from '../src/text/zh.ts';
import { findChromium, startPlatform, type RunningPlatform } from './running-platform.ts';

const executablePath = findChromium();
const START_MS = 240_000;
const TEXTS = { en, zh };
const PICTURES = join(findRepository(), 'dist', 'pages');
const NUMBER = 'GS(2024)0650号';
/** GB/T 2260: the two digits of every province. */
const PROVINCES = [
  ...[11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46],
  ...[50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82],
];

describe.skipIf(executablePath === undefined)('an approved map', { timeout: 120_000 }, () => {
  const started: { platform?: RunningPlatform; browser?: Browser } = {};

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    started.platform = await startPlatform();
    started.browser = await chromium.launch({
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    });
  }, START_MS);

  afterAll(async () => {
    await started.browser?.close();
    await started.platform?.stop();
  }, 60_000);

  for (const language of ['zh', 'en'] as const) {
    it(`takes the place of the tiles until it is withdrawn, in ${language}`, async () => {
      const { platform, browser } = started;
      if (!platform || !browser) throw new Error('both are started');
      const [t, words] = [TEXTS[language], MAP_WORDS[language]];
      const locale = language === 'en' ? 'en-US' : 'zh-CN';
      const page = await browser.newPage({ locale, viewport: { width: 1440, height: 900 } });
      await page.goto(platform.address);
      await page.getByLabel(t.signIn.loginName, { exact: true }).fill('operator');
      const password = platform.passwordOf('operator');
      await page.getByLabel(t.signIn.password, { exact: true }).fill(password);
      await page.getByRole('button', { name: t.signIn.submit, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: t.overview.title }).waitFor();

      await page.goto(`${platform.address}/operator?view=imports`);
      await page.getByLabel(words.approvalNo, { exact: true }).fill(NUMBER);
      await page.getByLabel(words.source, { exact: true }).fill('自然资源部');
      await offer(page, words.file, collection(PROVINCES.slice(1)));
      await page.getByRole('button', { name: words.compare, exact: true }).click();
      await page.getByRole('alert').filter({ hasText: /\S/ }).first().waitFor();

      await offer(page, words.file, collection(PROVINCES));
      await page.getByRole('button', { name: words.compare, exact: true }).click();
      await page.getByText(words.shapesOf(34, 1), { exact: true }).waitFor();
      await page.getByRole('button', { name: words.apply(NUMBER), exact: true }).click();
      await page.getByText(words.applied, { exact: true }).waitFor();

      await page.goto(`${platform.address}/cockpit`);
      await page.getByText(NUMBER).waitFor();
      expect(await page.locator('figure.geo-map svg path').count()).toBe(35);
      await page.screenshot({ path: join(PICTURES, `map-${language}.png`) });

      await page.goto(`${platform.address}/operator?view=imports`);
      await page.getByRole('button', { name: words.withdraw, exact: true }).click();
      await page.getByRole('button', { name: words.yes, exact: true }).click();
      await page.getByText(words.withdrawn, { exact: true }).first().waitFor();
      await page.goto(`${platform.address}/cockpit`);
      await page.locator('svg.tile-map rect').first().waitFor();
      expect(await page.locator('figure.geo-map').count()).toBe(0);
      await page.close();
    });
  }
});

async function offer(page: Page, label: string, map: object): Promise<void> {
  const buffer = Buffer.from(JSON.stringify(map));
  const file = { name: 'china.geojson', mimeType: 'application/geo+json', buffer };
  await page.getByLabel(label, { exact: true }).setInputFiles(file);
}

/** A map of squares that is none of China, with a line in the south. */
function collection(provinces: readonly number[]) {
  const squares = provinces.map((code, at) => {
    const [east, north] = [80 + (at % 7) * 6, 50 - Math.floor(at / 7) * 6];
    const corners = [
      [east, north],
      [east + 2, north],
      [east + 2, north + 2],
      [east, north],
    ];
    const properties = { adcode: code * 10_000, name: String(code) };
    return { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [corners] } };
  });
  const line = [
    [110, 10],
    [112, 5],
  ];
  const south = {
    type: 'Feature',
    properties: { adcode: '100000_JD', name: '' },
    geometry: { type: 'MultiLineString', coordinates: [line] },
  };
  return { type: 'FeatureCollection', features: [...squares, south] };
}
