/**
 * Requests that a program makes.
 * In: a URL and options. Out: the answer as a map; whoever asks waits, nobody else.
 * @module
 */
import { ABSENT, fail, kw, mapOf, PMap, type Seq, toText } from "../data/mod.ts";
import {
  after,
  andThen,
  awaitPromise,
  cancel,
  guarded,
  host,
  type HttpHeaders,
  type HttpRequest,
  type Pieces,
  readJson,
  seq,
} from "../runtime/mod.ts";
import { chunksOf, gather, Outflow, pour } from "./chunks.ts";
import { connectionFailure, httpFailure } from "./errors.ts";
import { type Body, headersValue, limitMs, type Message, optionsOf, outgoing, sizeLimit } from "./message.ts";

const OPTIONS = ["method", "url", "query", "headers", "body", "json", "as", "timeout", "max-body", "follow"];
const TIMEOUT_MS = 30_000;
/** What the body of an answer can be. */
const SHAPES = ["text", "bytes", "json", "stream"];

/** A URL with the parameters of `:query`. */
function urlOf(op: string, given: unknown, query: unknown): string {
  if (typeof given !== "string") return fail("bad-argument", { op, expected: "a string as URL", value: given });
  let url: URL;
  try {
    url = new URL(given);
  } catch {
    throw httpFailure("bad-url", { url: given, reason: "it does not read as one" });
  }
  if (!/^https?:$/.test(url.protocol)) throw httpFailure("bad-url", { url: given, reason: "it is not of the web" });
  if (query === ABSENT || query === null) return url.href;
  if (!(query instanceof PMap)) return fail("bad-argument", { op, expected: "a map as :query", value: query });
  query.forEach((name, value) => url.searchParams.append(toText(name).replace(/^:/, ""), toText(value)));
  return url.href;
}

function methodOf(op: string, given: unknown): string {
  const method = given === ABSENT ? "GET" : toText(given).replace(/^:/, "").toUpperCase();
  return /^[A-Z]+$/.test(method)
    ? method
    : fail("bad-argument", { op, expected: "a method such as :get", value: given });
}

function shapeOf(op: string, given: unknown): string {
  if (given === ABSENT) return "text";
  return SHAPES.find((shape) => given === kw(shape)) ??
    fail("bad-argument", { op, expected: ":text, :bytes, :json or :stream as :as", value: given });
}

/** The text of a body in the encoding that its headers name. */
function textOf(bytes: Uint8Array, headers: HttpHeaders): string {
  const type = headers.find(([name]) => name === "content-type")?.[1] ?? "";
  const [, label = "utf-8"] = /charset="?([\w-]+)/i.exec(type) ?? [];
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    // Nobody knows this encoding.
    return new TextDecoder().decode(bytes);
  }
}

interface Answered {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: Pieces | null;
  /** The body, read to its end; null when it is to be read piece by piece. */
  readonly bytes: Uint8Array | null;
}

/** A request under way. */
class Call {
  readonly #abort = new AbortController();
  readonly #timer: ReturnType<typeof after> | null;
  #late = false;

  constructor(readonly url: string, readonly timeoutMs: number) {
    this.#timer = timeoutMs === Infinity ? null : after(timeoutMs, () => {
      this.#late = true;
      this.giveUp();
    });
  }

  giveUp(): void {
    if (this.#timer !== null) cancel(this.#timer);
    this.#abort.abort();
  }

  /** The answer; with its body unless that is to be streamed. */
  async run(request: HttpRequest, follow: boolean, streams: boolean, maxBody: number): Promise<Answered> {
    try {
      const network = await host.network!(); // tested before
      const response = await network.request({ ...request, follow, signal: this.#abort.signal });
      return { ...response, bytes: streams ? null : await gather(response.body, maxBody) };
    } catch (error) {
      throw this.failure(error);
    } finally {
      if (this.#timer !== null) cancel(this.#timer);
    }
  }

  failure(error: unknown): unknown {
    const { url, timeoutMs: ms } = this;
    return this.#late ? httpFailure("http-timeout", { url, ms }) : connectionFailure(error, url);
  }
}

/** Sends the elements of a sequence as the body of a request while its answer is waited for. */
function sendChunks(op: string, chunks: unknown, out: Outflow, call: Call, answered: Promise<Answered>): unknown {
  // Who has failed, or has given the whole answer, wants no more.
  answered.then(({ bytes }) => bytes === null || out.cancel(), () => out.cancel());
  return guarded(
    () => andThen(seq(chunks), (s) => pour(op, s as Seq | null, out)), // `seq` gives nothing else
    () => null,
    (error) => {
      call.giveUp();
      throw error;
    },
  );
}

function valueOf(
  op: string,
  { status, headers, body, bytes }: Answered,
  shape: string,
  max: number,
  call: Call,
): unknown {
  const shown = () => {
    if (bytes === null) return body === null ? null : chunksOf(body, max, (error) => call.failure(error));
    if (shape === "bytes") return bytes;
    const text = textOf(bytes, headers);
    return shape === "text" ? text : text === "" ? null : readJson(op, text);
  };
  return mapOf(kw("status"), status, kw("headers"), headersValue(headers), kw("body"), shown());
}

function bodyOf(body: Body, out: Outflow): HttpRequest["body"] {
  return body !== null && typeof body === "object" && "chunks" in body ? out : body;
}

/** Makes a request; the options say what it is. */
export function request(op: string, given: unknown): unknown {
  const option = optionsOf(op, OPTIONS, given);
  const url = urlOf(op, option("url"), option("query"));
  const method = methodOf(op, option("method"));
  const shape = shapeOf(op, option("as"));
  const timeoutMs = limitMs(op, option("timeout"), TIMEOUT_MS);
  const max = sizeLimit(op, option("max-body"), Infinity);
  const follow = option("follow") !== false;
  const reject = (reason: string) =>
    fail("bad-argument", { op, expected: `a request that can be sent: ${reason}`, value: given });
  if (host.network === undefined) {
    return fail("bad-argument", { op, expected: "a program that may use the network", value: url });
  }
  return outgoing(option, reject, ({ headers, body }: Message) => {
    const call = new Call(url, timeoutMs);
    const out = new Outflow();
    const answered = call.run({ method, url, headers, body: bodyOf(body, out) }, follow, shape === "stream", max);
    // Its failure is met below, perhaps after a turn.
    answered.catch(() => {});
    const sent = body !== null && typeof body === "object" && "chunks" in body
      ? sendChunks(op, body.chunks, out, call, answered)
      : null;
    return andThen(
      sent,
      () =>
        andThen(awaitPromise(() => answered, () => call.giveUp()), (a) => valueOf(op, a as Answered, shape, max, call)), // as `run` gives it
    );
  });
}
