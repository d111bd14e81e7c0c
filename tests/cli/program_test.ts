/** `read({"a.bat": bytes}, path)` reads a program from files that are only imagined; its answer is text or a code. */

import assert from "node:assert/strict";
import { readProgram } from "../../lib/cli/mod.ts";
import { Source } from "../../lib/source/mod.ts";

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function read(files: Record<string, Uint8Array | Error>, path: string): string {
  const program = readProgram({
    readFile(name) {
      const found = files[name] ?? new Deno.errors.NotFound("No such file");
      if (found instanceof Error) throw found;
      return found;
    },
    readInput: () => utf8("typed"),
  }, path);
  return program instanceof Source
    ? `${program.name}: ${program.text}`
    : `${program.code}: ${program.message} (${program.hint})`;
}

Deno.test("a program is its text under the name the user wrote", () => {
  assert.equal(read({ "a.bat": utf8("\ufeff(+ 1 2)") }, "a.bat"), "a.bat: (+ 1 2)");
  assert.equal(read({}, "-"), "<stdin>: typed");
});

Deno.test("a missing file is named, with the file that was meant if there is one", () => {
  assert.match(read({}, "a.bat"), /^no-file: There is no file `a\.bat` \(check/);
  assert.match(read({ "a.bat": utf8("") }, "a"), /^no-file: There is no file `a` \(did you mean `a\.bat`\?\)$/);
});

Deno.test("folders, unreadable files, binary files and bad UTF-8 are each one sentence", () => {
  assert.match(read({ a: new Deno.errors.IsADirectory("is one") }, "a"), /^directory: `a` is a folder/);
  const denied = new Deno.errors.PermissionDenied("Permission denied (os error 13): readfile 'a'");
  assert.match(read({ a: denied }, "a"), /^unreadable: Cannot read `a`: Permission denied \(os error 13\) \(/);
  assert.match(read({ a: new Uint8Array([0x7f, 0x45, 0]) }, "a"), /^binary: /);
  assert.match(read({ a: new Uint8Array([0x61, 0x0a, 0xff]) }, "a"), /^bad-utf8: .*line 2/);
});
