import { cpus } from 'node:os';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium, type RunningPlatform } from './running-platform.ts';

/** A Chromium without a screen, as the tests use. */
export function openChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium is installed; the portal is measured in one');
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  });
}

/** Signs a person of the demo in. */
export async function enter(page: Page, platform: RunningPlatform, role: string): Promise<void> {
  await page.goto(platform.address);
  await page.locator('input[autocomplete=username]').fill(role);
  await page.locator('input[type=password]').fill(platform.passwordOf(role));
  await page.locator('button[type=submit]').click();
  await page.locator('.shell').waitFor();
}

/** The machine in a few words, for beside the figures. */
export function describeMachine(browser: Browser): string {
  const [first, ...others] = cpus();
  const name = first?.model ?? 'unknown processor';
  return `${name}, ${others.length + 1} cores, Chromium ${browser.version()}`;
}

/** The value that a share of all lies below. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
