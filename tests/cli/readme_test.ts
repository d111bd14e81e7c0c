/** What `README.md` says happens, happens: its programs are typed into a REPL, which must answer each `;=> value`, in order. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { batuta, ROOT } from "./batuta.ts";

Deno.test("the tour of the README gives the values it shows", async () => {
  const readme = Deno.readTextFileSync(join(ROOT, "README.md"));
  const programs = [...readme.matchAll(/^```clojure\n(.*?)^```/gms)].map(([, text]) => text).join("\n");
  const promised = [...programs.matchAll(/;=> (.*)$/gm)].map(([, value]) => value);
  const { out, err } = await batuta(["repl"], programs);
  assert.equal(err, "");
  const answers = out.split("\n");
  for (const value of promised) {
    const at = answers.indexOf(value);
    assert.ok(at >= 0, `the REPL does not answer ${value}`);
    answers.splice(0, at + 1);
  }
});
