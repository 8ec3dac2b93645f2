// Every word that the chat says by itself, in English; a site replaces any of them.
// Knows where replacements come from, and how numbers get into a sentence.

const ENGLISH = {
  title: "Ask the book",
  greeting: "Ask a question. The answer comes from the book alone, with a link to each sentence it rests on.",
  suggestions: "Questions to start with",
  more: "Ask next",
  placeholder: "Ask a question…",
  question: "Your question",
  send: "Send",
  stop: "Stop",
  newChat: "New chat",
  close: "Close",
  conversation: "Conversation",
  youAsked: "You asked",
  answer: "Answer",
  looking: "Looking in the book…",
  sources: "Sources",
  source: "Source {n}: {title}",
  newTab: "opens in a new tab",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Could not copy",
  code: "Code",
  table: "Table",
  up: "This helped",
  down: "This did not help",
  thanks: "Thank you.",
  missing: "What was missing?",
  feedbackFailed: "Your rating could not be sent.",
  askAbout: "Ask about this",
  about: "About the selected text",
  forgetContext: "Don't ask about the selected text",
  partial: "The book only touches on this.",
  degraded: "A part of the assistant is down, so this is a simpler answer than usual.",
  statusWaking: "Waking up…",
  statusOffline: "Not connected",
  waking:
    "The assistant sleeps when nobody asks, and is waking up now. This can take a minute or two. Your question is kept and will be sent as soon as it is up.",
  waited: "{n} s so far",
  timeout: "The assistant did not answer in time. Please ask again in a minute.",
  offline: "You are offline. Your question is kept here: ask again when you are back.",
  network: "The assistant can't be reached at the moment. Please ask again in a minute.",
  rate_limited: "That was many questions in a short time.",
  rateWait: "You can ask again in {n} s.",
  rateOver: "You can ask again now.",
  not_allowed:
    "The assistant does not take questions from this site. If it is yours, add {origin} to ALLOWED_ORIGINS where the assistant runs.",
  server: "Something went wrong at the assistant. Please ask again.",
  broken: "The answer broke off here.",
  left: "You left the page before this was answered.",
  stopped: "You stopped this answer.",
  again: "Ask again",
  tooLong: "{n} characters too many",
  small: "Answers can be wrong. Check the linked sentences.",
};

/** `say("waited", {n: 3})`. Replacements: a JSON text, and `window.bookChatStrings`. */
export function sayings(json) {
  let replaced = {};
  try {
    replaced = json ? JSON.parse(json) : {};
  } catch (error) {
    console.warn("The book's chat: data-strings is not valid JSON, so English is spoken.", error);
  }
  const words = { ...ENGLISH, ...window.bookChatStrings, ...replaced };
  const say = (name, values = {}) => String(words[name] ?? "").replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  say.language = words.lang ?? "en";
  return say;
}
