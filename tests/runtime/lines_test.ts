/** Notation: `lines("a\nb", 2)` splits the UTF-8 bytes of a text given in blocks of two. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { sourceSeq, toArray } from "../../lib/data/mod.ts";
import { type Host, host, setHost } from "../../lib/runtime/mod.ts";
import { LineSource, LineSplitter } from "../../lib/runtime/lines.ts";
import { call, shown } from "./primitives.ts";

function blocksOf(text: string, size: number): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) blocks.push(bytes.subarray(at, at + size));
  return blocks;
}

function lines(text: string, size: number): string[] {
  const splitter = new LineSplitter();
  return [...blocksOf(text, size).flatMap((block) => splitter.lines(block)), ...splitter.last()];
}

Deno.test("lines end with \\n or \\r\\n, the last one may end with the text", () => {
  deepStrictEqual(lines("a\nb\r\n\nc", 100), ["a", "b", "", "c"]);
  deepStrictEqual(lines("a\n", 100), ["a"]);
  deepStrictEqual(lines("\n", 100), [""]);
  deepStrictEqual(lines("", 100), []);
  deepStrictEqual(lines("a\rb\r", 100), ["a\rb"]);
});

Deno.test("where blocks end makes no difference", () => {
  const text = fc.array(fc.constantFrom("a", "é", "😀", "\n", "\r\n", "\r", "bc")).map((parts) => parts.join(""));
  fc.assert(
    fc.property(
      text,
      fc.integer({ min: 1, max: 9 }),
      (text, size) => deepStrictEqual(lines(text, size), lines(text, 1e6)),
    ),
  );
});

Deno.test("a block is read when its lines are needed", () => {
  const blocks = blocksOf("a\nb\nc\nd\n", 4);
  const s = sourceSeq(new LineSource(() => blocks.shift() ?? null));
  strictEqual(blocks.length, 1);
  deepStrictEqual(toArray(s), ["a", "b", "c", "d"]);
  strictEqual(blocks.length, 0);
});

function withHost<T>(parts: Partial<Host>, action: () => T): T {
  const before = host;
  setHost({ ...before, ...parts });
  try {
    return action();
  } finally {
    setHost(before);
  }
}

Deno.test("line-seq reads files block by block and closes them at their end", () => {
  const blocks = blocksOf("a\nb\nc", 3);
  let closed = 0;
  const open = () => ({
    read: (into: Uint8Array) => {
      const block = blocks.shift();
      if (block === undefined) return null;
      into.set(block);
      return block.length;
    },
    close: () => void closed++,
  });
  withHost({ files: { open } as unknown as Host["files"] }, () => { // nothing else of it is used
    strictEqual(shown("-file-lines", "x"), '("a" "b" "c")');
    strictEqual(closed, 1);
  });
});

Deno.test("a host without files still gives the lines of one that it can read", () => {
  withHost({ files: undefined, readFile: () => new TextEncoder().encode("a\nb\n") }, () => {
    strictEqual(shown("-file-lines", "x"), '("a" "b")');
  });
});

Deno.test("lines of standard input come from blocks, or line by line from a host that has no blocks", () => {
  const blocks = blocksOf("a\nb", 2);
  withHost({ readBlock: () => blocks.shift() ?? null }, () => strictEqual(shown("-input-lines"), '("a" "b")'));
  const left = ["c", "d"];
  withHost({ readLine: () => left.shift() ?? null }, () => strictEqual(shown("-input-lines"), '("c" "d")'));
  strictEqual(call("-standard-input?", null), false);
});
