// Elements and icons, made node by node: no text ever becomes markup here.
// Knows the DOM's own calls; nothing about what is shown with them.

/** `el("p.note", {id: "a", onclick: run}, "text", node)`; null children and null or false attributes are left out. */
export function el(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const node = document.createElement(name);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

const PATHS = {
  book: "M12 6.5C10 5 7 4.5 3.5 4.5v14c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2v-14C17 4.5 14 5 12 6.5zm0 0v14",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  done: "M5 12.5l4.5 4.5L19 7.5",
  down: "M17 4h3v10h-3zM17 13l-4 8c-1.5 0-2.5-1-2.5-2.5V15H5.5A2 2 0 0 1 3.600 12.600l1.5-7A2 2 0 0 1 7 4h10",
  fresh: "M12 20H4v-4L16 4l4 4L9 19M13 7l4 4",
  quote: "M5 6v5a4 4 0 0 0 4 4h10M15 11l4 4-4 4",
  send: "M12 19V5M6 11l6-6 6 6",
  stop: "M7 7h10v10H7z",
  up: "M7 20H4V10h3zM7 11l4-8c1.5 0 2.5 1 2.5 2.5V9h5a2 2 0 0 1 1.900 2.400l-1.5 7A2 2 0 0 1 17 20H7",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon-${name}`);
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows an icon only; its name is for those who can't see it, and the tooltip of those who point at it. */
export const iconButton = (name, label, onclick, attributes = {}) =>
  el("button.icon", { type: "button", "aria-label": label, title: label, onclick, ...attributes }, icon(name));

/** True where the text is on the clipboard now. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages without https have no clipboard, and a visitor may refuse it.
    return false;
  }
}
