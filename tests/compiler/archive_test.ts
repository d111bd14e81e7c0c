/** Compiled programs as bytes: `sample()` is a small one. What runs of them is in `tests/cli/compile_test.ts`. */

import { deepStrictEqual, rejects } from "node:assert/strict";
import { type CompiledProgram, decodeProgram, encodeProgram } from "../../lib/compiler/mod.ts";

const PROGRAM: CompiledProgram = {
  main: { name: "a.bat", steps: [{ run: ["id", "text"] }], metas: "(function(c){return [];})" },
  namespaces: {},
  resources: { "a.txt": "AAAA" },
};

function sample(): Promise<Uint8Array> {
  return encodeProgram(PROGRAM);
}

Deno.test("a program comes back from its bytes, which are the same each time", async () => {
  deepStrictEqual(await decodeProgram("a.batc", await sample()), PROGRAM);
  deepStrictEqual(await sample(), await sample());
});

Deno.test("a byte that was changed is noticed, wherever it is", async () => {
  const bytes = await sample();
  for (let i = 0; i < bytes.length; i++) {
    const changed = bytes.slice();
    changed[i] ^= 1;
    await rejects(() => decodeProgram("a.batc", changed), { name: "BatutaError" }, `byte ${i}`);
  }
});

Deno.test("bytes that lack, or too many, are noticed", async () => {
  const bytes = await sample();
  for (let length = 0; length < bytes.length; length++) {
    await rejects(() => decodeProgram("a.batc", bytes.subarray(0, length)), { name: "BatutaError" }, `${length} bytes`);
  }
  await rejects(() => decodeProgram("a.batc", new Uint8Array([...bytes, 0])), { code: "compiled-damaged" });
});

function withHeader(bytes: Uint8Array, change: (line: string) => string): Uint8Array {
  const end = bytes.indexOf(10);
  const line = new TextEncoder().encode(change(new TextDecoder().decode(bytes.subarray(0, end))));
  return new Uint8Array([...line, ...bytes.subarray(end)]);
}

Deno.test("what it cannot be is said: newer, of another version, no program at all", async () => {
  const bytes = await sample();
  const newer = withHeader(bytes, (line) => line.replace(" 1 ", " 7 "));
  await rejects(() => decodeProgram("a.batc", newer), {
    message: "`a.batc` has format 7, and this Batuta knows formats up to 1",
  });
  const other = withHeader(bytes, (line) => line.replace(/ [0-9a-f]{16} /, " 0123456789abcdef "));
  await rejects(() => decodeProgram("a.batc", other), { code: "compiled-elsewhere" });
  await rejects(() => decodeProgram("a.batc", new TextEncoder().encode("(+ 1 2)")), { code: "not-compiled" });
});
