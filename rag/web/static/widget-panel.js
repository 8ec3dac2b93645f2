// The launcher and the panel: opened and closed, beside the page or over all of a small screen, with the focus where it belongs.
// Knows nothing about what stands inside.

import { el, icon, iconButton } from "./widget-dom.js";

const HINT_LINGERS = 150;

export class Panel {
  #follows = true;
  #before = null;
  #overflow = null;
  #hiding = 0;

  /** ``inside``: the elements `{log, form, input}`; ``acts``: `{say, open, toggled, newChat}` */
  constructor(host, title, inside, acts) {
    const { say } = acts;
    Object.assign(this, inside, { host, acts });
    this.small = matchMedia("(max-width: 767px)");
    this.launcher = el(
      "button.launcher",
      { type: "button", "aria-expanded": "false", "aria-haspopup": "dialog", onclick: () => acts.open() },
      icon("book"),
      el("span", {}, title),
    );
    // The press must not take away what is selected on the page.
    this.launcher.addEventListener("pointerdown", (event) => event.preventDefault());
    this.status = el("p.status", { role: "status" });
    this.tip = el("div.hint", { role: "tooltip", hidden: true });
    const head = el(
      "div.head",
      {},
      icon("book"),
      el("div.names", {}, el("h2", { id: "title" }, title), this.status),
      iconButton("fresh", say("newChat"), acts.newChat),
      iconButton("close", say("close"), () => this.close()),
    );
    this.dialog = el("dialog", { "aria-labelledby": "title", tabindex: -1 }, head, this.log, this.form, this.tip);
    this.#listen();
  }

  get isOpen() {
    return this.dialog.open;
  }

  open(takeFocus = true) {
    if (this.isOpen) return;
    this.#before = document.activeElement;
    if (this.small.matches) {
      this.dialog.showModal();
      this.#overflow = document.documentElement.style.overflow;
      document.documentElement.style.overflow = "hidden";
      this.#fit();
    } else {
      // show() would take the focus away from a page that has just been opened.
      this.dialog.setAttribute("open", "");
    }
    this.#toggled();
    this.log.scrollTop = this.log.scrollHeight;
    // A keyboard that pops up on a touch screen would hide half of the panel.
    if (takeFocus) (matchMedia("(pointer: coarse)").matches ? this.dialog : this.input).focus();
  }

  close() {
    if (!this.isOpen) return;
    this.dialog.close();
    this.#closed();
    const before = this.#before;
    (before?.isConnected && before !== document.body && before !== this.host ? before : this.launcher).focus();
  }

  /** On a small screen it would hide what a link leads to. */
  leave() {
    if (this.small.matches) this.close();
  }

  /** Follows an answer down until its question reaches the top: nobody reads text that runs away. */
  follow(anew = false) {
    if (anew) this.#follows = true;
    const turn = this.log.querySelector("article:last-of-type");
    if (this.#follows && this.isOpen && turn) this.log.scrollTop = turn.offsetTop - 12;
  }

  /** Words beside a node; null takes them away, but not at once: they may be pointed at. */
  hint(node, ...words) {
    clearTimeout(this.#hiding);
    if (!node) {
      this.#hiding = setTimeout(() => (this.tip.hidden = true), HINT_LINGERS);
      return;
    }
    this.tip.replaceChildren(...words);
    this.tip.hidden = false;
    const at = node.getBoundingClientRect();
    const panel = this.dialog.getBoundingClientRect();
    const left = at.left + at.width / 2 - panel.left - this.tip.offsetWidth / 2;
    const above = at.top - panel.top - this.tip.offsetHeight - 8;
    this.tip.style.left = `${Math.max(12, Math.min(left, panel.width - this.tip.offsetWidth - 12))}px`;
    this.tip.style.top = `${above < this.log.offsetTop ? at.bottom - panel.top + 8 : above}px`;
  }

  #toggled() {
    const { isOpen } = this;
    this.launcher.setAttribute("aria-expanded", String(isOpen));
    this.host.toggleAttribute("data-open", isOpen);
    this.acts.toggled();
  }

  #closed() {
    if (this.#overflow !== null) document.documentElement.style.overflow = this.#overflow;
    this.#overflow = null;
    this.tip.hidden = true;
    this.#toggled();
  }

  /** The height that a keyboard on the screen leaves. */
  #fit() {
    const { height, offsetTop } = window.visualViewport ?? { height: innerHeight, offsetTop: 0 };
    this.dialog.style.setProperty("--seen-height", `${height}px`);
    this.dialog.style.setProperty("--seen-top", `${offsetTop}px`);
  }

  #listen() {
    const { dialog, log, tip } = this;
    for (const kind of ["keydown", "keypress", "keyup"]) {
      // The page sees the chat's element as the target, not a text field: its shortcuts would take the letters.
      dialog.addEventListener(kind, (event) => event.stopPropagation());
    }
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      if (tip.hidden) this.close();
      else tip.hidden = true;
    });
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
    // The back gesture of a phone may close it without asking.
    dialog.addEventListener("close", () => !this.isOpen && this.host.hasAttribute("data-open") && this.#closed());
    for (const kind of ["wheel", "touchmove", "keydown"])
      log.addEventListener(kind, () => (this.#follows = false), { passive: true });
    log.addEventListener("scroll", () => (tip.hidden = true), { passive: true });
    tip.addEventListener("pointerenter", () => clearTimeout(this.#hiding));
    tip.addEventListener("pointerleave", () => this.hint(null));
    this.small.addEventListener("change", () => {
      if (!this.isOpen) return;
      const focused = this.host.shadowRoot.activeElement;
      const before = this.#before;
      dialog.close();
      this.#closed();
      this.open(false);
      this.#before = before;
      focused?.focus();
    });
    window.visualViewport?.addEventListener("resize", () => this.#fit());
  }
}
