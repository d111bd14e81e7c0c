/**
 * `written(…)` collects what an Output hands to its stream, one string per write; `reading("ab", "c\n")` is an Input
 * whose stream gives these pieces, one per read.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { Input, Output } from "../../lib/cli/mod.ts";

function written(interactive: boolean, write: (output: Output) => void, takes = Infinity): string[] {
  const writes: string[] = [];
  const sink = {
    writeSync(bytes: Uint8Array): number {
      const taken = bytes.subarray(0, takes);
      writes.push(new TextDecoder().decode(taken));
      return taken.length;
    },
  };
  write(new Output(sink, { interactive, onFailure: (error) => assert.fail(String(error)) }));
  return writes;
}

function reading(...pieces: string[]): Input {
  const bytes = pieces.map((piece) => new TextEncoder().encode(piece));
  const readSync = (into: Uint8Array): number | null => {
    const piece = bytes.shift();
    if (piece === undefined) return null;
    into.set(piece);
    return piece.length;
  };
  return new Input({ readSync, read: (into) => Promise.resolve(readSync(into)) });
}

Deno.test("output waits for a full block or a flush", () => {
  assert.deepEqual(
    written(false, (out) => {
      out.write("a\n");
      out.write("b");
      out.flush();
      out.flush();
    }),
    ["a\nb"],
  );
  assert.equal(written(false, (out) => out.write("x".repeat(70_000))).length, 1);
});

const WRITTEN = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "é", "\u{1F600}", "\n"), maxLength: 100 }),
  fc.constantFrom("\ud83d", "\ude00"),
  fc.record({
    text: fc.constantFrom("x", "é\n", "long line of text\n"),
    times: fc.constantFrom(40, 3_000, 60_000),
  })
    .map(({ text, times }) => text.repeat(times)),
);

Deno.test("whatever pieces are written, the text comes out whole, in blocks that tear no line", () => {
  fc.assert(
    fc.property(fc.array(WRITTEN, { maxLength: 30 }), (pieces) => {
      const writes = written(false, (out) => {
        for (const piece of pieces) out.write(piece);
        out.flush();
      });
      assert.ok(writes.join("") === pieces.join("").toWellFormed());
      for (const write of writes.slice(0, -1)) assert.ok(write.endsWith("\n") || !write.includes("\n"));
    }),
    { numRuns: 40 },
  );
});

Deno.test("texts and bytes come out in their order, on a terminal and elsewhere", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(WRITTEN, fc.boolean())), fc.boolean(), (pieces, interactive) => {
      const writes = written(interactive, (out) => {
        for (const [piece, asBytes] of pieces) {
          asBytes ? out.writeBytes(new TextEncoder().encode(piece)) : out.write(piece);
        }
        out.flush();
      });
      // Halves of characters meet only where nothing is handed on between them.
      const whole = (text: string) => text.toWellFormed().replaceAll("\u{1F600}", "\ufffd\ufffd");
      assert.ok(whole(writes.join("")) === whole(pieces.map(([piece]) => piece).join("")));
    }),
    { numRuns: 40 },
  );
});

Deno.test("on a terminal every finished line is shown at once", () => {
  assert.deepEqual(
    written(true, (out) => {
      out.write("a");
      out.write("b\n");
      out.write("c");
    }),
    ["ab\n"],
  );
});

Deno.test("output goes on after a write that took only a part", () => {
  const writes = written(false, (out) => {
    out.write("abcdef");
    out.flush();
  }, 4);
  assert.deepEqual(writes, ["abcd", "ef"]);
});

Deno.test("output tries again when the stream is busy, and hands on any other failure", () => {
  const errors: unknown[] = [new Deno.errors.WouldBlock("full"), new Deno.errors.BrokenPipe("gone")];
  const failures: unknown[] = [];
  const sink = {
    writeSync(): number {
      throw errors.shift();
    },
  };
  const output = new Output(sink, { interactive: false, onFailure: (error) => failures.push(error) });
  output.write("x");
  output.flush();
  assert.equal(failures.length, 1);
  assert.ok(failures[0] instanceof Deno.errors.BrokenPipe);
});

Deno.test("input gives lines without their endings, null at the end and ever after", () => {
  const input = reading("a\r\nb", "b\n\nc");
  assert.deepEqual([1, 2, 3, 4, 5, 6].map(() => input.readLine()), ["a", "bb", "", "c", null, null]);
});

Deno.test("waiting for a line and blocking for one take from the same buffer", async () => {
  const input = reading("a\nb\nc", "\n");
  assert.equal(input.readLine(), "a");
  assert.equal(await input.nextLine(), "b");
  assert.equal(input.readLine(), "c");
  assert.equal(await input.nextLine(), null);
});

Deno.test("what no line has taken is left for readAll", () => {
  const input = reading("a\nb", "c");
  assert.equal(input.readLine(), "a");
  assert.equal(new TextDecoder().decode(input.readAll()), "bc");
  assert.equal(input.readLine(), null);
});

Deno.test("however a text is cut into pieces, its lines are the same", () => {
  const piece = fc.string({ unit: fc.constantFrom("a", "é", "\n"), minLength: 1, maxLength: 8 });
  fc.assert(fc.property(fc.array(piece), (pieces) => {
    const input = reading(...pieces);
    const lines: string[] = [];
    for (let line = input.readLine(); line !== null; line = input.readLine()) lines.push(line);
    const whole = pieces.join("");
    const expected = whole.split("\n");
    if (expected.at(-1) === "") expected.pop();
    assert.deepEqual(lines, expected);
  }));
});

Deno.test("blocks and lines take from the same input", () => {
  const input = reading("a\nb", "c\nd", "e");
  const text = (bytes: Uint8Array | null) => bytes && new TextDecoder().decode(bytes);
  assert.equal(input.readLine(), "a");
  assert.equal(text(input.readBlock()), "b");
  assert.equal(text(input.readBlock()), "c\nd");
  assert.equal(input.readLine(), "e");
  assert.equal(input.readBlock(), null);
  assert.equal(input.readBlock(), null);
});
