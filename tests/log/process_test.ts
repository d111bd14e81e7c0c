/** Several processes and one log: killed writers, a second writer, readers that follow. */
import assert from "node:assert/strict";
import { Store } from "../../lib/log/mod.ts";
import { crashOnce } from "../../scripts/crash_log.ts";
import { failureOf, inFolder, LOG, numberOf, record } from "./logs.ts";

const MOD = new URL("../../lib/log/mod.ts", import.meta.url).href;

/** Another process that runs a piece of a program, in which `folder` and `say` are known. */
function elsewhere(folder: string, program: string): Deno.ChildProcess {
  const text = `
    import { Store } from ${JSON.stringify(MOD)};
    const folder = ${JSON.stringify(folder)};
    const say = (x) => Deno.stdout.writeSync(new TextEncoder().encode(x + "\\n"));
    ${program}
  `;
  const path = `${folder}/program.ts`;
  Deno.writeTextFileSync(path, text);
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const args = ["run", "-A", "--quiet", "--no-check", "--config", config, path];
  return new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped" }).spawn();
}

async function* linesOf(child: Deno.ChildProcess): AsyncGenerator<string> {
  let text = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (text + chunk).split("\n");
    text = lines.pop() ?? "";
    yield* lines;
  }
}

Deno.test("a writer that is killed loses nothing that it was told to be durable", () =>
  inFolder(async (folder) => {
    for (let kill = 0; kill < 20; kill++) {
      const { problems } = await crashOnce(`${folder}/data`, { seed: kill, ms: (kill * 7) % 60 });
      assert.deepEqual(problems, []);
    }
  }));

Deno.test("a second process that writes is refused with the first one's process id", () =>
  inFolder(async (folder) => {
    const first = elsewhere(
      folder,
      `const store = await Store.open(folder + "/data", { write: true });
       await store.create("events");
       say("open");
       for await (const _ of Deno.stdin.readable);
       await store.close();
       say("closed");`,
    );
    const lines = linesOf(first);
    assert.equal((await lines.next()).value, "open");
    const { message } = await failureOf(() => Store.open(`${folder}/data`, { write: true }));
    assert(message.includes(`pid ${first.pid}`), message);
    await first.stdin.close();
    assert.equal((await lines.next()).value, "closed");
    await (await Store.open(`${folder}/data`, { write: true })).close();
    await first.status;
  }));

Deno.test("a reader in another process follows what is appended, as it is acknowledged", () =>
  inFolder(async (folder) => {
    const data = `${folder}/data`;
    const store = await Store.open(data, { write: true });
    await store.create(LOG, { segmentBytes: 400 });
    const writer = await store.writer(LOG);
    await writer.append([record(0)]);
    const follower = elsewhere(
      folder,
      `const store = await Store.open(folder + "/data", { write: false });
       const reader = await store.reader("events");
       let next = 0;
       while (next < 40) {
         for (const { offset, payload } of reader.read(next)) {
           say(offset + " " + new TextDecoder().decode(payload));
           next = offset + 1;
         }
         if (next < 40) await reader.changed();
       }
       await store.close();`,
    );
    let next = 0;
    for await (const line of linesOf(follower)) {
      const [offset, text] = line.split(" ");
      assert.equal(Number(offset), next);
      assert.equal(numberOf(new TextEncoder().encode(text)), next);
      next++;
      if (next < 40) await writer.append([record(next)]);
    }
    assert.equal(next, 40);
    await follower.stdin.close();
    await follower.status;
    await store.close();
  }));

Deno.test("a reader in another thread follows too", () =>
  inFolder(async (folder) => {
    const thread = `
      import { Store } from ${JSON.stringify(MOD)};
      const store = await Store.open(${JSON.stringify(folder)}, { write: false });
      const reader = await store.reader("events");
      for (let seen = -1; seen < 5;) {
        const count = reader.count();
        if (count !== seen) self.postMessage(seen = count);
        if (seen < 5) await reader.changed();
      }
      await store.close();
    `;
    const child = elsewhere(
      folder,
      `const store = await Store.open(folder, { write: true });
       await store.create("events");
       const writer = await store.writer("events");
       const url = "data:application/javascript," + encodeURIComponent(${JSON.stringify(thread)});
       const worker = new Worker(url, { type: "module" });
       await new Promise((resolve) => {
         worker.onmessage = ({ data: count }) => {
           say(count);
           if (count === 5) resolve();
           else void writer.append([{ payload: new Uint8Array(3) }]);
         };
       });
       worker.terminate();
       await store.close();`,
    );
    const seen: string[] = [];
    for await (const line of linesOf(child)) seen.push(line);
    assert.deepEqual(seen, ["0", "1", "2", "3", "4", "5"]);
    await child.stdin.close();
    await child.status;
  }));
