/**
 * The signatures of the library beside the library: what a signature says is certainly wrong fails when it is run.
 * Each function is called with arguments of all kinds in each place; the other arguments are some that fit.
 */
import assert from "node:assert/strict";
import { overlaps, paramAt } from "../../lib/types/relate.ts";
import { allSignatures, signatureOf } from "../../lib/types/signatures.ts";
import { HIERARCHIES, MESSAGES, NAMESPACES } from "../../lib/types/signatures_host.ts";
import { specialOf } from "../../lib/types/special.ts";
import { typeOfValue } from "../../lib/types/constant.ts";
import { ANY, substitute, type Type } from "../../lib/types/type.ts";
import { isOfType } from "../../lib/types/value.ts";
import { Session } from "../../lib/compiler/mod.ts";
import { Source } from "../../lib/source/mod.ts";
import { memoryHost } from "../compiler/session.ts";

/** Values as they are written, and their types. */
const SAMPLES = ["1", "1.5", '"a"', ":k", "true", "nil", "\\a", "[1 2]", "{:a 1}", "#{1}", '#"a"', "1/2", "'s"];
const FUNCTION = "(fn [& xs] (first xs))";

/** What wait, end the program, or take what nobody can look at. */
const ASIDE =
  /\/(sleep|read-line|slurp|atom|volatile!|reset!|add-watch|trampoline|iterate|repeatedly|cycle|file-seq|run!|-.*|kill|stop|println|printf|prn?|print|newline|flush|read|size|shuffle|plot|prove|subscribe|write-to|seque|pcalls|iteration|make-array|future-cancel)$/;

/** Namespaces whose functions touch files, logs, processes, sockets or the tests that run, or take their time. */
const OUTSIDE = /^batuta\.(fs|process|http|dlog|async|test|bench|env)\//;
/** Functions that change what programs mean, or talk to other actors. */
const CHANGING = new Set(
  [MESSAGES, NAMESPACES, HIERARCHIES].flatMap((table) =>
    table.trim().split("\n").map((line) => `batuta.core/${line.split(" ")[0]}`)
  ),
);

/** The functions that can be tried out. */
function tried(): string[] {
  return allSignatures().filter((name) => !ASIDE.test(name) && !OUTSIDE.test(name) && !CHANGING.has(name));
}

const typesOfSamples = new Map<string, Type>();

async function sampleTypes(session: Session): Promise<void> {
  for (const text of SAMPLES) {
    const outcome = await session.run(new Source("<sample>", text));
    assert.equal(outcome.status, 0);
    if (outcome.status === 0) typesOfSamples.set(text, typeOfValue(outcome.value));
  }
}

function fitting(type: Type): string {
  if (type.kind === "fn") return FUNCTION;
  // Two elements, so that functions are called with them.
  if (type.kind === "coll") return "[1 2]";
  return SAMPLES.find((text) => overlaps(typesOfSamples.get(text)!, type)) ?? "nil";
}

function writtenName(name: string): string {
  return name.replace(/^batuta\.core\//, "");
}

/** The calls that do not fail. */
async function thoseThatRun(session: Session, calls: readonly string[]): Promise<string[]> {
  const tries = calls.map((call, i) =>
    `(try (let [x ${call}] (pr-str (if (seq? x) (take 5 x) x)) ${i}) (catch Exception _ -1))`
  );
  const outcome = await session.run(new Source("<calls>", `[${tries.join("\n")}]`));
  assert.equal(outcome.status, 0);
  const ran = [...(outcome as { value: Iterable<unknown> }).value];
  return calls.filter((_, i) => ran[i] === i);
}

Deno.test("what signatures call certainly wrong fails", async () => {
  const session = new Session(memoryHost(() => {}));
  await sampleTypes(session);
  const narrow: string[] = [];
  for (const name of tried()) {
    const calls: string[] = [];
    for (const arity of signatureOf(name)!.arities) {
      // Nothing is done with a wrong transducer until it is used.
      if (arity.result.kind === "named" && arity.result.name === "Transducer") continue;
      const count = arity.params.length + (arity.rest === null ? 0 : 1);
      for (let at = 0; at < count; at++) {
        const param = paramAt(arity, at);
        for (const text of SAMPLES) {
          if (overlaps(typesOfSamples.get(text)!, param)) continue;
          const args = Array.from({ length: count }, (_, i) => i === at ? text : fitting(paramAt(arity, i)));
          const call = `(${[writtenName(name), ...args].join(" ")})`;
          calls.push(call);
        }
      }
    }
    narrow.push(...await thoseThatRun(session, calls));
  }
  assert.deepEqual(narrow, []);
});

Deno.test("what signatures say of results holds", async () => {
  const session = new Session(memoryHost(() => {}));
  await sampleTypes(session);
  const wrong: string[] = [];
  for (const name of tried()) {
    for (const arity of signatureOf(name)!.arities) {
      for (const first of SAMPLES) {
        const args = [...arity.params, ...arity.rest === null ? [] : [arity.rest]]
          .map((param, i) => i === 0 && param.kind !== "fn" ? first : fitting(param));
        const call = `(${[writtenName(name), ...args].join(" ")})`;
        const outcome = await session.run(
          new Source("<call>", `(try [(let [x ${call}] (if (seq? x) (doall (take 5 x)) x))] (catch Exception _ nil))`),
        );
        if (outcome.status !== 0 || outcome.value === null) continue;
        const [value] = outcome.value as Iterable<unknown>; // the vector
        if (!isOfType(substitute(arity.result, new Map(), ANY), value)) wrong.push(call);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("every public function of the library has a signature", async () => {
  const session = new Session(memoryHost(() => {}));
  const code = `(vec (for [n (sort-by str (all-ns)) :when (re-find #"^batuta[.]" (str n)) [k v] (sort (ns-publics n))
      :when (and (not (:macro (meta v))) (fn? (var-get v)) (not (special-symbol? k)))]
    (str n "/" k)))`;
  const outcome = await session.run(new Source("<names>", code));
  assert.equal(outcome.status, 0);
  const names = [...(outcome as { value: Iterable<string> }).value];
  assert.ok(names.length > 900);
  // What begins with a dash, and what the expander writes, is nobody's to call.
  const missing = names.filter((name) => !/\/-|[^/]\*$/.test(name))
    .filter((name) => signatureOf(name) === null && specialOf(name) === null);
  assert.deepEqual(missing, []);
});
