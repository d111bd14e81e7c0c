/**
 * `batuta fmt` as a process: `new Folder(files).run(["fmt", …])`.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { batuta, Folder } from "./batuta.ts";

const UGLY = "(defn f [x]\n(inc   x))";
const PRETTY = "(defn f [x]\n  (inc x))\n";

function read(folder: Folder, name: string): string {
  return Deno.readTextFileSync(join(folder.path, name));
}

function names(folder: Folder): string[] {
  return [...Deno.readDirSync(folder.path)].map(({ name }) => name).sort();
}

Deno.test("fmt formats files and the programs below folders, and says which", async () => {
  const folder = new Folder({ "a.bat": UGLY, "b.batuta": PRETTY, "c.cljc": UGLY, "d.txt": UGLY });
  for (const [path, text] of [["sub", ""], [".hidden", ""], ["node_modules", ""]]) {
    Deno.mkdirSync(join(folder.path, path));
    Deno.writeTextFileSync(join(folder.path, path, "e.bat"), UGLY + text);
  }
  const { status, out, err } = await folder.run(["fmt"]);
  assert.deepEqual([status, err], [0, ""]);
  assert.equal(
    out,
    `formatted a.bat\nformatted c.cljc\nformatted ${join("sub", "e.bat")}\n3 files formatted, 1 file unchanged\n`,
  );
  assert.equal(read(folder, "a.bat"), PRETTY);
  assert.equal(read(folder, "d.txt"), UGLY);
  assert.equal(read(folder, join(".hidden", "e.bat")), UGLY);
  assert.equal(read(folder, join("node_modules", "e.bat")), UGLY);
  assert.equal((await folder.run(["fmt", "a.bat", "sub"])).out, "2 files unchanged\n");
});

Deno.test("fmt keeps the mode of a file, replaces what a link leads to, and leaves nothing beside", async () => {
  const folder = new Folder({ "a.bat": UGLY });
  Deno.chmodSync(join(folder.path, "a.bat"), 0o751);
  Deno.symlinkSync("a.bat", join(folder.path, "link.bat"));
  assert.equal((await folder.run(["fmt", "link.bat"])).status, 0);
  assert.equal(read(folder, "a.bat"), PRETTY);
  assert.equal(Deno.statSync(join(folder.path, "a.bat")).mode! & 0o777, 0o751);
  assert.ok(Deno.lstatSync(join(folder.path, "link.bat")).isSymlink);
  assert.deepEqual(names(folder), ["a.bat", "link.bat"]);
});

Deno.test("fmt - formats standard input to standard output", async () => {
  assert.deepEqual(await batuta(["fmt", "-"], UGLY), { status: 0, out: PRETTY, err: "" });
  assert.deepEqual(await batuta(["fmt", "--check", "-"], PRETTY), { status: 0, out: "", err: "" });
  assert.deepEqual(await batuta(["fmt", "--check", "-"], UGLY), { status: 1, out: "<stdin>\n", err: "" });
});

Deno.test("fmt --check lists what is not formatted and changes nothing", async () => {
  const folder = new Folder({ "a.bat": UGLY, "b.bat": PRETTY });
  const { status, out, err } = await folder.run(["fmt", "--check"]);
  assert.deepEqual([status, out, err], [1, "a.bat\n", "1 file to format, 1 file unchanged\n"]);
  assert.equal(read(folder, "a.bat"), UGLY);
  assert.equal((await folder.run(["fmt", "--check", "b.bat"])).status, 0);
});

Deno.test("fmt --diff shows what would change", async () => {
  const folder = new Folder({ "a.bat": UGLY });
  const { status, out } = await folder.run(["fmt", "--diff", "a.bat"]);
  assert.equal(status, 1);
  assert.equal(
    out,
    "--- a.bat\n+++ a.bat\n@@ -1,2 +1,2 @@\n (defn f [x]\n-(inc   x))\n\\ No newline at end of file\n+  (inc x))\n",
  );
  assert.equal(read(folder, "a.bat"), UGLY);
});

Deno.test("fmt --range formats the top-level forms on some lines", async () => {
  const folder = new Folder({ "a.bat": "(a   1)\n(b   2)\n(c   3)\n" });
  assert.equal((await folder.run(["fmt", "--range", "2:2", "a.bat"])).status, 0);
  assert.equal(read(folder, "a.bat"), "(a   1)\n(b 2)\n(c   3)\n");
  assert.equal((await batuta(["fmt", "--range", "1:1", "-"], "(a   1)\n(b   2)\n")).out, "(a 1)\n(b   2)\n");
});

Deno.test("fmt leaves a file that does not read as it is, says why, and formats the others", async () => {
  const folder = new Folder({ "a.bat": "(f   1", "b.bat": UGLY });
  const { status, out, err } = await folder.run(["fmt"]);
  assert.equal(status, 2);
  assert.equal(out, "formatted b.bat\n1 file formatted, 1 failed\n");
  assert.match(err, /error\[unclosed\][^\n]*\n +--> a\.bat:1:1/);
  assert.equal(read(folder, "a.bat"), "(f   1");
  const input = await batuta(["fmt", "-"], "(f   1");
  assert.deepEqual([input.status, input.out], [2, ""]);
});

Deno.test("fmt finds out how the macros of required namespaces are indented", async () => {
  const program = "(ns app (:require [my.lib-x :as lib]))\n(lib/each x\ny)\n";
  const folder = new Folder({ "app.bat": program });
  Deno.mkdirSync(join(folder.path, "my"));
  Deno.writeTextFileSync(
    join(folder.path, "my", "lib-x.bat"),
    "(ns my.lib-x)\n(defmacro each {:style/indent 1} [x & forms] nil)\n",
  );
  assert.equal((await folder.run(["fmt", "app.bat"])).status, 0);
  assert.match(read(folder, "app.bat"), /\(lib\/each x\n {2}y\)/);
});

Deno.test("mistakes of fmt's command line end with status 2 and say what to do", async () => {
  const folder = new Folder({ "a.bat": UGLY });
  for (
    const [words, code] of [
      ["--range 3 a.bat", "bad-lines"],
      ["--range 3:2 a.bat", "bad-lines"],
      ["--range 0:2 a.bat", "bad-lines"],
      ["--range 1:2", "range-of-many"],
      ["--range 1:2 .", "range-of-many"],
      ["- a.bat", "input-and-files"],
      ["missing.bat", "no-file"],
      ["--chekc", "unknown-option"],
    ]
  ) {
    const { status, err } = await folder.run(["fmt", ...words.split(" ")]);
    assert.equal(status, 2, words);
    assert.match(err, new RegExp(`^error\\[${code}\\]`), words);
  }
  assert.equal(read(folder, "a.bat"), UGLY);
});
