// The chat on the page, put together, and the way from a question to its answer.
// Knows the client's events and where each goes; how a turn or the panel looks is their own affair.

import { createBookChat } from "./client.js";
import { Composer } from "./widget-composer.js";
import { el, icon } from "./widget-dom.js";
import { newTurn, Memory } from "./widget-memory.js";
import { onSelection, onTheme, place, selected, stay } from "./widget-page.js";
import { Panel } from "./widget-panel.js";
import { Speech } from "./widget-speech.js";
import { sayings } from "./widget-strings.js";
import { TurnView, wordsOf } from "./widget-turn.js";

const SUGGESTIONS = 6;

/** Puts the chat on the page; `{open, close}`. ``options``: the script's data attributes. */
export function mount(options, css) {
  customElements.get("book-chat") ?? customElements.define("book-chat", class extends HTMLElement {});
  const host = document.createElement("book-chat");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  host.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
  return new Chat(options, host);
}

class Chat {
  #abort = null;
  #views = [];

  constructor(options, host) {
    this.say = sayings(options.strings);
    this.host = host;
    this.within = options.selection && options.selection !== "on" ? options.selection : "";
    this.firstQuestions = listed(options.suggestions);
    this.memory = new Memory(options.baseUrl);
    const kept = this.memory.recall();
    this.turns = kept.turns;

    const title = options.title || this.say("title");
    host.lang = this.say.language;
    host.setAttribute("role", "region");
    host.setAttribute("aria-label", title);
    host.dataset.position = options.position === "start" ? "start" : "end";
    this.#build(title, options.greeting || this.say("greeting"));
    onTheme(options.theme, (theme) => (host.dataset.theme = theme));
    stay(host);

    this.client = createBookChat({ baseUrl: options.baseUrl, onState: (state) => this.#connection(state) });
    this.#listen();
    this.composer.value = kept.draft;
    this.composer.attach(kept.context);
    // On a small screen an open panel would hide the page that was asked for.
    if (kept.open && !this.panel.small.matches) this.panel.open(false);
  }

  /** ``question``: asked at once, where there is one; what can't be asked now stands in the field. */
  open(question = "") {
    const picked = this.panel.isOpen ? null : this.#selected();
    this.panel.open();
    if (picked) this.#about(picked.text);
    if (!question) return;
    if (this.composer.allows(question)) this.#ask(question);
    else this.composer.value = question;
  }

  close() {
    this.panel.close();
  }

  // ---------------------------------------------------------------- asking

  async #ask(question, context = this.composer.context) {
    if (!this.composer.allows(question)) return;
    const turn = newTurn(question.trim(), context);
    this.turns.push(turn);
    const view = this.#add(turn);
    this.composer.attach("");
    this.#abort = new AbortController();
    this.#offer();
    this.composer.busy(true);
    this.panel.follow(true);
    this.speech.begin();
    this.speech.announce(this.say("looking"));
    try {
      const { signal } = this.#abort;
      for await (const event of this.client.stream(turn.question, { context: context || undefined, page: place(), signal })) {
        this.#take(event, turn, view);
      }
      turn.done = true;
    } catch (error) {
      turn.failure = this.#failed(error);
    }
    // A new chat has been begun meanwhile: nobody waits for the end of this one.
    if (!this.turns.includes(turn)) return;
    this.#abort = null;
    view.show();
    this.composer.busy(false);
    this.#offer();
    this.#announceEnd(turn);
    this.#keep();
    this.panel.follow();
  }

  #take(event, turn, view) {
    if (event.type === "state") {
      view.wake(event.waited);
      this.panel.follow();
      return;
    }
    view.awake();
    if (event.type === "source") turn.sources.push({ index: event.index, url: event.url, title: event.title });
    if (event.type === "text") {
      turn.text += event.delta;
      view.grow();
      this.speech.grow(turn.text);
    }
    if (event.type === "answer") {
      const { message, sources, status, message_id, suggestions } = event.answer;
      Object.assign(turn, { text: message, sources, status, messageId: message_id ?? "", suggestions: suggestions ?? [] });
    }
  }

  #failed(error) {
    if (error.name === "AbortError") return { kind: "stopped" };
    if (error.name !== "BookChatError") {
      console.error(error);
      return { kind: "server" };
    }
    if (error.partial) return { kind: "broken" };
    if (error.kind !== "rate_limited") return { kind: error.kind, message: error.message };
    const until = Date.now() + error.seconds * 1000;
    this.composer.block(until);
    return { kind: error.kind, until };
  }

  #again(turn) {
    if (this.#abort) return;
    const at = this.turns.indexOf(turn);
    this.turns.splice(at, 1);
    this.#views.splice(at, 1)[0].element.remove();
    this.composer.input.focus();
    this.#ask(turn.question, turn.context);
  }

  async #rate(turn, rating, comment) {
    try {
      await this.client.feedback(turn.messageId, rating, comment);
    } catch (error) {
      console.warn(error);
      return false;
    }
    turn.rating = rating;
    this.#keep();
    return true;
  }

  #newChat() {
    this.#abort?.abort();
    this.#abort = null;
    // What can't be forgotten over there now is forgotten there by itself, in days.
    this.client.end().catch((error) => console.warn(error));
    this.turns = [];
    this.#views = [];
    this.list.replaceChildren();
    this.composer.attach("");
    this.composer.value = "";
    this.composer.busy(false);
    this.#offer();
    this.speech.begin();
    this.speech.announce(this.say("newChat"));
    this.#keep();
    this.composer.input.focus();
  }

  // ---------------------------------------------------------------- what is on show

  #build(title, greeting) {
    const { say } = this;
    const spoken = el("div.hidden");
    this.speech = new Speech(spoken);
    const announce = (words) => this.speech.announce(words);
    this.greeting = el("p.greeting", {}, greeting);
    this.list = el("div.turns");
    // Changes by itself, and is no news.
    this.next = el("div.next", { "aria-live": "off" });
    const log = el(
      "div.log",
      { role: "log", "aria-label": say("conversation"), tabindex: 0 },
      this.greeting,
      this.list,
      this.next,
      spoken,
    );
    this.composer = new Composer({ say, announce, send: (question) => this.#ask(question), stop: () => this.#abort?.abort() });
    this.panel = new Panel(
      this.host,
      title,
      { log, form: this.composer.element, input: this.composer.input },
      { say, open: () => this.open(), toggled: () => this.#toggled(), newChat: () => this.#newChat() },
    );
    this.bubble = el(
      "button.selection",
      { type: "button", hidden: true, onclick: () => this.#askAbout() },
      icon("quote"),
      el("span", {}, say("askAbout")),
    );
    this.host.shadowRoot.append(this.bubble, this.panel.dialog, this.panel.launcher);
    this.acts = {
      say,
      announce,
      grown: () => this.panel.follow(),
      again: (turn) => this.#again(turn),
      rate: (turn, rating, comment) => this.#rate(turn, rating, comment),
      hint: (...words) => this.panel.hint(...words),
      leave: () => this.panel.leave(),
    };
  }

  #listen() {
    addEventListener("pagehide", () => this.#keep());
    for (const event of ["online", "offline"]) addEventListener(event, () => this.#connection({ state: this.client.state }));
    document.addEventListener("click", (event) => {
      const opener = event.target.closest?.("[data-book-chat]");
      if (opener) this.open(opener.dataset.bookChat);
    });
    if (this.within === "off") return;
    // The press must not take the selection away before the click.
    this.bubble.addEventListener("pointerdown", (event) => event.preventDefault());
    onSelection(this.within, (found) => this.#offerToAsk(found));
  }

  #toggled() {
    this.bubble.hidden = true;
    // Turns from an earlier page are drawn when somebody looks.
    if (this.panel.isOpen) for (const turn of this.turns.slice(this.#views.length)) this.#add(turn);
    this.#offer();
    this.#keep();
  }

  #add(turn) {
    const view = new TurnView(turn, this.acts);
    this.#views.push(view);
    this.list.append(view.element);
    return view;
  }

  /** The greeting of an empty chat, and what could be asked now. */
  #offer() {
    const last = this.turns.at(-1);
    this.greeting.hidden = Boolean(last);
    const questions = this.#abort ? [] : last ? last.suggestions : this.firstQuestions;
    const ask = (question) => () => {
      this.composer.input.focus();
      this.#ask(question);
    };
    const rows = questions
      .slice(0, SUGGESTIONS)
      .map((each) => el("li", {}, el("button", { type: "button", dir: "auto", onclick: ask(each) }, each)));
    this.next.replaceChildren(
      ...(rows.length ? [el("h3", {}, this.say(last ? "more" : "suggestions")), el("ul", {}, rows)] : []),
    );
  }

  #announceEnd(turn) {
    const count = turn.sources.length;
    if (turn.failure) this.speech.end(turn.text, wordsOf(turn.failure, this.say));
    else this.speech.end(turn.text, count ? `${this.say("sources")}: ${count}` : "");
  }

  #connection({ state, error }) {
    const offline = !navigator.onLine || state === "offline";
    const words = offline ? "statusOffline" : state === "waking" ? "statusWaking" : "";
    this.host.dataset.state = offline ? "offline" : state;
    this.panel.status.textContent = words && this.say(words);
    if (error?.kind === "not_allowed") this.greeting.textContent = wordsOf(error, this.say);
  }

  #keep() {
    this.memory.keep({ turns: this.turns, open: this.panel.isOpen, draft: this.composer.value, context: this.composer.context });
  }

  // ---------------------------------------------------------------- selected text

  #selected() {
    return this.within === "off" ? null : selected(this.within);
  }

  #about(text) {
    this.composer.attach(text);
    this.#keep();
  }

  #askAbout() {
    const found = this.#selected();
    this.bubble.hidden = true;
    this.panel.open();
    if (found) this.#about(found.text);
    this.composer.input.focus();
  }

  /** The button at the end of the selection, inside the window. */
  #offerToAsk(found) {
    const { bubble, panel } = this;
    bubble.hidden = !found || found.box.bottom < 0 || found.box.top > innerHeight || (panel.isOpen && panel.small.matches);
    if (bubble.hidden) return;
    const { offsetWidth, offsetHeight } = bubble;
    const { left, top, bottom } = found.box;
    bubble.style.left = `${Math.max(8, Math.min(left, innerWidth - offsetWidth - 8))}px`;
    bubble.style.top = `${bottom + 8 + offsetHeight > innerHeight ? Math.max(8, top - offsetHeight - 8) : bottom + 8}px`;
  }
}

/** Questions from an attribute: a JSON list, or separated by bars. */
function listed(text = "") {
  if (!text.trim().startsWith("["))
    return text
      .split("|")
      .map((each) => each.trim())
      .filter(Boolean);
  try {
    return JSON.parse(text).map(String);
  } catch (error) {
    console.warn("The book's chat: data-suggestions is not a valid JSON list.", error);
    return [];
  }
}
