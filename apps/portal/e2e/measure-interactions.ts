import type { Page } from 'playwright-core';
import { describeMachine, enter, openChromium, quantile } from './measure-browser.ts';
import { startPlatform, type RunningPlatform } from './running-platform.ts';

/** What is on the screen when an interaction is done; nothing of it is still a skeleton. */
type Shown = { readonly selector: string; readonly text?: string; readonly path?: string };

type Interaction = {
  readonly name: string;
  readonly role: 'trader' | 'operator';
  readonly from: string;
  /** There before the hand moves. */
  readonly ready: string;
  act(page: Page): Promise<unknown>;
  readonly shown: Shown;
};

// A pointer rests on what it clicks for longer than this; pages begin to read meanwhile.
const POINTING_MS = 100;

function click(selector: string) {
  return async (page: Page) => {
    const place = page.locator(selector).first();
    await place.hover();
    await page.waitForTimeout(POINTING_MS);
    await place.click();
  };
}

function tab(at: number) {
  return click(`[role=tab]:nth-child(${at})`);
}

const LIST = { from: '/declarations', ready: 'a.row-link' };
const ROW = '[role=rowheader] a.row-link';

/** The moves of a working day, each from the page where it is made. */
const INTERACTIONS: readonly Interaction[] = [
  {
    ...{ name: 'home → declarations', role: 'trader', from: '/', ready: 'h1' },
    ...{ act: click('#rail a[href="/declarations"]'), shown: { selector: ROW } },
  },
  {
    ...{ name: 'declarations → one of them', role: 'trader', ...LIST },
    ...{ act: click(ROW), shown: { selector: '.object .tabpanel' } },
  },
  {
    ...{ name: 'declarations: only rejected', role: 'trader', ...LIST },
    act: (page) => page.locator('.filters select').first().selectOption('rejected'),
    shown: { selector: ROW, path: 'status=rejected' },
  },
  {
    ...{ name: 'declarations: last row (End)', role: 'trader', ...LIST },
    act: async (page) => {
      await page.locator(ROW).first().focus();
      await page.keyboard.press('End');
    },
    shown: { selector: '[role=row]:focus-within:not(:nth-child(2)) a.row-link' },
  },
  {
    ...{ name: 'declarations: a letter typed', role: 'trader', ...LIST },
    act: (page) =>
      page.locator('.filters .field input:not([type=date])').first().pressSequentially('A'),
    shown: { selector: '.filters .field input[value="A"]' },
  },
  ...(['tax', 'goods', 'receipts', 'parcel', 'evidence'] as const).map((name, at): Interaction => ({
    ...{ name: `declaration: ${name}`, role: 'trader', from: 'declaration', ready: '.tabpanel' },
    act: tab(at + 2),
    shown: { selector: '.tabpanel > *', path: `tab=${name}` },
  })),
  {
    ...{ name: 'palette opened (Ctrl-K)', role: 'trader', from: '/', ready: 'h1' },
    act: (page) => page.keyboard.press('Control+k'),
    shown: { selector: 'dialog[open] [role=option]' },
  },
  {
    ...{ name: 'other language', role: 'trader', ...LIST },
    ...{
      act: click('.top-end button[lang]'),
      shown: { selector: '.top-end button[lang="zh-CN"]' },
    },
  },
  {
    ...{ name: 'home → filing', role: 'trader', from: '/', ready: 'h1' },
    ...{ act: click('#rail a[href="/filing"]'), shown: { selector: '[role=tabpanel] > *' } },
  },
  {
    ...{ name: 'declaration → its paper', role: 'trader', from: 'declaration', ready: '.tabpanel' },
    ...{ act: click('a[href^="/papers/"]'), shown: { selector: '.sheet svg.qr' } },
  },
  {
    ...{ name: 'home → message explorer', role: 'operator', from: '/', ready: 'h1' },
    ...{ act: click('#rail a[href="/exchanges"]'), shown: { selector: 'tbody a' } },
  },
  {
    ...{ name: 'messages → one of them', role: 'operator', from: '/exchanges', ready: 'tbody a' },
    ...{ act: click('tbody a'), shown: { selector: 'h1', path: '/exchanges/' } },
  },
  {
    ...{ name: 'statistics: by chapter', role: 'operator', from: '/statistics', ready: 'table' },
    act: (page) => page.locator('.filters select').first().selectOption('hs2'),
    shown: { selector: '.tabpanel table', path: 'rows=hs2' },
  },
  {
    ...{ name: 'operator: participants', role: 'operator', from: '/operator', ready: '[role=tab]' },
    act: click('[role=tab]:nth-child(3)'),
    shown: { selector: 'tbody tr', path: 'view=participants' },
  },
  {
    ...{ name: 'home → rules', role: 'operator', from: '/holds', ready: '.desk-pages a' },
    ...{ act: click('.desk-pages a[href="/rules"]'), shown: { selector: 'tbody tr' } },
  },
];

const HEAD = '| interaction | median ms | longest ms |\n|---|---|---|';

/** Makes every move several times on the demo data and writes how long each took. */
export async function measure({ rounds }: { rounds: number }): Promise<void> {
  const platform = await startPlatform();
  const browser = await openChromium();
  try {
    process.stdout.write(`${describeMachine(browser)}; ${rounds} rounds\n\n${HEAD}\n`);
    for (const role of ['trader', 'operator'] as const) {
      const context = await browser.newContext({
        ...{ locale: 'zh-CN', viewport: { width: 1440, height: 900 } },
      });
      const page = await context.newPage();
      await enter(page, platform, role);
      for (const one of INTERACTIONS.filter((move) => move.role === role))
        process.stdout.write(`${await measureOne(page, platform, { one, rounds })}\n`);
      await context.close();
    }
  } finally {
    await browser.close();
    await platform.stop();
  }
}

// What a page reads behind its first view has come by then, the code of other pages too.
const SETTLED_MS = 2_000;

type Order = { readonly one: Interaction; readonly rounds: number };

async function measureOne(
  page: Page,
  platform: RunningPlatform,
  { one, rounds }: Order,
): Promise<string> {
  const took: number[] = [];
  // The first round brings the page's own code; a person has it after the first minute.
  for (let round = 0; round <= rounds; round += 1) {
    await page.goto(platform.address + (await addressOf(page, platform, one.from)));
    await page.locator(one.ready).first().waitFor();
    await page.waitForFunction(() => !document.querySelector('.skeleton'));
    await page.waitForTimeout(SETTLED_MS);
    await page.evaluate(armed, one.shown);
    await one.act(page).catch((error: unknown) => {
      throw new Error(`${one.name}: cannot be done`, { cause: error });
    });
    const ms = await page.evaluate(taken);
    if (ms < 0) throw new Error(`${one.name}: what it leads to was not shown in ten seconds`);
    if (round > 0) took.push(ms);
    await page.evaluate(() => window.localStorage.clear());
  }
  const show = (value: number) => String(Math.round(value));
  return `| ${one.name} | ${show(quantile(took, 0.5))} | ${show(Math.max(...took))} |`;
}

async function addressOf(page: Page, platform: RunningPlatform, from: string): Promise<string> {
  if (from !== 'declaration') return from;
  const answer = await page.request.get(`${platform.address}/api/v1/declarations?limit=1`);
  const { items } = (await answer.json()) as { items: { declarationId: string }[] };
  return `/declarations/${items[0]?.declarationId ?? ''}`;
}

type Armed = Window & { taken?: Promise<number> };

/** In the page: from the hand's event until what it asks for has been painted. */
function armed(shown: Shown): void {
  const inWindow = window as Armed;
  inWindow.taken = new Promise((resolve) => {
    const kinds = ['click', 'keydown', 'change'];
    const begin = (event: Event) => {
      for (const kind of kinds) window.removeEventListener(kind, begin, true);
      wait(event.timeStamp);
    };
    for (const kind of kinds) window.addEventListener(kind, begin, { capture: true });
    function wait(began: number): void {
      requestAnimationFrame(() => {
        if (performance.now() - began > 10_000) return resolve(-1);
        if (!isShown()) return wait(began);
        // A message comes after the frame that shows it.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - began);
        port2.postMessage(undefined);
      });
    }
    function isShown(): boolean {
      if (document.querySelector('.skeleton, .list-page [aria-busy=true]')) return false;
      if (shown.path !== undefined && !window.location.href.includes(shown.path)) return false;
      return [...document.querySelectorAll(shown.selector)].some(
        (found) => found.getClientRects().length > 0,
      );
    }
  });
}

function taken(): Promise<number> {
  return (window as Armed).taken ?? Promise.reject(new Error('bug: not armed'));
}
