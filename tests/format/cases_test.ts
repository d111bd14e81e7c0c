import assert from "node:assert/strict";
import { declarationsOf } from "../../lib/format/mod.ts";
import { Source } from "../../lib/source/mod.ts";
import { formatted, lines } from "./formatting.ts";

/** What holds → a text before and after; one text: it stays as it is. */
const CASES: Readonly<Record<string, readonly [string, string] | string>> = {
  "white space inside brackets and at the end of lines goes away": [
    "( +  1 2 )   \n[ a\n]\n\n\n",
    "(+ 1 2)\n[a]\n",
  ],
  "an empty text stays empty": ["\n \n", ""],
  "forms that touch get a space": ['(f(g)[1]"s"\'a)', '(f (g) [1] "s" \'a)\n'],
  "commas stay behind what they follow": ["[a ,b , c]\n{:a 1 ,\n:b 2,}", "[a, b, c]\n{:a 1,\n :b 2}\n"],
  "at most one blank line stands between forms": ["\n\na\n\n\n\nb\nc\n", "a\n\nb\nc\n"],
  "no blank line stands behind an opening bracket or before a closing one": [
    "[\n\n  a\n\n  b\n\n]",
    "[a\n\n b]\n",
  ],
  "tabs outside of strings become spaces": ['(f\t1)\n(do\n\t"a\tb")', '(f 1)\n(do\n  "a\tb")\n'],
  "line endings become those of Unix, except in strings": ['a\r\n"x\r\ny" ; c\r\n', 'a\n"x\r\ny" ; c\n'],
  "strings of several lines stay as they are": '(def s\n  "one\n two  \n\n\n three")\n',
  "a shebang stays on the first line": ["#!/usr/bin/env batuta\n(f   1)", "#!/usr/bin/env batuta\n(f 1)\n"],

  "the arguments of a call stand under the first one": ["(f a\n  b\n c)", "(f a\n   b\n   c)\n"],
  "they stand under the function if the first one is below": ["(f\n    a\n  b)", "(f\n a\n b)\n"],
  "so do those of a keyword, and of a call that gives a function": [
    "(:k m\n  d)\n((f x) a\n b)",
    "(:k m\n    d)\n((f x) a\n       b)\n",
  ],
  "the elements of collections stand under each other": [
    "[a\nb]\n#{a\n b}\n{:a 1\n:b 2}\n{:tag a\nb}",
    "[a\n b]\n#{a\n  b}\n{:a 1\n :b 2}\n{:tag a\n b}\n",
  ],
  "a quoted list is data": ["'(a b\n    c)\n`(a b\n c)", "'(a b\n  c)\n`(a b\n    c)\n"],
  "bodies are indented by two": lines(`
    (defn f
      "Doc."
      [x]
      (when x
        (let [y 1
              z 2]
          (if (< y z)
            (g y
               z)
            #(when %
               y)))))
  `),
  "so are bodies of clauses, under their parameters": lines(`
    (defn f
      ([x]
       (f x 1))
      ([x y]
       (+ x y)))
  `),
  "a block whose body begins on its first line is like a call": lines(`
    (do (a)
        (b))
    (cond a b
          c d)
    (try (a)
         (catch E e
           (b)))
  `),
  "functions inside of records, protocols, actors and letfn have bodies": lines(`
    (defrecord R [a]
      P
      (f [this]
        a))
    (defactor counter [n]
      (init []
        (prepare)
        0)
      (receive
        :inc -> (recur (inc n)))
      (terminate [_]
        (done)))
    (letfn [(f [x]
              (g x))]
      (f 1
         2))
  `),
  "names that begin with def or with- have bodies too": lines(`
    (defthing x
      :a 1)
    (my/with-thing [x]
      (f x))
    (with-meta x
               {:a 1})
  `),
  "clauses with arrows: what an arrow gives may stand below, two columns further": lines(`
    (receive
      {:join guest} ->
        (do (f guest)
            (recur))
      :leave -> :stop)
    (match x
      [a b]
        -> a
      _ -> nil)
    (defmacro ->
      "Doc."
      [x]
      x)
  `),
  "metadata before a name": lines(`
    (def ^:private a
      1)
    (def ^{:dynamic true
           :doc "d"}
      b
      2)
  `),
  "reader conditionals": [
    "#?(:batuta (f)\n:clj (g   1))\n[#?@(:clj [a\nb])]",
    "#?(:batuta (f)\n   :clj (g 1))\n[#?@(:clj [a\n           b])]\n",
  ],
  "prefixes stand at what they belong to, unless they would mean something else": ["' a ~ @b ~ x", "'a ~ @b ~x\n"],
  "discarded forms stay": ["[a #_b\n#_ (c  d) e #_#_ f g]", "[a #_b\n #_(c d) e #_#_f g]\n"],
  "a discarded form does not count among arguments": lines(`
    (when #_a b
      c)
  `),

  "comments stand before what follows": [
    "(do\n; one\n  (a) ; two\n; three\n)",
    "(do\n  ; one\n  (a) ; two\n  ; three\n  )\n",
  ],
  "comments at the ends of lines stay in a column": lines(`
    (f a)      ; one
    (f a b c)  ; two
               ; and more of it
    x ; three
  `),
  "and move with the code": ["(f   a)   ; one\n(f a b)   ; two\n", "(f a)     ; one\n(f a b)   ; two\n"],
  "a comment behind an opening bracket": "[; one\n 1 ; two\n 2]\n",

  "values in a column stay in one": lines(`
    {:a    1
     :long 2}
    (let [a    1
          long 2]
      a)
    (cond
      (= 1 2)    -> :a
      (= 1 2 34) -> :b)
    (case x
      :a    1
      :long 2)
    (def table
      [["a"   1   :x]
       ["bcd" 234 :y]])
    (s/def ::a     int?)
    (s/def ::later string?)
  `),
  "the column moves when a key has grown": ["{:a    1\n :b    2\n :longer 3}", "{:a      1\n :b      2\n :longer 3}\n"],
  "spaces that make no column go away": ["{:a   1\n :bb 2\n :ccc  3}", "{:a 1\n :bb 2\n :ccc 3}\n"],
  "a blank line ends the columns": "{:a   1\n :bcd 2\n\n :longer 3}\n",
};

for (const [sentence, texts] of Object.entries(CASES)) {
  Deno.test(sentence, () => {
    const [before, after] = typeof texts === "string" ? [texts, texts] : texts;
    assert.equal(formatted(before), after);
    assert.equal(formatted(after), after);
  });
}

/** Sentence → a form on one line that is too long, and how it is broken; `W` is a long word, `w` half of it. */
const LONG: Readonly<Record<string, readonly [string, string]>> = {
  "a call: each argument on its own line": ["(f W W W)", "(f W\n   W\n   W)\n"],
  "a call with options: keys stay with values": ["(f W :a W :b w)", "(f W\n   :a W\n   :b w)\n"],
  "one key stays with what belongs to it": ["(f W :a (g W))", "(f W\n   :a (g W))\n"],
  "steps of threading are no options": ["(-> W :a (g W) :b (g w))", "(-> W\n    :a\n    (g W)\n    :b\n    (g w))\n"],
  "a block: before its body": ["(when W W W)", "(when W\n  W\n  W)\n"],
  "a test with branches": ["(if W W W)", "(if W\n  W\n  W)\n"],
  "a function: behind its parameters": ["(defn f [x] W W W)", "(defn f [x]\n  W\n  W\n  W)\n"],
  "a documented one: the parameters too": ['(defn f "doc" [x] W W W)', '(defn f\n  "doc"\n  [x]\n  W\n  W\n  W)\n'],
  "a map: each key with its value": ["{:a W :b W :c W}", "{:a W\n :b W\n :c W}\n"],
  "bindings: each name with its value": ["(let [a W b W c W] a)", "(let [a W\n      b W\n      c W]\n  a)\n"],
  "clauses: each on its own line": ["(cond W -> W w -> W)", "(cond\n  W -> W\n  w -> W)\n"],
  "a vector of words is filled": ["[w w w w w w w]", "[w w w w\n w w w]\n"],
  "what fits stays on one line": ["(f (g W) [W] W)", "(f (g W)\n   [W]\n   W)\n"],
  "a line among others is broken where it gets too long": ["(f W W W\n   a)", "(f W W\n   W\n   a)\n"],
  "what an arrow gives goes below": ["(match x\n  {:a W} -> (g W w))", "(match x\n  {:a W} ->\n    (g W w))\n"],
};

function widened(text: string): string {
  return text.replace(/\bW\b/g, "w".repeat(46)).replace(/\bw\b/g, "v".repeat(22));
}

for (const [sentence, [before, after]] of Object.entries(LONG)) {
  Deno.test(`too long: ${sentence}`, () => {
    assert.equal(formatted(widened(before)), widened(after));
  });
}

Deno.test("a macro of the same file says how calls of it are indented", () => {
  const body = lines(`
    (defmacro unless-all
      "Doc."
      {:style/indent 2}
      [a b & forms]
      nil)

    (defmacro ^{:style/indent :defn} define [& more] nil)

    (defmacro ^{:style/indent [1 :defn]} extend-it [x & more] nil)

    (defmacro twice [n & body] nil)

    (unless-all a b
      c)
    (define a b
      c)
    (extend-it T
      (f [x]
        x))
    (twice 2
      c)
  `);
  assert.equal(formatted(body), body);
});

Deno.test("so does a macro of another namespace, by its alias or its name", () => {
  const library = declarationsOf(new Source("lib.bat", "(ns a.lib)\n(defmacro each [x & body] nil)"));
  const program = lines(`
    (ns app
      (:require [a.lib :as lib :refer [each]]))

    (lib/each x
      y)
    (each x
      y)
    (other/each x
                y)
  `);
  assert.equal(formatted(program, { others: (ns) => ns === "a.lib" ? library : undefined }), program);
});

Deno.test("a range of lines: only the top-level forms that touch it", () => {
  const text = "(a   1)\n\n(b\n   2\n  3)   (c   4)\n; d\n(e   5)\n";
  const range = { from: 4, to: 4 };
  assert.equal(formatted(text, { range }), "(a   1)\n\n(b\n 2\n 3) (c 4)\n; d\n(e   5)\n");
  assert.equal(formatted(text, { range: { from: 2, to: 2 } }), text);
  assert.equal(formatted(text, { range: { from: 7, to: 900 } }), text.replace("(e   5)", "(e 5)"));
});

Deno.test("programs nest as deep as they may be read", () => {
  const deep = "(f ".repeat(1_900) + ")".repeat(1_900);
  assert.equal(formatted(formatted(deep)), formatted(deep));
});
