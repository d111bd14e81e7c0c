/** `--errors json`: each error and warning is one line of JSON on standard error. */

import assert from "node:assert/strict";
import { batuta, Folder } from "./batuta.ts";

function parsed(err: string): Record<string, unknown>[] {
  return err.trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("an error is one object with all keys", async () => {
  const folder = new Folder({ "a.bat": '(defn f [x]\n  (+ 1 x))\n(println "out")\n(f "é")' });
  const { status, out, err } = await folder.run(["--errors", "json", "a.bat"]);
  assert.deepEqual([status, out], [1, "out\n"]);
  const [error, ...others] = parsed(err);
  assert.deepEqual(others, []);
  const { hint, ...rest } = error;
  assert.equal(typeof hint, "string");
  const at = (line: number, col: number, endLine: number, endCol: number) => ({
    file: "a.bat",
    line,
    col,
    endLine,
    endCol,
  });
  assert.deepEqual(rest, {
    code: "not-a-number",
    severity: "error",
    message: '`+` needs numbers, got "é"',
    ...at(2, 8, 2, 9),
    notes: [],
    trace: [
      { name: "user/f", library: false, ...at(2, 3, 2, 10) },
      { name: "", library: false, ...at(4, 1, 4, 8) },
    ],
  });
});

Deno.test("it goes for files, code, standard input and the REPL, as a word or after `=`", async () => {
  const folder = new Folder({ "a.bat": "(" });
  for (
    const [words, input] of [
      [["--errors", "json", "run", "a.bat"], ""],
      [["run", "--errors", "json", "a.bat"], ""],
      [["--errors=json", "-e", "("], ""],
      [["--errors=json", "-"], "("],
      [["--errors=json"], "("],
      [["repl", "--errors=json"], "("],
    ] as const
  ) {
    const { err } = await folder.run(words, { input });
    assert.deepEqual(parsed(err).map(({ code, line }) => [code, line]), [["unclosed", 1]], words.join(" "));
  }
});

Deno.test("mistakes of the command line have no place", async () => {
  const { status, err } = await batuta(["--errors", "json", "missing.bat"]);
  assert.equal(status, 2);
  const [{ code, file, line, endCol }] = parsed(err);
  assert.deepEqual([code, file, line, endCol], ["no-file", null, null, null]);
});

Deno.test("every mistake of a text is a line", async () => {
  assert.deepEqual(parsed((await batuta(["--errors", "json", "-e", ") 12ab"])).err).map(({ code }) => code), [
    "unmatched",
    "bad-number",
  ]);
});

Deno.test("behind the file the option is the program's", async () => {
  const folder = new Folder({ "a.bat": "(println *command-line-args*)" });
  assert.equal((await folder.run(["a.bat", "--errors", "json"])).out, "(--errors json)\n");
});

Deno.test("another format is a mistake", async () => {
  const { status, err } = await batuta(["--errors", "xml", "-e", "1"]);
  assert.equal(status, 2);
  assert.match(err, /^error\[invalid-argument\]: .*`xml`/);
});

Deno.test("a warning is shown and the program runs", async () => {
  const code = "(println (match 1 _ -> :any 1 -> :one))";
  const shown = await batuta(["-e", code]);
  assert.deepEqual([shown.status, shown.out], [0, ":any\nnil\n"]);
  assert.match(shown.err, /^warning\[unreachable-clause\].*\n {2}--> <-e>:1:29\n/);
  const [warning] = parsed((await batuta(["--errors", "json", "-e", code])).err);
  assert.deepEqual([warning.code, warning.severity], ["unreachable-clause", "warning"]);
  assert.match((await batuta(["repl"], code)).err, /^warning\[unreachable-clause\]/);
  assert.match((await new Folder({ "a.bat": code }).run(["a.bat"])).err, /^warning\[unreachable-clause\]/);
});
