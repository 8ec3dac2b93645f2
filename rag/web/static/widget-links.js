// Links that an answer holds: where they may lead, and how they open.
// Knows addresses; an address that is not http or https gives no link at all.

import { el } from "./widget-dom.js";

/** Absolute, or null where it must not be followed. Paths are the site's own. */
export function safeAddress(url) {
  try {
    const address = new URL(url, location.origin);
    return /^https?:$/.test(address.protocol) ? address : null;
  } catch {
    return null;
  }
}

/** The site's own pages open in place, so that the cited sentence gets highlighted; other sites in a new tab. */
export function link(tag, url, say, attributes, ...children) {
  const address = safeAddress(url);
  if (!address) return null;
  const own = address.origin === location.origin;
  const label = attributes["aria-label"];
  return el(
    tag,
    {
      href: address.href,
      ...(own ? {} : { target: "_blank", rel: "noopener noreferrer" }),
      ...attributes,
      ...(label && !own ? { "aria-label": `${label} (${say("newTab")})` } : {}),
    },
    ...children,
    own || label ? null : el("span.hidden", {}, ` (${say("newTab")})`),
  );
}
