import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en } from '../src/text/en.ts';
import { zh } from '../src/text/zh.ts';
import { findChromium, startPlatform, type RunningPlatform } from './running-platform.ts';

const executablePath = findChromium();
const START_MS = 180_000;
const TEXTS = { en, zh };

describe.skipIf(executablePath === undefined)('the rule studio', { timeout: 90_000 }, () => {
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

  async function enter(role: string, language: 'en' | 'zh'): Promise<Page> {
    const t = TEXTS[language];
    const locale = language === 'en' ? 'en-US' : 'zh-CN';
    const context = await started.browser?.newContext({
      ...{ locale, viewport: { width: 1440, height: 900 } },
    });
    const page = await context?.newPage();
    if (!page) throw new Error('no browser');
    await page.goto(platform.address);
    await page.getByLabel(t.signIn.loginName, { exact: true }).fill(role);
    await page.getByLabel(t.signIn.password, { exact: true }).fill(platform.passwordOf(role));
    await page.getByRole('button', { name: t.signIn.submit, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: t.overview.title, exact: true }).waitFor();
    return page;
  }

  it('takes a rule from a draft into force, by two people', async () => {
    const t = en.studio;
    const first = await enter('operator', 'en');
    await first.goto(`${platform.address}/rules?version=1`);
    await first.getByRole('button', { name: t.edit }).click();
    const when = first.getByLabel(`${t.columns.when} 1`, { exact: true });
    await when.fill('nobodysField >= 4');
    await first.getByText(t.wrong(1)).waitFor();
    expect(await when.getAttribute('aria-invalid')).toBe('true');
    await when.fill('buyerDeclarationsToday >= 4');
    await first.getByText(t.sound).waitFor();
    await first.getByRole('button', { name: t.save }).click();
    await first.waitForURL(/version=2/);

    await first.getByLabel(t.note, { exact: true }).fill('more careful');
    await first.getByRole('button', { name: t.check, exact: true }).click();
    await first.getByText(t.noRemarks).waitFor();
    await first.getByRole('button', { name: t.start, exact: true }).click();
    await first.getByRole('rowheader', { name: t.changed }).waitFor();
    await first.getByLabel(t.note, { exact: true }).fill('tried on a month');
    await first.getByRole('button', { name: t.ask, exact: true }).click();
    await first.getByText(t.own).waitFor();
    expect(await first.getByRole('button', { name: t.confirm }).count()).toBe(0);

    const second = await enter('analyst', 'zh');
    await second.goto(`${platform.address}/rules?version=2`);
    await second.getByLabel(zh.studio.note, { exact: true }).fill('同意');
    await second.getByRole('button', { name: zh.studio.confirm }).click();
    await second.getByText('同意').waitFor();
    type Tables = { items: { version: number; status: string; activatedBy: string }[] };
    const { items } = await platform.get<Tables>('/risk/rule-tables');
    expect(items[0]).toMatchObject({ version: 2, status: 'active', activatedBy: 'demo analyst' });
  });
});
