/** Data directories: making, listing and dropping logs, names, options, the lock, and disks that do not want. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { join } from "node:path";
import { folderName } from "../../lib/log/store.ts";
import { isLogFailure, Store } from "../../lib/log/mod.ts";
import { allOf, failureOf, inFolder, LOG, record, records } from "./logs.ts";

async function run(command: string, ...args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args, stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}

/** Runs with a small disk of its own mounted in the folder; says so and passes where none can be mounted. */
async function onSmallDisk(options: string, run1: (folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const mounted = Deno.build.os === "linux" && await run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder);
    if (!mounted) return console.log("skipped: no disk can be mounted here");
    try {
      await run1(folder);
    } finally {
      assert(await run("umount", folder));
    }
  });
}

Deno.test("a data directory is made with its first log, and not before", () =>
  inFolder(async (folder) => {
    const dir = join(folder, "a", "b");
    const store = await Store.open(dir, { write: true });
    assert.deepEqual(store.logs(), []);
    assert.equal((await failureOf(() => store.writer(LOG))).code, "log-unknown");
    await store.create(LOG, { key: ":id" });
    await store.create("another");
    assert.deepEqual(store.logs(), ["another", LOG]);
    const { name, count, key, segments, sizeBytes } = store.info(LOG);
    assert.deepEqual({ name, count, key, segments, sizeBytes }, {
      name: LOG,
      count: 0,
      key: ":id",
      segments: 1,
      sizeBytes: 64,
    });
    await store.close();
    const reading = await Store.open(join(folder, "none"), { write: false });
    assert.deepEqual(reading.logs(), []);
    assert.equal((await failureOf(() => reading.reader(LOG))).message, "There is no log :events");
    await reading.close();
  }));

Deno.test("creating a log again with the same options is fine, with others an error that names the option", () =>
  inFolder(async (folder) => {
    const store = await Store.open(folder, { write: true });
    await store.create(LOG, { key: ":id", hash: "sha256" });
    await store.create(LOG, { key: ":id" });
    await store.create(LOG);
    const { message } = await failureOf(() => store.create(LOG, { key: ":name" }));
    assert.equal(message, "The log :events was created with :key :id, not :name");
    assert.match((await failureOf(() => store.create(LOG, { hash: "blake3" }))).message, /:hash :sha256, not :blake3/);
    assert.match((await failureOf(() => store.create("x", { segmentBytes: 0 }))).message, /:segment-bytes needs/);
    assert.match((await failureOf(() => store.create("x", { sync: "often" as never }))).message, /:sync needs/);
    assert.deepEqual(store.logs(), [LOG]);
    await store.close();
  }));

Deno.test("any text that is not empty is the name of a log, and of a folder that is no other's", () => {
  const names = new Map<string, string>();
  fc.assert(fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (name) => {
    const folder = folderName(name);
    assert.match(folder, /^[A-Za-z0-9\-_!~()%.]+$/);
    assert(!folder.startsWith("."));
    assert.equal(names.get(folder) ?? name, name);
    names.set(folder, name);
  }));
  for (const name of ["", "\ud800"]) assert.throws(() => folderName(name), { code: "log-bad-name" });
});

Deno.test("names with slashes, dots and spaces work", () =>
  inFolder(async (folder) => {
    const names = ["..", ".", "a b", "a/b", "größe", "%41"].sort();
    const store = await Store.open(folder, { write: true });
    for (const name of names) {
      await (store.create(name).then(() => store.writer(name))).then((w) => w.append([record(1)]));
    }
    assert.deepEqual(store.logs(), names);
    for (const name of names) assert.equal(store.info(name).count, 1);
    await store.close();
  }));

Deno.test("a name that the disk has no room for is refused in a sentence", () =>
  inFolder(async (folder) => {
    const store = await Store.open(folder, { write: true });
    assert.match((await failureOf(() => store.create("x".repeat(300)))).message, /too long for this disk/);
    assert.deepEqual(store.logs(), []);
    await store.close();
  }));

Deno.test("a second writer is refused with the first one's process, a reader is not", () =>
  inFolder(async (folder) => {
    const store = await Store.open(folder, { write: true });
    await store.create(LOG);
    const { message } = await failureOf(() => Store.open(folder, { write: true }));
    assert(message.includes(`pid ${Deno.pid}`), message);
    const reading = await Store.open(folder, { write: false });
    assert.equal((await failureOf(() => reading.writer(LOG))).code, "log-not-writable");
    assert.equal((await failureOf(() => reading.create(LOG))).code, "log-not-writable");
    await reading.close();
    await store.close();
    await (await Store.open(folder, { write: true })).close();
  }));

Deno.test("a lock file that was left behind locks nothing", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "LOCK"), "1\nelsewhere\n2020-01-01T00:00:00.000Z\n");
    const store = await Store.open(folder, { write: true });
    assert((await Deno.readTextFile(join(folder, "LOCK"))).startsWith(`${Deno.pid}\n`));
    await store.close();
  }));

Deno.test("a writer whose lock was taken away writes no more", () =>
  inFolder(async (folder) => {
    const store = await Store.open(folder, { write: true });
    await store.create(LOG);
    const writer = await store.writer(LOG);
    await Deno.remove(join(folder, "LOCK"));
    const failure = await failureOf(() => writer.append([record(0)]));
    assert.match(failure.message, /LOCK was taken away/);
    assert.equal((await failureOf(() => writer.append([record(0)]))).code, "log-lock-lost");
    await store.close();
  }));

Deno.test("a file where a folder should be is named", () =>
  inFolder(async (folder) => {
    const path = join(folder, "data");
    await Deno.writeTextFile(path, "x");
    for (const dir of [path, join(path, "below")]) {
      for (const write of [true, false]) {
        const failure = await failureOf(async () => {
          const store = await Store.open(dir, { write });
          if (write) await store.create(LOG);
          else await store.reader(LOG);
        });
        assert(isLogFailure(failure), `${failure}`);
        assert(failure.message.includes(path), failure.message);
      }
    }
  }));

Deno.test("a disk that can only be read is said to be one", () =>
  onSmallDisk("size=1m", async (folder) => {
    const store = await Store.open(folder, { write: true });
    await store.create(LOG);
    await (await store.writer(LOG)).append(records(0, 3));
    await store.close();
    assert(await run("mount", "-o", "remount,ro", folder));
    const failure = await failureOf(() => Store.open(folder, { write: true }));
    assert.match(failure.message, /is on a disk that can only be read/);
    const reading = await Store.open(folder, { write: false });
    assert.equal((await allOf(reading)).length, 3);
    await reading.close();
  }));

Deno.test("a full disk refuses appends in a sentence; with room again they go on, and nothing was lost", () =>
  onSmallDisk("size=1m", async (folder) => {
    const store = await Store.open(folder, { write: true });
    await store.create(LOG);
    const writer = await store.writer(LOG);
    const filler = join(folder, "filler");
    await Deno.writeFile(filler, new Uint8Array(300_000));
    let next = 0;
    let failure: Error | null = null;
    while (failure === null && next < 1_000) {
      try {
        await writer.append([record(next, {}, 10_000)]);
        next++;
      } catch (error) {
        failure = error as Error; // what an append fails with
      }
    }
    assert.match(`${failure?.message}`, /The disk of .* is full/);
    assert.equal((await failureOf(() => writer.append(records(next, next + 9, 10_000)))).code, "disk-full");
    await Deno.remove(filler);
    assert.equal((await writer.append([record(next, {}, 10_000)])).first, next);
    await store.close();
    const again = await Store.open(folder, { write: true });
    await again.writer(LOG);
    assert.deepEqual((await allOf(again)).map(({ offset }) => offset), Array.from({ length: next + 1 }, (_, n) => n));
    await again.close();
  }));
