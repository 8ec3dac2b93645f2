// The page around the chat: where its reader is, what they selected, which theme it shows.
// Knows the document and the window; nothing about the chat.

const SELECTED = 2000;
const TYPED_INTO = "input, textarea, select, [contenteditable]";

/** `{path, heading}`: the heading that is being read, the last one above the middle of the window. */
export function place() {
  const headings = [...document.querySelectorAll("h1[id], h2[id], h3[id], h4[id]")];
  const above = headings.filter(
    (heading) => heading.getClientRects().length && heading.getBoundingClientRect().top < innerHeight / 2,
  );
  const heading = above.at(-1)?.id;
  return { path: location.pathname.slice(0, 500), ...(heading ? { heading: heading.slice(0, 200) } : {}) };
}

/** The selected text of the page, and its last line's place; null where there is none to ask about. */
export function selected(within) {
  const selection = getSelection();
  const text = selection?.toString().trim().replace(/\s+/g, " ").slice(0, SELECTED);
  if (!text || text.length < 3 || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const node = range.commonAncestorContainer;
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  if (!element || element.closest(TYPED_INTO) || element.closest("book-chat") || (within && !element.closest(within)))
    return null;
  const box = [...range.getClientRects()].at(-1);
  return box ? { text, box } : null;
}

/** Calls back with what is selected, once the reader has stopped selecting; with null when the selection goes. */
export function onSelection(within, callback) {
  let timer = 0;
  let down = false;
  const settle = () => {
    clearTimeout(timer);
    timer = setTimeout(() => down || callback(selected(within)), 200);
  };
  document.addEventListener("selectionchange", settle);
  addEventListener("pointerdown", () => (down = true), { passive: true });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => ((down = false), settle()), { passive: true });
  for (const move of ["scroll", "resize"])
    addEventListener(move, () => (callback(null), settle()), { passive: true, capture: true });
}

/** Calls back with "light" or "dark" now, and whenever the page or the system changes its mind. */
export function onTheme(wanted, callback) {
  if (wanted === "light" || wanted === "dark") return callback(wanted);
  const system = matchMedia("(prefers-color-scheme: dark)");
  const page = document.documentElement;
  const tell = () => {
    const said = page.dataset.theme ?? page.dataset.colorMode ?? ["dark", "light"].find((name) => page.classList.contains(name));
    callback(said === "dark" || said === "light" ? said : system.matches ? "dark" : "light");
  };
  new MutationObserver(tell).observe(page, { attributes: true, attributeFilter: ["data-theme", "data-color-mode", "class"] });
  system.addEventListener("change", tell);
  tell();
}

/** Keeps an element on the page, also where the page replaces its body. */
export function stay(element) {
  const put = () => element.isConnected || document.body?.append(element);
  const watch = new MutationObserver(() => {
    put();
    watch.observe(document.body, { childList: true });
  });
  watch.observe(document.documentElement, { childList: true });
  watch.observe(document.body, { childList: true });
  put();
}
