// Markdown to DOM nodes: what book answers hold, while they are still being written.
// Knows Markdown's shapes; it makes no markup from text, loads no image, and leaves citations and links to its caller.

import { copy, el, icon } from "./widget-dom.js";

const DEPTH = 6;
const FENCE = /^ {0,3}(`{3,9}|~{3,9}) {0,9}([\w+#.-]{0,40})[^`]{0,200}$/;
const MATH = /^\s*(\$\$|\\\[)/;
const MATH_END = { $$: "$$", "\\[": "\\]" };
const HEADING = /^ {0,3}(#{1,6})\s+(.*)$/;
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])(\s+)(?=\S)/;
const DELIMITER = /^ {0,9}\|? {0,9}:?-+:? {0,99}(?:\| {0,99}:?-+:? {0,99})*\|? {0,99}$/;

const CITES = /\[\d/;

// Each is tried where its first character stands; lengths are bounded, so that no text takes long.
const INLINE = [
  [/(?:\\| {2,20})\n/y, () => el("br")],
  [/(?<!`)(`{1,9})(?!`)([^]{0,2000}?[^`])\1(?!`)/y, (m) => el("code", {}, m[2].replace(/^ (.*\S.*) $/, "$1"))],
  [/\$\$([^$]{1,1000})\$\$|\$(?![\s$])([^$\n]{0,300}?[^\s$\\])\$(?!\d)/y, (m) => el("code.math", {}, m[1] ?? m[2])],
  [/\\\(([^\n]{1,500}?)\\\)|\\\[([^\n]{1,500}?)\\\]/y, (m) => el("code.math", {}, m[1] ?? m[2])],
  [/\\([!-/:-@[-`{-~])/y, (m) => m[1]],
  [/\[(\d{1,3})\](?!\()/y, (m, kit) => kit.cite(Number(m[1])) ?? m[0]],
  [
    /!?\[([^[\]]{0,500})\]\(\s*<?([^\s<>()]{1,2000}(?:\([^\s()]{0,200}\)[^\s<>()]{0,200})?)>?(?:\s+"[^"\n]{0,300}")?\s*\)/y,
    (m, kit, depth) =>
      kit.link(m[2], inline(m[1] || m[2], kit, depth + 1)) ?? el("span", {}, inline(m[1] || m[2], kit, depth + 1)),
  ],
  [/<?(https?:\/\/[^\s<>"']{1,2000}[^\s<>"'.,;:!?)\]])>?/y, (m, kit) => kit.link(m[1], [m[1]]) ?? m[1]],
  [/\*\*\*(?=\S)([^]{0,800}?[^\s\\])\*\*\*/y, (m, kit, depth) => el("strong", {}, el("em", {}, inline(m[1], kit, depth + 1)))],
  [/(\*\*|__)(?=\S)([^]{0,800}?[^\s\\])\1/y, (m, kit, depth) => el("strong", {}, inline(m[2], kit, depth + 1))],
  [/\*(?![\s*])([^]{0,800}?[^\s*\\])\*(?!\*)/y, (m, kit, depth) => el("em", {}, inline(m[1], kit, depth + 1))],
  [/(?<!\w)_(?![\s_])([^]{0,800}?[^\s_\\])_(?!\w)/y, (m, kit, depth) => el("em", {}, inline(m[1], kit, depth + 1))],
  [/~~(?=\S)([^]{0,800}?\S)~~/y, (m, kit, depth) => el("del", {}, inline(m[1], kit, depth + 1))],
  [/&(amp|lt|gt|quot|nbsp|#39);/y, (m) => ({ amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0", "#39": "'" })[m[1]]],
];
// Where any of them may begin.
const BEGINS = /[\\`$[!<*_~&]| {2,20}\n|https?:\/\//g;

/** Text of one paragraph, as a list of strings and nodes. */
export function inline(text, kit, depth = 0) {
  if (depth > DEPTH) return [text];
  const nodes = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    BEGINS.lastIndex = at;
    const next = BEGINS.exec(text)?.index ?? text.length;
    plain += text.slice(at, next);
    at = next;
    if (at === text.length) break;
    const [made, length] = begun(text, at, kit, depth);
    at += length;
    if (typeof made === "string") plain += made;
    else {
      if (plain) nodes.push(plain);
      plain = "";
      nodes.push(made);
    }
  }
  if (plain) nodes.push(plain);
  return nodes;
}

function begun(text, at, kit, depth) {
  for (const [shape, make] of INLINE) {
    shape.lastIndex = at;
    const match = shape.exec(text);
    if (match) return [make(match, kit, depth), match[0].length];
  }
  return [text[at], 1];
}

function blocks(lines, kit, depth) {
  const nodes = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    let match;
    let end = at + 1;
    if (!line.trim()) {
      at += 1;
      continue;
    } else if ((match = FENCE.exec(line))) {
      const closing = new RegExp(`^ {0,3}${match[1][0]}{${match[1].length},}\\s*$`);
      end = find(lines, end, (each) => closing.test(each));
      nodes.push(code(lines.slice(at + 1, end).join("\n"), match[2], kit));
      end += 1;
    } else if ((match = MATH.exec(line))) {
      const closing = MATH_END[match[1]];
      const opened = line.trim().slice(2);
      if (!opened.includes(closing)) end = find(lines, end, (each) => each.includes(closing)) + 1;
      const whole = [opened, ...lines.slice(at + 1, end)].join("\n");
      const [formula, ...after] = whole.split(closing);
      nodes.push(
        el("div.scroll", { tabindex: 0 }, el("code.math", {}, formula.trim())),
        ...blocks(after.join(closing).split("\n"), kit, depth),
      );
    } else if ((match = HEADING.exec(line))) {
      nodes.push(el(`h${Math.min(6, match[1].length + 2)}`, {}, inline(match[2].replace(/ #+ *$/, ""), kit)));
    } else if (RULE.test(line)) {
      nodes.push(el("hr"));
    } else if (QUOTE.test(line) && depth < DEPTH) {
      end = find(lines, end, (each) => !each.trim());
      nodes.push(
        el(
          "blockquote",
          {},
          blocks(
            lines.slice(at, end).map((each) => each.replace(QUOTE, "")),
            kit,
            depth + 1,
          ),
        ),
      );
    } else if (ITEM.test(line) && depth < DEPTH) {
      const [list, after] = items(lines, at, kit, depth);
      nodes.push(list);
      end = after;
    } else if (line.includes("|") && DELIMITER.test(lines[end] ?? "") && lines[end].includes("-")) {
      end = find(lines, end, (each) => !each.includes("|"));
      nodes.push(table(lines.slice(at, end), kit));
    } else {
      end = find(
        lines,
        end,
        (each) => !each.trim() || [FENCE, MATH, HEADING, RULE, QUOTE, ITEM].some((shape) => shape.test(each)),
      );
      nodes.push(
        el(
          "p",
          {},
          inline(
            lines
              .slice(at, end)
              .map((each) => each.trimStart())
              .join("\n"),
            kit,
          ),
        ),
      );
    }
    at = end;
  }
  return nodes;
}

function find(lines, from, wanted) {
  const at = lines.findIndex((line, index) => index >= from && wanted(line));
  return at < 0 ? lines.length : at;
}

/** A list and the line after it. An item owns what stands under its text, over empty lines too. */
function items(lines, from, kit, depth) {
  const [, outer, first] = ITEM.exec(lines[from]);
  const ordered = /\d/.test(first);
  const list = el(ordered ? "ol" : "ul", ordered && parseInt(first, 10) !== 1 ? { start: parseInt(first, 10) } : {});
  let at = from;
  for (let match; at < lines.length && (match = ITEM.exec(lines[at]));) {
    if (match[1].length < outer.length || /\d/.test(match[2]) !== ordered) break;
    const width = match[1].length + match[2].length + 1;
    const own = [lines[at].slice(match[0].length)];
    for (at += 1; at < lines.length; at += 1) {
      const indent = lines[at].search(/\S/);
      const text = find(lines, at, (each) => each.trim());
      if (indent < 0 ? text === lines.length || lines[text].search(/\S/) < width : indent < Math.min(width, outer.length + 2))
        break;
      own.push(lines[at].slice(Math.min(width, Math.max(0, indent))));
    }
    const inner = blocks(own, kit, depth + 1);
    list.append(
      el("li", {}, inner.length && inner[0].localName === "p" ? [...[...inner[0].childNodes], ...inner.slice(1)] : inner),
    );
    const next = find(lines, at, (each) => each.trim());
    if (next > at && ITEM.test(lines[next] ?? "")) at = next;
  }
  return [list, at];
}

function table(lines, kit) {
  const [head, delimiter, ...rows] = lines.map(cells);
  const side = delimiter.map((cell) => (/-:$/.test(cell) ? (cell[0] === ":" ? "center" : "right") : null));
  const row = (texts, tag) =>
    el(
      "tr",
      {},
      head.map((_, column) =>
        el(tag, { class: side[column], scope: tag === "th" ? "col" : null }, inline(texts[column] ?? "", kit)),
      ),
    );
  return el(
    "div.scroll",
    { tabindex: 0, role: "group", "aria-label": kit.say("table") },
    el(
      "table",
      {},
      el("thead", {}, row(head, "th")),
      el(
        "tbody",
        {},
        rows.map((texts) => row(texts, "td")),
      ),
    ),
  );
}

const cells = (line) =>
  line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll("\\|", "|").trim());

function code(text, language, kit) {
  const button = el("button.copy", { type: "button", onclick: copied }, icon("copy"), el("span", {}, kit.say("copy")));
  async function copied() {
    const worked = await copy(text);
    button.lastChild.textContent = kit.say(worked ? "copied" : "copyFailed");
    button.replaceChild(icon(worked ? "done" : "copy"), button.firstChild);
    kit.announce(button.textContent);
  }
  return el(
    "figure.code",
    {},
    el("figcaption", {}, el("span", {}, language || kit.say("code")), button),
    el("pre", { tabindex: 0, dir: "ltr", role: "group", "aria-label": language || kit.say("code") }, el("code", {}, text)),
  );
}

/** The pieces that stay as they are when more text follows: cut at empty lines, but not inside code, formulas and lists. */
function pieces(text) {
  const whole = [[]];
  let closing = null;
  for (const line of text.split("\n")) {
    const piece = whole.at(-1);
    const opened = FENCE.exec(line);
    if (closing) closing = closing.test(line) ? null : closing;
    else if (opened) closing = new RegExp(`^ {0,3}${opened[1][0]}{${opened[1].length},}\\s*$`);
    else if (MATH.test(line) && !line.trim().slice(2).includes(MATH_END[MATH.exec(line)[1]])) closing = /\$\$|\\\]/;
    else if (
      line.trim() &&
      piece.length &&
      !piece.at(-1).trim() &&
      !(ITEM.test(piece.find((each) => each.trim()) ?? "") && /^\s|^[-*+\d]/.test(line))
    )
      whole.push([]);
    whole.at(-1).push(line);
  }
  return whole.map((lines) => lines.join("\n"));
}

/** Shows a text in an element, again and again as it grows; what has not changed keeps its nodes, selection and focus. */
export class Markdown {
  #shown = [];

  constructor(element, kit) {
    this.element = element;
    this.kit = kit;
  }

  /** ``anew``: also what has not changed but cites, since more is known of its sources. */
  show(text, anew = false) {
    const wanted = pieces(text.replace(/\r\n?/g, "\n").replace(/\t/g, "    "));
    for (const { nodes } of this.#shown.splice(wanted.length)) nodes.forEach((node) => node.remove());
    wanted.forEach((source, at) => {
      const old = this.#shown[at];
      if (old?.source === source && !(anew && CITES.test(source))) return;
      old?.nodes.forEach((node) => node.remove());
      const nodes = blocks(source.split("\n"), this.kit, 0);
      const next = this.#shown.slice(at + 1).flatMap((piece) => piece.nodes)[0];
      if (next) next.before(...nodes);
      else this.element.append(...nodes);
      this.#shown[at] = { source, nodes };
    });
  }
}

/** What is read aloud: the words without the marks. */
export const spoken = (text) =>
  text
    .replace(/^ {0,3}(```|~~~).*$/gm, "")
    .replace(/^[ \t|:-]+$/gm, "")
    .replace(/\[\d{1,3}\](?!\()/g, "")
    .replace(/!?\[([^[\]]{0,500})\]\([^()\s]{1,2000}\)/g, "$1")
    .replace(/^\s*(?:#{1,6}|>|[-*+])\s+/gm, "")
    .replace(/\*\*|__|~~|`|\|/g, " ")
    .replace(/[ \t]+/g, " ")
    .replace(/ ([.,;:!?])/g, "$1")
    .trim();
