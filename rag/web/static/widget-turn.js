// One question and its answer on the screen: text, citations, sources, ratings, and what went wrong.
// Knows how a turn looks in each state; what to ask and what to do next, it is told.

import { copy, el, icon, iconButton } from "./widget-dom.js";
import { link } from "./widget-links.js";
import { Markdown } from "./widget-markdown.js";

let made = 0;

export class TurnView {
  #frame = 0;
  #clock = 0;

  /** ``acts``: `{say, announce, grown, again, rate, hint, leave}` */
  constructor(turn, acts) {
    this.turn = turn;
    this.acts = acts;
    this.id = `turn-${(made += 1)}`;
    const { say } = acts;
    const kit = {
      say,
      announce: acts.announce,
      cite: (index) => this.#citation(index),
      link: (url, children) => link("a", url, say, {}, ...children),
    };
    this.body = el("div.body", { dir: "auto" });
    this.notes = el("div.notes");
    this.foot = el("div.foot");
    this.markdown = new Markdown(this.body, kit);
    const about = turn.context ? el("blockquote.context", { dir: "auto" }, turn.context) : null;
    // The parts that change are silent: whole sentences are announced elsewhere.
    this.element = el(
      "article.turn",
      { "aria-live": "off", "aria-label": `${say("youAsked")}: ${turn.question}` },
      el("div.question", {}, el("span.hidden", {}, `${say("youAsked")}: `), about, el("p", { dir: "auto" }, turn.question)),
      el("div.answer", {}, el("span.hidden", {}, `${say("answer")}:`), this.body, this.notes, this.foot),
    );
    this.show();
  }

  /** Everything, as the turn is now. */
  show() {
    cancelAnimationFrame(this.#frame);
    clearInterval(this.#clock);
    const { turn } = this;
    this.foot.replaceChildren();
    if (turn.done) this.foot.append(...[this.#sources(), this.#tools()].filter(Boolean));
    this.markdown.show(turn.text, true);
    this.notes.replaceChildren(...this.#notes());
    this.element.toggleAttribute("data-whole", turn.done || Boolean(turn.failure));
  }

  /** The text has grown: drawn once a frame, however fast it comes. */
  grow() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      this.markdown.show(this.turn.text);
      if (this.turn.text) this.notes.replaceChildren();
      this.acts.grown();
    });
  }

  /** ``waited``: seconds. The words stay, only the number changes. */
  wake(waited) {
    const { say, announce } = this.acts;
    if (this.waited?.isConnected) return;
    const began = Date.now() - waited * 1000;
    const tick = () => (this.waited.textContent = say("waited", { n: Math.round((Date.now() - began) / 1000) }));
    this.waited = el("span.count");
    this.#clock = setInterval(tick, 1000);
    tick();
    this.notes.replaceChildren(el("div.note.waking", {}, dots(), el("p", {}, say("waking"), " ", this.waited)));
    announce(say("waking"));
  }

  /** It is up again, the question is on its way. */
  awake() {
    if (!this.waited?.isConnected) return;
    clearInterval(this.#clock);
    this.notes.replaceChildren(...this.#notes());
  }

  #notes() {
    const { turn } = this;
    const { say } = this.acts;
    if (turn.failure) return [this.#failure(turn.failure)];
    if (!turn.done) return [el("p.looking", {}, dots(), say("looking"))];
    return turn.status === "partial" || turn.status === "degraded" ? [el("p.aside", {}, say(turn.status))] : [];
  }

  #failure(failure) {
    const { say } = this.acts;
    const again = el("button.again", { type: "button", onclick: () => this.acts.again(this.turn) }, say("again"));
    const words = el("p", {}, wordsOf(failure, say));
    if (failure.until) words.append(" ", this.#countdown(failure.until, again));
    const calm = ["stopped", "left", "rate_limited"].includes(failure.kind);
    return el(`div.note.${calm ? "calm" : "failed"}`, {}, words, again);
  }

  #countdown(until, again) {
    const { say } = this.acts;
    const count = el("span.count");
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      again.disabled = left > 0;
      count.textContent = left > 0 ? say("rateWait", { n: left }) : say("rateOver");
      if (left <= 0) clearInterval(this.#clock);
      return left;
    };
    if (tick() > 0)
      this.#clock = setInterval(() => {
        if (tick() <= 0) this.acts.announce(say("rateOver"));
      }, 500);
    return count;
  }

  /** The number in the text: a link to the sentence, which is told on hover and focus. */
  #citation(index) {
    const source = this.turn.sources.find((each) => each.index === index);
    if (!source) return null;
    const { say, hint, leave } = this.acts;
    const label = say("source", { n: index, title: source.section ? `${source.title}, ${source.section}` : source.title });
    const node = link(
      "a.cite",
      source.url,
      say,
      { "aria-label": label, "aria-describedby": source.quote ? `${this.id}-${index}` : null, onclick: leave },
      String(index),
    );
    if (!node) return el("span.cite", {}, String(index));
    const where = source.section ? `${source.title} › ${source.section}` : source.title;
    const show = () => hint(node, el("b", { dir: "auto" }, where), source.quote ? el("q", { dir: "auto" }, source.quote) : "");
    for (const event of ["pointerenter", "focus"]) node.addEventListener(event, show);
    for (const event of ["pointerleave", "blur"]) node.addEventListener(event, () => hint(null));
    return node;
  }

  #sources() {
    const { turn } = this;
    const { say, leave } = this.acts;
    if (!turn.sources.length) return null;
    const rows = turn.sources.map((source) => {
      const where = [
        el("span.number", { "aria-hidden": "true" }, String(source.index)),
        el(
          "span.where",
          { dir: "auto" },
          el("b", {}, source.title),
          source.section ? el("span", {}, ` › ${source.section}`) : null,
        ),
      ];
      const quote = source.quote ? el("q", { id: `${this.id}-${source.index}`, dir: "auto" }, source.quote) : null;
      return el("li", {}, link("a", source.url, say, { onclick: leave }, ...where) ?? el("span.unlinked", {}, ...where), quote);
    });
    return el("section.sources", { "aria-label": say("sources") }, el("h3", {}, say("sources")), el("ul", {}, rows));
  }

  #tools() {
    const { turn } = this;
    const { say, announce, rate } = this.acts;
    const copied = async () => announce(say((await copy(turn.text)) ? "copied" : "copyFailed"));
    const tools = el("div.tools", {}, iconButton("copy", say("copy"), copied));
    if (!turn.messageId) return tools;
    const said = el("span.said");
    const buttons = ["up", "down"].map((rating) =>
      iconButton(
        rating,
        say(rating),
        async () => {
          const worked = await rate(turn, rating);
          for (const [each, button] of buttons.entries())
            button.setAttribute("aria-pressed", turn.rating === ["up", "down"][each]);
          said.textContent = say(worked ? "thanks" : "feedbackFailed");
          announce(said.textContent);
          tools.querySelector("form")?.remove();
          if (worked && rating === "down") tools.append(this.#missing(said));
        },
        { "aria-pressed": turn.rating === rating ? "true" : "false" },
      ),
    );
    tools.append(...buttons, said);
    return tools;
  }

  #missing(said) {
    const { say, announce, rate } = this.acts;
    const words = el("input", { type: "text", maxlength: 1000, "aria-label": say("missing"), placeholder: say("missing") });
    const send = async (event) => {
      event.preventDefault();
      if (!words.value.trim()) return;
      const worked = await rate(this.turn, "down", words.value.trim());
      said.textContent = say(worked ? "thanks" : "feedbackFailed");
      announce(said.textContent);
      if (worked) form.remove();
    };
    const form = el(
      "form.missing",
      { onsubmit: send },
      words,
      el("button.icon", { "aria-label": say("send"), title: say("send") }, icon("send")),
    );
    return form;
  }
}

const dots = () => el("span.dots", { "aria-hidden": "true" }, el("i"), el("i"), el("i"));

export function wordsOf({ kind, message }, say) {
  if (kind === "validation") return message;
  if (kind === "network" && !navigator.onLine) return say("offline");
  return say(kind, { origin: location.origin }) || message || say("server");
}
