/** `complaints({path: text})` checks imagined files against a table of two rooms, of which `top` may import `base`. */

import assert from "node:assert/strict";
import { checkLayers, importsOf, parseTable } from "../../scripts/check_layers.ts";

const TABLE = `
# Title

| room | what lives there | may import | must not |
| --- | --- | --- | --- |
| \`base/\` | values | – | do IO |
| \`top/\` | tools | base | – |

| other | table |
`;

function complaints(files: Record<string, string>): string[] {
  const doors = { "lib/base/mod.ts": "", "lib/top/mod.ts": "" };
  return checkLayers(TABLE, new Map(Object.entries({ ...doors, ...files })));
}

Deno.test("the table says which rooms there are and what each may import", () => {
  assert.deepEqual(parseTable(TABLE), [{ name: "base", mayImport: [] }, { name: "top", mayImport: ["base"] }]);
});

Deno.test("imports are found in all their forms, but not in comments", () => {
  const text = [
    'import { a,\n  b } from "./b.ts";',
    'import type { c } from "./c.ts";',
    'export { d } from "./d.ts";',
    'import "./e.ts";',
    'const f = await import("./f.ts");',
    ' * import { no } from "./no.ts";',
    '// import { no } from "./no.ts";',
    'import "npm:other";',
  ].join("\n");
  assert.deepEqual(
    importsOf("lib/a/a.ts", text).map(({ to, vanishes }) => [to, vanishes]),
    [["lib/a/b.ts", false], ["lib/a/c.ts", true], ["lib/a/d.ts", false], ["lib/a/e.ts", false], ["lib/a/f.ts", true]],
  );
});

Deno.test("an import down the table and through the door is fine", () => {
  assert.deepEqual(
    complaints({ "lib/top/a.ts": 'import "../base/mod.ts";', "main.ts": 'import "./lib/top/mod.ts";' }),
    [],
  );
});

Deno.test("an import up the table is named", () => {
  assert.deepEqual(complaints({ "lib/base/a.ts": 'import "../top/mod.ts";' }), [
    "lib/base/a.ts: the room base may not import top",
  ]);
});

Deno.test("an import past a door is named, also for types and from main.ts", () => {
  assert.deepEqual(complaints({ "lib/top/a.ts": 'import type { X } from "../base/x.ts";' }), [
    "lib/top/a.ts: imports lib/base/x.ts past the door lib/base/mod.ts",
  ]);
  assert.equal(complaints({ "main.ts": 'import "./lib/top/x.ts";' }).length, 1);
});

Deno.test("a circle of files is named, one of types only is none", () => {
  assert.deepEqual(complaints({ "lib/top/a.ts": 'import "./b.ts";', "lib/top/b.ts": 'import "./a.ts";' }), [
    "Files import each other in a circle: lib/top/a.ts → lib/top/b.ts → lib/top/a.ts",
  ]);
  assert.deepEqual(
    complaints({ "lib/top/a.ts": 'import "./b.ts";', "lib/top/b.ts": 'import type { A } from "./a.ts";' }),
    [],
  );
});

Deno.test("rooms and rows belong together, and every room has a door", () => {
  assert.deepEqual(complaints({ "lib/attic/a.ts": "" }), [
    "lib/attic: has no row in lib/README.md",
    "lib/attic: has no mod.ts",
  ]);
});
