import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AnsiUp } from 'ansi_up';
import type { Browser } from 'playwright-core';
import { startLocalAccount } from '../../src/local/account.ts';
import { openBrowser } from '../helpers/chromium.ts';
import { blockResumes, remember } from './accounts.ts';

/**
 * The README's pictures: `npm run screenshots`. Runs are real, of the program as it was built, in
 * embedded accounts; needs Chromium and pngquant (apt-get install chromium pngquant).
 */

const PROGRAM = fileURLToPath(new URL('../../dist/canary.js', import.meta.url));
const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
const PAGE = { width: 1_100, height: 1_000 };
/** Eighty columns. */
const TERMINAL = { width: 800, height: 1_200 };

type Env = Readonly<Record<string, string>>;

/** Runs the program as a person does in a terminal, and hands back what it printed. */
async function canary(args: readonly string[], env: Env): Promise<string> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH, FORCE_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  await new Promise((resolve) => child.on('close', resolve));
  return printed;
}

/** At most so high: what is longer is scrolled over in a README. */
async function picture(browser: Browser, html: string, name: string, size = PAGE): Promise<void> {
  const page = await browser.newPage({ viewport: size, deviceScaleFactor: 1.5 });
  await page.goto(pathToFileURL(html).href);
  const whole = await page.evaluate<number>('document.body.getBoundingClientRect().bottom');
  const height = Math.min(size.height, Math.ceil(whole));
  const file = join(DOCS, name);
  await page.screenshot({
    path: file,
    clip: { x: 0, y: 0, width: size.width, height },
    fullPage: true,
  });
  await page.close();
  execFileSync('pngquant', ['--force', '--strip', '--quality', '50-90', '--output', file, file]);
  process.stdout.write(`${name}: ${Math.round(statSync(file).size / 1024)} KB\n`);
}

/** What a terminal shows, as a page. */
function terminalPage(command: string, printed: string): string {
  const ansi = new AnsiUp();
  ansi.use_classes = true;
  const shown = ansi.ansi_to_html(`$ ${command}\n${printed}`);
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; background: #0d1117; color: #e6edf3; }
    pre { margin: 0; padding: 24px 28px; font: 14px/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
    .ansi-green-fg { color: #56d364; } .ansi-red-fg { color: #ff7b72; } .ansi-yellow-fg { color: #e3b341; }
  </style><pre>${shown}</pre>`;
}

const folder = mkdtempSync(join(tmpdir(), 'canary-screenshots-'));
const browser = await openBrowser();
try {
  const green = join(folder, 'green.html');
  await canary(['run', '--local', '--html', green], {});
  await picture(browser, green, 'green.png');

  const account = await startLocalAccount();
  blockResumes(account);
  const red = join(folder, 'red.html');
  const printed = await canary(['run', '--retries', '0', '--html', red], account.env);
  await account.close();
  await picture(browser, red, 'red.png');
  const terminal = join(folder, 'terminal.html');
  writeFileSync(terminal, terminalPage('npm run -s canary -- run --retries 0', printed));
  await picture(browser, terminal, 'terminal.png', TERMINAL);

  const remembering = await startLocalAccount();
  await remember(remembering);
  const trend = join(folder, 'trend.html');
  await canary(['history', '--html', trend], remembering.env);
  await remembering.close();
  // Where it was drawn is no account of anybody's.
  writeFileSync(trend, readFileSync(trend, 'utf8').replace(/, endpoint http[^<]*/, ''));
  await picture(browser, trend, 'trend.png');
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
