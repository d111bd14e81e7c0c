import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { BatutaError, kw, mapOf, printReadably, symbolFrom, vecOf } from "../../lib/data/mod.ts";
import {
  arityOf,
  core,
  currentNamespace,
  getNamespace,
  machine,
  spawnProcess,
  wait,
  wake,
} from "../../lib/runtime/mod.ts";
import { call, primitive, run, shown } from "./primitives.ts";

const depth = core.intern("*test-depth*");
depth.dynamic = true;
depth.set(0);

Deno.test("bindings belong to the process that made them", async () => {
  const seen: unknown[] = [];
  await run(() => {
    const outer = call("-bind", depth, 1);
    spawnProcess(() => seen.push(call("deref", depth)));
    const process = machine.current;
    if (process === null) throw new Error("run() starts a process");
    setTimeout(() => wake(process, null));
    seen.push(call("deref", depth));
    call("-restore-bindings", outer);
    seen.push(call("deref", depth));
    return wait();
  });
  deepStrictEqual(seen, [1, 0, 0]);
});

Deno.test("only dynamic vars can be bound", async () => {
  const plain = core.intern("test-plain");
  const error = await run(() => call("-bind", plain, 1)).catch((e) => e);
  strictEqual(error instanceof BatutaError && error.message.includes("^:dynamic"), true);
});

Deno.test("two processes that ask for a delay at once compute it once", async () => {
  let computed = 0;
  const delay = call("-delay", () => {
    computed++;
    const process = machine.current;
    if (process === null) throw new Error("a delay is forced in a process");
    setTimeout(() => wake(process, "value"));
    return wait();
  });
  deepStrictEqual(await Promise.all([run(() => call("deref", delay)), run(() => call("deref", delay))]), [
    "value",
    "value",
  ]);
  strictEqual(computed, 1);
});

Deno.test("a thrown value of any kind can be looked into", () => {
  const error = new BatutaError("thrown", "{:id 7}", { value: mapOf(kw("id"), 7) });
  strictEqual(shown("ex-value", error), "{:id 7}");
  strictEqual(shown("ex-data", error), "{:id 7}");
  strictEqual(call("ex-message", "text"), "text");
  strictEqual(call("ex-data", 42), null);
});

Deno.test("ex-cause shows no failures of the host", () => {
  strictEqual(call("ex-cause", new BatutaError("x", "m", { cause: new TypeError("host") })), null);
  strictEqual(call("ex-cause", new BatutaError("x", "m", { cause: "thrown" })), "thrown");
});

Deno.test("in-ns makes namespaces current, resolve looks from there", () => {
  const before = currentNamespace();
  call("in-ns", symbolFrom("test.here"));
  try {
    strictEqual(currentNamespace().name, "test.here");
    call("intern", symbolFrom("test.here"), symbolFrom("x"), 5);
    strictEqual(call("deref", call("resolve", symbolFrom("x"))), 5);
    strictEqual(call("resolve", symbolFrom("nobody")), null);
    strictEqual(printReadably(call("resolve", symbolFrom("inc"))), "#'batuta.core/inc");
  } finally {
    call("in-ns", symbolFrom(before.name));
  }
});

Deno.test("a var that stands for a function keeps its value's checks; its bare function is for callers that have checked", () => {
  const { value, f } = getNamespace("batuta.core").intern("subs");
  deepStrictEqual(arityOf(value), { least: 2, most: 3 });
  deepStrictEqual(arityOf(f), { least: 2, most: 3 });
  throws(() => primitive("subs")("abc"), /`subs` takes 2 to 3 arguments, got 1/);
});

Deno.test("every public primitive of the core library is documented", () => {
  const missing = [...core.vars.values()].filter((v) =>
    arityOf(v.value) !== null && !v.private && !v.name.endsWith("*")
  )
    .filter((v) => v.meta?.get(kw("doc"), null) === null);
  deepStrictEqual(missing.map((v) => v.name), []);
});

Deno.test("documentation of primitives has arglists and text", () => {
  const meta = getNamespace("batuta.core").intern("nth").meta;
  strictEqual(printReadably(meta?.get(kw("arglists"), null)), "([coll i] [coll i not-found])");
  strictEqual(String(meta?.get(kw("doc"), "")).includes("(nth [10 20] 1)"), true);
});

Deno.test("metadata can be put on functions without changing them", () => {
  const f = call("with-meta", primitive("vector"), mapOf(kw("a"), 1)) as (...args: unknown[]) => unknown;
  strictEqual(printReadably(f(1, 2)), "[1 2]");
  strictEqual(shown("meta", f), "{:a 1}");
  strictEqual(call("meta", primitive("vector")), null);
});

Deno.test("types are symbols; instance? knows wider ones", () => {
  strictEqual(shown("type", vecOf(1)), "Vector");
  strictEqual(call("instance?", symbolFrom("Number"), 1), true);
  strictEqual(call("instance?", symbolFrom("Number"), "1"), false);
});
