/**
 * A server: every request that arrives is answered by an actor of its own.
 * In: a handler, which is a function of a request, or an actor that is asked `{:request request}`. Out: answers, and the ends of
 * the actors: one that fails is an answer without details and a report, one that takes too long is killed, and so is one whose
 * client has gone.
 * Invariant: every request is answered once, whatever becomes of its actor.
 * @module
 */
import { Actor, MainActor } from "../actor/mod.ts";
import { type BatutaError, kw, type Printer, type Seq } from "../data/mod.ts";
import {
  after,
  andThen,
  awaitPromise,
  cancel,
  caught,
  enqueue,
  Future,
  guarded,
  type Holder,
  type HttpArrival,
  type HttpListener,
  type HttpResponse,
  type Process,
  release,
  seq,
} from "../runtime/mod.ts";
import { bytesOfChunk, chunksOf, gather, Outflow, pour } from "./chunks.ts";
import { connectionFailure } from "./errors.ts";
import { type Answer, answerOf, BYTES, requestValue, setDefault, TEXT } from "./message.ts";

export interface ServerOptions {
  readonly host: string;
  /** Bytes that the body of a request may have. */
  readonly maxBody: number;
  /** Until the answer begins. */
  readonly timeoutMs: number;
  /** Whether handlers get bodies as lazy sequences of chunks. */
  readonly streams: boolean;
}

export interface Handler {
  /** What it gives for a request; may suspend. */
  readonly answer: (request: unknown) => unknown;
  /** Whether it asks an actor, which reports its own failures. */
  readonly actor: boolean;
}

/** Failures of asking an actor that is not there or too busy. */
const UNREACHED = ["no-process", "timeout"];

const CLIENT_GONE = kw("client-gone");
const KILLED = kw("killed");
const SHUTDOWN = kw("shutdown");

/** Requests under way when a server stops have so long. */
export const STOP_MS = 5_000;
/** What does not end even when it is cut is not waited for. */
const CUT_MS = 500;

class RequestActor extends Actor {
  constructor(f: () => unknown, readonly request: string) {
    super(f, []);
  }
  override get label(): string {
    return this.request;
  }
}

/** For the messages of what a handler gave. */
const OP = "http/serve";

function plain(status: number, text: string): HttpResponse {
  return { status, headers: [["content-type", TEXT]], body: text + "\n" };
}

const BAD_REQUEST = plain(400, "Bad Request");
const TOO_LARGE = plain(413, "Content Too Large");
const FAILED = plain(500, "Internal Server Error");
const UNAVAILABLE = plain(503, "Service Unavailable");

/** A request and its answer. */
class Exchange {
  readonly answered: Promise<HttpResponse>;
  readonly actor: Actor;
  #resolve: ((answer: HttpResponse) => void) | null = null;
  /** The body of an answer that is being sent. */
  #out: Outflow | null = null;
  /** Why the body of the request cannot be read. */
  #broken: BatutaError | null = null;
  readonly #limit: ReturnType<typeof after> | null;

  constructor(
    readonly arrival: HttpArrival,
    readonly url: URL,
    readonly handler: Handler,
    readonly options: ServerOptions,
  ) {
    this.answered = new Promise((resolve) => this.#resolve = resolve);
    this.actor = new RequestActor(() => this.#run(), `${arrival.method} ${url.pathname}`);
    this.#limit = options.timeoutMs === Infinity
      ? null
      : after(options.timeoutMs, () => this.#end(UNAVAILABLE, KILLED));
    this.actor.whenEnded(() => this.#answer(FAILED));
    arrival.whenGone(() => this.#end(UNAVAILABLE, CLIENT_GONE));
    enqueue(this.actor);
  }

  /** Ends it without the answer of the handler. */
  cut(): void {
    this.#end(UNAVAILABLE, SHUTDOWN);
  }

  #end(answer: HttpResponse, reason: unknown): void {
    this.#answer(answer);
    this.actor.exit(reason, true);
  }

  /** The answer, unless there is one; a body that is being sent breaks off then. */
  #answer(answer: HttpResponse): void {
    const resolve = this.#resolve;
    if (resolve === null) return this.#out?.break();
    this.#resolve = null;
    if (this.#limit !== null) cancel(this.#limit);
    resolve(answer);
  }

  #run(): unknown {
    return guarded(
      () => andThen(this.#body(), (body) => this.handler.answer(requestValue(this.arrival, this.url, body))),
      (value) => answerOf(value, (answer) => this.#send(answer)),
      (error) => this.#failed(error),
    );
  }

  #body(): unknown {
    const { arrival: { body }, url, options: { maxBody, streams } } = this;
    const failure = (error: unknown) => this.#broken = connectionFailure(error, url.href);
    if (body === null) return null;
    if (streams) return chunksOf(body, maxBody, failure);
    const read = () =>
      gather(body, maxBody).catch((error) => {
        throw failure(error);
      });
    return andThen(awaitPromise(read), (bytes) => (bytes as Uint8Array).length === 0 ? null : bytes); // as `read` gives it
  }

  #failed(error: unknown): unknown {
    const broken = this.#broken;
    if (broken !== null && error === broken) this.#answer(broken.code === "body-too-large" ? TOO_LARGE : UNAVAILABLE);
    else if (this.handler.actor) this.#answer(UNREACHED.includes(caught(error).code) ? UNAVAILABLE : FAILED);
    else throw error;
    return null;
  }

  #send({ status, headers, body }: Answer): unknown {
    if (body === null || typeof body === "string" || body instanceof Uint8Array) {
      this.#answer({ status, headers, body });
      return null;
    }
    // The first chunk is made before anything is sent: what fails there is still a status.
    return andThen(seq(body.chunks), (found) => {
      const s = found as Seq | null; // as `seq` gives it
      if (s !== null) setDefault(headers, "content-type", typeof s.first() === "string" ? TEXT : BYTES);
      if (s !== null) bytesOfChunk(OP, s.first());
      const out = new Outflow(() => this.actor.exit(CLIENT_GONE, true));
      this.#out = out;
      this.#answer({ status, headers, body: out });
      return pour(OP, s, out);
    });
  }
}

function isTooLarge({ headers }: HttpArrival, maxBody: number): boolean {
  return headers.some(([name, value]) => name === "content-length" && Number(value) > maxBody);
}

/** A server that runs; the future of its end. */
export class Server extends Future implements Holder {
  #listener: HttpListener | null = null;
  readonly #underWay = new Set<Exchange>();
  #stopping: Promise<void> | null = null;

  constructor(readonly handler: Handler, readonly options: ServerOptions) {
    super(null);
  }

  override get typeName(): string {
    return "Server";
  }

  override print(printer: Printer): void {
    printer.text(`#<server ${this.url}${this.#stopping === null ? "" : " stopped"}>`);
  }

  get port(): number {
    return this.#listener?.port ?? 0;
  }

  /** What a client on this machine asks for. */
  get url(): string {
    const { host } = this.options;
    const reached = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
    return `http://${reached.includes(":") ? `[${reached}]` : reached}:${this.port}`;
  }

  /** It takes what arrives at a listener from now on, unless it has been stopped already. */
  start(listener: HttpListener, owner: Process | null): void {
    this.#listener = listener;
    if (this.#stopping !== null) void listener.close();
    // A server goes with the actor that started it; one of the program's own stays.
    else if (!(owner instanceof MainActor)) owner?.whenEnded(() => this.stop());
  }

  /** Answers a request. */
  readonly take = async (arrival: HttpArrival): Promise<HttpResponse> => {
    // Who asks says what the host is called: that may be no name.
    const url = URL.parse(arrival.url);
    if (url === null) return BAD_REQUEST;
    if (isTooLarge(arrival, this.options.maxBody)) return TOO_LARGE;
    const exchange = new Exchange(arrival, url, this.handler, this.options);
    this.#underWay.add(exchange);
    exchange.actor.whenEnded(() => this.#underWay.delete(exchange));
    return await exchange.answered;
  };

  /** Whether a process is the actor of one of its requests. */
  isServedBy(process: Process | null): boolean {
    return [...this.#underWay].some(({ actor }) => actor === process);
  }

  /** Takes no more requests and lets those under way come to their end, for so long; resolves when it has ended. */
  stop(limitMs = STOP_MS): Promise<void> {
    return this.#stopping ??= this.#stop(limitMs);
  }

  close(): void {
    this.stop();
  }

  async #stop(limitMs: number): Promise<void> {
    if (this.#listener !== null) {
      const closed = this.#listener.close();
      if (!await settledWithin(closed, limitMs)) {
        for (const exchange of this.#underWay) exchange.cut();
        await settledWithin(closed, CUT_MS);
      }
    }
    release(this);
    this.settle(null);
  }
}

/** Whether a promise is settled within so many milliseconds. */
function settledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = ms === Infinity ? null : after(ms, () => resolve(false));
    const settled = () => {
      if (timer !== null) cancel(timer);
      resolve(true);
    };
    promise.then(settled, settled);
  });
}
