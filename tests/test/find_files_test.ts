/** Which files have tests. `disk({"a.bat": "text", "src/b.bat": "…"})` is a disk of these files. */
import assert from "node:assert/strict";
import { type Disk, findTests } from "../../lib/test/mod.ts";

function disk(files: Readonly<Record<string, string>>): Disk {
  const paths = Object.keys(files);
  const inside = (folder: string) => folder === "." ? "" : `${folder}/`;
  return {
    kindOf: (path) =>
      path in files ? "file" : path === "." || paths.some((each) => each.startsWith(`${path}/`)) ? "folder" : null,
    namesIn: (folder) => {
      const below = paths.filter((path) => path.startsWith(inside(folder)));
      return [...new Set(below.map((path) => path.slice(inside(folder).length).split("/")[0]))].sort();
    },
    textOf: (path) => files[path] ?? null,
  };
}

const TEST = "(deftest a 1)";

function found(files: Readonly<Record<string, string>>, words: readonly string[], docs = false): string[] {
  return findTests({ words, docs }, disk(files)).jobs.map(({ file, kind }) => `${kind} ${file}`);
}

Deno.test("files are found by what they contain, not by their names, in test and tests first", () => {
  const files = {
    "test/a.bat": TEST,
    "test/helper.bat": "(def x 1)",
    "src/b.bat": "(t/defproperty p [])",
    "c.bat": TEST,
  };
  assert.deepEqual(found(files, []), ["tests test/a.bat"]);
  assert.deepEqual(found(files, ["."]), ["tests c.bat", "tests src/b.bat", "tests test/a.bat"]);
  assert.deepEqual(found({ "src/b.bat": "(t/deftest- x)", "c.cljc": TEST, "d.txt": TEST }, []), [
    "tests c.cljc",
    "tests src/b.bat",
  ]);
});

Deno.test("a named file is taken as it is; lines and names are told apart from it", () => {
  const files = { "a.bat": '(load-file "tests")', "b.bat": TEST };
  const { jobs, lines, names, missing } = findTests({
    words: ["a.bat", "b.bat:12", "b.bat:3", "some/name"],
    docs: false,
  }, disk(files));
  assert.deepEqual(jobs.map(({ file }) => file), ["a.bat", "b.bat"]);
  assert.deepEqual([...lines], [["b.bat", [12, 3]]]);
  assert.deepEqual([names, missing], [["some/name"], []]);
  assert.deepEqual(findTests({ words: ["no.bat", "no.bat:3"], docs: false }, disk(files)).missing, [
    "no.bat",
    "no.bat:3",
  ]);
});

Deno.test("examples count when they are asked for, Markdown also when it is named", () => {
  const files = {
    "a.bat": '(defn f "`(f 1) ;=> 1`" [x] x)',
    "README.md": "```clojure\n1 ;=> 1\n```\n",
    "NOTES.md": "none",
  };
  assert.deepEqual(found(files, []), []);
  assert.deepEqual(found(files, [], true), ["docs README.md", "docs a.bat"]);
  assert.deepEqual(found(files, ["README.md"]), ["docs README.md"]);
});
