// Pictures for the README of a rendered site: node tests/site/pictures.mjs SITE FOLDER
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [site, folder] = process.argv.slice(2).map((it) => resolve(it));
const VIEWS = {
  group: { page: 'index.html', at: '#matrix', height: 860 },
  why: { page: 'seiran-career.html#control:pmark-guideline:J.4.2', height: 860 },
};

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const [lang, at] of [['ja', ''], ['en', 'en/']]) {
  for (const [name, view] of Object.entries(VIEWS)) {
    const page = await browser.newPage({ viewport: { width: 1180, height: view.height } });
    await page.goto(`${pathToFileURL(site).href}/${at}${view.page}`);
    if (view.at) await page.locator(view.at).evaluate((it) => it.scrollIntoView());
    await page.screenshot({ path: `${folder}/${name}.${lang}.png` });
    await page.close();
  }
}
await browser.close();
