/**
 * `batuta.edn`: reading data in Batuta's own notation without evaluating it, and writing it (see `edn_reader.ts`).
 * @module
 */
import {
  ABSENT,
  Coll,
  Cons,
  type ErrorEntry,
  fail,
  get,
  kw,
  LazySeq,
  Obj,
  PMap,
  printReadably,
  raise,
  type Sym,
  Tuple,
} from "../data/mod.ts";
import { invoke } from "./call.ts";
import { between, definePrimitives, document, onFirstNeed } from "./core_install.ts";
import { LineReader } from "./core_io.ts";
import { whenRealised } from "./core_strings.ts";
import { EDN_END, EdnReader, type EdnReading } from "./edn_reader.ts";
import { andThen } from "./machine.ts";
import { CORE, dynamicValue, getNamespace } from "./var.ts";

const EDN = "batuta.edn";

/** Failures of EDN beside its syntax, in the form of `data/errors.ts`. */
export const EDN_ERRORS = {
  "edn-end": {
    message: () => "There is nothing left to read",
    hint: "`{:eof value}` among the options gives a value instead",
    example: '(edn/read-string {} "")',
  } satisfies ErrorEntry<Record<never, never>>,
  "not-edn": {
    message: (d: { value: string }) => `${d.value} cannot be written so that it reads back`,
    hint: "functions, atoms, processes and the like are no data",
    example: "(edn/write [inc])",
  } satisfies ErrorEntry<{ value: string }>,
};

function optionsOf(x: unknown): PMap | null {
  return x === null || x instanceof PMap
    ? x
    : fail("bad-argument", { op: "edn/read", expected: "a map of options", value: x });
}

/** What the options say about tags. */
function readingOf(options: PMap | null): EdnReading {
  const readers = get(options, kw("readers"), null);
  const otherwise = get(options, kw("default"), null);
  return {
    tagged: (tag: Sym, value: unknown) => {
      const reader = get(readers, tag, null);
      if (reader !== null) return invoke(reader, [value]);
      const builtIn = tag.ns === null && /^(inst|uuid|duration)$/.test(tag.name);
      return otherwise === null || builtIn ? undefined : invoke(otherwise, [tag, value]);
    },
  };
}

function atEnd(options: PMap | null, value: unknown): unknown {
  if (value !== EDN_END) return value;
  const eof = options === null ? ABSENT : options.get(kw("eof"), ABSENT);
  return eof === ABSENT ? raise("edn-end", EDN_ERRORS["edn-end"], {}) : eof;
}

function text(op: string, x: unknown): string {
  return typeof x === "string" ? x : fail("bad-argument", { op, expected: "a string", value: x });
}

function readString(first: unknown, second?: unknown): unknown {
  const options = second === undefined ? null : optionsOf(first);
  const source = second === undefined ? first : second;
  if (source === null) return second === undefined ? null : atEnd(options, EDN_END);
  const reader = new EdnReader(text("edn/read-string", source), readingOf(options));
  return andThen(reader.next(), (value) => value === EDN_END && second === undefined ? null : atEnd(options, value));
}

function readerOver(source: LineReader, options: PMap | null): EdnReader {
  const more = () => {
    const line = source.readLine();
    return line === null ? null : line + "\n";
  };
  return new EdnReader("", { ...readingOf(options), more });
}

function lineReader(op: string, x: unknown): LineReader {
  return x instanceof LineReader ? x : fail("bad-argument", { op, expected: "a reader such as *in*", value: x });
}

const inVar = getNamespace(CORE).intern("*in*");

function read(...args: unknown[]): unknown {
  const source = lineReader("edn/read", args.length === 0 ? dynamicValue(inVar) : args[args.length - 1]);
  const options = args.length === 2 ? optionsOf(args[0]) : null;
  const reader = readerOver(source, options);
  return andThen(reader.next(), (value) => {
    source.unread(reader.rest);
    return atEnd(options, value);
  });
}

function readAll(first: unknown, second?: unknown): LazySeq {
  const options = second === undefined ? null : optionsOf(first);
  const source = second === undefined ? first : second;
  const reader = typeof source === "string"
    ? new EdnReader(source, readingOf(options))
    : readerOver(lineReader("edn/read-all", source), options);
  const from = (): LazySeq =>
    new LazySeq(() => andThen(reader.next(), (value) => value === EDN_END ? null : new Cons(value, from(), null)));
  return from();
}

/** The first part of a value that prints as `#<…>`, as it prints; undefined when all of it reads back. */
function findUnreadable(value: unknown): string | undefined {
  const parts: unknown[] = [value];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (part instanceof PMap) part.forEach((key, value) => parts.push(key, value));
    else if (part instanceof Coll || part instanceof Tuple) { for (const item of part) parts.push(item); }
    else if (typeof part === "function" || part instanceof Obj || (typeof part === "object" && part !== null)) {
      const printed = printReadably(part);
      if (printed.startsWith("#<") || printed.startsWith("#'")) return printed;
    }
  }
  return undefined;
}

function write(value: unknown): unknown {
  return whenRealised([value], () => {
    const written = printReadably(value);
    // Only a text that has the mark somewhere is worth a second look: strings may hold it too.
    const unreadable = /#[<']/.test(written) ? findUnreadable(value) : undefined;
    return unreadable === undefined ? written : raise("not-edn", EDN_ERRORS["not-edn"], { value: unreadable });
  });
}

onFirstNeed(EDN, () => {
  definePrimitives({
    "read-string": between(1, 2, readString),
    "read": between(0, 2, read),
    "read-all": between(1, 2, readAll),
    "write": write,
  }, EDN);
  document(
    () => `
read-string [text] [options text]
The first value of a text; nothing in it is evaluated. \`:readers\` is a map of functions by tag, \`:default\` a function of tag and
value for all others, \`:eof\` the value for a text without one. \`(edn/read-string {:readers {'double #(* 2 %)}} "[1 #double 4]") ;=> [1 8]\`

read [] [reader] [options reader]
The next value of a reader, standard input unless given; options as for \`read-string\`. \`(with-in-str "{:a 1} 2" [(edn/read) (edn/read)]) ;=> [{:a 1} 2]\`

read-all [source] [options source]
All values of a text or a reader, lazily; options as for \`read-string\`. \`(edn/read-all "1 :two (3)") ;=> (1 :two (3))\`

write [x]
A value as text that reads back equal; an error when it holds something that cannot, such as a function.
\`(edn/write {:a [1 "b"]}) ;=> "{:a [1 \\"b\\"]}"\`
`,
    EDN,
  );
});
