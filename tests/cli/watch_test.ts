/**
 * `--watch` of `batuta check` and `batuta test`: a file is saved, and what is said of it appears. Each step waits for what the one before says; a file is
 * written beside its place and then put there, so that nobody reads half of one.
 */
import { equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { BATUTA, Folder } from "./batuta.ts";

/** How long something may take on a machine that has much else to do. */
const PATIENCE_MS = 60_000;
const ENDED = "\n(it has ended)";

/** A Batuta that goes on until it is ended, and what it has said so far. */
class Running {
  readonly #child: Deno.ChildProcess;
  /** What nobody has waited for yet. */
  #text = "";
  #woken = () => {};
  readonly #read: Promise<unknown>;

  constructor(readonly folder: Folder, words: readonly string[]) {
    const [program, ...args] = [...BATUTA, ...words];
    this.#child = new Deno.Command(program, {
      args,
      cwd: folder.path,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const { stdout, stderr } = this.#child;
    this.#read = Promise.all([stdout, stderr].map(async (stream) => {
      for await (const part of stream.pipeThrough(new TextDecoderStream())) {
        this.#text += part;
        this.#woken();
      }
    })).finally(() => {
      this.#text += ENDED;
      this.#woken();
    });
  }

  /** Waits until something is said; what stands up to its end is behind. Fails when the process ends without, or says nothing for long. */
  async says(text: string): Promise<void> {
    const limit = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE_MS);
    try {
      await this.#said(text);
    } finally {
      clearTimeout(limit);
    }
  }

  async #said(text: string): Promise<void> {
    for (;;) {
      const at = this.#text.indexOf(text);
      if (at >= 0) {
        this.#text = this.#text.slice(at + text.length);
        return;
      }
      ok(!this.#text.endsWith(ENDED), `\`${text}\` is not said, but: ${this.#text}`);
      await new Promise<void>((resolve) => this.#woken = resolve);
    }
  }

  save(name: string, text: string): void {
    const beside = join(this.folder.path, `${name}.new`);
    Deno.writeTextFileSync(beside, text);
    Deno.renameSync(beside, join(this.folder.path, name));
  }

  async end(): Promise<void> {
    if (!this.#text.endsWith(ENDED)) this.#child.kill("SIGKILL");
    await this.#child.status;
    await this.#read;
  }
}

async function during(folder: Folder, words: readonly string[], steps: (run: Running) => Promise<void>): Promise<void> {
  const run = new Running(folder, words);
  try {
    await steps(run);
  } finally {
    await run.end();
  }
}

for (const path of [".", "a.bat"]) {
  Deno.test(`check --watch ${path}: a file that is saved is checked again, also one that takes the place of the old one`, async () => {
    const folder = new Folder({ "a.bat": "(defn f [x] (inc x))\n", "b.bat": "(defn g [x] x)\n" });
    await during(folder, ["check", "--watch", path], async (run) => {
      await run.says("nothing wrong\nwatching; Ctrl-C ends it\n");
      run.save("a.bat", "(defn f [x] (inc y))\n");
      await run.says("error[unknown-name]");
      await run.says("a.bat: 1 found");
      run.save("a.bat", "(defn f [x] (inc x))\n\n");
      await run.says("a.bat: nothing wrong");
      run.save("a.bat", "(defn f [x] (inc z))\n");
      await run.says("a.bat: 1 found");
    });
  });
}

Deno.test("check --watch ends where there is nothing to watch", async () => {
  const { status, err } = await new Folder().run(["check", "--watch", join("missing", "a.bat")]);
  equal(status, 2);
  match(err, /^error\[no-file\]: /);
});

Deno.test("test --watch: tests run again when a file is saved", async () => {
  const text = (answer: number) =>
    `(ns a-test (:require [batuta.test :refer [deftest is]]))\n(deftest sums (is (= ${answer} (+ 1 2))))\n`;
  const folder = new Folder({ "a_test.bat": text(3) });
  await during(folder, ["test", "--watch"], async (run) => {
    await run.says("1 passed, 0 failed");
    await run.says("Waiting for a change; Ctrl-C ends.\n");
    run.save("a_test.bat", text(4));
    await run.says("FAIL a-test/sums");
    await run.says("0 passed, 1 failed");
    await run.says("Waiting for a change; Ctrl-C ends.\n");
    run.save("a_test.bat", text(3));
    await run.says("1 passed, 0 failed");
  });
});
