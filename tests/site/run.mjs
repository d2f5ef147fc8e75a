// Drives a rendered site in Debian's chromium, from files and offline: node tests/site/run.mjs DIR
// DIR is what `kansa report --lang both` wrote: Japanese at its top, English in en/.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const site = resolve(process.argv[2] ?? 'reports/out');
const root = pathToFileURL(`${site}/`).href;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const html = (folder) => readdirSync(`${site}/${folder}`).filter((it) => it.endsWith('.html')).sort();
const standards = html('.').filter((it) => it.startsWith('standard.'));
const companies = html('.').filter((it) => it !== 'index.html' && !it.startsWith('standard.'));
const company = companies.includes('seiran-pay.html') ? 'seiran-pay.html' : companies[0];
const standard = standards.includes('standard.iso-27001-2022.html') ? 'standard.iso-27001-2022.html' : standards[0];
const KINDS = ['index.html', standard, company];
const LANGS = { ja: '', en: 'en/' };

let browser;
before(async () => {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
after(() => browser?.close());

/** Opens a page, hands it to `look`, and fails on any message of the console and any request to elsewhere. */
async function open(path, look, options = {}) {
  const context = await browser.newContext({ offline: true, ...options });
  const wrong = [];
  await context.route('**/*', (route) => {
    if (route.request().url().startsWith(root)) return route.continue();
    wrong.push(`request: ${route.request().url()}`);
    return route.abort();
  });
  const page = await context.newPage();
  page.on('console', (it) => { if (it.type() === 'error' || it.type() === 'warning') wrong.push(`console: ${it.text()}`); });
  page.on('pageerror', (it) => wrong.push(`error: ${it.message}`));
  try {
    await page.goto(root + path);
    await look(page);
  } finally {
    await context.close();
  }
  assert.deepEqual(wrong, []);
}

const visible = (page, selector) => page.locator(selector).evaluateAll(
  (all) => all.filter((it) => it.checkVisibility()).length);
const results = (page) => page.locator('#search-results a').evaluateAll(
  (all) => all.map((it) => ({ href: it.getAttribute('href'), text: it.textContent.replace(/\s+/g, ' ') })));
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);
const anchor = (id) => `[id="${id}"]`;

async function find(page, text) {
  await page.locator('#search').fill(text);
  return results(page);
}

describe('search', () => {
  test('a number and a part of a company lead to that requirement of that company', () => open('index.html', async (page) => {
    const [first] = await find(page, 'A.6.3 pay');
    const known = JSON.parse(readFileSync(`${site}/assessment.json`, 'utf8'));
    const pay = known.companies.find((it) => it.id.includes('pay'));
    const held = pay && pay.catalogs.find((it) => it.controls.some((of) => of.id.endsWith(':A.6.3')));
    // Where no such company is held to it, some company that is has to be found instead.
    const any = known.companies.find((it) => it.catalogs.some((of) => of.controls.some((row) => row.id.endsWith(':A.6.3'))));
    const one = held ? first : (await find(page, `A.6.3 ${any.id}`))[0];
    assert.equal(one.href, `${(held ? pay : any).id}.html#control:iso-27001-2022:A.6.3`);
    assert.match(one.text, /A\.6\.3/);
  }));

  test('width, case and kana do not matter', () => open('index.html', async (page) => {
    const plain = await find(page, 'a.6.3');
    assert.ok(plain.length > 1, 'several companies are found');
    assert.deepEqual(await find(page, 'Ａ．６．３'), plain);
    const kana = await find(page, 'セキュリティ');
    assert.ok(kana.length > 0);
    assert.deepEqual(await find(page, 'せきゅりてぃ'), kana);
    assert.deepEqual(await find(page, 'ｾｷｭﾘﾃｨ'), kana);
  }));

  test('titles are found in both languages on pages of either', async () => {
    for (const folder of Object.values(LANGS)) {
      await open(`${folder}index.html`, async (page) => {
        const titles = await page.evaluate(() => JSON.parse(document.getElementById('search-index').textContent).sets
          .flatMap((set) => set.rows.map(([, id, title, also]) => ({ id, title, also })))
          .find((it) => it.also));
        for (const title of [titles.title, titles.also]) {
          assert.ok((await find(page, title)).some((it) => it.text.includes(titles.id)), `${folder}: ${title}`);
        }
      });
    }
  });

  test('arrows choose, Enter goes there, Escape clears and leaves', () => open('index.html', async (page) => {
    await page.keyboard.press('/');
    assert.equal(await focused(page), 'search');
    await page.keyboard.type('A.5.1');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.locator('#search').getAttribute('aria-activedescendant'), 'result-1');
    assert.equal(await page.locator('#search-results [aria-selected="true"]').count(), 1);
    const [, second] = await results(page);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#search').inputValue(), '');
    assert.equal(await visible(page, '#search-results'), 0);
    await page.keyboard.press('Escape');
    assert.equal(await focused(page), 'BODY');
    await page.keyboard.press('/');
    await page.keyboard.type('A.5.1');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await Promise.all([page.waitForURL(root + second.href), page.keyboard.press('Enter')]);
    assert.ok(await page.locator(anchor(second.href.split('#')[1])).isVisible());
  }));

  test('what is nowhere is said to be', () => open('index.html', async (page) => {
    assert.deepEqual(await find(page, 'qqqqqqqq'), []);
    assert.equal(await page.locator('#search-status').textContent(), '該当するものはない。');
  }));

  test('a company is found by its name, and a standard and a company search themselves', async () => {
    await open('index.html', async (page) => {
      const hits = await find(page, company.replace('.html', ''));
      assert.equal(hits[0].href, company);
    });
    for (const path of [standard, company]) {
      await open(path, async (page) => {
        const id = await page.evaluate(() => JSON.parse(document.getElementById('search-index').textContent).sets[0].rows[0]);
        const hits = await find(page, id[1]);
        assert.ok(hits.some((it) => it.href === `#${id[0]}`), `${path}: ${id[1]}`);
        for (const it of hits) assert.equal(await page.locator(anchor(it.href.slice(1))).count(), 1, `${path}: ${it.href}`);
      });
    }
  });
});

describe('tables', () => {
  const rows = '#findings-table tbody tr';
  const of = (page) => page.locator('#findings .filters');

  test('text and facets filter, and reset shows everything again', () => open('index.html', async (page) => {
    const all = await visible(page, rows);
    const word = (await page.locator(`${rows}:visible td:nth-child(3)`).first().textContent()).trim().slice(0, 6);
    await of(page).locator('input').fill(word);
    const some = await page.locator(`${rows}:visible`).allTextContents();
    assert.ok(some.length > 0 && some.every((it) => it.includes(word)), `${word}: ${some.length}`);
    await of(page).locator('input').fill('');
    const severity = of(page).locator('select').first();
    const value = await severity.locator('option').nth(1).getAttribute('value');
    await severity.selectOption(value);
    const cells = await page.locator(`${rows}:visible td:first-child`).allTextContents();
    assert.ok(cells.length > 0 && cells.every((it) => it.trim() === value), `${value}: ${cells.length}`);
    assert.match(await of(page).locator('.count').textContent(), new RegExp(`${cells.length} 件`));
    await of(page).locator('button').click();
    assert.equal(await visible(page, rows), all);
  }));

  test('a filter for words in any order and width finds what has all of them', () => open('index.html', async (page) => {
    const first = page.locator(`${rows}:visible`).first();
    const name = (await first.locator('td').nth(1).textContent()).trim();
    const day = (await first.locator('td').nth(3).textContent()).trim();
    const wide = [...day].map((it) => (/[0-9]/.test(it) ? String.fromCodePoint(it.codePointAt(0) + 0xfee0) : it)).join('');
    await of(page).locator('input').fill(`${wide}　${name}`);
    const some = await page.locator(`${rows}:visible`).allTextContents();
    assert.ok(some.length > 0 && some.every((it) => it.includes(name) && it.includes(day)));
  }));

  test('headers sort up, down and back', () => open('index.html', async (page) => {
    const read = () => page.locator(`${rows} td:nth-child(4)`).allTextContents();
    const head = page.locator('#findings-table thead th').nth(3);
    const first = await read();
    await head.locator('button').click();
    assert.equal(await head.getAttribute('aria-sort'), 'ascending');
    const up = (await read()).filter((it) => it);
    assert.deepEqual(up, [...up].sort());
    await head.locator('button').press('Enter');
    assert.equal(await head.getAttribute('aria-sort'), 'descending');
    const down = (await read()).filter((it) => it);
    assert.deepEqual(down, [...down].sort().reverse());
    await head.locator('button').click();
    assert.deepEqual(await read(), first);
  }));

  test('severity sorts by what is worse, not by its letters', () => open('index.html', async (page) => {
    await page.locator('#findings-table thead th').first().locator('button').click();
    const ranks = await page.locator(`${rows} .badge`).evaluateAll(
      (all) => all.map((it) => ['severe', 'bad', 'warn', 'wait'].findIndex((tone) => it.classList.contains(tone))));
    assert.deepEqual(ranks, [...ranks].sort((a, b) => a - b));
  }));

  test('a standard shows only requirements that some company has the chosen answer for', () => open(standard, async (page) => {
    const filters = page.locator('#requirements .filters');
    const value = await filters.locator('select option').nth(1).getAttribute('value');
    await filters.locator('select').selectOption(value);
    const shown = page.locator('#requirements-table tbody tr:not(.heading):visible');
    const texts = await shown.allTextContents();
    assert.ok(texts.length > 0 && texts.every((it) => it.includes(value)), value);
    const number = (await shown.first().locator('.id').textContent()).trim();
    await filters.locator('input').fill(number);
    assert.ok((await shown.first().textContent()).includes(number));
  }));

  test('the header of a standard stays in sight', () => open(standard, async (page) => {
    await page.locator('#requirements-table').scrollIntoViewIfNeeded();
    const top = await page.evaluate(() => {
      const frame = document.querySelector('#requirements .framed');
      frame.scrollTop = 400;
      return frame.querySelector('thead th').getBoundingClientRect().top - frame.getBoundingClientRect().top;
    });
    assert.ok(Math.abs(top) < 3, `${top}`);
  }));
});

describe('links to places', () => {
  /** Anchors of one kind on a page; what is folded comes first, since that is what a link has to open. */
  const anchors = (page, kind) => page.evaluate((start) => [...document.querySelectorAll(`[id^="${start}:"]`)]
    .sort((a, b) => Boolean(b.closest('details:not([open])')) - Boolean(a.closest('details:not([open])')))
    .map((it) => it.id), kind);

  for (const kind of ['control', 'finding', 'obligation', 'measure', 'file']) {
    test(`a link to a ${kind} opens what is around it and goes there`, () => open(company, async (page) => {
      const [id] = await anchors(page, kind);
      assert.ok(id, `there is a ${kind}`);
      const place = page.locator(anchor(id));
      await page.evaluate((it) => { location.hash = `#${it}`; }, id);
      await page.waitForFunction((it) => document.activeElement?.id === it, id);
      assert.ok(await place.isVisible(), id);
      assert.equal(await place.evaluate((it) => Boolean(it.parentElement.closest('details:not([open])'))), false);
      const box = await place.boundingBox();
      assert.ok(box.y > -1 && box.y < page.viewportSize().height, `${id} at ${box.y}`);
      // The same in a page that is opened at that place.
      await page.goto('about:blank');
      await page.goto(`${root}${company}#${id}`);
      assert.ok(await page.locator(anchor(id)).isVisible(), id);
    }));
  }

  test('a link to what a filter hides lifts the filter', () => open(standard, async (page) => {
    await page.locator('#requirements .filters input').fill('qqqqqqqq');
    assert.equal(await visible(page, '#requirements-table tbody tr'), 0);
    const id = await page.locator('#requirements-table tbody tr[id]').last().getAttribute('id');
    await page.evaluate((it) => { location.hash = `#${it}`; }, id);
    await page.waitForFunction((it) => document.activeElement?.id === it, id);
    assert.ok(await page.locator(anchor(id)).isVisible());
  }));

  test('every link of the site leads to a page and a place that are there', async () => {
    const ids = new Map();
    const context = await browser.newContext({ offline: true, javaScriptEnabled: true });
    const page = await context.newPage();
    for (const folder of Object.values(LANGS)) {
      for (const file of html(folder || '.')) {
        const text = readFileSync(`${site}/${folder}${file}`, 'utf8');
        ids.set(folder + file, { ids: new Set([...text.matchAll(/\bid="([^"]*)"/g)].map((it) => it[1])), text });
      }
    }
    const dead = [];
    for (const [path, { text }] of ids) {
      for (const [, link] of text.matchAll(/\bhref="([^"]*)"/g)) {
        const to = new URL(link.replaceAll('&amp;', '&'), root + path);
        const target = decodeURIComponent(to.pathname.slice(new URL(root).pathname.length));
        if (target === 'assessment.json') continue;
        const there = ids.get(target);
        if (!there || (to.hash && !there.ids.has(to.hash.slice(1)))) dead.push(`${path}: ${link}`);
      }
    }
    await page.close();
    await context.close();
    assert.deepEqual(dead.slice(0, 5), []);
  });

  test('the skip link leads to the content', () => open('index.html', async (page) => {
    await page.keyboard.press('Tab');
    assert.ok(await page.locator('.skip').evaluate((it) => it === document.activeElement));
    await page.keyboard.press('Enter');
    assert.equal(await focused(page), 'main');
  }));
});

describe('graph', () => {
  test('a requirement draws what it rests on, and its nodes are links', () => open(company, async (page) => {
    const id = await page.evaluate(() => document.querySelector('article.control')?.id);
    assert.ok(id, 'there is a requirement');
    await page.goto(`${root}${company}#${id}`);
    const control = page.locator(anchor(id));
    for (const summary of await control.locator('summary:visible').all()) {
      if (await summary.evaluate((it) => !it.parentElement.open)) await summary.click();
    }
    const node = control.locator('.graph svg a').first();
    await node.waitFor({ timeout: 5000 });
    const href = await node.getAttribute('href');
    assert.match(href, /^#/);
    assert.equal(await page.locator(anchor(href.slice(1))).count(), 1);
  }));
});

describe('theme', () => {
  const paper = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

  test('it follows the system until the button chooses, and the choice stays', () => open('index.html', async (page) => {
    const dark = await paper(page);
    await page.locator('#theme').click();
    const light = await paper(page);
    assert.notEqual(light, dark);
    await page.reload();
    assert.equal(await paper(page), light);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('#theme').click();
    assert.equal(await paper(page), dark);
  }, { colorScheme: 'dark' }));
});

describe('print', () => {
  for (const path of KINDS) {
    test(`${path} on paper has every section, and nothing that only a screen can use`, () => open(path, async (page) => {
      const input = page.locator('.filters input').first();
      if (await input.count()) await input.fill('qqqqqqqq');
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      for (const selector of ['.top', '.filters', '.skip', 'nav.contents', '.rest']) {
        assert.equal(await visible(page, selector), 0, selector);
      }
      assert.equal(await page.evaluate(() => getComputedStyle(document.body).color), 'rgb(29, 36, 48)');
      const hidden = await page.locator('main section h2').evaluateAll(
        (all) => all.filter((it) => !it.checkVisibility()).map((it) => it.textContent));
      assert.deepEqual(hidden, []);
      const out = await page.locator('main table.filterable').first().evaluateAll(
        (all) => all.flatMap((it) => [...it.tBodies].flatMap((of) => [...of.rows])).filter((it) => !it.checkVisibility()).length);
      assert.equal(out, 0, 'a filter leaves nothing out on paper');
      const pdf = await page.pdf({ preferCSSPageSize: true });
      assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
      const sections = await page.locator('main section').count();
      assert.ok(sections > 0 && pdf.length > 20_000, `${sections} sections, ${pdf.length} bytes`);
    }));
  }
});

describe('everybody can read it', () => {
  for (const [lang, folder] of Object.entries(LANGS)) {
    for (const kind of KINDS) {
      for (const colorScheme of ['light', 'dark']) {
        test(`${folder}${kind} has no serious barrier in ${colorScheme}`, () => open(folder + kind, async (page) => {
          assert.equal(await page.getAttribute('html', 'lang'), lang);
          await page.evaluate(axe);
          const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
            resultTypes: ['violations'],
          }));
          const grave = violations.filter((it) => it.impact === 'serious' || it.impact === 'critical');
          assert.deepEqual(grave.map((it) => `${it.id}: ${it.nodes.length}, ${it.nodes[0].html.slice(0, 160)}`), []);
        }, { colorScheme }));
      }

      test(`${folder}${kind} fits 320 pixels`, () => open(folder + kind, async (page) => {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= 320, `${wide}`);
      }, { viewport: { width: 320, height: 640 } }));
    }
  }

  test('search results have no serious barrier', () => open('index.html', async (page) => {
    await find(page, 'A.5');
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run('.top'));
    assert.deepEqual(violations.map((it) => `${it.id}: ${it.nodes[0].html}`), []);
  }));
});

describe('without scripts', () => {
  for (const path of KINDS) {
    test(`${path} says all of it`, () => open(path, async (page) => {
      assert.equal(await visible(page, '.js'), 0);
      assert.equal(await page.locator('main section h2').evaluateAll((all) => all.every((it) => it.checkVisibility())), true);
      assert.equal(await visible(page, '.out'), 0);
    }, { javaScriptEnabled: false }));
  }
});
