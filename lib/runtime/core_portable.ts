/**
 * What portable Clojure asks for and Batuta's own programs seldom need: chunks of sequences, tagged literals, folders as sequences.
 * @module
 */
import { ChunkedCons, ChunkedSeq, fail, kw, list, RecordType, Seq, Sym, vecFrom } from "../data/mod.ts";
import { defineLeaves, definePrimitives, document } from "./core_install.ts";
import { host } from "./host.ts";
import { seq } from "./lazy.ts";

function chunked(op: string, x: unknown): ChunkedSeq {
  return x instanceof ChunkedSeq ? x : fail("bad-argument", { op, expected: "a chunked sequence", value: x });
}

function array(op: string, x: unknown): unknown[] {
  return Array.isArray(x) ? x : fail("bad-argument", { op, expected: "a chunk", value: x });
}

/** A chunk in front of a sequence. */
function chunkCons(chunk: unknown, rest: unknown): unknown {
  const items = array("chunk-cons", chunk);
  if (items.length === 0) return rest;
  const more = rest === null ? list() : rest;
  return more instanceof Seq
    ? new ChunkedCons(items, 0, items.length, more)
    : fail("bad-argument", { op: "chunk-cons", expected: "a sequence", value: rest });
}

const TAGGED = new RecordType("TaggedLiteral", [kw("tag"), kw("form")]);
Object.defineProperty(TAGGED.make.prototype, "print", {
  value(this: { values: readonly unknown[] }, printer: { text(text: string): void; value(value: unknown): void }) {
    printer.text(`#${(this.values[0] as Sym).text} `); // `tagged-literal` has looked
    printer.value(this.values[1]);
  },
});

function isFolder(path: unknown): boolean {
  return typeof path === "string" && host.files?.stat(path, true)?.kind === "directory";
}

defineLeaves({
  "chunk-buffer": (_capacity) => [],
  "chunk-append": (buffer, x) => {
    array("chunk-append", buffer).push(x);
    return null;
  },
  "chunk": (buffer) => array("chunk", buffer).slice(),
  "chunk-cons": chunkCons,
  "chunk-first": (s) => {
    const { chunk, off, end } = chunked("chunk-first", s);
    return chunk.slice(off, end);
  },
  "chunk-rest": (s) => chunked("chunk-rest", s).chunkMore(),
  "tagged-literal": (tag, form) =>
    tag instanceof Sym
      ? TAGGED.of([tag, form])
      : fail("bad-argument", { op: "tagged-literal", expected: "a symbol", value: tag }),
  "tagged-literal?": (x) => x instanceof TAGGED.make,
  "-folder?": isFolder,
  "-folder-names": (path) => vecFrom((host.files?.list(path as string) ?? []).sort()), // `-folder?` has looked
  "-replace-all": (text, from, to) => (text as string).replaceAll(from as string, to as string),
});

definePrimitives({
  "chunk-next": (s) => seq(chunked("chunk-next", s).chunkMore()),
});

document(() => `
chunk-buffer [capacity]
A place to collect elements in, for \`chunk\`. \`(count (chunk-buffer 2)) ;=> 0\`

chunk-append [buffer x]
Adds an element to a buffer. \`(let [b (chunk-buffer 2)] (chunk-append b 1) (count b)) ;=> 1\`

chunk [buffer]
The chunk of what a buffer holds. \`(count (chunk (chunk-buffer 2))) ;=> 0\`

chunk-cons [chunk rest]
The elements of a chunk in front of a sequence. \`(let [b (chunk-buffer 1)] (chunk-append b 1) (chunk-cons (chunk b) (list 2))) ;=> (1 2)\`

chunk-first [s]
The elements that a sequence begins with, as a chunk. \`(count (chunk-first (seq [1 2]))) ;=> 2\`

chunk-rest [s]
What follows the first chunk. \`(chunk-rest (seq [1 2])) ;=> ()\`

chunk-next [s]
What follows the first chunk, or nil. \`(chunk-next (seq [1 2])) ;=> nil\`

tagged-literal [tag form]
What \`#tag form\` says when nobody reads the tag. \`(tagged-literal 'my/tag [1]) ;=> #my/tag [1]\`

tagged-literal? [x]
Whether a value is a tagged literal. \`(tagged-literal? (tagged-literal 'a 1)) ;=> true\`
`);
