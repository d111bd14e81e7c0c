/**
 * The self-extracting file, with a shell script in place of Deno: it prints the words it was started with.
 * `packed()` makes one in a fresh folder; `run(place, env)` starts it with nothing in its environment but `env` and PATH.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { attach } from "../../lib/cli/attach.ts";
import { pack } from "../../scripts/pack.ts";

const RUNTIME = `#!/bin/sh
[ "$1" = --version ] && exit 0
echo "$DENO_DIR" "$@"
exit 7
`;

interface Place {
  readonly folder: string;
  readonly file: string;
}

function packed(): Place {
  const folder = Deno.makeTempDirSync();
  const bundle = join(folder, "bundle");
  Deno.mkdirSync(bundle);
  Deno.writeTextFileSync(join(bundle, "main.js"), "the entry\n");
  Deno.writeTextFileSync(join(bundle, "part.js"), "a part\n");
  const runtime = join(folder, "runtime");
  Deno.writeTextFileSync(runtime, RUNTIME);
  const file = join(folder, "batuta");
  pack({ version: "1.2.3", runtime, bundle, scratch: join(folder, "scratch") }, file);
  return { folder, file };
}

function command({ file }: Place, env: Record<string, string>, words: readonly string[]): Deno.Command {
  const path = Deno.env.get("PATH") ?? "/usr/bin:/bin";
  return new Deno.Command(file, { args: [...words], clearEnv: true, env: { PATH: path, ...env }, stdin: "null" });
}

function run(
  place: Place,
  env: Record<string, string>,
  ...words: string[]
): { code: number; out: string; err: string } {
  const { code, stdout, stderr } = command(place, env, words).outputSync();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

/** What stands in a folder, without the marks that say when something was used. */
function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => !name.endsWith(".used")).sort();
}

const onPosix = { ignore: Deno.build.os === "windows" };

Deno.test("it unpacks into the cache folder once and hands on words and exit status", onPosix, () => {
  const place = packed();
  const env = { HOME: place.folder };
  const first = run(place, env, "a b", "*");
  assert.equal(first.code, 7);
  const cache = join(place.folder, ".cache", "batuta");
  const [runtime, program] = names(cache).sort((a, b) => Number(b.startsWith("deno-")) - Number(a.startsWith("deno-")));
  assert.match(
    first.out,
    new RegExp(`^${cache}/${program}/deno run .*--no-config.* ${cache}/${program}/main.js a b \\*\n$`),
  );
  assert.match(runtime, /^deno-[0-9a-f]{16}$/);
  assert.deepEqual(names(join(cache, program)), ["main.js", "part.js"]);
  assert.equal(Deno.readTextFileSync(join(cache, program, "part.js")), "a part\n");

  // Nothing but a shell is needed from now on.
  assert.equal(run(place, { ...env, PATH: "/nowhere" }, "a b", "*").out, first.out);
});

Deno.test("with a program behind it, it says where that is and hands on the words", onPosix, () => {
  const place = packed();
  const executable = Deno.readFileSync(place.file);
  const bytes = attach(executable, new TextEncoder().encode("the program"));
  assert(bytes !== null);
  const file = join(place.folder, "my app");
  Deno.writeFileSync(file, bytes, { mode: 0o555 });
  const { code, out } = run({ ...place, file }, { HOME: place.folder }, "a b", "--help");
  assert.equal(code, 7);
  assert(out.endsWith(`/main.js --attached ${file} ${executable.length} 11 a b --help\n`), out);
  assert.equal(new TextDecoder().decode(bytes.subarray(executable.length)), "the program");
  // It is no executable to make others of.
  assert.equal(attach(bytes, bytes), null);
});

Deno.test("a new version removes others that nobody has started for long", onPosix, () => {
  const place = packed();
  const cache = join(place.folder, ".cache", "batuta");
  const longAgo = new Date(Date.now() - 100 * 24 * 3600 * 1000);
  const [unused, used, foreign] = ["0123456789abcdef", "fedcba9876543210", "notes"];
  for (const name of [unused, used, foreign]) {
    Deno.mkdirSync(join(cache, name), { recursive: true });
    Deno.utimeSync(join(cache, name), longAgo, longAgo);
  }
  Deno.writeTextFileSync(join(cache, `${used}.used`), "");
  Deno.writeTextFileSync(join(cache, "deno-0123456789abcdef"), "");
  Deno.utimeSync(join(cache, "deno-0123456789abcdef"), longAgo, longAgo);
  assert.equal(run(place, { HOME: place.folder }).code, 7);
  const kept = names(cache);
  assert.deepEqual([used, foreign].filter((name) => !kept.includes(name)), []);
  assert.equal(kept.length, 4, kept.join());
});

Deno.test("the same contents make the same bytes", onPosix, () => {
  assert.deepEqual(Deno.readFileSync(packed().file), Deno.readFileSync(packed().file));
});

Deno.test("it survives many first runs at once", onPosix, async () => {
  const place = packed();
  const env = { XDG_CACHE_HOME: join(place.folder, "cache") };
  const runs = Array.from({ length: 8 }, (_, i) => command(place, env, [`run-${i}`]).output());
  for (const [i, { code, stdout }] of (await Promise.all(runs)).entries()) {
    assert.equal(code, 7);
    assert.match(new TextDecoder().decode(stdout), new RegExp(` run-${i}\n$`));
  }
  assert.equal(names(join(place.folder, "cache", "batuta")).length, 2, "nothing is left lying about");
});

Deno.test("without a home that takes files it unpacks into the temporary folder", onPosix, () => {
  const place = packed();
  const temporary = join(place.folder, "tmp");
  Deno.mkdirSync(temporary);
  // A file where the cache folder should be is worse than a home that may not be written, and works for root too.
  Deno.writeTextFileSync(join(place.folder, ".cache"), "");
  assert.equal(run(place, { HOME: place.folder, TMPDIR: temporary }, "x").code, 7);
  assert.equal(run(place, { TMPDIR: temporary }, "x").code, 7);
  assert.match(names(temporary).join(), /^batuta-\d+$/);
});

Deno.test("without any folder it says what to do", onPosix, () => {
  const place = packed();
  const { code, err } = run(place, { HOME: "/dev/null", TMPDIR: "/dev/null" });
  assert.equal(code, 1);
  assert.match(err, /^batuta: cannot unpack itself: .*XDG_CACHE_HOME/);
});

Deno.test("it does not trust a folder that somebody else has put into the temporary folder", onPosix, () => {
  const place = packed();
  const uid = Deno.uid();
  Deno.mkdirSync(join(place.folder, "elsewhere"));
  Deno.symlinkSync(join(place.folder, "elsewhere"), join(place.folder, `batuta-${uid}`));
  assert.equal(run(place, { TMPDIR: place.folder }).code, 1);
  assert.deepEqual(names(join(place.folder, "elsewhere")), []);
});
