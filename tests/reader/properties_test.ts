import assert from "node:assert/strict";
import fc from "fast-check";
import {
  char,
  equals,
  Instant,
  keyword,
  listFrom,
  mapFrom,
  mkFloat,
  normBig,
  printReadably,
  ratio,
  regex,
  setFrom,
  sym,
  Tuple,
  Uuid,
  vec,
} from "../../lib/data/mod.ts";
import { isComplete, type Token, tokenize } from "../../lib/reader/mod.ts";
import { renderDiagnostic, Source } from "../../lib/source/mod.ts";
import { readAll } from "./notation.ts";

const FRAGMENTS = [
  ..."()[]{}'`~@^\"\\;#_?:%&/, \n",
  ..."#{ #( #_ #?( #?@( #' ## ##Inf #:a{ #::{ #inst #\" ~@ #^ #! :a ::a ::str/a ::no/a :batuta :default :clj".split(
    " ",
  ),
  ...'% %1 %& %0 nil true 1 -1.5 1/2 0x 1M 2r12 "s" "\\q" \\a \\newline a a/b a/ \ud800'.split(" "),
];
const fragment = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...FRAGMENTS) },
  fc.string({ unit: "binary", maxLength: 3 }),
);
const lispText = fc.array(fragment, { maxLength: 40, size: "max" }).map((parts) => parts.join(""));
const anyText = fc.oneof({ weight: 4, arbitrary: lispText }, fc.string({ unit: "binary" }));

function isCovering(tokens: readonly Token[], length: number): boolean {
  let end = 0;
  for (const token of tokens) {
    if (token.start !== end || token.end <= token.start) return false;
    end = token.end;
  }
  return end === length;
}

Deno.test("tokens cover any text without gaps", () => {
  fc.assert(fc.property(anyText, (text) => isCovering(tokenize(new Source("t", text)), text.length)), {
    numRuns: 5_000,
  });
});

Deno.test("no text makes the reader, isComplete() or the renderer throw", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { forms, diagnostics } = readAll(text);
      for (const form of forms) printReadably(form);
      for (const d of diagnostics) {
        assert.ok(d.span !== null && d.span.start >= 0 && d.span.start <= d.span.end && d.span.end <= text.length);
        renderDiagnostic(d, { color: false });
      }
      isComplete(text);
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("what is incomplete after a prefix of a good text is never an error", () => {
  const good =
    '(defn f "d\\n" [x & {:keys [a] :as m}] #(+ % @x) ^:k `(~x ~@m) #{1} #_(z) #?(:batuta \\a) #:n{:b 1} #"r" {:t 1 2})';
  assert.equal(isComplete(good), "complete");
  for (let i = 1; i < good.length; i++) {
    // A cut inside of an atom or a dispatch may leave something that is wrong by itself.
    if (/[\s()[\]{}]/.test(good[i]) && !/[\\#~^?:]/.test(good[i - 1])) {
      assert.equal(isComplete(good.slice(0, i)), "incomplete", good.slice(0, i));
    }
  }
});

const nameStart = fc.constantFrom(..."abcXYZ*+!_?<>=&éλ");
const name = fc.tuple(nameStart, fc.string({ unit: fc.constantFrom(..."ab1*+!-_'?<>=.#%é:λ"), maxLength: 6 })).map((
  [a, b],
) => a + b).filter((text) =>
  !text.endsWith(":") && !/^[+-][0-9]/.test(text) && !["nil", "true", "false"].includes(text)
);
const ns = fc.option(name, { nil: null });
const codePoint = fc.integer({ min: 0, max: 0x10ffff }).filter((cp) => cp < 0xd800 || cp > 0xdfff);
const atom: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, false),
  fc.maxSafeInteger().map((n) => n === 0 ? 0 : n),
  fc.bigInt().map(normBig),
  fc.double({ noNaN: true }).map(mkFloat),
  fc.tuple(fc.bigInt(), fc.bigInt({ min: 1n })).map(([n, d]) => ratio(n, d)),
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom('"', "\\", "\n", "\t", "\0", "n", "u", "{", "0", "7", "\ud83d", "\ude00") }),
  codePoint.map(char),
  fc.tuple(ns, name).map(([n, text]) => keyword(n, text)),
  fc.tuple(ns, name).map(([n, text]) => sym(n, text)),
  fc.uuid().map((text) => new Uuid(text)),
  fc.date({ noInvalidDate: true }).map((date) => new Instant(date.getTime())),
  fc.constantFrom("a", "\\d+", '"', "\\\\", '\\\\"', "(?i)a[\\-b]").map(regex),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    atom,
    fc.array(tie("value"), { maxLength: 5 }).map((items) => vec([...items])),
    fc.array(tie("value"), { maxLength: 5 }).map((items) => listFrom(items)),
    fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 10 }).map((pairs) => mapFrom(pairs)),
    fc.array(tie("value"), { maxLength: 10 }).map((items) => setFrom(items)),
    fc.tuple(name, fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 2 })).map(([tag, items]) =>
      new Tuple(keyword(null, tag), items.flat())
    ),
  ),
}));

Deno.test("print, then read, gives an equal value", () => {
  fc.assert(
    fc.property(value, (x) => {
      const { forms, diagnostics } = readAll(printReadably(x));
      assert.deepEqual(diagnostics.map((d) => d.message), []);
      assert.equal(forms.length, 1);
      assert.ok(equals(forms[0], x));
    }),
    { numRuns: 2_000 },
  );
});
