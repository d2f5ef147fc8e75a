// The report of a company: one requirement alone, and the drawing of what it rests on. Without it everything is there.
(() => {
  "use strict";
  const island = (id) => JSON.parse(document.getElementById(id).textContent);
  const words = island("graph-words");
  const data = island("graph");
  const nodes = data.nodes.map(([anchor, kind, name, title, word, tone], at) =>
    ({ at, anchor, kind, name, title, word, off: tone === "warn" || tone === "bad", before: [], after: [] }));
  for (const [from, to, kind] of data.edges) {
    nodes[to].before.push({ node: nodes[from], kind });
    nodes[from].after.push({ node: nodes[to], kind });
  }
  const byAnchor = new Map(nodes.map((it) => [it.anchor, it]));
  // The frame is in the page, so that the name of the SVG namespace need not be.
  const NS = document.getElementById("graph-frame").content.querySelector("svg").namespaceURI;
  const STEPS = 3, MOST = 9, WIDTH = 196, HEIGHT = 54, GAP = 12, LANE = 14, BETWEEN = 64, TOP = 24, PAD = 12;

  function element(name, attributes, ...children) {
    const it = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) it.setAttribute(key, value);
    it.append(...children);
    return it;
  }
  function drawn(name, attributes, ...children) {
    const it = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) it.setAttribute(key, value);
    it.append(...children);
    return it;
  }
  // Widths are estimated: kana and kanji are as wide as high, the rest about half of that.
  function clipped(text, width, size) {
    let used = 0, out = "";
    for (const it of text) {
      used += (it.codePointAt(0) > 0x2e7f ? 1 : 0.56) * size;
      if (used > width) return out.slice(0, -1) + "…";
      out += it;
    }
    return out;
  }
  // A number has no blanks, so it is what follows the last one; its standard is said where it is another one.
  const cut = (node) => [node.name.slice(0, node.name.lastIndexOf(" ")), node.name.slice(node.name.lastIndexOf(" ") + 1)];
  function numbered(node, here, width) {
    const [standard, number] = cut(node);
    if (standard === cut(here)[0]) return clipped(number, width, 12);
    return `${clipped(standard, Math.max(40, width - number.length * 7 - 6), 12)} ${number}`;
  }
  const worstFirst = (list) => [...list].sort((a, b) => Number(b.node.off) - Number(a.node.off) || a.node.at - b.node.at);

  // What is drawn around a requirement, and how many things are left out.
  function around(here) {
    const shown = new Map([[here, 0]]);
    const measures = worstFirst(here.before.filter((it) => it.kind === "serves"));
    const after = worstFirst(here.after);
    let left = Math.max(0, measures.length - MOST) + Math.max(0, after.length - MOST);
    measures.slice(0, MOST).forEach((it) => shown.set(it.node, -1));
    let frontier = [here];
    for (let step = 1; step <= STEPS; step += 1) {
      const next = new Map();
      for (const node of frontier) {
        for (const it of node.before) if (it.kind !== "serves" && !shown.has(it.node)) next.set(it.node, it);
      }
      const all = worstFirst(next.values());
      left += Math.max(0, all.length - MOST);
      frontier = all.slice(0, MOST).map((it) => it.node);
      frontier.forEach((it) => shown.set(it, -step));
    }
    after.slice(0, MOST).forEach((it) => { if (!shown.has(it.node)) shown.set(it.node, 1); });
    const edges = [];
    for (const to of shown.keys()) {
      for (const { node: from, kind } of to.before) {
        if (!shown.has(from) || (kind === "serves" && to !== here)) continue;
        edges.push({ from, to, kind });
      }
    }
    // Longest ways: whatever rests on something stands to the right of it.
    for (let round = 0; round < shown.size; round += 1) {
      let moved = false;
      for (const { from, to } of edges) {
        if (shown.get(from) < shown.get(to)) continue;
        if (shown.get(to) <= 0) shown.set(from, shown.get(to) - 1);
        else shown.set(to, shown.get(from) + 1);
        moved = true;
      }
      if (!moved) break;
    }
    return { here, shown, edges, left };
  }

  // Columns of nodes, with lanes where an edge passes a column; then up and down until edges cross little.
  function placed({ here, shown, edges }) {
    const layers = new Map();
    const slot = (node, layer, height) => {
      const it = { node, layer, height, ends: [] };
      if (!layers.has(layer)) layers.set(layer, []);
      layers.get(layer).push(it);
      return it;
    };
    const slots = new Map();
    const order = [...shown].sort(([a], [b]) => (a.kind === "measure" ? 0 : 1) - (b.kind === "measure" ? 0 : 1) || a.at - b.at);
    for (const [node, layer] of order) slots.set(node, slot(node, layer, HEIGHT));
    const ways = edges.map((edge) => {
      const way = [slots.get(edge.from)];
      for (let at = shown.get(edge.from) + 1; at < shown.get(edge.to); at += 1) way.push(slot(null, at, LANE));
      way.push(slots.get(edge.to));
      for (let at = 1; at < way.length; at += 1) {
        way[at].ends.push(way[at - 1]);
        way[at - 1].ends.push(way[at]);
      }
      return { ...edge, way };
    });
    const keys = [...layers.keys()].sort((a, b) => a - b);
    const stack = (column) => {
      let y = TOP + PAD;
      for (const it of column) { it.y = y; y += it.height + GAP; }
      return y - GAP;
    };
    keys.forEach((key) => stack(layers.get(key)));
    for (let sweep = 0; sweep < 6; sweep += 1) {
      for (const key of sweep % 2 ? keys : [...keys].reverse()) {
        const column = layers.get(key);
        const middle = (it) => it.ends.length
          ? it.ends.reduce((sum, end) => sum + end.y + end.height / 2, 0) / it.ends.length : it.y;
        const rank = new Map(column.map((it) => [it, [it.node && it.node.kind === "measure" ? 0 : 1, middle(it)]]));
        column.sort((a, b) => rank.get(a)[0] - rank.get(b)[0] || rank.get(a)[1] - rank.get(b)[1]);
        stack(column);
      }
    }
    const bottom = Math.max(...keys.map((key) => stack(layers.get(key))));
    keys.forEach((key, nth) => {
      const column = layers.get(key);
      const shift = (bottom - (column.at(-1).y + column.at(-1).height)) / 2;
      for (const it of column) { it.x = PAD + nth * (WIDTH + BETWEEN); it.y += shift; }
    });
    return { here, slots, ways, keys, height: bottom + PAD, width: 2 * PAD + keys.length * (WIDTH + BETWEEN) - BETWEEN };
  }

  function curve(way) {
    let path = "";
    for (let at = 1; at < way.length; at += 1) {
      const [a, b] = [way[at - 1], way[at]];
      const [x1, y1, x2, y2] = [a.x + (a.node ? WIDTH : 0), a.y + a.height / 2, b.x, b.y + b.height / 2];
      const bend = (x1 + x2) / 2;
      path += `${path ? "L" : "M"}${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}`;
      if (!b.node) path += `L${x2 + WIDTH} ${y2}`;
      if (!b.node) way[at] = { ...b, x: x2 + WIDTH };
    }
    return path;
  }
  const full = (node) => `${node.name} ${node.title} — ${node.word}`;

  function picture(here) {
    const graph = around(here);
    const { slots, ways, keys, width, height } = placed(graph);
    const viewBox = `0 0 ${width} ${height}`;
    const svg = drawn("svg", { width, height, viewBox, role: "group", "aria-label": `${words.graph}: ${here.name}` });
    const heads = new Map([[0, ""], [1, words.after]]);
    keys.forEach((key, nth) => {
      const inColumn = [...slots.values()].filter((it) => it.layer === key && it.node !== here).map((it) => it.node);
      const kinds = key < 0 ? [inColumn.some((it) => it.kind === "measure") && words.serves,
        inColumn.some((it) => it.kind !== "measure") && words.before].filter(Boolean).join(" / ") : heads.get(key) || "";
      const x = PAD + nth * (WIDTH + BETWEEN);
      svg.append(drawn("text", { class: "column", x, y: 18 }, clipped(kinds, WIDTH + BETWEEN - 8, 11)));
    });
    const marks = [];
    for (const { from, to, kind, way } of ways) {
      const broken = from.off;
      const [a, b] = [way[0], way[1]];
      const line = drawn("path", { d: curve([...way]), class: `${kind}${broken ? " broken-edge" : ""}` });
      const why = broken ? ` (${words.broken}: ${from.word})` : "";
      line.append(drawn("title", {}, `${from.name} → ${to.name}: ${words[kind]}${why}`));
      svg.append(line);
      if (broken) {
        const [x, y] = [a.x + WIDTH + 12, a.y + a.height / 2 + (b.y + b.height / 2 - a.y - a.height / 2) * 0.06];
        const d = `M${x - 5} ${y - 5}L${x + 5} ${y + 5}M${x + 5} ${y - 5}L${x - 5} ${y + 5}`;
        marks.push(drawn("path", { class: "cross", d }));
      }
    }
    for (const it of slots.values()) {
      const { node, x, y } = it;
      const kind = [`${node.kind}-node`, node.off && "off", node === here && "here"].filter(Boolean).join(" ");
      const text = (name, at, line, what) => drawn("text", { class: name, x: x + at, y: y + line }, what);
      const [first, second] = node.kind === "measure"
        ? [clipped(node.title, WIDTH - 20, 12), clipped(node.name, WIDTH - 96, 11)]
        : [numbered(node, here, WIDTH - 96), clipped(node.title, WIDTH - 20, 11)];
      const word = text("word", WIDTH - 10, node.kind === "measure" ? 42 : 21, clipped(node.word, 76, 11));
      word.setAttribute("text-anchor", "end");
      svg.append(drawn("a", { href: `#${node.anchor}`, class: kind }, drawn("title", {}, full(node)),
        drawn("rect", { x, y, width: WIDTH, height: HEIGHT }), text("name", 10, 21, first), text("title", 10, 42, second), word));
    }
    svg.append(...marks);
    return { svg, left: graph.left, shown: graph.shown, middle: slots.get(here).x + WIDTH / 2 };
  }

  function sample(kind) {
    const svg = drawn("svg", { width: 36, height: 12, "aria-hidden": "true" });
    svg.append(drawn("path", { d: "M0 6L36 6", class: kind }));
    if (kind === "broken-edge") svg.append(drawn("path", { class: "cross", d: "M13 1L23 11M23 1L13 11" }));
    return svg;
  }
  function listed(title, list) {
    if (!list.length) return "";
    const items = list.map(({ node, kind }) => element("li", {},
      element("a", { href: `#${node.anchor}` }, `${node.name} ${node.title}`),
      ` ${node.word}${kind === "serves" ? "" : ` (${words[kind]})`}`));
    return element("li", {}, title, element("ul", {}, ...items));
  }

  // Draws once, when a requirement is looked at alone.
  function draw(article) {
    const here = byAnchor.get(article.id);
    if (!here || article.querySelector(".graph")) return;
    const box = element("div", { class: "graph" }, element("h5", {}, words.graph));
    if (!here.before.length && !here.after.length) {
      box.append(element("p", { class: "empty" }, words.none));
      article.append(box);
      return;
    }
    const { svg, left, shown, middle } = picture(here);
    const name = `${words.graph}: ${here.name}`;
    const region = element("div", { class: "region", tabindex: "0", role: "region", "aria-label": name }, svg);
    box.append(region);
    const key = element("ul", { class: "key" });
    for (const kind of ["explicit", "derived", "broken-edge"]) {
      key.append(element("li", {}, sample(kind), kind === "broken-edge" ? words.broken : words[kind]));
    }
    if (left) key.append(element("li", {}, `${words.left} ${left}`));
    box.append(key);
    const far = [...shown].filter(([node]) => node !== here && node.kind !== "measure"
      && !here.before.some((it) => it.node === node) && !here.after.some((it) => it.node === node));
    box.append(element("details", {}, element("summary", {}, words.list), element("ul", {},
      listed(words.serves, here.before.filter((it) => it.kind === "serves")),
      listed(words.before, here.before.filter((it) => it.kind !== "serves")),
      listed(`${words.before} (${words.further})`, far.map(([node]) => ({ node, kind: "serves" }))),
      listed(words.after, here.after))));
    article.append(box);
    region.scrollLeft = middle - region.clientWidth / 2;
  }

  const root = document.documentElement;
  const all = [...document.querySelectorAll("article.control")];
  const places = new Map(all.map((it, at) => [it.id, at]));
  const bar = element("nav", { class: "focus-bar", "aria-label": words.back });
  const to = (article, label, kind) => {
    const number = article.querySelector(".id").textContent;
    return element("a", { href: `#${article.id}`, class: kind, rel: kind }, `${label} ${number}`);
  };
  function leave() {
    delete root.dataset.focus;
    document.querySelectorAll(".on-path").forEach((it) => it.classList.remove("on-path", "focused"));
    bar.remove();
  }
  function look() {
    const id = decodeURIComponent(location.hash.slice(1));
    const was = root.dataset.focus;
    leave();
    const article = document.getElementById(id);
    if (!places.has(id)) {
      // While one requirement was alone, nothing could lead here.
      if (was && article) requestAnimationFrame(() => { article.focus({ preventScroll: true }); article.scrollIntoView(); });
      return;
    }
    const at = places.get(id);
    for (let it = article; it && it.localName !== "body"; it = it.parentElement) it.classList.add("on-path");
    article.classList.add("focused");
    bar.replaceChildren(element("a", { href: `#result:${id.slice("control:".length)}` }, words.back));
    if (all[at - 1]) bar.append(to(all[at - 1], words.previous, "prev"));
    if (all[at + 1]) bar.append(to(all[at + 1], words.next, "next"));
    document.querySelector("main").prepend(bar);
    root.dataset.focus = id;
    draw(article);
    requestAnimationFrame(() => {
      bar.scrollIntoView({ block: "nearest" });
      article.setAttribute("tabindex", "-1");
      article.focus({ preventScroll: true });
    });
  }
  addEventListener("hashchange", look);
  look();
})();
