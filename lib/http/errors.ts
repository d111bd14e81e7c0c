/**
 * Failures of servers and of requests over HTTP, in the form of `data/errors.ts`. As with actors, `(:error (ex-data e))` is the name
 * that programs match on.
 * @module
 */
import { BatutaError, type DetailsOf, type ErrorEntry, failureOf, kw, mapOf, show } from "../data/mod.ts";
import type { NetworkFailure } from "../runtime/mod.ts";

function entry<D>(message: (details: D) => string, hint: string | null, example: string): ErrorEntry<D> {
  return { message, hint, example };
}

type Broken = { url: string; reason: string };

export const HTTP_ERRORS = {
  "port-taken": entry(
    (d: { host: string; port: number }) => `Another program or server listens on port ${d.port} of ${d.host}`,
    "`:port 0` takes any port that is free; `http/port` says which",
    "(with-open [a (http/serve identity)] (http/serve identity {:port (http/port a)}))",
  ),
  "cannot-listen": entry(
    (d: { host: string; port: number; reason: string }) => `Cannot listen on port ${d.port} of ${d.host}: ${d.reason}`,
    '`:host` is an address of this machine: "127.0.0.1" for this machine only, "0.0.0.0" for everybody',
    '(http/serve identity {:host "no-such-host.invalid"})',
  ),
  "bad-response": entry(
    (d: { value: unknown; reason: string }) => `${show(d.value)} does not answer a request: ${d.reason}`,
    "a handler gives a map with :status, :headers and :body or :json, a string, Bytes, or nil for what is not there",
    "(http/response {:status 20})",
  ),
  "body-too-large": entry(
    (d: { limit: number }) => `The body has more than ${d.limit} bytes`,
    "`:max-body` sets the limit",
    '(with-open [s (http/serve (fn [_] "hello"))] (http/get (http/url s) {:max-body 4}))',
  ),
  "bad-url": entry(
    (d: Broken) => `${show(d.url)} is no URL that can be asked for: ${d.reason}`,
    'a URL begins with "http://" or "https://"',
    '(http/get "example.org")',
  ),
  "connection-refused": entry(
    (d: Broken) => `Nobody answers at ${d.url}: ${d.reason}`,
    "does the server run, and on this port?",
    '(http/get "http://127.0.0.1:2")',
  ),
  "host-not-found": entry(
    (d: Broken) => `There is no such host: ${d.url}`,
    null,
    '(http/get "http://no-such-host.invalid")',
  ),
  "tls-failed": entry(
    (d: Broken) => `No safe connection to ${d.url}: ${d.reason}`,
    "does the server speak https, with a certificate that is valid?",
    '(with-open [s (http/serve (fn [_] "hi"))] (http/get (str "https://127.0.0.1:" (http/port s))))',
  ),
  "connection-lost": entry(
    (d: Broken) => `The connection to ${d.url} broke: ${d.reason}`,
    null,
    '(with-open [s (http/serve (fn [_] {:body (lazy-cat ["a"] [(/ 1 0)])}))] (http/get (http/url s)))',
  ),
  "http-timeout": entry(
    (d: { url: string; ms: number }) => `${d.url} did not answer within ${d.ms} ms`,
    "`:timeout` sets the limit in milliseconds",
    "(with-open [s (http/serve (fn [_] (sleep 200)))] (http/get (http/url s) {:timeout 10}))",
  ),
};

export type HttpErrorCode = keyof typeof HTTP_ERRORS;

/** The failure of a code, to be thrown; its data has the code as `:error`. */
export function httpFailure<C extends HttpErrorCode>(
  code: C,
  details: DetailsOf<typeof HTTP_ERRORS, C>,
): BatutaError {
  return failureOf(HTTP_ERRORS, code, details, { data: mapOf(kw("error"), kw(code)) });
}

export function isHttpFailure(error: unknown, code: HttpErrorCode): boolean {
  return error instanceof BatutaError && error.code === code;
}

const CODES = {
  "url": "bad-url",
  "refused": "connection-refused",
  "unknown-host": "host-not-found",
  "tls": "tls-failed",
} as const;

/** What a failure of the network is to a program that asked for a URL. */
export function connectionFailure(error: unknown, url: string): BatutaError {
  if (error instanceof BatutaError) return error;
  const { kind = "lost", message } = error as Partial<NetworkFailure>; // what a Network fails with
  const code = Object.hasOwn(CODES, kind) ? CODES[kind as keyof typeof CODES] : "connection-lost"; // just tested
  return httpFailure(code, { url, reason: message ?? "" });
}
