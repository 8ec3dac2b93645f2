/*
 * The assistant of a book, for any page: asks the Space, and waits for it where it sleeps.
 *
 *   import { createBookChat } from "https://you-book.hf.space/client.js";
 *   const chat = createBookChat();
 *   for await (const event of chat.stream("What is balance?")) if (event.type === "text") show(event.delta);
 *
 * The types are in client.d.ts beside this file. Lines that are comments are left out where it is served.
 */

const KINDS = { 400: "validation", 401: "not_allowed", 403: "not_allowed", 413: "validation", 422: "validation", 429: "rate_limited" };
const QUIET_SECONDS = 2;
const PING_SECONDS = 10;
const LONGEST_PAUSE = 5;

/** What went wrong: `kind` for programs, `message` for visitors; `partial` where words of the answer had arrived. */
export class BookChatError extends Error {
  constructor(kind, message, more) {
    super(message);
    Object.assign(this, { name: "BookChatError", kind, partial: false }, more);
  }
}

const broken = (more) => new BookChatError("network", "The connection broke off. Please ask again.", more);
const offline = () => globalThis.navigator?.onLine === false;

const sleep = (seconds, signal) =>
  new Promise((resolve, reject) => {
    setTimeout(resolve, seconds * 1000);
    signal?.addEventListener("abort", () => reject(signal.reason));
  });

/**
 * The JSON of each server-sent event, however its bytes were cut.
 * @param {AsyncIterable<Uint8Array>} chunks
 * @returns {AsyncGenerator<any>}
 */
export async function* readEvents(chunks) {
  const decoder = new TextDecoder();
  let rest = "";
  let data = [];
  let halfBreak = false;
  for await (const chunk of chunks) {
    let text = decoder.decode(chunk, { stream: true });
    if (!text) continue;
    // The second half of a \r\n whose first half ended the chunk before.
    if (halfBreak && text[0] === "\n") text = text.slice(1);
    halfBreak = text.endsWith("\r");
    const lines = (rest + text).split(/\r\n|\n|\r/);
    rest = lines.pop();
    for (const line of lines) {
      if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
      else if (!line && data.length) {
        const event = data.join("\n");
        data = [];
        if (event === "[DONE]") return;
        yield JSON.parse(event);
      }
    }
  }
}

// Not every browser can iterate over a body.
async function* chunksOf(body, heard) {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function eventOf(part) {
  switch (part.type) {
    case "start":
      return { type: "start", messageId: part.messageId };
    case "data-session":
      return { type: "session", sessionId: part.data.session_id };
    case "source-url":
      return { type: "source", index: Number(part.sourceId), url: part.url, title: part.title };
    case "text-delta":
      return { type: "text", delta: part.delta };
    case "data-answer":
      return { type: "answer", answer: part.data };
  }
}

async function failure(reply) {
  const body = (await reply.json().catch(() => 0)) || {};
  const kind = KINDS[reply.status] || "server";
  const words = body.message || body.detail;
  return new BookChatError(kind, typeof words === "string" ? words : "The assistant can't answer at the moment. Please try again in a minute.", {
    seconds: parseInt(reply.headers.get("retry-after")) || (kind === "rate_limited" ? 30 : undefined),
    status: reply.status,
    code: body.error,
    requestId: body.request_id,
    // Not our words: a platform says that we are not there.
    again: !body.error && reply.status > 500,
  });
}

/**
 * @param {import("./client.d.ts").Options} [options]
 * @returns {import("./client.d.ts").BookChat}
 */
export function createBookChat(options = {}) {
  const { wakeSeconds = 120, timeoutSeconds = 60, apiKey, onState } = options;
  const base = String(options.baseUrl || new URL(".", import.meta.url)).replace(/\/+$/, "");
  const key = "book-chat " + base;
  const watchers = new Set(onState && [onState]);
  const get = (path, init) => (options.fetch || fetch)(base + path, init);
  let now = { state: "unknown", waited: 0, left: wakeSeconds };
  let waking;
  let session = null;

  // Storage may be forbidden, or not there; then the id lives as long as the page.
  function stored(use) {
    try {
      return use(options.storage === undefined ? sessionStorage : options.storage);
    } catch {}
  }

  function remember(id) {
    session = id;
    stored((storage) => (id ? storage.setItem(key, id) : storage.removeItem(key)));
  }

  function tell(next, waited = 0, error) {
    now = { state: next, waited: Math.round(waited), left: Math.max(0, Math.round(wakeSeconds - waited)), error };
    for (const watch of watchers) watch(now);
  }

  // Anything but our JSON is what a platform shows while it starts us.
  async function isUp() {
    try {
      const reply = await get("/health", { cache: "no-store", signal: AbortSignal.timeout(PING_SECONDS * 1000) });
      if (reply.headers.get("x-origin-allowed") === "no") {
        return new BookChatError("not_allowed", `Pages at ${globalThis.location?.origin} may not use this assistant. Its operator can allow them in ALLOWED_ORIGINS.`);
      }
      const { status } = await reply.json();
      return status === "ok" || status === "degraded";
    } catch {}
  }

  async function wakeUp() {
    const began = Date.now();
    const waited = () => (Date.now() - began) / 1000;
    const late = setTimeout(() => tell("waking", waited()), QUIET_SECONDS * 1000);
    let error;
    for (let pause = 1; !error; pause = Math.min(pause + 1, LONGEST_PAUSE)) {
      const up = !offline() && (await isUp());
      clearTimeout(late);
      if (up === true) return tell("ready", waited());
      if (up) error = up;
      else if (offline()) error = new BookChatError("network", "You seem to be offline. Please check your connection.");
      else if (waited() + pause > wakeSeconds) {
        error = new BookChatError("timeout", `The assistant did not wake up within ${wakeSeconds} seconds. Please try again later.`);
      } else {
        tell("waking", waited());
        await sleep(pause);
      }
    }
    tell("offline", waited(), error);
    throw error;
  }

  function wake() {
    waking ??= wakeUp().finally(() => (waking = undefined));
    return waking;
  }

  // The reply, once we are awake. `watch` ends it: where the caller leaves, and where it stays silent too long.
  async function request(watch, method, path, body, accept = "application/json") {
    const { signal } = watch;
    const headers = { Accept: accept };
    if (body) headers["Content-Type"] = "application/json";
    if (apiKey) headers.Authorization = "Bearer " + apiKey;
    const init = { method, headers, body: body && JSON.stringify(body), signal };
    for (const began = Date.now(); ; ) {
      if (now.state !== "ready") await Promise.race([wake(), watch.left]);
      watch.heard();
      const reply = await get(path, init).catch(() => {
        signal.throwIfAborted();
        throw broken({ again: true });
      });
      if (reply.ok) return reply;
      const error = await failure(reply);
      const waited = (Date.now() - began) / 1000 + error.seconds;
      if (error.code !== "not_ready" || !(waited < wakeSeconds)) throw error;
      watch.pause();
      tell("waking", waited - error.seconds);
      await sleep(error.seconds, signal);
    }
  }

  function watchOver(signal) {
    const stop = new AbortController();
    const leave = () => stop.abort(signal.reason);
    const silent = () => stop.abort(new BookChatError("timeout", `No answer within ${timeoutSeconds} seconds. Please ask again.`));
    const left = new Promise((_, reject) => stop.signal.addEventListener("abort", () => reject(stop.signal.reason)));
    left.catch(() => {});
    let timer;
    const pause = () => clearTimeout(timer);
    const heard = () => {
      pause();
      timer = setTimeout(silent, timeoutSeconds * 1000);
    };
    const end = () => {
      pause();
      signal?.removeEventListener("abort", leave);
      stop.abort();
    };
    signal?.addEventListener("abort", leave);
    if (signal?.aborted) leave();
    return { signal: stop.signal, left, heard, pause, end };
  }

  // Once more where no word of a reply had come; by way of a ping, since we may have fallen asleep.
  function mayRepeat(error, repeated) {
    if (!error.again || repeated) return false;
    tell("unknown");
    return true;
  }

  async function json(method, path, body, signal) {
    const watch = watchOver(signal);
    try {
      for (let repeated = false; ; repeated = true) {
        try {
          const reply = await request(watch, method, path, body);
          return reply.status === 204 ? null : await reply.json();
        } catch (error) {
          watch.signal.throwIfAborted();
          if (!error.kind) throw new BookChatError("server", "The assistant's reply makes no sense. Please ask again.");
          if (!mayRepeat(error, repeated)) throw error;
        }
      }
    } finally {
      watch.end();
    }
  }

  const question = (message, { context, page }) => ({ message, session_id: session || undefined, context, page });

  async function ask(message, more = {}) {
    const answer = await json("POST", "/chat", question(message, more), more.signal);
    remember(answer.session_id);
    return answer;
  }

  // What the state does while a promise is waited for, then what the promise gives.
  async function* held(promise) {
    let notice;
    const watcher = () => notice?.();
    watchers.add(watcher);
    try {
      for (;;) {
        const { state, waited, left } = now;
        if (state === "waking") yield { type: "state", state, waited, left };
        const reply = await Promise.race([promise, new Promise((resolve) => (notice = resolve))]);
        if (reply) return reply;
      }
    } finally {
      watchers.delete(watcher);
    }
  }

  async function* stream(message, more = {}) {
    const watch = watchOver(more.signal);
    let begun = false;
    let partial = false;
    let whole = false;
    let said;
    try {
      for (let repeated = false; ; repeated = true) {
        try {
          const reply = yield* held(request(watch, "POST", "/chat", question(message, more), "text/event-stream"));
          for await (const part of readEvents(chunksOf(reply.body, watch.heard))) {
            begun = true;
            const event = eventOf(part);
            if (part.type === "error") said = part.errorText;
            if (!event) continue;
            if (event.type === "session") remember(event.sessionId);
            partial ||= event.type === "text";
            whole ||= event.type === "answer";
            yield event;
          }
          if (said) throw new BookChatError("server", said, { partial });
          if (!whole) throw broken({ partial, again: !begun });
          return;
        } catch (error) {
          const { aborted, reason } = watch.signal;
          if (aborted) throw reason.kind ? Object.assign(reason, { partial }) : reason;
          const ours = error.kind ? error : broken({ partial, again: !begun });
          if (!mayRepeat(ours, repeated)) throw ours;
        }
      }
    } finally {
      watch.end();
    }
  }

  session = stored((storage) => storage.getItem(key)) || null;
  if (options.ping !== false) {
    const quietly = () => wake().catch(() => {});
    quietly();
    globalThis.addEventListener?.("online", () => now.state === "offline" && quietly());
  }

  return {
    get state() {
      return now.state;
    },
    get sessionId() {
      return session;
    },
    set sessionId(id) {
      remember(id);
    },
    wake,
    stream,
    ask,
    async search(query, { topK, signal } = {}) {
      return (await json("POST", "/search", { query, top_k: topK }, signal)).results;
    },
    async feedback(messageId, rating, comment) {
      await json("POST", "/feedback", { message_id: messageId, rating, comment });
    },
    async end() {
      const id = session;
      remember(null);
      if (!id) return;
      await json("DELETE", "/chat/sessions/" + encodeURIComponent(id)).catch((error) => {
        if (error.status !== 404) throw error;
      });
    },
  };
}
