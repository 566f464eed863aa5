import { dayOf, systemClock } from '@pilotzone/kernel/time';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Declaration, Page as ListPage } from '../src/api/shapes.ts';
import { en } from '../src/text/en.ts';
import { zh } from '../src/text/zh.ts';
import {
  fileHeldDeclarations,
  findChromium,
  startPlatform,
  type RunningPlatform,
} from './running-platform.ts';

const executablePath = findChromium();
const START_MS = 180_000;
const TEXTS = { en, zh };

describe.skipIf(executablePath === undefined)('two officers', { timeout: 60_000 }, () => {
  const started: { platform?: RunningPlatform; browser?: Browser } = {};
  let platform: RunningPlatform;
  const pages: Page[] = [];

  beforeAll(async () => {
    platform = await startPlatform();
    started.platform = platform;
    await fileHeldDeclarations(platform, { price: '300', day: dayOf(systemClock.now()) });
    started.browser = await chromium.launch({
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    });
    pages.push(await enter('officer', 'en'), await enter('officer2', 'zh'));
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

  /** Both officers with the first list of the queue before them. */
  async function onOneHold() {
    const [first, second] = pages;
    if (!first || !second) throw new Error('two officers are signed in');
    const queue = await platform.get<ListPage<{ declarationId: string }>>('/holds');
    const held = queue.items[0]?.declarationId ?? '';
    const { orderNo } = await platform.get<Declaration>(`/declarations/${held}`);
    for (const page of [first, second]) {
      await page.goto(`${platform.address}/holds/${held}`);
      await page.getByRole('textbox', { name: /^(Note|审核意见)$/ }).fill(`seen ${orderNo}`);
    }
    const statusOf = async () => (await platform.get<Declaration>(`/declarations/${held}`)).status;
    return { first, second, held, orderNo, statusOf };
  }

  it('on one hold: the second is told who decided, and sees the queue as it is', async () => {
    const { first, second, held, orderNo, statusOf } = await onOneHold();
    await first.getByRole('button', { name: en.holds.release }).click();
    await first.getByText(en.holds.released(orderNo)).waitFor();
    await second.getByRole('button', { name: zh.holds.reject }).click();
    await second.getByRole('button', { name: zh.holds.confirm }).click();
    await second.getByText(zh.review.decidedMeanwhile(orderNo, 'demo officer')).waitFor();
    await expect.poll(() => second.locator(`a[href="/holds/${held}"]`).count()).toBe(0);
    await expect.poll(statusOf).toMatch(/^(sent|released|customs-held)$/);
  });

  it('where two decide: one proposes, the other reads it and confirms', async () => {
    const policy = { minScore: 0, codes: [], note: 'everything, for this test' };
    await platform.post('/holds/policy', JSON.stringify(policy));
    const { first, second, held, orderNo, statusOf } = await onOneHold();
    // Neither knows of the other yet; the second one's word does not confirm by accident.
    await first.getByRole('button', { name: en.review.propose.release }).click();
    await first.getByText(en.review.nowWaits(orderNo)).waitFor();
    await second.getByRole('button', { name: zh.review.propose.release }).click();
    await second.getByText(zh.review.proposed.release('demo officer')).waitFor();
    expect(await statusOf()).toBe('held');

    await first.goto(`${platform.address}/holds/${held}`);
    await first.getByText(en.review.own).waitFor();
    const confirm = { first: en.review.confirm.release, second: zh.review.confirm.release };
    expect(await first.getByRole('button', { name: confirm.first }).count()).toBe(0);

    await second.getByRole('button', { name: confirm.second }).click();
    await second.getByText(zh.holds.released(orderNo)).waitFor();
    await expect.poll(statusOf).toMatch(/^(sent|released|customs-held)$/);
    const { timeline } = await platform.get<Declaration>(`/declarations/${held}`);
    const decided = timeline.find(({ cause }) => cause.startsWith('hold decided'));
    expect(decided?.actor).toBe('demo officer, demo officer2');
  });

  it('an objection waits for the first officer in its turn', async () => {
    const { first, second, held, orderNo, statusOf } = await onOneHold();
    await first.getByRole('button', { name: en.review.propose.release }).click();
    await first.getByText(en.review.nowWaits(orderNo)).waitFor();
    await second.goto(`${platform.address}/holds/${held}`);
    await second.getByLabel(zh.holds.note, { exact: true }).fill('价格偏低');
    await second.getByRole('button', { name: zh.review.object.reject }).click();
    await second.getByRole('button', { name: zh.holds.confirm }).click();
    await second.getByText(zh.review.nowWaits(orderNo)).waitFor();
    expect(await statusOf()).toBe('held');
    await first.goto(`${platform.address}/holds/${held}`);
    await first.getByText('价格偏低').waitFor();
    await first.getByLabel(en.holds.note, { exact: true }).fill('agreed');
    await first.getByRole('button', { name: en.review.confirm.reject }).click();
    await first.getByRole('button', { name: en.holds.confirm }).click();
    await first.getByText(en.holds.rejected(orderNo)).waitFor();
    await expect.poll(statusOf).toBe('rejected');
  });

  it('a case goes from a declaration over a work order to a decision and an appeal', async () => {
    const [first, second] = pages;
    if (!first || !second) throw new Error('two officers are signed in');
    const { items } = await platform.get<ListPage<Declaration>>('/declarations?limit=1');
    await first.goto(`${platform.address}/declarations/${items[0]?.declarationId ?? ''}`);
    await first.getByRole('link', { name: en.cases.open, exact: true }).click();
    await first.getByLabel(en.cases.subject, { exact: true }).fill('Forty parcels, one address');
    await first.getByLabel(en.cases.note, { exact: true }).fill('seen in the queue');
    await first.getByRole('button', { name: en.cases.open, exact: true }).click();
    await first.waitForURL('**/cases/*-*');
    await first.getByLabel(en.cases.task, { exact: true }).fill('open parcel 7');
    await first.getByLabel(en.cases.assignee, { exact: true }).last().fill('gate 3');
    await first.getByLabel(en.cases.due, { exact: true }).last().fill('2030-01-01');
    await first.getByRole('button', { name: en.cases.order, exact: true }).click();
    await first.getByLabel(en.cases.result, { exact: true }).fill('as declared');
    await first.getByRole('button', { name: en.cases.done, exact: true }).click();
    await first.getByText('as declared').waitFor();

    // The other officer has the case as it was: her step is refused, and says why.
    await second.goto(first.url());
    await second.getByRole('heading', { name: zh.cases.deed }).waitFor();
    const decide = async (page: Page, t: typeof en, deed: keyof typeof en.cases.deeds) => {
      await page.getByRole('combobox', { name: t.cases.deed, exact: true }).selectOption(deed);
      await page.getByLabel(t.cases.note, { exact: true }).fill('as the papers show');
      await page.getByRole('button', { name: t.cases.deeds[deed], exact: true }).click();
    };
    await decide(first, en, 'decided confirmed');
    await first.getByText(en.cases.outcomes.confirmed, { exact: true }).first().waitFor();
    await decide(second, zh, 'decided cleared');
    await second
      .getByRole('alert')
      .filter({ hasText: /重新阅读/ })
      .waitFor();

    await first.getByRole('combobox', { name: en.cases.deed }).selectOption('appealed');
    await first.getByLabel(en.cases.appellant, { exact: true }).fill('the shop');
    await decide(first, en, 'appealed');
    await first.getByRole('button', { name: en.cases.deeds['appeal-upheld'] }).waitFor();
    await decide(first, en, 'appeal-upheld');
    await first
      .getByRole('alert')
      .filter({ hasText: /somebody else/i })
      .waitFor();
    await second.reload();
    await decide(second, zh, 'appeal-upheld');
    await second.getByText(zh.cases.outcomes.cleared, { exact: true }).first().waitFor();
  });
});
