import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { htmlReport } from '../../../src/reporters/html/report.ts';
import { cpuOf, DESKTOP, expectGood, opened, PHONE, test } from '../../helpers/browser.ts';
import { PLACE, report } from '../reports.ts';
import { runs } from '../terminal.cases.ts';
import { hostileRun, largeRun } from './runs.ts';

const there = { ...PLACE, awsConsole: { region: 'us-east-1', canary: 'governance-canary-dev' } };

/** Everything that a page may have to show, on one. */
const all = report(...Object.values(runs).flatMap(({ scenarios }) => scenarios));
const sizes = [
  ['desktop', DESKTOP, 'light'],
  ['phone', PHONE, 'dark'],
] as const;

for (const [size, viewport, scheme] of sizes) {
  test(`at the width of a ${size} every kind of run fits, is quiet and can be read by all`, async ({
    browser,
  }) => {
    for (const run of [runs.green, all]) {
      const it = await opened(browser, htmlReport(run, there), viewport, scheme);
      await openAll(it.page);
      await expectGood(it);
    }
  });

  test(`at the width of a ${size} what a hostile target says is text`, async ({ browser }) => {
    const html = htmlReport(hostileRun(), there);
    const it = await opened(browser, html, viewport, scheme);
    await openAll(it.page);

    await expectGood(it);
    expect(Buffer.byteLength(html)).toBeLessThan(500_000);
    expect(await it.page.locator('script, iframe, img, svg, object').count()).toBe(0);
    expect(await it.page.locator('.trouble').first().innerText()).toContain(
      '<script>alert(1)</script>',
    );
  });
}

async function openAll(page: Page): Promise<void> {
  await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
}

test('the verdict comes first, then what went wrong, then the time it took', async ({
  browser,
}) => {
  const { page } = await opened(browser, htmlReport(runs.check, there));

  expect(await page.locator('h1, h2').allInnerTexts()).toEqual([
    'Failed',
    'What went wrong',
    'Timeline',
  ]);
  const { x, y } = (await page.locator('h1').boundingBox()) ?? { x: -1, y: -1 };
  expect(x).toBeGreaterThanOrEqual(0);
  expect(y).toBeLessThan(200);
});

test('a keyboard opens a scenario and shows its steps', async ({ browser }) => {
  const { page } = await opened(browser, htmlReport(largeRun(3), PLACE));
  const steps = page.locator('table.steps').first();
  expect(await steps.isVisible()).toBe(false);

  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');

  await steps.waitFor({ state: 'visible' });
  expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe(
    'solid',
  );
});

test('what ran at the same time stands side by side, what came later farther right', async ({
  browser,
}) => {
  const { page } = await opened(browser, htmlReport(largeRun(2), there));
  const lefts = await page.evaluate<number[][]>(`
    [...document.querySelectorAll('.row > .lane')].map((lane) =>
      [...lane.querySelectorAll('i')].map((bar) => bar.getBoundingClientRect().left))`);

  const [first = [], second = []] = lefts;

  expect(first).toEqual([...first].sort((a, b) => a - b));
  expect(new Set(first).size).toBe(first.length);
  expect(first[0]).toBe(second[0]);
});

test('it prints every step, on white', async ({ browser }) => {
  const { page } = await opened(browser, htmlReport(largeRun(3), there), DESKTOP, 'dark');
  await page.emulateMedia({ media: 'print' });

  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
    'rgb(255, 255, 255)',
  );
  const pdf = await page.pdf();
  expect(pdf.length).toBeGreaterThan(1_000);
  expect(await page.locator('table.steps').last().isVisible()).toBe(true);
});

test('the page of a run of 200 scenarios opens in under a second', async ({ browser }) => {
  const html = htmlReport(largeRun(200), there);
  expect(Buffer.byteLength(html)).toBeLessThan(500_000);

  // CPU, not the clock: how busy the machine is, is not what is measured. The page waits for nothing.
  const cpu: number[] = [];
  const clock: number[] = [];
  for (const _ of [1, 2, 3]) {
    const { page } = await opened(browser, html);
    await page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
    );
    clock.push(await page.evaluate<number>('performance.now()'));
    cpu.push(await cpuOf(page));
    expect(await page.locator('.row').count()).toBe(200);
  }
  const said = (ms: readonly number[]) => `${ms.map(Math.round).join(', ')} ms`;
  process.stderr.write(`200 scenarios, painted after ${said(clock)}, ${said(cpu)} of CPU\n`);
  expect(Math.min(...cpu)).toBeLessThan(1_000);
});
