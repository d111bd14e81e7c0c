/**
 * `batuta test` over `failing/`, whose tests fail in every way there is, kept as `failing.txt`: what a person reads. `UPDATE=1` before `deno test` keeps
 * what is said now. When this is red, suspect `lib/test_run/finding.ts` for texts, `run_test.ts` and `lib/test/direct.ts` for what runs.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Folder } from "../cli/batuta.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));

/** A fresh folder with the failing tests, and a long file. */
export function failing(): Folder {
  const folder = new Folder({ "long.txt": "line 1\n".repeat(20_000) });
  for (const { name } of Deno.readDirSync(`${HERE}/failing`)) {
    Deno.copyFileSync(`${HERE}/failing/${name}`, `${folder.path}/${name}`);
  }
  return folder;
}

/** Without times, and numbers of actors. */
function lasting(text: string): string {
  return text
    .replace(/\d+(\.\d+)? (ms|s)(?=\)$|$)/gm, "TIME")
    .replace(/< 1 ms/g, "TIME")
    .replace(/#actor<[\d.]+>/g, "#actor<N>");
}

Deno.test("each kind of failure is shown as it is kept in failing.txt, and the rest runs", async () => {
  const folder = failing();
  try {
    const { out, err, status } = await folder.run(["test", "--seed", "1", "--in-order", ".", "README.md"]);
    assert.equal(err, "");
    assert.equal(status, 1);
    const kept = `${HERE}/failing.txt`;
    if (Deno.env.get("UPDATE") === "1") Deno.writeTextFileSync(kept, lasting(out));
    assert.equal(lasting(out), Deno.readTextFileSync(kept));
  } finally {
    Deno.removeSync(folder.path, { recursive: true });
  }
});
