import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dayOf, systemClock } from '@pilotzone/kernel/time';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Declaration, Page as ListPage } from '../src/api/shapes.ts';
import { en } from '../src/text/en.ts';
import { zh } from '../src/text/zh.ts';
import {
  fileDeclarations,
  fileHeldDeclarations,
  findChromium,
  startPlatform,
  type RunningPlatform,
} from './running-platform.ts';

const executablePath = findChromium();

// The demo day is cleared first: half a minute on a busy machine.
const START_MS = 180_000;

describe.skipIf(executablePath === undefined)('the portal in a browser', () => {
  const profile = mkdtempSync(join(tmpdir(), 'portal-e2e-profile-'));
  const complaints: string[] = [];
  let platform: RunningPlatform;
  let page: Page;
  const started: { platform?: RunningPlatform; browser?: BrowserContext } = {};

  beforeAll(async () => {
    platform = await startPlatform();
    started.platform = platform;
    await fileHeldDeclarations(platform, { price: '500', day: dayOf(systemClock.now()) });
    const browser = await chromium.launchPersistentContext(profile, {
      ...(executablePath ? { executablePath } : {}),
      locale: 'en-US',
      viewport: { width: 1440, height: 900 },
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    });
    started.browser = browser;
    page = browser.pages()[0] ?? (await browser.newPage());
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // A refused request is told by the browser too; everything else is a fault of ours.
      const isRefusal = /the server responded with a status of 401/.test(message.text());
      if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
    });
  }, START_MS);

  afterAll(async () => {
    await started.browser?.close();
    await started.platform?.stop();
    rmSync(profile, { recursive: true, force: true });
  }, 60_000);

  const title = (text: string) => page.getByRole('heading', { level: 1, name: text, exact: true });
  const rail = (text: string) => page.locator('#rail').getByRole('link', { name: text });

  it('lets nobody in with a wrong password, and the officer with the right one', async () => {
    await page.goto(platform.address);
    await page.getByLabel(en.signIn.loginName, { exact: true }).fill('officer');
    await page.getByLabel(en.signIn.password, { exact: true }).fill('wrong');
    await page.getByRole('button', { name: en.signIn.submit, exact: true }).click();
    await page.getByText(en.signIn.wrong).waitFor();
    const password = platform.passwordOf('officer');
    await page.getByLabel(en.signIn.password, { exact: true }).fill(password);
    await page.getByRole('button', { name: en.signIn.submit, exact: true }).click();
    await title(en.overview.title).waitFor();
    await page.getByText(en.app.live, { exact: true }).waitFor();
  });

  it('narrows the list by the address and shows one declaration with its reasons', async () => {
    await rail(en.nav.declarations).click();
    await page.getByLabel(en.declarations.reason, { exact: true }).fill('1332');
    await page.waitForURL('**/declarations?reason=1332');
    await page.getByRole('gridcell', { name: '1332' }).first().waitFor();
    await page.locator('a.row-link').first().click();
    await page.waitForURL('**/declarations/*-*');
    await page.getByText('Correct acturalPaid of the order').waitFor();
    const amounts = page.getByRole('row', { name: en.match.fields.amount }).first();
    expect(await amounts.locator('.match-differs').count()).toBe(2);
    await page.getByRole('tab', { name: en.declaration.tabs.tax }).click();
    await page.getByText(en.tax.withTax).waitFor();
    expect(page.url()).toContain('tab=tax');
  });

  it('counts what happens meanwhile, and shows it when asked', async () => {
    await rail(en.nav.declarations).click();
    const first = page.locator('a.row-link').first();
    const newest = await first.textContent();
    await fileDeclarations(platform, { seed: 6, day: dayOf(systemClock.now()) });
    const news = page.getByRole('button', { name: /changes? since; show/ });
    await news.waitFor();
    expect(await first.textContent()).toBe(newest);
    await news.click();
    await expect.poll(() => first.textContent()).not.toBe(newest);
  });

  it('takes an officer’s decision with a note, and only with one', async () => {
    const before = await platform.get<ListPage<{ declarationId: string }>>('/holds');
    const held = before.items[0]?.declarationId ?? '';
    await rail(en.desks.review).click();
    await page.locator('a.queue-entry').first().click();
    await page.waitForURL(`**/holds/${held}`);
    await page.getByRole('button', { name: en.holds.release }).click();
    await page.getByText(en.holds.noteMissing).waitFor();
    await page.getByLabel(en.holds.note, { exact: true }).fill('papers agree');
    await page.getByRole('button', { name: en.holds.release }).click();
    const { orderNo } = await platform.get<Declaration>(`/declarations/${held}`);
    await page.getByText(en.holds.released(orderNo)).waitFor();
    await expect
      .poll(async () => (await platform.get<Declaration>(`/declarations/${held}`)).status)
      .toMatch(/^(released|customs-held)$/);
    await page.goto(`${platform.address}/declarations/${held}`);
    await page.getByText('papers agree').waitFor();
  });

  it('adds a passkey, signs out, and signs in with it alone', async () => {
    const own = await started.browser?.newPage();
    if (!own) throw new Error('no browser');
    const devices = await own.context().newCDPSession(own);
    await devices.send('WebAuthn.enable');
    await devices.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    // Passkeys belong to a host name.
    await own.goto(`${platform.address.replace('127.0.0.1', 'localhost')}/account`);
    await own.getByLabel(en.signIn.loginName, { exact: true }).fill('trader');
    const password = own.getByLabel(en.signIn.password, { exact: true });
    await password.fill(platform.passwordOf('trader'));
    await own.getByRole('button', { name: en.signIn.submit, exact: true }).click();
    await own.getByRole('button', { name: en.account.passkeyAdd }).click();
    await own.getByText(en.account.passkeyDefault, { exact: true }).waitFor();
    await own.getByTitle(en.account.menu).click();
    await own.getByText('捷关报关服务有限公司').waitFor();
    await own.getByRole('button', { name: en.app.signOut }).click();
    await own.getByRole('button', { name: en.signIn.passkey }).click();
    await own.getByRole('heading', { level: 1, name: en.account.security }).waitFor();
    await own.getByText(en.account.method.passkey, { exact: true }).first().waitFor();
    await own.close();
  });

  it('signs in by the demo’s OpenID provider, and shows people their rights', async () => {
    const own = await started.browser?.newPage();
    if (!own) throw new Error('no browser');
    await own.context().clearCookies();
    await own.goto(platform.address);
    await own.getByRole('link', { name: en.signIn.otherProvider('demo OpenID') }).click();
    await own.getByRole('link', { name: 'operator' }).click();
    await own.getByRole('heading', { level: 1, name: en.overview.title }).waitFor();
    await own.goto(`${platform.address}/people`);
    await own.getByRole('button', { name: en.people.add }).click();
    await own.getByLabel(en.people.loginName, { exact: true }).fill('e2e.person');
    await own.getByLabel(en.people.displayName, { exact: true }).fill('新同事');
    await own.getByLabel('statistics:read').check();
    await own.getByRole('button', { name: en.people.save }).click();
    await own.getByText(en.people.shownOnce('新同事')).waitFor();
    await own.getByRole('cell', { name: '新同事' }).waitFor();
    await own.close();
  });

  it('verifies the evidence and speaks Chinese, without a complaint of the browser', async () => {
    await rail(en.nav.exchanges).click();
    await page.getByRole('button', { name: en.exchanges.verify }).click();
    await page.getByText(/^Intact: /).waitFor();
    await page.getByRole('button', { name: en.app.languageLabel }).click();
    await title(zh.exchanges.title).waitFor();
    expect(complaints).toEqual([]);
  });
});
