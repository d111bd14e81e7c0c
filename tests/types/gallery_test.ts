/**
 * A gallery of mistakes: what `batuta check` says to each program of `gallery.bat` stands in `gallery.txt`, so that every message is read as text.
 * With BATUTA_UPDATE=1 in the environment the file is written anew, to be read over.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { checked } from "./checking.ts";

const FOLDER = import.meta.dirname!;
const EXPECTED = join(FOLDER, "gallery.txt");
const LINE = "─".repeat(100);

/** A program and its title: the comment on its first line. */
function programs(): { title: string; code: string }[] {
  return Deno.readTextFileSync(join(FOLDER, "gallery.bat")).trim().split(/\n\n+(?=; )/).map((text) => {
    const [title, ...code] = text.split("\n");
    return { title: title.slice(2), code: code.join("\n") };
  });
}

Deno.test("messages read as they stand in the gallery", async () => {
  const shown: string[] = [];
  for (const { title, code } of programs()) {
    const said = await checked(code);
    assert.notEqual(said, "", `nothing is found: ${title}`);
    shown.push(`${LINE}\n${title}\n\n${said}\n`);
  }
  const text = shown.join("\n");
  if (Deno.env.get("BATUTA_UPDATE") === "1") Deno.writeTextFileSync(EXPECTED, text);
  assert.equal(text, Deno.readTextFileSync(EXPECTED));
});
