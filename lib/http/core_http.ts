/**
 * `batuta.http`: what programs call. Importing this file makes the vars, when a program first names one.
 * @module
 */
import { ABSENT, fail, isInt, Keyword, kw, mapOf, Pid, PMap } from "../data/mod.ts";
import {
  after,
  andThen,
  awaitPromise,
  between,
  Callable,
  core,
  defineLeaves,
  definePrimitives,
  document,
  hold,
  host,
  type HttpArrival,
  type HttpListener,
  type HttpResponse,
  machine,
  type Network,
  type NetworkFailure,
  onFirstNeed,
  release,
  toFn,
} from "../runtime/mod.ts";
import { ActorDefinition } from "../actor/mod.ts";
import { request } from "./client.ts";
import { httpFailure } from "./errors.ts";
import { answerOf, answerValue, limitMs, optionsOf, sizeLimit } from "./message.ts";
import { type Handler, Server, STOP_MS } from "./server.ts";

const HTTP = "batuta.http";
const SERVER_OPTIONS = ["port", "host", "max-body", "timeout", "stream"];
const MAX_BODY = 10 * 1024 * 1024;
const TIMEOUT_MS = 30_000;

// ---- servers -----------------------------------------------------------------------------------------------------------

function handlerOf(x: unknown): Handler {
  if (x instanceof Pid || x instanceof ActorDefinition || x instanceof Keyword || typeof x === "string") {
    // The server looks after the time.
    const ask = (request: unknown) => core.get("call")?.f(x, mapOf(kw("request"), request), kw("infinity"));
    return { actor: true, answer: ask };
  }
  if (typeof x === "function" || x instanceof Callable) return { actor: false, answer: toFn(x) };
  return fail("bad-argument", { op: "http/serve", expected: "a function of a request, or an actor", value: x });
}

function portOf(x: unknown): number {
  if (x === ABSENT) return 0;
  return isInt(x) && Number(x) >= 0 && Number(x) <= 65_535
    ? Number(x)
    : fail("bad-argument", { op: "http/serve", expected: "a number from 0 to 65535 as :port", value: x });
}

function hostOf(x: unknown): string {
  if (x === ABSENT) return "127.0.0.1";
  return typeof x === "string"
    ? x
    : fail("bad-argument", { op: "http/serve", expected: "a name or an address as :host", value: x });
}

/** A server that has been stopped, or went with its actor, leaves its port a moment later. */
const PORT_WAITS = 50;
const PORT_WAIT_MS = 10;
const leaving = new Set<number>();

async function listen(
  network: Network,
  at: { readonly host: string; readonly port: number },
  answer: (arrival: HttpArrival) => Promise<HttpResponse>,
): Promise<HttpListener> {
  for (let waits = 0;; waits++) {
    try {
      const { port, close } = network.listen(at.host, at.port, answer);
      leaving.delete(port);
      return { port, close: () => (leaving.add(port), close()) };
    } catch (error) {
      const { kind, message: reason } = error as NetworkFailure; // what a Network fails with
      if (kind !== "taken") throw httpFailure("cannot-listen", { ...at, reason });
      if (!leaving.has(at.port) || waits === PORT_WAITS) throw httpFailure("port-taken", at);
      await new Promise((resolve) => after(PORT_WAIT_MS, () => resolve(null)));
    }
  }
}

function serve(handler: unknown, given: unknown = null): unknown {
  const option = optionsOf("http/serve", SERVER_OPTIONS, given);
  const at = { host: hostOf(option("host")), port: portOf(option("port")) };
  const server = new Server(handlerOf(handler), {
    host: at.host,
    maxBody: sizeLimit("http/serve", option("max-body"), MAX_BODY),
    timeoutMs: limitMs("http/serve", option("timeout"), TIMEOUT_MS),
    streams: option("stream") === true,
  });
  if (host.network === undefined) {
    return fail("bad-argument", { op: "http/serve", expected: "a program that may use the network", value: handler });
  }
  const owner = machine.current;
  const load = host.network;
  const begin = async () => {
    hold(server);
    try {
      server.start(await listen(await load.call(host), at, server.take), owner);
    } catch (error) {
      release(server);
      throw error;
    }
  };
  return andThen(awaitPromise(begin), () => server);
}

function serverOf(op: string, x: unknown): Server {
  return x instanceof Server ? x : fail("bad-argument", { op, expected: "what `http/serve` gives", value: x });
}

function stop(x: unknown, limit: unknown = ABSENT): unknown {
  const server = serverOf("http/stop", x);
  const stopped = server.stop(limitMs("http/stop", limit, STOP_MS));
  // A request that stops its own server is among those that are waited for.
  if (server.isServedBy(machine.current)) return kw("ok");
  return andThen(awaitPromise(() => stopped), () => kw("ok"));
}

// ---- requests ----------------------------------------------------------------------------------------------------------

/** A function that asks a URL by one method. */
function asking(method: string) {
  const op = `http/${method}`;
  return between(1, 2, (url, options: unknown = null) => {
    if (options !== null && !(options instanceof PMap)) {
      return fail("bad-argument", { op, expected: "a map of options", value: options });
    }
    return request(op, (options ?? mapOf()).assoc(kw("url"), url).assoc(kw("method"), kw(method)));
  });
}

onFirstNeed(HTTP, () => {
  definePrimitives({
    "serve": between(1, 2, serve),
    "stop": between(1, 2, stop),
    "response": (value) => answerOf(value, answerValue),
    "request": (options) => request("http/request", options),
    "get": asking("get"),
    "post": asking("post"),
    "put": asking("put"),
    "delete": asking("delete"),
  }, HTTP);
  defineLeaves({
    "port": (server) => serverOf("http/port", server).port,
    "url": between(1, 2, (server, path: unknown = "") => {
      const { url } = serverOf("http/url", server);
      return typeof path === "string"
        ? url + path
        : fail("bad-argument", { op: "http/url", expected: "a path", value: path });
    }),
  }, HTTP);
  document(
    () => `
serve [handler] [handler options]
A server that answers requests over HTTP, each by an actor of its own. \`handler\` is a function of the request, a map such as
\`{:method :get :path "/users/7" :segments ["users" "7"] :query {} :headers {"host" "…"} :body nil :remote "127.0.0.1"}\`; the body is
nil or Bytes. It gives a map with \`:status\`, \`:headers\` and \`:body\` (a string, Bytes, or a sequence of these, which is sent chunk
by chunk as the client takes them) or \`:json\`; a string or Bytes alone; or nil, which is 404. A handler may wait and holds up nobody;
one that fails is reported and answers 500; the actor of a client that goes away ends with \`:client-gone\`. The handler can be an
actor or its name too: it is asked \`{:request request}\` and gives the answer by \`reply\`.
Options: \`:port\` (0, the default: any that is free), \`:host\` ("127.0.0.1", this machine only), \`:max-body\` (bytes, 10 MB; more is
413), \`:timeout\` (milliseconds until the answer begins, 30,000; then 503 and the actor is killed), \`:stream true\` (the body of
a request is a lazy sequence of Bytes). The program goes on until the server has stopped, which \`deref\` waits for; a server that an
actor has started stops when that actor ends. \`(with-open [s (http/serve (fn [req] (:path req)))] (:body (http/get (http/url s "/hi")))) ;=> "/hi"\`

stop [server] [server limit]
Stops a server: it takes no more requests, those under way have \`limit\` milliseconds (5,000), then they are cut. Waits for that.
\`(http/stop (http/serve (fn [_] "hi"))) ;=> :ok\`

port [server]
The number of the port at which a server listens. \`(with-open [s (http/serve (fn [_] "hi"))] (pos? (http/port s))) ;=> true\`

url [server] [server path]
The URL of a server, or of a path there, for clients on this machine.
\`(with-open [s (http/serve (fn [_] "hi"))] (http/url s "/a")) ;~> ^"http://127.0.0.1:[0-9]+/a"$\`

response [answer]
What is sent when a handler gives this answer, as a map; an error when it is none. \`(http/response "hi") ;=> {:status 200 :headers {"content-type" "text/plain; charset=utf-8"} :body "hi"}\`

request [options]
Asks for a URL and gives the answer, \`{:status 200 :headers {…} :body "…"}\`, whatever its status. Only whoever asks waits. Options:
\`:url\`, \`:method\` (\`:get\`), \`:query\` (a map of parameters), \`:headers\` (a map), \`:body\` (a string, Bytes, or a sequence of these,
which is sent chunk by chunk) or \`:json\` (a value), \`:as\` (\`:text\`, \`:bytes\`, \`:json\`, or \`:stream\` for a lazy sequence of Bytes),
\`:timeout\` (milliseconds, 30,000), \`:max-body\` (bytes of the answer), \`:follow false\` (redirections are answers).
\`(with-open [s (http/serve (fn [req] {:json (:query req)}))] (:body (http/request {:url (http/url s) :query {:a 1}}))) ;=> "{\\"a\\":\\"1\\"}"\`

get [url] [url options]
Asks for a URL; see \`http/request\`. \`(with-open [s (http/serve (fn [_] {:json [1 2]}))] (:body (http/get (http/url s) {:as :json}))) ;=> [1 2]\`

post [url] [url options]
Sends \`:body\` or \`:json\` to a URL; see \`http/request\`. \`(with-open [s (http/serve (fn [req] (:body req)))] (:body (http/post (http/url s) {:body "hi"}))) ;=> "hi"\`

put [url] [url options]
\`http/post\` with the method PUT. \`(with-open [s (http/serve (fn [req] (str (:method req))))] (:body (http/put (http/url s) {:json {}}))) ;=> ":put"\`

delete [url] [url options]
Asks a server to delete what a URL names; see \`http/request\`. \`(with-open [s (http/serve (fn [_] {:status 204}))] (:status (http/delete (http/url s "/7")))) ;=> 204\`
`,
    HTTP,
  );
});
