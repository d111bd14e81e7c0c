/**
 * The network on Deno: servers and requests over HTTP.
 * In: requests that arrive, requests to make. Out: answers; every failure as a `NetworkFailure`, whose kind is read from Deno's
 * sentences, as Deno says it nowhere else.
 * Deliberately absent: what a request means, limits, actors (they are the http room's).
 * @module
 */
import type {
  HttpArrival,
  HttpHeaders,
  HttpListener,
  HttpRequest,
  HttpResponse,
  Network,
  NetworkFailure,
  Pieces,
} from "../runtime/mod.ts";

function failure(kind: string, reason: string): NetworkFailure {
  return Object.assign(new Error(reason), { kind });
}

/** Sentences of Deno, and what they mean. */
const KINDS: readonly (readonly [RegExp, kind: string])[] = [
  [/Invalid URL|scheme|are blocked/i, "url"],
  [/dns error|failed to lookup/i, "unknown-host"],
  [/certificate|tls|ssl|handshake|InvalidContentType|corrupt message/i, "tls"],
  [/refused|unreachable|no route|timed out/i, "refused"],
];

/** Deno's sentence without what the program knows: `error sending request for url (…): client error (Connect): tcp connect error: …`. */
function reasonOf(error: Error): string {
  const said = error.cause instanceof Error ? error.cause.message : error.message;
  return said
    .replace(/^.*?\bfor url \(.*?\)(: )?/, "")
    .replace(/^client error \(\w+\)(: )?|^(tcp connect|dns) error: /g, "")
    .replace(/^(tcp connect|dns) error: /, "")
    .replace(/ \(os error \d+\)/, "")
    .replace(/^Fetch failed: /, "");
}

function requestFailure(error: unknown): NetworkFailure {
  if (!(error instanceof Error)) return failure("lost", String(error));
  const said = `${error.message} ${error.cause instanceof Error ? error.cause.message : ""}`;
  const kind = KINDS.find(([pattern]) => pattern.test(said))?.[1] ?? "lost";
  return failure(kind, reasonOf(error) || "the connection broke");
}

/** A stream that arrives, piece by piece. */
function piecesOf(stream: ReadableStream<Uint8Array>): Pieces {
  const reader = stream.getReader();
  return {
    async next() {
      try {
        const { value } = await reader.read();
        return value ?? null;
      } catch (error) {
        throw requestFailure(error);
      }
    },
    // Nobody listens to how that goes.
    cancel: () => void reader.cancel().catch(() => {}),
  };
}

/** Pieces as a stream that asks for one when the one before is on its way. */
function streamOf(pieces: Pieces): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const piece = await pieces.next();
      if (piece === null) controller.close();
      else controller.enqueue(piece);
    },
    cancel: () => pieces.cancel(),
  }, { highWaterMark: 0 });
}

function bodyOf(body: HttpRequest["body"]): BodyInit | null {
  if (body === null || typeof body === "string") return body;
  // What programs have is never shared between threads.
  return body instanceof Uint8Array ? body as Uint8Array<ArrayBuffer> : streamOf(body);
}

function headersOf(headers: HttpHeaders): Headers {
  const all = new Headers();
  for (const [name, value] of headers) all.append(name, value);
  return all;
}

function arrival(request: Request, remote: string): HttpArrival {
  const { method, url, headers, body, signal } = request;
  return {
    method,
    url,
    headers: [...headers],
    body: body === null ? null : piecesOf(body),
    remote,
    whenGone: (gone) => signal.addEventListener("abort", gone, { once: true }),
  };
}

function listenFailure(error: unknown): NetworkFailure {
  const said = error instanceof Error ? error : new Error(String(error));
  if (said.name === "AddrInUse") return failure("taken", "the port is taken");
  return failure("other", said.name === "PermissionDenied" ? "permission denied" : reasonOf(said));
}

function listen(
  host: string,
  port: number,
  answer: (request: HttpArrival) => Promise<HttpResponse>,
): HttpListener {
  const answered = async (request: Request, { remoteAddr }: Deno.ServeHandlerInfo<Deno.NetAddr>) => {
    const { status, headers, body } = await answer(arrival(request, remoteAddr.hostname));
    return new Response(bodyOf(body), { status, headers: headersOf(headers) });
  };
  try {
    const server = Deno.serve({
      hostname: host,
      port,
      onListen() {},
      // A body that breaks off cuts the connection; the actor that made it has said why.
      onError: () => new Response(null, { status: 500 }),
    }, answered);
    return { port: server.addr.port, close: () => server.shutdown() };
  } catch (error) {
    throw listenFailure(error);
  }
}

async function request(
  { method, url, headers, body, follow, signal }: Parameters<Network["request"]>[0],
): Promise<HttpResponse & { readonly body: Pieces | null }> {
  try {
    const response = await fetch(url, {
      method,
      headers: headersOf(headers),
      body: bodyOf(body),
      redirect: follow ? "follow" : "manual",
      signal,
    });
    const pieces = response.body === null ? null : piecesOf(response.body);
    return { status: response.status, headers: [...response.headers], body: pieces };
  } catch (error) {
    throw requestFailure(error);
  }
}

export const denoNetwork: Network = { listen, request };
