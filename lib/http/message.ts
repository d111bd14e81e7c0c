/**
 * What requests and answers are to a program, and what its values are on the wire.
 * In: a request that has arrived; what a handler gave; what a program wants to send. Out: maps; a status, headers that are fit to
 * be sent and a body.
 * Names of headers and parameters are strings: keywords are kept for ever, and these come from anybody.
 * @module
 */
import {
  ABSENT,
  Duration,
  fail,
  isInt,
  isSequential,
  Keyword,
  kw,
  mapFrom,
  mapOf,
  PMap,
  printPlain,
  toArray,
  toDouble,
  vec,
} from "../data/mod.ts";
import { andThen, type HttpArrival, type HttpHeaders, writeJson } from "../runtime/mod.ts";
import { httpFailure } from "./errors.ts";

// ---- what arrives ------------------------------------------------------------------------------------------------------

/** Names and values as a map: a value, or a vector of the values of a name that stands there several times. */
function valuesByName(pairs: Iterable<readonly [string, string]>): PMap {
  const found = new Map<string, string | string[]>();
  for (const [name, value] of pairs) {
    const before = found.get(name);
    if (before === undefined) found.set(name, value);
    else if (typeof before === "string") found.set(name, [before, value]);
    else before.push(value);
  }
  return mapFrom([...found].map(([name, value]) => [name, typeof value === "string" ? value : vec(value)]));
}

export function headersValue(headers: HttpHeaders): PMap {
  return valuesByName(headers);
}

/** Others stay strings. */
const METHODS = new Map(
  ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"].map((m) => [m, kw(m.toLowerCase())]),
);

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The map that a handler gets. */
export function requestValue({ method, headers, remote }: HttpArrival, url: URL, body: unknown): PMap {
  const { pathname, searchParams } = url;
  return mapFrom([
    [kw("method"), METHODS.get(method) ?? method],
    [kw("path"), pathname],
    [kw("segments"), vec(pathname.split("/").filter((s) => s !== "").map(decoded))],
    [kw("query"), valuesByName(searchParams)],
    [kw("headers"), headersValue(headers)],
    [kw("body"), body],
    [kw("remote"), remote],
  ]);
}

// ---- options -----------------------------------------------------------------------------------------------------------

/** A reader of a map of options, `ABSENT` for what is not there; one that is not in `known` is refused. */
export function optionsOf(op: string, known: readonly string[], options: unknown): (name: string) => unknown {
  if (options !== null && !(options instanceof PMap)) {
    return fail("bad-argument", { op, expected: "a map of options", value: options });
  }
  options?.forEach((key) => {
    if (key instanceof Keyword && known.includes(key.text)) return;
    fail("bad-argument", { op, expected: `one of ${known.map((name) => `:${name}`).join(" ")}`, value: key });
  });
  return (name) => options === null ? ABSENT : options.get(kw(name), ABSENT);
}

/** A number of milliseconds or a Duration. `:infinity` stands for no limit. */
export function limitMs(op: string, x: unknown, otherwise: number): number {
  if (x === ABSENT || x === null) return otherwise;
  if (x === kw("infinity")) return Infinity;
  return Math.max(0, x instanceof Duration ? x.ms : toDouble(x, op));
}

/** A number of bytes. */
export function sizeLimit(op: string, x: unknown, otherwise: number): number {
  if (x === ABSENT || x === null) return otherwise;
  return x === kw("infinity") ? Infinity : Math.max(0, toDouble(x, op));
}

// ---- what leaves -------------------------------------------------------------------------------------------------------

/** A body on its way out; `chunks` is a sequence of strings and Bytes. */
export type Body = string | Uint8Array | { readonly chunks: unknown } | null;

export interface Message {
  readonly headers: [name: string, value: string][];
  readonly body: Body;
}

export interface Answer extends Message {
  readonly status: number;
}

export const TEXT = "text/plain; charset=utf-8";
export const BYTES = "application/octet-stream";
const JSON_TYPE = "application/json";

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What may stand in a value: no control characters, which could begin another header. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Says what is wrong with a message. */
type Reject = (reason: string) => never;

function headerList(x: unknown, reject: Reject): [string, string][] {
  if (x === null || x === ABSENT) return [];
  if (!(x instanceof PMap)) return reject(`:headers must be a map, got ${printPlain(x)}`);
  const headers: [string, string][] = [];
  x.forEach((key, value) => {
    const name = (key instanceof Keyword ? key.text : String(key)).toLowerCase();
    if (!NAME.test(name)) reject(`a header cannot have the name ${printPlain(key)}`);
    for (const each of isSequential(value) ? toArray(value) : [value]) {
      if (typeof each !== "string" && !isInt(each)) {
        reject(`the header ${name} must be a string, got ${printPlain(each)}`);
      }
      const text = String(each);
      if (!VALUE.test(text)) reject(`the header ${name} has characters that cannot be sent`);
      headers.push([name, text]);
    }
  });
  return headers;
}

export function setDefault(headers: [string, string][], name: string, value: string): void {
  if (!headers.some(([other]) => other === name)) headers.push([name, value]);
}

/** Gives headers and body of `:headers`, `:body` and `:json` to `then`; suspends when what is to be JSON is lazy. */
export function outgoing(
  options: (name: string) => unknown,
  reject: Reject,
  then: (message: Message) => unknown,
): unknown {
  const headers = headerList(options("headers"), reject);
  const json = options("json");
  const body = options("body");
  const given = body === ABSENT ? null : body;
  if (json !== ABSENT) {
    if (given !== null) reject("it has :body and :json");
    setDefault(headers, "content-type", JSON_TYPE);
    return andThen(writeJson(json), (text) => then({ headers, body: String(text) }));
  }
  if (given === null) return then({ headers, body: null });
  if (typeof given === "string" || given instanceof Uint8Array) {
    setDefault(headers, "content-type", typeof given === "string" ? TEXT : BYTES);
    return then({ headers, body: given });
  }
  if (isSequential(given)) return then({ headers, body: { chunks: given } });
  return reject(`:body must be a string, Bytes, a sequence of these or nil, got ${printPlain(given)}`);
}

const NOT_FOUND: Answer = { status: 404, headers: [["content-type", TEXT]], body: "Not Found\n" };
const WITHOUT_BODY = [204, 205, 304];
const FIELDS = ["status", "headers", "body", "json"];

/** Gives what a handler's value stands for to `then`; suspends as `outgoing` does. */
export function answerOf(value: unknown, then: (answer: Answer) => unknown): unknown {
  const reject = (reason: string): never => {
    throw httpFailure("bad-response", { value, reason });
  };
  if (value === null) return then(NOT_FOUND);
  if (typeof value === "string") return then({ status: 200, headers: [["content-type", TEXT]], body: value });
  if (value instanceof Uint8Array) return then({ status: 200, headers: [["content-type", BYTES]], body: value });
  if (!(value instanceof PMap)) return reject("it is neither a map nor a string, Bytes or nil");
  value.forEach((key) => {
    if (!(key instanceof Keyword) || !FIELDS.includes(key.text)) reject(`it has no field ${printPlain(key)}`);
  });
  const status = value.get(kw("status"), 200);
  if (!isInt(status) || Number(status) < 200 || Number(status) > 599) {
    reject(":status must be a number from 200 to 599");
  }
  return outgoing((name) => value.get(kw(name), ABSENT), reject, ({ headers, body }) => {
    if (WITHOUT_BODY.includes(Number(status)) && body !== null) reject(`an answer with status ${status} has no body`);
    return then({ status: Number(status), headers, body });
  });
}

/** An answer as a program sees it. */
export function answerValue({ status, headers, body }: Answer): PMap {
  const shown = body !== null && typeof body === "object" && "chunks" in body ? body.chunks : body;
  return mapOf(kw("status"), status, kw("headers"), headersValue(headers), kw("body"), shown);
}
