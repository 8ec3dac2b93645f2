// What a screen reader hears of an answer: whole sentences, a few at a time, never letters as they come.
// Knows one live region and how sentences end; not what is on show.

import { spoken } from "./widget-markdown.js";

const PAUSE = 1500;
// Without an end of its own, a last piece is said only when the answer is whole.
const WHOLE = /^[^]*(?:[.!?…][\])"'”’»]*(?=\s)|[。！？]|\n\n)/;

export class Speech {
  #said = 0;
  #text = "";
  #timer = 0;

  constructor(region) {
    this.region = region;
  }

  /** At once; what was said before makes room, so that nothing stands there twice for those who read on. */
  announce(words) {
    if (!words) return;
    const line = document.createElement("p");
    line.textContent = words;
    this.region.replaceChildren(line);
  }

  begin() {
    this.#said = 0;
    this.#text = "";
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  /** ``text``: the answer so far. */
  grow(text) {
    this.#text = text;
    this.#timer ||= setTimeout(() => {
      this.#timer = 0;
      const sentences = WHOLE.exec(this.#text.slice(this.#said))?.[0] ?? "";
      this.#said += sentences.length;
      this.announce(spoken(sentences));
    }, PAUSE);
  }

  /** ``text``: the whole answer; ``after``: what else there is now. */
  end(text, after) {
    const rest = spoken(text.slice(this.#said));
    this.begin();
    this.announce([rest, after].filter(Boolean).join(" "));
  }
}
