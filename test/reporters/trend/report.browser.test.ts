import { expect } from 'vitest';
import { trendReport } from '../../../src/reporters/trend/report.ts';
import { DESKTOP, expectGood, opened, PHONE, test } from '../../helpers/browser.ts';
import { manyRuns, NOW } from './runs.ts';

const html = trendReport(manyRuns(10_000), NOW, 'us-east-1');

const sizes = [
  ['desktop', DESKTOP, 'light'],
  ['phone', PHONE, 'dark'],
] as const;

for (const [size, viewport, scheme] of sizes) {
  test(`at the width of a ${size} a month fits, is quiet and can be read by all`, async ({
    browser,
  }) => {
    await expectGood(await opened(browser, html, viewport, scheme));
  });
}

test('the charts are as wide as there is room, and drawn', async ({ browser }) => {
  for (const viewport of [DESKTOP, PHONE]) {
    const { page } = await opened(browser, html, viewport);
    const boxes = await page.evaluate<number[]>(
      '[...document.querySelectorAll("svg")].map((one) => one.getBoundingClientRect().width)',
    );

    expect(boxes).toHaveLength(8);
    for (const width of boxes) expect(width).toBeGreaterThan(viewport.width * 0.6);
    expect(await page.locator('svg .failed').first().isVisible()).toBe(true);
  }
});
