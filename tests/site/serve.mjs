// Watches a served workspace in Debian's chromium while its files change: node tests/site/serve.mjs KANSA WORKSPACE
// KANSA is the binary, WORKSPACE a copy that may be changed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const [kansa, workspace] = process.argv.slice(2);
const config = `${workspace}/kansa.yaml`;
// A change may take long to show on a busy machine.
const LONG = { timeout: 120_000 };

let browser, server, root;
before(async () => {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  server = spawn(kansa, ['serve', '--port', '0', '--lang', 'ja'], { cwd: workspace, stdio: ['ignore', 'pipe', 'ignore'] });
  [root] = await once(createInterface(server.stdout), 'line');
});
after(async () => {
  await browser?.close();
  server?.kill();
});

test('the page loads itself again when files change, and says what is wrong with them', async () => {
  const wrong = [];
  const page = await browser.newPage();
  page.on('request', (it) => { if (!it.url().startsWith(root)) wrong.push(`request: ${it.url()}`); });
  // A page that cannot be shown is an error of the server, and the only one.
  page.on('console', (it) => { if (it.type() !== 'info' && !it.text().includes('500')) wrong.push(`console: ${it.text()}`); });
  page.on('pageerror', (it) => wrong.push(`error: ${it.message}`));
  const heading = (text) => page.locator('h1', { hasText: text }).waitFor(LONG);
  const right = readFileSync(config, 'utf8');

  await page.goto(root);
  await heading('アクメ');
  writeFileSync(config, right.replace('ja: アクメ', 'ja: 改名した企業グループ'));
  await heading('改名した企業グループ');
  writeFileSync(config, right.replace('catalogs:', 'catalogues:'));
  await heading('レポートを表示できない');
  assert.match(await page.locator('pre').innerText(), /kansa\.yaml:7:1/);
  writeFileSync(config, right);
  await heading('アクメ');
  assert.deepEqual(wrong, []);
});

test('what the page can do it can do when it is served', async () => {
  const page = await browser.newPage();
  await page.goto(root);
  await page.locator('#search').fill('アクメ');
  await page.locator('#search-results a').first().click();
  await page.waitForURL(/acme\.html/);
  assert.equal(await page.locator('h1').innerText(), 'アクメ株式会社');
});
