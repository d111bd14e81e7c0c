/** The command line as a whole; see `batuta.ts` for `batuta(words, input)` and `Folder`. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { VERSION } from "../../lib/cli/mod.ts";
import { batuta, Folder, ROOT } from "./batuta.ts";

/** An error is a code, a sentence, and what follows; never a JavaScript stack. */
function assertError(err: string, code: string, pattern: RegExp): void {
  assert.ok(err.startsWith(`error[${code}]: `), err);
  assert.match(err, pattern);
  assert.doesNotMatch(err, /\.ts:|at async|file:\/\//);
}

Deno.test("--version prints the version of deno.json", async () => {
  const { status, out } = await batuta(["--version"]);
  assert.deepEqual([status, out], [0, `Batuta ${VERSION}\n`]);
  assert.equal(JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json"))).version, VERSION);
});

Deno.test("-e prints the last value readably, nil too", async () => {
  assert.deepEqual(await batuta(["-e", '(def x 1) (str x "a")']), { status: 0, out: '"1a"\n', err: "" });
  assert.deepEqual(await batuta(["-e", "nil"]), { status: 0, out: "nil\n", err: "" });
  assert.deepEqual(await batuta(["-e", ""]), { status: 0, out: "nil\n", err: "" });
});

Deno.test("a file prints only what it prints, and finds its arguments", async () => {
  const folder = new Folder({ "a.bat": "#!/usr/bin/env batuta\n(println *command-line-args*) 42" });
  assert.deepEqual(await folder.run(["a.bat", "x", "--y"]), { status: 0, out: "(x --y)\n", err: "" });
  assert.deepEqual(await folder.run(["run", "a.bat", "--help"]), { status: 0, out: "(--help)\n", err: "" });
});

Deno.test("`-`, and no words without a terminal, run a program from standard input", async () => {
  assert.equal((await batuta(["-", "x"], "(println (first *command-line-args*))")).out, "x\n");
  assert.equal((await batuta([], "(println 1)")).out, "1\n");
});

Deno.test("a program that fails has exit status 1, one that does not read or resolve 2", async () => {
  const failed = await batuta(["-e", '(throw "no")']);
  assert.equal(failed.status, 1);
  const unread = await batuta(["-e", "(+ 1"]);
  assert.equal(unread.status, 2);
  assert.match(unread.err, /<-e>:1:1/);
  assert.equal((await batuta(["-e", "(println 1) unknown-name"])).status, 2);
});

Deno.test("what was printed before an error comes before it", async () => {
  const folder = new Folder({ "a.bat": '(println "before") (throw "no")' });
  const { status, out, err } = await folder.run(["a.bat"]);
  assert.deepEqual([status, out], [1, "before\n"]);
  assert.match(err, /a\.bat:1:/);
});

Deno.test("files that are no programs are one sentence and exit status 2", async () => {
  const folder = new Folder({
    "binary.bat": new Uint8Array([127, 69, 76, 70, 0]),
    "latin1.bat": new Uint8Array([0x22, 0xe9, 0x22]),
    "meant.bat": "",
  });
  for (
    const [path, code, pattern] of [
      ["missing.bat", "no-file", /`missing\.bat`/],
      ["meant", "no-file", /did you mean `meant\.bat`/],
      [".", "directory", /`\.` is a folder/],
      ["binary.bat", "binary", /byte 4/],
      ["latin1.bat", "bad-utf8", /latin1\.bat:1:2/],
    ] as const
  ) {
    const { status, out, err } = await folder.run([path]);
    assert.deepEqual([status, out], [2, ""], path);
    assertError(err, code, pattern);
  }
});

Deno.test("mistaken command lines are one sentence and exit status 2", async () => {
  for (
    const [words, code, pattern] of [
      [["rnu", "a.bat"], "unknown-command", /did you mean `run`/],
      [["help", "rnu"], "unknown-command", /`rnu`/],
      [["--hlp"], "unknown-option", /did you mean `--help`/],
      [["run"], "missing-argument", /`file`/],
      [["run", "--wat", "a.bat"], "unknown-option", /`--wat`/],
      [["repl", "more"], "excess-arguments", /Expected 0 arguments but got 1: more/],
      [["-e"], "option-missing-argument", /--eval/],
      [["-e1"], "nothing-to-run", /--help/],
    ] as const
  ) {
    const { status, out, err } = await batuta(words);
    assert.deepEqual([status, out], [2, ""], words.join(" "));
    assertError(err, code, pattern);
  }
});

Deno.test("help is there for all and for each command", async () => {
  for (const words of [["--help"], ["-h"], ["help"]]) {
    const { status, out } = await batuta(words);
    assert.equal(status, 0);
    assert.match(out, /Usage: batuta FILE/);
    assert.match(out, /run FILE.*\n.*repl/);
  }
  for (const words of [["help", "run"], ["run", "--help"]]) {
    assert.match((await batuta(words)).out, /Usage: batuta run .*Exit status/s);
  }
  assert.match((await batuta(["repl", "--help"])).out, /Ctrl-D leaves/);
});

Deno.test("a closed pipe ends a program quietly", async () => {
  const folder = new Folder({ "a.bat": "(doseq [i (range 200000)] (println i))" });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", join(ROOT, "main.ts"), join(folder.path, "a.bat")],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  assert.equal(await new Response(child.stderr).text(), "");
  assert.equal((await child.status).code, 0);
});

Deno.test("the REPL reads forms over several lines, prints values, and survives errors", async () => {
  const { status, out, err } = await batuta(
    ["repl"],
    '(+ 1\n 2)\n(throw "no")\n"a" nil\n(def x 5)\nx\nunknown\n(inc x)',
  );
  assert.deepEqual([status, out], [0, '3\n"a"\nnil\n#\'user/x\n5\n6\n']);
  assert.equal(err.match(/^error\[/gm)?.length, 2);
});

Deno.test("in the REPL a value is printed before the next form of its line runs", async () => {
  assert.equal((await batuta(["repl"], "1 (println :two) 3")).out, "1\n:two\nnil\n3\n");
});

Deno.test("the REPL keeps the last values and the last error", async () => {
  const input = "(+ 1 2)\n(* 2 *1)\n[*1 *2]\n(/ 1 0)\n(ex-message *e)\n";
  assert.equal((await batuta(["repl"], input)).out, '3\n6\n[6 3]\n"Divide by zero"\n');
});

Deno.test("the REPL prints values as `print-method` says", async () => {
  const input = '(defrecord P [x]) (defmethod print-method P [p w] (.write w "a P")) [(->P 1)]';
  assert.match((await batuta(["repl"], input)).out, /\[a P\]\n$/);
});
