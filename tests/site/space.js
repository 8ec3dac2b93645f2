/* A Space to be talked to: a real HTTP server whose every reply a test decides. */

import { once } from "node:events";
import { createServer } from "node:http";

export const ANSWER = {
  session_id: "session-1",
  message_id: "message-1",
  message: "A Heron runs at 31 km/h. [1]",
  sources: [{ index: 1, url: "/docs/cars#cars", title: "Cars", quote: "Heron" }],
  status: "answered",
  suggestions: [],
};

export const PARTS = [
  { type: "start", messageId: "message-1" },
  { type: "data-session", data: { session_id: "session-1" } },
  { type: "text-start", id: "answer" },
  { type: "source-url", sourceId: "1", url: "/docs/cars#cars", title: "Cars" },
  { type: "text-delta", id: "answer", delta: "A Heron runs " },
  { type: "text-delta", id: "answer", delta: "at 31 km/h. [1]" },
  { type: "text-end", id: "answer" },
  { type: "data-answer", data: ANSWER },
  { type: "finish" },
];

export const frame = (part) => `data: ${JSON.stringify(part)}\n\n`;
export const json = (status, body, headers = {}) => (reply) => {
  reply.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
};
export const html = (status) => (reply) => reply.writeHead(status, { "content-type": "text/html" }).end("<h1>Space is starting</h1>");
export const error = (status, kind, headers) => json(status, { error: kind, message: `Words about ${kind}.`, detail: "older words", request_id: "r-1" }, headers);
export const dropped = (reply) => reply.socket.destroy();
export const streamed = (...parts) => (reply) => {
  reply.writeHead(200, { "content-type": "text/event-stream" });
  for (const part of parts) reply.write(frame(part));
  reply.end("data: [DONE]\n\n");
};

const USUAL = {
  "GET /health": json(200, { status: "ok" }),
  "POST /chat": (reply, { accept }) => (accept === "text/event-stream" ? streamed(...PARTS) : json(200, ANSWER))(reply),
  "POST /search": json(200, { query: "x", results: [{ title: "Cars" }] }),
  "POST /feedback": (reply) => reply.writeHead(204).end(),
  "DELETE /chat/sessions/session-1": json(200, { session_id: "session-1", deleted: true }),
};

/** Answers as usual, but where `replies[route]` holds something to do first. */
export class Space {
  asked = [];
  replies = {};
  left = Promise.withResolvers?.() ?? resolvers();

  async start(port = 0) {
    this.server = createServer(async (request, reply) => {
      const chunks = await request.toArray();
      const route = `${request.method} ${request.url}`;
      const body = chunks.length ? JSON.parse(Buffer.concat(chunks)) : null;
      this.asked.push({ route, body, headers: request.headers });
      reply.on("close", () => reply.writableFinished || this.left.resolve());
      const next = this.replies[route]?.shift() ?? USUAL[route];
      next(reply, request.headers);
    });
    await once(this.server.listen(port, "127.0.0.1"), "listening");
    this.port = this.server.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
    return this;
  }

  /** What was asked of a route. */
  of(route) {
    return this.asked.filter((asked) => asked.route === route);
  }

  async stop() {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}

function resolvers() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}

export async function freePort() {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address();
  server.close();
  return port;
}
