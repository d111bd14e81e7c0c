/**
 * What holds of all specs: regular operators accept what a simple matcher accepts; unforming what was conformed gives the value back; examples
 * are valid; explain-data is nil exactly when a value is valid. When one fails, suspect `stdlib/spec/`.
 */
import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import { answerOf } from "./cases.ts";

// ---- regular operators -------------------------------------------------------------------------------------------------

/** A spec of sequences of the letters a, b and c: as text, and as the ends that a prefix of `xs` from `i` on may have. */
interface Regular {
  readonly text: string;
  readonly ends: (xs: string, i: number) => Set<number>;
}

function one(set: string): Regular {
  return {
    text: `#{${[...set].map((c) => `\\${c}`).join(" ")}}`,
    ends: (xs, i) => new Set(i < xs.length && set.includes(xs[i]) ? [i + 1] : []),
  };
}

function then(ends: Set<number>, next: (i: number) => Set<number>): Set<number> {
  return new Set([...ends].flatMap((end) => [...next(end)]));
}

function cat(parts: readonly Regular[]): Regular {
  return {
    text: `(s/cat ${parts.map(({ text }, i) => `:p${i} ${text}`).join(" ")})`,
    ends: (xs, i) => parts.reduce((ends, part) => then(ends, (end) => part.ends(xs, end)), new Set([i])),
  };
}

function alt(parts: readonly Regular[]): Regular {
  return {
    text: `(s/alt ${parts.map(({ text }, i) => `:b${i} ${text}`).join(" ")})`,
    ends: (xs, i) => new Set(parts.flatMap((part) => [...part.ends(xs, i)])),
  };
}

function repeated(word: "*" | "+" | "?", part: Regular): Regular {
  return {
    text: `(s/${word} ${part.text})`,
    ends(xs, i) {
      const once = part.ends(xs, i);
      if (word === "?") return new Set([i, ...once]);
      const all = new Set(word === "*" ? [i, ...once] : once);
      for (let size = -1; size !== all.size;) {
        size = all.size;
        for (const end of then(all, (end) => part.ends(xs, end))) all.add(end);
      }
      return all;
    },
  };
}

/** A sequence even where the operator stands for one element. */
function whole({ text }: Regular): string {
  return `(s/cat :all ${text})`;
}

const { regular } = fc.letrec<{ regular: Regular }>((tie) => ({
  regular: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("a", "b", "ab", "abc").map(one),
    fc.array(tie("regular"), { minLength: 1, maxLength: 3 }).map(cat),
    fc.array(tie("regular"), { minLength: 1, maxLength: 3 }).map(alt),
    fc.tuple(fc.constantFrom("*" as const, "+" as const, "?" as const), tie("regular"))
      .map(([word, part]) => repeated(word, part)),
  ),
}));

const letters = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
const questions = fc.array(fc.tuple(regular, letters), { minLength: 1, maxLength: 30 });

/** What a program answers that asks one question of each case. */
async function answers(asked: readonly string[]): Promise<string> {
  const { text } = await answerOf(`[${asked.join("\n")}]`);
  return text;
}

Deno.test("regular operators accept what a simple matcher accepts", async () => {
  await fc.assert(
    fc.asyncProperty(questions, async (cases) => {
      const expected = cases.map(([spec, xs]) => spec.ends(xs, 0).has(xs.length));
      const given = await answers(cases.map(([spec, xs]) => `(s/valid? ${whole(spec)} (seq "${xs}"))`));
      deepStrictEqual(given, `[${expected.join(" ")}]`);
    }),
    { numRuns: 15 },
  );
});

Deno.test("a sequence is explained exactly when it is not valid, and unforms to what was conformed", async () => {
  await fc.assert(
    fc.asyncProperty(questions, async (cases) => {
      const given = await answers(
        cases.map(([spec, xs]) =>
          `(let [spec ${whole(spec)} xs (seq "${xs}") y (s/conform spec xs)]
             (if (s/invalid? y) (some? (s/explain-data spec xs)) (and (nil? (s/explain-data spec xs)) (= (or xs ()) (s/unform spec y)))))`
        ),
      );
      deepStrictEqual(given, `[${cases.map(() => "true").join(" ")}]`);
    }),
    { numRuns: 10 },
  );
});

// ---- all specs ---------------------------------------------------------------------------------------------------------

const { spec } = fc.letrec<{ spec: string }>((tie) => ({
  spec: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(
      "Int",
      "String",
      "Bool",
      "Keyword",
      "Float",
      "#{1 :a}",
      "pos-int?",
      "(s/and Int even?)",
      "nil",
      "(s/int-in 0 9)",
    ),
    tie("spec").map((of) => `[${of}]`),
    tie("spec").map((of) => `(s/nilable ${of})`),
    tie("spec").map((of) => `(s/map-of Keyword ${of})`),
    fc.tuple(tie("spec"), tie("spec")).map(([a, b]) => `{:a ${a} (s/optional :b) ${b}}`),
    fc.tuple(tie("spec"), tie("spec")).map(([a, b]) => `(s/tuple ${a} ${b})`),
    fc.tuple(tie("spec"), tie("spec")).map(([a, b]) => `(s/or :x ${a} :y ${b})`),
    fc.tuple(tie("spec"), tie("spec")).map(([a, b]) => `(s/cat :k ${a} :more (s/* (s/spec ${b})))`),
    fc.tuple(tie("spec"), tie("spec")).map(([a, b]) => `(s/multi :t {:p {:n ${a}} :q {:n ${b}}})`),
  ),
}));

Deno.test("examples are valid, are not explained, and come back from conforming", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(spec, { minLength: 1, maxLength: 10 }), async (specs) => {
      const given = await answers(specs.map((text) =>
        `(let [spec ${text}]
           (every? (fn [x] (and (s/valid? spec x) (nil? (s/explain-data spec x)) (= x (s/unform spec (s/conform spec x))))) (s/sample spec 5)))`
      ));
      deepStrictEqual(given, `[${specs.map(() => "true").join(" ")}]`);
    }),
    { numRuns: 10 },
  );
});

Deno.test("a value of one spec is explained by another exactly when it is not valid there", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(spec, spec), { minLength: 1, maxLength: 10 }), async (pairs) => {
      const given = await answers(pairs.map(([one, other]) =>
        `(let [spec ${one}]
           (every? (fn [x] (and (= (s/valid? spec x) (nil? (s/explain-data spec x))) (= (s/valid? spec x) (not (s/invalid? (s/conform spec x))))))
                   (s/sample ${other} 5)))`
      ));
      deepStrictEqual(given, `[${pairs.map(() => "true").join(" ")}]`);
    }),
    { numRuns: 10 },
  );
});
