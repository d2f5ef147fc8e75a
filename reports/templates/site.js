// What a page can do beyond being read: theme, search, filters, links to places. All content is there without it.
(() => {
'use strict';
const root = document.documentElement;
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const words = read('site-words');
const make = (tag, given = {}, ...inside) => {
  const made = Object.assign(document.createElement(tag), given);
  made.append(...inside);
  return made;
};
root.classList.add('js-on');

// Texts compare without width, case and the kind of kana.
const fold = (text) => text.normalize('NFKC').toLowerCase()
  .replace(/[\u30a1-\u30f6]/g, (it) => String.fromCharCode(it.charCodeAt(0) - 0x60)).replace(/\s+/g, ' ').trim();
const split = (text) => fold(text).split(' ').filter((it) => it);

// Theme: that of the system until somebody chooses.
const theme = document.getElementById('theme');
const system = matchMedia('(prefers-color-scheme: dark)');
const isDark = () => (root.dataset.theme || (system.matches ? 'dark' : 'light')) === 'dark';
const sayTheme = () => { theme.textContent = isDark() ? words.light : words.dark; };
try {
  const kept = localStorage.getItem('kansa-theme');
  if (kept === 'dark' || kept === 'light') root.dataset.theme = kept;
} catch { /* A page from a mail may have no storage. */ }
theme.addEventListener('click', () => {
  root.dataset.theme = isDark() ? 'light' : 'dark';
  try { localStorage.setItem('kansa-theme', root.dataset.theme); } catch { /* The choice lasts as long as the page. */ }
  sayTheme();
});
system.addEventListener('change', sayTheme);
sayTheme();

// Tables: text and facets filter, headers sort. What is out of a filter is still printed.
const TONES = ['severe', 'bad', 'warn', 'wait', 'info', 'good', 'mute'];
const tone = (cell) => {
  const badge = cell.querySelector('.badge');
  const at = badge ? TONES.findIndex((it) => badge.classList.contains(it)) : -1;
  return at < 0 ? TONES.length : at;
};
const collator = new Intl.Collator(root.lang, { numeric: true });
const plain = (cell) => (cell ? cell.textContent.replace(/\s+/g, ' ').trim() : '');
// A cell can have several values, each marked as one.
const parts = (cell) => {
  const marked = cell ? [...cell.querySelectorAll('.value')] : [];
  return marked.length ? marked.map(plain) : [plain(cell)];
};
const number = (cell) => Number.parseFloat(plain(cell).replace(/,/g, ''));
const ORDERS = {
  text: (a, b) => collator.compare(plain(a), plain(b)),
  number: (a, b) => (number(a) || 0) - (number(b) || 0),
  // No day comes last.
  day: (a, b) => (plain(a) || '9999').localeCompare(plain(b) || '9999'),
  rank: (a, b) => tone(a) - tone(b),
};

class Filterable {
  constructor(table) {
    this.table = table;
    this.limit = Number(table.dataset.limit) || Infinity;
    const bodies = table.dataset.items === 'bodies';
    const all = bodies ? [...table.tBodies] : [...table.tBodies].flatMap((it) => [...it.rows]);
    let heading = null;
    this.items = [];
    this.headings = [];
    for (const element of all) {
      if (element.classList.contains('heading')) {
        heading = { element, live: 0 };
        this.headings.push(heading);
        continue;
      }
      const row = bodies ? element.rows[0] : element;
      this.items.push({ element, cells: row.cells, heading, text: null, place: this.items.length });
    }
    this.order = all;
    this.heads = [...(table.tHead ? table.tHead.rows[table.tHead.rows.length - 1].cells : [])];
    this.facets = [];
    this.toolbar();
    this.heads.forEach((head, column) => { if (head.dataset.sort in ORDERS) this.sortable(head, column); });
    table.filterable = this;
    this.apply();
  }

  toolbar() {
    const section = this.table.closest('section');
    const title = this.table.caption || (section && section.querySelector('h2, h3'));
    this.bar = make('div', { className: 'filters' });
    this.bar.setAttribute('role', 'group');
    this.bar.setAttribute('aria-label', title ? `${words.filter}: ${plain(title)}` : words.filter);
    this.input = make('input', { type: 'search', autocomplete: 'off', spellcheck: false });
    this.input.addEventListener('input', () => this.apply());
    this.bar.append(make('label', {}, make('span', {}, words.filter), this.input));
    this.heads.forEach((head, column) => {
      if (!('facet' in head.dataset)) return;
      this.facet(plain(head), this.values(column), (it, value) => parts(it.cells[column]).includes(value));
    });
    if (this.table.dataset.any) {
      const has = (it, value) => [...it.element.querySelectorAll('.badge')].some((badge) => plain(badge) === value);
      const seen = new Map();
      for (const badge of this.table.querySelectorAll('tbody .badge')) {
        if (!seen.has(plain(badge))) seen.set(plain(badge), tone(badge.parentElement));
      }
      const values = [...seen].sort((a, b) => a[1] - b[1]).map(([value]) => value);
      this.facet(this.table.dataset.any, values, has);
    }
    this.count = make('p', { className: 'count' });
    this.count.setAttribute('role', 'status');
    this.clear = make('button', { type: 'button', textContent: words.reset });
    this.clear.addEventListener('click', () => { this.reset(); this.input.focus(); });
    this.bar.append(this.count, this.clear);
    const around = this.table.closest('.scroll') || this.table;
    around.before(this.bar);
    this.rest = make('button', { type: 'button', className: 'rest' });
    this.rest.addEventListener('click', () => { this.limit = Infinity; this.apply(); });
    around.after(this.rest);
  }

  values(column) {
    const found = new Map();
    for (const it of this.items) {
      for (const value of parts(it.cells[column])) if (value) found.set(value, it.cells[column]);
    }
    const order = ORDERS[this.heads[column].dataset.sort] || ORDERS.text;
    return [...found].sort((a, b) => order(a[1], b[1])).map(([value]) => value);
  }

  facet(name, values, test) {
    if (values.length < 2) return;
    const select = make('select', {}, make('option', { value: '', textContent: words.all }));
    for (const value of values) select.append(make('option', { value, textContent: value }));
    select.addEventListener('change', () => this.apply());
    this.facets.push({ select, test });
    this.bar.append(make('label', {}, make('span', {}, name), select));
  }

  sortable(head, column) {
    const button = make('button', { type: 'button', className: 'sort' }, ...head.childNodes);
    head.append(button);
    head.setAttribute('aria-sort', 'none');
    button.addEventListener('click', () => {
      const now = head.getAttribute('aria-sort');
      const next = { none: 'ascending', ascending: 'descending', descending: 'none' }[now];
      for (const it of this.heads) if (it.hasAttribute('aria-sort')) it.setAttribute('aria-sort', 'none');
      head.setAttribute('aria-sort', next);
      this.sort(next, column, ORDERS[head.dataset.sort]);
    });
  }

  sort(direction, column, order) {
    const home = this.items[0] && this.items[0].element.parentElement;
    if (!home) return;
    const sign = direction === 'descending' ? -1 : 1;
    const sorted = [...this.items].sort((a, b) =>
      (direction === 'none' ? 0 : sign * order(a.cells[column], b.cells[column])) || a.place - b.place);
    this.sorted = direction === 'none' ? null : sorted;
    if (this.sorted) {
      home.append(...sorted.map((it) => it.element));
    } else {
      // Headings are where they were, so everything goes back in its first order.
      for (const element of this.order) element.parentElement.append(element);
    }
    this.apply();
  }

  apply() {
    const wanted = split(this.input.value);
    const chosen = this.facets.filter((it) => it.select.value);
    for (const it of this.headings) it.live = 0;
    let matching = 0;
    let shown = 0;
    for (const it of this.sorted || this.items) {
      if (wanted.length && it.text === null) {
        it.text = fold(`${it.heading ? plain(it.heading.element) : ''} ${it.element.textContent}`);
      }
      const holds = wanted.every((word) => it.text.includes(word))
        && chosen.every((facet) => facet.test(it, facet.select.value));
      if (holds) matching += 1;
      const isIn = holds && matching <= this.limit;
      if (isIn) shown += 1;
      it.element.classList.toggle('out', !isIn);
      if (isIn && it.heading) it.heading.live += 1;
    }
    for (const it of this.headings) it.element.classList.toggle('out', Boolean(this.sorted) || it.live === 0);
    const all = this.items.length;
    this.count.textContent = words.shown.replace('{n}', matching).replace('{all}', all);
    this.clear.disabled = !wanted.length && !chosen.length;
    this.rest.hidden = shown === matching;
    this.rest.textContent = words.more.replace('{n}', matching - shown);
  }

  reset() {
    this.input.value = '';
    for (const it of this.facets) it.select.value = '';
    this.apply();
  }

  show(element) {
    if (!element.closest('.out')) return;
    this.limit = Infinity;
    this.reset();
  }
}
for (const table of document.querySelectorAll('table.filterable')) if (table.tBodies.length) new Filterable(table);

// A link to a place opens what is around it, and goes there.
const reveal = () => {
  let id = location.hash.slice(1);
  try { id = decodeURIComponent(id); } catch { /* No escape: an id as it is. */ }
  const target = id && document.getElementById(id);
  if (!target) return;
  const table = target.closest('table.filterable');
  if (table && table.filterable) table.filterable.show(target);
  for (let at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
  if (!target.matches('a, button, input, select, summary, [tabindex]')) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: 'start' });
};
addEventListener('hashchange', reveal);
// The same link once more has to lead there again.
document.addEventListener('click', (event) => {
  const link = event.target.closest && event.target.closest('a[href^="#"]');
  if (link && link.getAttribute('href') === location.hash) reveal();
});

// Search. The index is unfolded when it is asked for first.
const field = document.getElementById('search');
const list = document.getElementById('search-results');
const status = document.getElementById('search-status');
const MOST = 20;
let entries = null;
const unfolded = () => {
  const { marks, sets, pages } = read('search-index');
  const all = [];
  const rows = sets.map((set) => set.rows.map(([anchor, id, title, also]) => (
    { anchor, id, title, number: fold(id), text: fold(`${set.name} ${id} ${title} ${also}`) })));
  const href = (file, anchor) => `${file ? `${file}.html` : ''}${anchor ? `#${anchor}` : ''}`;
  sets.forEach((set, at) => {
    if (!set.file) return;
    for (const row of rows[at]) {
      all.push({ row, page: '', set: set.name, where: words.every, href: href(set.file, row.anchor), rank: -1 });
    }
  });
  for (const [name, also, file, letters] of pages) {
    const page = fold(`${name} ${also}`);
    if (file) all.push({ row: null, page, set: '', where: name, href: href(file, ''), rank: -1 });
    letters.forEach((string, at) => {
      [...string].forEach((letter, nth) => {
        const mark = marks[letter.charCodeAt(0) - 97];
        const rank = mark ? TONES.indexOf(mark[1]) : TONES.length;
        const row = rows[at][nth];
        all.push({ row, page, set: sets[at].name, where: name, href: href(file, row.anchor), mark, rank });
      });
    });
  }
  return all;
};
const found = (text) => {
  const wanted = split(text);
  if (!wanted.length) return { hits: [], all: 0 };
  entries ||= unfolded();
  const hits = [];
  entries.forEach((entry, place) => {
    let score = 0;
    let inRow = 0;
    for (const word of wanted) {
      const row = entry.row && entry.row.text.includes(word);
      if (!row && !entry.page.includes(word)) return;
      if (row) inRow += 1;
      if (row) score += entry.row.number === word ? 8 : entry.row.number.startsWith(word) ? 4 : 1;
    }
    // Of a company's name alone only the company is found, not all that it has.
    if (entry.row && !inRow) return;
    hits.push({ entry, score: entry.row ? score : 100, place });
  });
  hits.sort((a, b) => b.score - a.score || a.entry.rank - b.entry.rank || a.place - b.place);
  return { hits: hits.slice(0, MOST).map((it) => it.entry), all: hits.length };
};
let active = -1;
const options = () => [...list.children].filter((it) => it.getAttribute('role') === 'option');
const close = () => {
  list.hidden = true;
  active = -1;
  field.setAttribute('aria-expanded', 'false');
  field.removeAttribute('aria-activedescendant');
};
const activate = (at) => {
  const all = options();
  if (!all.length) return;
  active = (at + all.length) % all.length;
  all.forEach((it, nth) => it.setAttribute('aria-selected', String(nth === active)));
  field.setAttribute('aria-activedescendant', all[active].id);
  all[active].scrollIntoView({ block: 'nearest' });
};
const search = () => {
  const { hits, all } = found(field.value);
  list.replaceChildren();
  close();
  if (!fold(field.value)) { status.textContent = ''; return; }
  hits.forEach((it, nth) => {
    const option = make('a', { href: it.href, tabIndex: -1 });
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    option.setAttribute('id', `result-${nth}`);
    if (it.mark) option.append(make('span', { className: `badge ${it.mark[1]}`, textContent: it.mark[0] }));
    const what = it.row ? [make('b', { textContent: it.row.id }), ' ', it.row.title] : [it.where];
    option.append(make('span', { className: 'hit' }, ...what));
    const where = [it.set, it.where].filter((text) => text).join(' / ');
    if (it.row) option.append(make('span', { className: 'where', textContent: where }));
    list.append(option, ' ');
  });
  const said = hits.length ? words.of.replace('{n}', hits.length).replace('{all}', all) : words.none;
  // A listbox holds options only, so what is said of them is no option that leads anywhere.
  if (!hits.length) {
    const nothing = make('div', { className: 'nothing', textContent: said });
    nothing.setAttribute('role', 'option');
    nothing.setAttribute('aria-disabled', 'true');
    list.append(nothing);
  }
  status.textContent = said;
  list.hidden = false;
  field.setAttribute('aria-expanded', 'true');
};
field.addEventListener('input', search);
field.addEventListener('focus', () => { if (field.value && list.hidden) search(); });
field.addEventListener('keydown', (event) => {
  if (event.isComposing) return;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    if (list.hidden) search();
    activate(event.key === 'ArrowDown' ? active + 1 : active < 0 ? -1 : active - 1);
  } else if (event.key === 'Enter') {
    const links = options().filter((it) => it.href);
    const link = links[active < 0 ? 0 : active];
    if (link) { event.preventDefault(); link.click(); }
  } else if (event.key === 'Escape') {
    event.preventDefault();
    if (field.value) { field.value = ''; search(); } else field.blur();
  }
});
list.addEventListener('click', (event) => { if (event.target.closest('a')) close(); });
document.addEventListener('click', (event) => { if (!event.target.closest('.search')) close(); });
document.addEventListener('focusin', (event) => { if (!event.target.closest('.search')) close(); });
document.addEventListener('keydown', (event) => {
  const typing = event.target.closest && event.target.closest('input, select, textarea');
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    field.focus();
    field.select();
  }
});

// Paper shows what is folded, in browsers too that know no style for it.
let unfold = [];
addEventListener('beforeprint', () => {
  unfold = [...document.querySelectorAll('main details:not([open]):not(.named-elsewhere)')];
  for (const it of unfold) it.open = true;
});
addEventListener('afterprint', () => { for (const it of unfold) it.open = false; });

reveal();
})();
