import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { test as base, expect, onTestFinished } from 'vitest';

import { CHROMIUM, openBrowser } from './chromium.ts';

/** Pages as a person sees them: in a real, headless Chromium. */

const withBrowser = base.extend<{ browser: Browser }>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: Vitest wants it so
    async ({}, use) => {
      const browser = await openBrowser();
      await use(browser);
      await browser.close();
    },
    { scope: 'file' },
  ],
});

if (CHROMIUM === undefined) {
  process.stderr.write(
    'SKIPPED: no Chromium here, so no page is opened; apt-get install chromium, or set CHROMIUM_PATH\n',
  );
}
/** A test with a browser, which the tests of a file share; skipped, and said so, where there is none. */
export const test = withBrowser.skipIf(CHROMIUM === undefined);

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

export interface Opened {
  readonly page: Page;
  /** What a person should never find: errors on the console, and requests beyond the page itself. */
  readonly heard: readonly string[];
}

/** What its renderer has computed since it was started, in ms, all threads together. */
export async function cpuOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'ProcessTime')?.value ?? Number.NaN) * 1_000;
}

/** Opens a page from a file, as somebody does who was mailed it; closed when the test is over. */
export async function opened(
  browser: Browser,
  html: string,
  { width, height } = DESKTOP,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'canary-page-'));
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  onTestFinished(async () => {
    await page.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(folder, 'page.html');
  writeFileSync(file, html);
  const url = pathToFileURL(file).href;
  const heard: string[] = [];
  page.on('console', (message) => heard.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => heard.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => heard.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) heard.push(request.url());
  });
  await page.goto(url);
  return { page, heard };
}

/** That it fits, that it is quiet, and that everybody can read it. */
export async function expectGood({ page, heard }: Opened): Promise<void> {
  const [needed = 0, there = 0] = (await page.evaluate(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  )) as number[];
  expect(needed, 'the page is wider than the window').toBeLessThanOrEqual(there);
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate(
    // What is drawn is told in the label of the drawing.
    'axe.run({ exclude: ["svg *"] }, { resultTypes: ["violations"] })',
  )) as axe.AxeResults;
  expect(
    violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ html }) => html)
          .slice(0, 3)
          .join(' ')}`,
    ),
  ).toEqual([]);
  expect(heard).toEqual([]);
}
