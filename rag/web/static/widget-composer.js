// Where a question is written: the field, the text it is about, and one button that sends or stops.
// Knows how long a question may be and when none can be sent; what becomes of it, it is told.

import { el, icon, iconButton } from "./widget-dom.js";

const LONGEST = 500;
const COUNTED_FROM = 400;

export class Composer {
  #busy = false;
  #blockedUntil = 0;

  /** ``acts``: `{say, announce, send(question), stop}` */
  constructor(acts) {
    const { say } = acts;
    this.acts = acts;
    this.context = "";
    this.about = el("div.about", { hidden: true });
    this.input = el("textarea", {
      id: "question",
      rows: 1,
      placeholder: say("placeholder"),
      "aria-describedby": "count",
      dir: "auto",
      enterkeyhint: "send",
      autocomplete: "off",
    });
    this.count = el("p.count", { id: "count" });
    this.button = el("button.send");
    const submit = (event) => {
      event.preventDefault();
      this.#busy ? acts.stop() : this.#submit();
    };
    this.element = el(
      "form.composer",
      { onsubmit: submit },
      this.about,
      el("div.field", {}, el("label.hidden", { for: "question" }, say("question")), this.input, this.button),
      el("div.line", {}, el("p.small", {}, say("small")), this.count),
    );
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      if (!this.#busy) this.#submit();
    });
    this.busy(false);
  }

  get value() {
    return this.input.value;
  }

  set value(text) {
    this.input.value = text;
    this.#typed();
  }

  allows(question) {
    return question.trim() && question.trim().length <= LONGEST && !this.#busy && Date.now() >= this.#blockedUntil;
  }

  /** The button stops what is under way, or sends. */
  busy(yes) {
    this.#busy = yes;
    const name = yes ? "stop" : "send";
    this.button.replaceChildren(icon(name));
    for (const attribute of ["aria-label", "title"]) this.button.setAttribute(attribute, this.acts.say(name));
    this.#typed();
  }

  block(until) {
    this.#blockedUntil = until;
    setTimeout(() => this.#typed(), until - Date.now() + 50);
    this.#typed();
  }

  /** The text of the page that the question is about. */
  attach(text) {
    const { say, announce } = this.acts;
    this.context = text;
    this.about.hidden = !text;
    const forget = () => {
      this.attach("");
      this.input.focus();
    };
    const said = `${say("about")}: `;
    this.about.replaceChildren(
      icon("quote"),
      el("span.hidden", {}, said),
      el("p", { dir: "auto" }, text),
      iconButton("close", say("forgetContext"), forget),
    );
    if (text) announce(said + text);
  }

  #submit() {
    const question = this.value;
    if (!this.allows(question)) return;
    this.value = "";
    this.acts.send(question);
  }

  #typed() {
    const { length } = this.value.trim();
    const over = length - LONGEST;
    this.count.textContent =
      over > 0 ? this.acts.say("tooLong", { n: over }) : length > COUNTED_FROM ? `${length} / ${LONGEST}` : "";
    this.count.classList.toggle("over", over > 0);
    this.input.setAttribute("aria-invalid", String(over > 0));
    this.button.disabled = !this.#busy && !this.allows(this.value);
    // Grows with its text where the browser does not do it by itself.
    if (!CSS.supports("field-sizing", "content")) {
      this.input.style.height = "auto";
      this.input.style.height = `${this.input.scrollHeight}px`;
    }
  }
}
