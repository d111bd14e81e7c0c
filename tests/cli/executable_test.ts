/**
 * Executables of programs, as those who get them start them: in an empty environment, at a path with spaces, from a folder that nobody may write to, as
 * another user. They are made by the executable of Batuta, so from source there is nothing to test.
 */
import { deepStrictEqual as is, match } from "node:assert/strict";
import { join } from "node:path";
import { Folder, type Run } from "./batuta.ts";

const hasExecutable = { ignore: Deno.env.get("BATUTA_EXECUTABLE") === undefined || Deno.build.os === "windows" };

const APP = `(ns app (:require [parts.greet :as greet]))
(println (greet/hello (or (first *command-line-args*) (resource "name.txt"))))
(when (= "fail" (first *command-line-args*)) (greet/fail))
(spawn (fn [] (println "from an actor")))
`;
const GREET = `(ns parts.greet)
(defn hello [who] (str "Hello, " who "!"))
(defn fail []
  (+ 1 "a"))
`;

/** A user that has nothing. */
const NOBODY = 65534;

/** Makes the executable of the program, alone in a folder with spaces that nobody may write to. */
async function made(): Promise<{ readonly app: string; readonly folder: string }> {
  const source = new Folder({ "app.bat": APP, "name.txt": "resource" });
  Deno.mkdirSync(join(source.path, "parts"));
  Deno.writeTextFileSync(join(source.path, "parts", "greet.bat"), GREET);
  const target = new Folder();
  const folder = join(target.path, "a folder");
  Deno.mkdirSync(folder);
  const app = join(folder, "my app");
  const { status, err } = await source.run(["compile", "app.bat", "-o", app, "--include", "name.txt"]);
  is([status, err], [0, ""]);
  Deno.chmodSync(target.path, 0o755);
  Deno.chmodSync(folder, 0o555);
  // What it was made of is not needed.
  Deno.removeSync(source.path, { recursive: true });
  return { app, folder };
}

/** Runs a program with nothing in its environment. */
async function bare(app: string, words: readonly string[], uid?: number): Promise<Run> {
  const { code, stdout, stderr } = await new Deno.Command(app, {
    args: [...words],
    clearEnv: true,
    cwd: "/",
    stdin: "null",
    ...uid === undefined ? {} : { uid, gid: uid },
  }).output();
  const decoder = new TextDecoder();
  return { status: code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

Deno.test(
  "an executable runs in an empty environment, from a folder with spaces that nobody may write to",
  hasExecutable,
  async () => {
    const { app, folder } = await made();
    is(await bare(app, []), { status: 0, out: "Hello, resource!\nfrom an actor\n", err: "" });
    is((await bare(app, ["a b", "--help"])).out, "Hello, a b!\nfrom an actor\n");
    const failing = await bare(app, ["fail"]);
    is([failing.status, failing.out], [1, "Hello, fail!\n"]);
    match(failing.err, /not-a-number[^]*greet\.bat:4:8[^]*at parts\.greet\/fail/);
    is([...Deno.readDirSync(folder)].map(({ name }) => name), ["my app"]);
    Deno.chmodSync(folder, 0o755);
  },
);

Deno.test("an executable runs as several users, one after the other", {
  ignore: hasExecutable.ignore || Deno.uid() !== 0,
}, async () => {
  const { app, folder } = await made();
  for (const uid of [undefined, NOBODY, NOBODY - 1, undefined]) {
    is(await bare(app, ["you"], uid), { status: 0, out: "Hello, you!\nfrom an actor\n", err: "" });
  }
  Deno.chmodSync(folder, 0o755);
});

Deno.test("an executable that was cut or changed is refused", hasExecutable, async () => {
  const { app, folder } = await made();
  const bytes = Deno.readFileSync(app);
  const other = join(new Folder().path, "other");
  // The program stands at the end.
  const changed = bytes.slice();
  changed[bytes.length - 40] ^= 1;
  for (const damaged of [changed, bytes.subarray(0, bytes.length - 1), bytes.subarray(0, bytes.length - 200)]) {
    Deno.writeFileSync(other, damaged, { mode: 0o755 });
    const { status, out, err } = await bare(other, []);
    is([status, out], [2, ""]);
    match(err, /error\[compiled-(damaged|cut)\]/);
  }
  Deno.chmodSync(folder, 0o755);
});
