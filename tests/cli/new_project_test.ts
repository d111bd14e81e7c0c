/** `batuta new`: what it makes runs, is formatted, and its tests pass. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { Folder, paste } from "./batuta.ts";

function inside(folder: Folder, name: string): Folder {
  return Object.assign(Object.create(Folder.prototype), { path: join(folder.path, name) });
}

Deno.test("a new project runs, is formatted, and its tests pass", async () => {
  const folder = new Folder();
  try {
    const made = await folder.run(["new", "my-app"]);
    assert.deepEqual([made.status, made.err], [0, ""]);
    const project = inside(folder, "my-app");
    assert.deepEqual(await project.run(["main.bat", "Ada"]), { status: 0, out: "Hello, Ada!\n", err: "" });
    assert.equal((await project.run(["fmt", "--check"])).status, 0);
    const tests = "(require 'my-app.core-test) (:pass (batuta.test/run-tests 'my-app.core-test))";
    assert.match((await project.run(["-e", tests])).out, /^2$/m);
  } finally {
    Deno.removeSync(folder.path, { recursive: true });
  }
});

Deno.test("whatever its name, the lines of its README stand in columns, and what its CI file and its README run works", async () => {
  const name = "my-long-project-name-2";
  const folder = new Folder();
  assert.equal((await folder.run(["new", name])).status, 0);
  const project = inside(folder, name);
  const read = (path: string) => Deno.readTextFileSync(join(project.path, path));
  const [, commands] = /```sh\n([^]*?)```/.exec(read("README.md")) ?? [];
  assert.equal(new Set(commands.trimEnd().split("\n").map((line) => line.indexOf("#"))).size, 1);
  const steps = [...read(".github/workflows/test.yml").matchAll(/- run: (.*)/g)].map(([, line]) => line);
  // An executable is made by one; here there may be none.
  const script = `${steps.join("\n")}\n${commands.replace(`-o ${name}`, "--lib")}`;
  const { status, out } = await paste(`GITHUB_PATH=/dev/null\n${script}`, project);
  assert.equal(status, 0, out);
  assert.match(out, /2 passed, 0 failed[^]*Hello, Ada!/);
});

Deno.test("a project has a good name, and takes nobody's place", async () => {
  const folder = new Folder({ "a.bat": "1" });
  try {
    const bad = await folder.run(["new", "My App"]);
    assert.deepEqual([bad.status, /bad-project-name/.test(bad.err)], [2, true]);
    const taken = await folder.run(["new", "../" + folder.path.split("/").at(-1)?.toLowerCase()]);
    assert.equal(taken.status, 2);
    const there = await folder.run(["new", "a"]);
    assert.equal(there.status, 0);
    const again = await folder.run(["new", "a"]);
    assert.deepEqual([again.status, /project-exists/.test(again.err)], [2, true]);
  } finally {
    Deno.removeSync(folder.path, { recursive: true });
  }
});
