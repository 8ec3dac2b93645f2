/** Types of client.js: https://<your-space>.hf.space/client.js */

export interface Options {
  /** Address of the Space; default: where client.js came from. */
  baseUrl?: string;
  /** How long a sleeping Space is waited for; default 120. */
  wakeSeconds?: number;
  /** The longest silence before an answer is given up; default 60. */
  timeoutSeconds?: number;
  /** Whether the Space is pinged at once, so that it wakes while the visitor types; default true. */
  ping?: boolean;
  /** The Space's API_KEY. For programs only: a page could not keep it to itself, and needs none. */
  apiKey?: string;
  fetch?: typeof fetch;
  /** Where the session's id is kept; default sessionStorage. null: in memory. */
  storage?: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  /** Called at each change, and after each ping that failed. */
  onState?: (news: StateNews) => void;
}

export type State = "unknown" | "waking" | "ready" | "offline";

export interface StateNews {
  state: State;
  /** Seconds waited so far, and left until it is given up. */
  waited: number;
  left: number;
  /** Why it is offline. */
  error?: BookChatError;
}

export interface AskOptions {
  /** Text that the visitor selected. */
  context?: string;
  /** Where the visitor reads. */
  page?: { path: string; heading?: string };
  signal?: AbortSignal;
}

export interface Source {
  /** The number of its marker, `[1]`, in the message. */
  index: number;
  chunk_id: string;
  title: string;
  slug: string;
  section: string;
  score: number;
  /** Opens the page with the quote highlighted; relative to the book's site unless BOOK_BASE_URL is a whole address. */
  url: string;
  /** The cited sentence, word for word. */
  quote: string;
}

export interface Answer {
  session_id: string;
  message_id: string;
  /** Markdown with `[1]` markers. */
  message: string;
  sources: Source[];
  status: "answered" | "partial" | "not_in_book" | "degraded";
  suggestions: string[];
  metadata: {
    response_time_ms: number;
    tokens_used: number;
    context_chunks: number;
    timings_ms: Record<string, number>;
    model: string;
    index_version: string;
    [more: string]: unknown;
  };
}

export interface SearchResult {
  chunk_id: string;
  snippet: string;
  source_path: string;
  slug: string;
  title: string;
  score: number;
  section: string;
  url: string;
}

export type ChatEvent =
  /** The Space sleeps; the question is held, and sent when it is up. */
  | { type: "state"; state: "waking"; waited: number; left: number }
  | { type: "start"; messageId: string }
  | { type: "session"; sessionId: string }
  | { type: "source"; index: number; url: string; title: string }
  | { type: "text"; delta: string }
  /** The whole answer; replaces the text. */
  | { type: "answer"; answer: Answer };

export type ErrorKind = "timeout" | "network" | "rate_limited" | "validation" | "server" | "not_allowed";

export class BookChatError extends Error {
  kind: ErrorKind;
  /** Whether words of the answer had arrived; then nothing is asked again by itself. */
  partial: boolean;
  /** How long to wait before asking again, where that helps. */
  seconds?: number;
  status?: number;
  /** The `error` of the reply, such as `origin_not_allowed`. */
  code?: string;
  requestId?: string;
}

export interface BookChat {
  readonly state: State;
  /** Of the conversation. null starts a new one; the old one is kept by the Space until it expires. */
  sessionId: string | null;
  /** Resolves when the Space is up. Throws BookChatError. */
  wake(): Promise<void>;
  /** Leaving the loop ends the request. Throws BookChatError, or the signal's reason. */
  stream(question: string, options?: AskOptions): AsyncGenerator<ChatEvent, void, undefined>;
  ask(question: string, options?: AskOptions): Promise<Answer>;
  search(query: string, options?: { topK?: number; signal?: AbortSignal }): Promise<SearchResult[]>;
  feedback(messageId: string, rating: "up" | "down", comment?: string): Promise<void>;
  /** Forgets the conversation, here and there. */
  end(): Promise<void>;
}

export function createBookChat(options?: Options): BookChat;

export function readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<unknown, void, undefined>;
