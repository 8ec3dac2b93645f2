// The conversation over page changes: kept in the tab, and gone with it.
// Knows sessionStorage and that it may be full or forbidden; a chat without memory still works.

const TURNS = 100;

export class Memory {
  constructor(baseUrl) {
    this.key = `book-chat-turns:${baseUrl}`;
  }

  /** `{turns, open, draft, context}` */
  recall() {
    const empty = { turns: [], open: false, draft: "", context: "" };
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.key));
      return Array.isArray(kept?.turns) ? { ...empty, ...kept, turns: kept.turns.map(recalled) } : empty;
    } catch {
      return empty;
    }
  }

  keep({ turns, ...rest }) {
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ turns: turns.slice(-TURNS), ...rest }));
    } catch {
      // Full or forbidden: this page still has everything.
    }
  }
}

/** A turn that was under way when its page was left has ended with it. */
function recalled(turn) {
  return turn.done || turn.failure ? turn : { ...turn, failure: { kind: turn.text ? "broken" : "left" } };
}

export const newTurn = (question, context) => ({
  question,
  context,
  text: "",
  sources: [],
  status: "",
  messageId: "",
  suggestions: [],
  rating: "",
  failure: null,
  done: false,
});
