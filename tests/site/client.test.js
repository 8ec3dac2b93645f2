/* The client module as the program serves it (CLIENT_URL), over real sockets. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { ANSWER, PARTS, Space, dropped, error, frame, freePort, html, json, streamed } from "./space.js";

const source = await (await fetch(process.env.CLIENT_URL)).text();
const { createBookChat, readEvents, BookChatError } = await import("data:text/javascript," + encodeURIComponent(source));

const EVENTS = [
  { type: "start", messageId: "message-1" },
  { type: "session", sessionId: "session-1" },
  { type: "source", index: 1, url: "/docs/cars#cars", title: "Cars" },
  { type: "text", delta: "A Heron runs " },
  { type: "text", delta: "at 31 km/h. [1]" },
  { type: "answer", answer: ANSWER },
];

let space;
beforeEach(async () => (space = await new Space().start()));
afterEach(() => space.stop());

const chatWith = (options = {}) => createBookChat({ baseUrl: space.url, storage: null, ping: false, ...options });

async function all(events) {
  const seen = [];
  for await (const event of events) seen.push(event);
  return seen;
}

/** What a stream gave before it failed, and the failure. */
async function until(events) {
  const seen = [];
  try {
    for await (const event of events) seen.push(event);
  } catch (failure) {
    return { seen, failure };
  }
  assert.fail("the stream did not fail");
}

describe("the parser", () => {
  const TEXT =
    ': keep-alive\r\n\r\ndata: {"n":1,"text":"a\\nb"}\n\nevent: x\nid: 7\ndata:{"n":\r\ndata: 2}\r\n\r\nretry: 10\r\rdata: {"n":"zwölf Gröschen 🚋 水"}\r\rdata: {"n":4}\n\ndata: [DONE]\n\ndata: {"n":5}\n\n';
  const EXPECTED = [{ n: 1, text: "a\nb" }, { n: 2 }, { n: "zwölf Gröschen 🚋 水" }, { n: 4 }];
  const bytes = new TextEncoder().encode(TEXT);

  async function read(...cuts) {
    const edges = [0, ...cuts, bytes.length];
    async function* chunks() {
      for (let n = 1; n < edges.length; n++) yield bytes.subarray(edges[n - 1], edges[n]);
    }
    return all(readEvents(chunks()));
  }

  test("takes its bytes cut at any one place, and at any two", async () => {
    for (let first = 0; first <= bytes.length; first++) {
      for (let second = first; second <= bytes.length; second++) assert.deepEqual(await read(first, second), EXPECTED, `cut at ${first} and ${second}`);
    }
  });

  test("takes them one by one, with nothing in between", async () => {
    assert.deepEqual(await read(...bytes.keys()), EXPECTED);
    assert.deepEqual(await read(...[...bytes.keys()].flatMap((at) => [at, at])), EXPECTED);
  });

  test("drops an event that is not closed", async () => {
    async function* chunks() {
      yield new TextEncoder().encode('data: {"n":1}\n\ndata: {"n":2}\n');
    }
    assert.deepEqual(await all(readEvents(chunks())), [{ n: 1 }]);
  });
});

describe("a question", () => {
  test("is answered, and the next one continues the conversation", async () => {
    const chat = chatWith();
    assert.deepEqual(await chat.ask("How fast is a Heron?", { context: "the cars", page: { path: "/docs/cars" } }), ANSWER);
    await chat.ask("And a Finch?");

    const [first, second] = space.of("POST /chat").map((asked) => asked.body);
    assert.deepEqual(first, { message: "How fast is a Heron?", context: "the cars", page: { path: "/docs/cars" } });
    assert.deepEqual(second, { message: "And a Finch?", session_id: "session-1" });
    assert.equal(chat.state, "ready");
  });

  test("is answered in events, word by word", async () => {
    const chat = chatWith();
    assert.deepEqual(await all(chat.stream("How fast is a Heron?")), EVENTS);
    assert.equal(chat.sessionId, "session-1");
    assert.equal(space.of("POST /chat")[0].headers.accept, "text/event-stream");
  });

  test("a part that we do not know is passed over", async () => {
    space.replies["POST /chat"] = [streamed({ type: "data-news", data: {} }, ...PARTS)];
    assert.deepEqual(await all(chatWith().stream("x")), EVENTS);
  });

  test("the conversation is kept in the storage, one for each Space, and survives without one", async () => {
    const kept = new Map();
    const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) };
    await chatWith({ storage }).ask("x");
    assert.equal(chatWith({ storage }).sessionId, "session-1");
    assert.equal(chatWith({ storage, baseUrl: "https://other.example" }).sessionId, null);

    const forbidden = new Proxy({}, { get: () => { throw new Error("SecurityError"); } });
    const chat = chatWith({ storage: forbidden });
    await chat.ask("x");
    assert.equal(chat.sessionId, "session-1");
  });

  test("ends when it is told to, here and there, even where it is forgotten there already", async () => {
    const chat = chatWith();
    await chat.ask("x");
    space.replies["DELETE /chat/sessions/session-1"] = [error(404, "unknown_session")];
    await chat.end();
    assert.equal(chat.sessionId, null);
    assert.equal(space.of("DELETE /chat/sessions/session-1").length, 1);
    await chat.end();
    await chat.ask("y");
    assert.equal(space.of("POST /chat")[1].body.session_id, undefined);
  });

  test("search and feedback send what the contract names", async () => {
    const chat = chatWith({ apiKey: "groschen" });
    assert.deepEqual(await chat.search("hip torque", { topK: 3 }), [{ title: "Cars" }]);
    await chat.feedback("message-1", "down", "too short");
    assert.deepEqual(space.of("POST /search")[0].body, { query: "hip torque", top_k: 3 });
    assert.deepEqual(space.of("POST /feedback")[0].body, { message_id: "message-1", rating: "down", comment: "too short" });
    assert.equal(space.of("POST /search")[0].headers.authorization, "Bearer groschen");
  });
});

describe("a sleeping Space", () => {
  test("is woken at once, before anything is asked", async () => {
    const awake = new Promise((resolve) => chatWith({ ping: true, onState: (news) => news.state === "ready" && resolve() }));
    await awake;
    assert.deepEqual(space.asked.map((asked) => asked.route), ["GET /health"]);
  });

  for (const [what, reply] of Object.entries({ "503 of a platform": html(503), "a page that is not ours": html(200), "503 of ours": json(503, { status: "error" }), "a connection that breaks": dropped })) {
    test(`${what}: the question is held, the visitor told, the question sent once`, async () => {
      space.replies["GET /health"] = [reply];
      const news = [];
      const events = await all(chatWith({ onState: ({ state }) => news.push(state) }).stream("x"));

      assert.deepEqual([...new Set(news)], ["waking", "ready"]);
      const { type, state: first, waited, left } = events[0];
      assert.deepEqual([type, first, waited + left], ["state", "waking", 120]);
      assert.deepEqual(events.filter((event) => event.type !== "state"), EVENTS);
      assert.equal(space.of("POST /chat").length, 1);
    });
  }

  test("that refuses connections until it has started gets the question then", async () => {
    const port = await freePort();
    const chat = chatWith({ baseUrl: `http://127.0.0.1:${port}/` });
    const events = chat.stream("x");
    assert.equal((await events.next()).value.type, "state");
    await space.stop();
    space = await new Space().start(port);

    assert.deepEqual((await all(events)).filter((event) => event.type !== "state"), EVENTS);
  });

  test("is waited for by one row of pings, however many ask", async () => {
    space.replies["GET /health"] = [html(503)];
    const chat = chatWith({ ping: true });
    await Promise.all([chat.ask("x"), chat.search("y"), chat.wake(), all(chat.stream("z"))]);
    assert.equal(space.of("GET /health").length, 2);
  });

  test("that does not wake is given up in words, and can be tried again", async () => {
    space.replies["GET /health"] = [html(503)];
    const news = [];
    const chat = chatWith({ wakeSeconds: 0.5, onState: (state) => news.push(state) });
    await assert.rejects(chat.ask("x"), (failure) => {
      assert.ok(failure instanceof BookChatError);
      assert.equal(failure.kind, "timeout");
      assert.match(failure.message, /did not wake up within 0.5 seconds/);
      return true;
    });
    assert.equal(news.at(-1).state, "offline");
    assert.equal(news.at(-1).error.kind, "timeout");
    assert.equal(space.of("POST /chat").length, 0);
    assert.deepEqual(await chat.ask("x"), ANSWER);
  });

  test("that is awake, but still reads the book, is asked again when it says", async () => {
    space.replies["POST /chat"] = [error(503, "not_ready", { "retry-after": "1" })];
    const events = await all(chatWith().stream("x"));
    assert.equal(events[0].state, "waking");
    assert.deepEqual(events.filter((event) => event.type !== "state"), EVENTS);
    assert.equal(space.of("POST /chat").length, 2);
  });

  test("that would be ready too late says so", async () => {
    space.replies["POST /chat"] = [error(503, "not_ready", { "retry-after": "300" })];
    const { failure } = await until(chatWith().stream("x"));
    assert.deepEqual([failure.kind, failure.code, failure.seconds], ["server", "not_ready", 300]);
  });

  test("that fell asleep after the first answer is woken again", async () => {
    const chat = chatWith();
    await chat.ask("x");
    space.replies["POST /chat"] = [html(503)];
    space.replies["GET /health"] = [html(503)];
    assert.deepEqual(await all(chat.stream("y")).then((events) => events.filter((event) => event.type !== "state")), EVENTS);
  });
});

describe("a failure", () => {
  for (const [status, kind] of [[422, "validation"], [413, "validation"], [400, "validation"], [403, "not_allowed"], [401, "not_allowed"], [429, "rate_limited"], [500, "server"], [502, "server"], [404, "server"]]) {
    test(`${status} is ${kind}, in the server's words, and is never sent again`, async () => {
      space.replies["POST /chat"] = [error(status, "some_kind", { "retry-after": "7" })];
      await assert.rejects(chatWith().ask("x"), { kind, status, code: "some_kind", message: "Words about some_kind.", seconds: 7, requestId: "r-1", partial: false });
      assert.equal(space.of("POST /chat").length, 1);
    });
  }

  test("too many questions: there is always a time to come back", async () => {
    space.replies["POST /chat"] = [error(429, "slow_down")];
    await assert.rejects(chatWith().ask("x"), { kind: "rate_limited", seconds: 30 });
  });

  test("words are found in detail, and are never an object", async () => {
    space.replies["POST /chat"] = [json(422, { detail: "older words" }), json(422, { detail: [{ loc: ["x"] }] }), json(500, null)];
    const chat = chatWith();
    await assert.rejects(chat.ask("x"), { message: "older words" });
    await assert.rejects(chat.ask("x"), { message: /Please try again/ });
    await assert.rejects(chat.ask("x"), { kind: "server", message: /Please try again/ });
  });

  test("a connection that breaks before any reply is tried once more", async () => {
    space.replies["POST /chat"] = [dropped];
    assert.deepEqual(await chatWith().ask("x"), ANSWER);
    space.replies["POST /chat"] = [dropped];
    assert.deepEqual(await all(chatWith().stream("x")), EVENTS);
    space.replies["POST /chat"] = [dropped, dropped, dropped];
    space.asked = [];
    await assert.rejects(chatWith().ask("x"), { kind: "network" });
    assert.equal(space.of("POST /chat").length, 2);
  });

  test("a reply that breaks before its first event is tried once more", async () => {
    const silent = (reply) => {
      reply.writeHead(200, { "content-type": "text/event-stream" });
      reply.write(": keep-alive\n\n", () => dropped(reply));
    };
    space.replies["POST /chat"] = [silent];
    assert.deepEqual(await all(chatWith().stream("x")), EVENTS);
    assert.equal(space.of("POST /chat").length, 2);
  });

  test("an answer that breaks off half way is kept, told, and not asked again", async () => {
    space.replies["POST /chat"] = [
      (reply) => {
        reply.writeHead(200, { "content-type": "text/event-stream" });
        reply.write(PARTS.slice(0, 5).map(frame).join(""), () => dropped(reply));
      },
    ];
    const { seen, failure } = await until(chatWith().stream("x"));
    assert.deepEqual(seen, EVENTS.slice(0, 4));
    assert.deepEqual([failure.kind, failure.partial], ["network", true]);
    assert.equal(space.of("POST /chat").length, 1);
  });

  test("a stream that ends too early broke off", async () => {
    space.replies["POST /chat"] = [streamed(...PARTS.slice(0, 5))];
    const { failure } = await until(chatWith().stream("x"));
    assert.deepEqual([failure.kind, failure.partial], ["network", true]);
  });

  test("what the server says of a break comes after the answer so far", async () => {
    space.replies["POST /chat"] = [streamed(...PARTS.slice(0, 5), { type: "error", errorText: "The answer broke off." }, ...PARTS.slice(6))];
    const { seen, failure } = await until(chatWith().stream("x"));
    assert.deepEqual(seen.at(-1), EVENTS.at(-1));
    assert.deepEqual([failure.kind, failure.message, failure.partial], ["server", "The answer broke off.", true]);
  });

  test("a page that may not ask is told before it does", async () => {
    space.replies["GET /health"] = [json(200, { status: "ok" }, { "x-origin-allowed": "no" })];
    const chat = chatWith();
    await assert.rejects(chat.ask("x"), { kind: "not_allowed", message: /ALLOWED_ORIGINS/ });
    assert.equal(chat.state, "offline");
    assert.equal(space.of("POST /chat").length, 0);
  });

  test("a reply that makes no sense is the server's fault", async () => {
    space.replies["POST /chat"] = [html(200)];
    await assert.rejects(chatWith().ask("x"), { kind: "server", message: /makes no sense/ });
  });

  test("silence ends in a timeout, while a comment now and then is no silence", async () => {
    space.replies["POST /chat"] = [() => {}];
    await assert.rejects(chatWith({ timeoutSeconds: 0.2 }).ask("x"), { kind: "timeout", message: /within 0.2 seconds/ });

    space.replies["POST /chat"] = [
      (reply) => {
        reply.writeHead(200, { "content-type": "text/event-stream" });
        reply.write(frame(PARTS[4]));
      },
    ];
    const { failure } = await until(chatWith({ timeoutSeconds: 1 }).stream("x"));
    assert.deepEqual([failure.kind, failure.partial], ["timeout", true]);

    space.replies["POST /chat"] = [
      (reply) => {
        reply.writeHead(200, { "content-type": "text/event-stream" });
        let comments = 0;
        const noise = setInterval(() => {
          reply.write(": keep-alive\n\n");
          if (++comments === 15) {
            clearInterval(noise);
            reply.end(PARTS.map(frame).join("") + "data: [DONE]\n\n");
          }
        }, 200);
      },
    ];
    assert.deepEqual(await all(chatWith({ timeoutSeconds: 2 }).stream("x")), EVENTS);
  });
});

describe("whoever has heard enough", () => {
  const endless = (reply) => {
    reply.writeHead(200, { "content-type": "text/event-stream" });
    reply.write(PARTS.slice(0, 5).map(frame).join(""));
  };

  test("leaves the loop, and the request ends", async () => {
    space.replies["POST /chat"] = [endless];
    for await (const event of chatWith().stream("x")) if (event.type === "text") break;
    await space.left.promise;
  });

  test("leaves while the Space wakes, and nothing is sent later", async () => {
    space.replies["GET /health"] = [html(503)];
    const chat = chatWith();
    for await (const event of chat.stream("x")) if (event.type === "state") break;
    await chat.wake();
    for (const later of ["a", "b", "c"]) await chat.ask(later);
    assert.deepEqual(space.of("POST /chat").map((asked) => asked.body.message), ["a", "b", "c"]);
  });

  test("aborts by a signal, in mid-stream", async () => {
    space.replies["POST /chat"] = [endless];
    const stop = new AbortController();
    const { seen, failure } = await until(
      (async function* () {
        for await (const event of chatWith().stream("x", { signal: stop.signal })) {
          if (event.type === "text") setTimeout(() => stop.abort());
          yield event;
        }
      })(),
    );
    assert.deepEqual(seen, EVENTS.slice(0, 4));
    assert.equal(failure.name, "AbortError");
    await space.left.promise;
  });

  test("aborts a plain question, before it began or while it waits", async () => {
    await assert.rejects(chatWith().ask("x", { signal: AbortSignal.abort() }), { name: "AbortError" });
    assert.equal(space.of("POST /chat").length, 0);

    const stop = new AbortController();
    space.replies["POST /chat"] = [() => stop.abort()];
    await assert.rejects(chatWith().ask("x", { signal: stop.signal }), { name: "AbortError" });
    await space.left.promise;
  });

  test("aborts while the Space wakes, and nothing is sent later", async () => {
    space.replies["GET /health"] = [html(503)];
    const stop = new AbortController();
    const chat = chatWith({ onState: ({ state }) => state === "waking" && stop.abort() });
    await assert.rejects(chat.ask("x", { signal: stop.signal }), { name: "AbortError" });
    assert.equal(chat.state, "waking");
    await chat.wake();
    assert.equal(space.of("POST /chat").length, 0);
  });
});
