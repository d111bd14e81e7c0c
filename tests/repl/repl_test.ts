/**
 * `talk(["(+ 1", "2)"])` types lines into a REPL whose evaluator answers with the text of each input; `fail…` fails,
 * `bug…` throws, and `ns…` changes the namespace to `other`. The result is all that appears, prompts included when
 * somebody types.
 */

import assert from "node:assert/strict";
import { type Evaluator, repl } from "../../lib/repl/mod.ts";
import { diagnostic } from "../../lib/source/mod.ts";

class Echo implements Evaluator {
  namespace = "user";

  run(...[source, options]: Parameters<Evaluator["run"]>): ReturnType<Evaluator["run"]> {
    const text = source.text.trim();
    if (text.startsWith("fail")) {
      return Promise.resolve({ status: 1, diagnostics: [diagnostic("failed", "It failed", null)] });
    }
    if (text.startsWith("bug")) return Promise.reject("a bug");
    if (text.startsWith("ns")) this.namespace = "other";
    if (text !== "") options?.onValue?.(text);
    return Promise.resolve({ status: 0, value: text });
  }

  show(value: unknown): ReturnType<Evaluator["show"]> {
    return Promise.resolve({ status: 0, value: `<${String(value).replaceAll("\n", "/")}>` });
  }

  document(name: string): Promise<string | null> {
    return Promise.resolve(name === "known" ? "It is known\n" : null);
  }

  interrupt(): boolean {
    return false;
  }
}

async function talk(lines: readonly string[], interactive = false): Promise<string> {
  const left = [...lines];
  let screen = "";
  await repl(new Echo(), {
    banner: "Hello",
    interactive,
    width: 80,
    nextLine: () => Promise.resolve(left.shift() ?? null),
    write: (text) => screen += text,
    reportFault: (error) => screen += `!! ${error}\n`,
    interruptibly: (run) => run(),
    report: (diagnostics) => screen += diagnostics.map(({ message }) => `! ${message}\n`).join(""),
  });
  return screen;
}

Deno.test("every input's value is printed", async () => assert.equal(await talk(["1", "", "2"]), "<1>\n<2>\n"));

Deno.test("a form goes on until its brackets close", async () => {
  assert.equal(await talk(["(+ 1", "", "2)", "3"]), "<(+ 1//2)>\n<3>\n");
  assert.equal(await talk(['"a', 'b"']), '<"a/b">\n');
});

Deno.test("a mistake that more text cannot mend does not wait for more text", async () => {
  assert.equal(await talk([")", "1"]), "<)>\n<1>\n");
});

Deno.test("an input that ends within a form is evaluated, so that the mistake is reported", async () => {
  assert.equal(await talk(["(+ 1"]), "<(+ 1>\n");
});

Deno.test("a failure is reported and the loop goes on", async () => {
  assert.equal(await talk(["fail", "1"]), "! It failed\n<1>\n");
  assert.equal(await talk(["bug", "1"]), "!! a bug\n<1>\n");
});

Deno.test("who types sees a banner, prompts with the namespace, and continuation lines aligned under them", async () => {
  assert.equal(
    await talk(["(ns", ")", "ns", "1"], true),
    "Hello\nbatuta>         <(ns/)>\nbatuta> <ns>\nbatuta other> <1>\nbatuta other> \n",
  );
});

Deno.test("commands are answered where somebody types, and are keywords elsewhere", async () => {
  assert.equal(await talk([":help known"], true), "Hello\nbatuta> It is known\nbatuta> \n");
  assert.match(await talk([":help other"], true), /Nothing is known of `other`/);
  assert.match(await talk([":help"], true), /Ctrl-R/);
  assert.equal(await talk([":quit", "1"], true), "Hello\nbatuta> ");
  assert.equal(await talk([":help", ":quit"]), "<:help>\n<:quit>\n");
});

Deno.test("the help fits a screen", async () => {
  const screen = await talk([":help"], true);
  assert.ok(screen.split("\n").length <= 24);
  assert.ok(screen.split("\n").every((line) => line.length <= 100));
});
