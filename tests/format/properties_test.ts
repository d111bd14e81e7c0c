import assert from "node:assert/strict";
import fc from "fast-check";
import { printReadably } from "../../lib/data/mod.ts";
import { unifiedDiff } from "../../lib/format/mod.ts";
import { ANY_CONTEXT, readForms, tokenize } from "../../lib/reader/mod.ts";
import { Source } from "../../lib/source/mod.ts";
import { formatted } from "./formatting.ts";

const ATOMS = [
  ..."a b c x y -> when & % + nil true :key :a/b ::c 1 -2.5 1/2 \\a \\newline ##Inf".split(" "),
  ...["a-rather-long-name", ":a-rather-long-keyword", '"text"', '"two\nlines  "', '"a ; b \\" c"', '#"r.x"', "é😀"],
];
const HEADS =
  "f str -> defn defmacro fn let loop if when cond case match receive do try catch cond-> letfn defactor defrecord deftest with-open ns :key"
    .split(" ");
const GAPS = [" ", "  ", "     ", "\n", "\n  ", "\n\n", "\n\n\n\n", "\r\n", "\t", ", ", ",\n", " ,"];
const COMMENTS = [
  "; c\n",
  " ;; two  \n",
  "\n; own\n",
  "\n\n  ;; far\n   ; near\n",
  "   ; wide\r\n",
  " #_x ",
  "\n#_(g  1)\n",
];

/** Texts with gaps between them, and edges around. */
type Spread = (parts: fc.Arbitrary<string[]>) => fc.Arbitrary<string>;

function spreadWith(gap: fc.Arbitrary<string>, edge: fc.Arbitrary<string>): Spread {
  return (parts) =>
    parts.chain((texts) =>
      fc.tuple(edge, edge, fc.array(gap, { minLength: texts.length, maxLength: texts.length })).map((
        [from, to, gaps],
      ) => from + texts.map((text, i) => i === 0 ? text : gaps[i] + text).join("") + to)
    );
}

function programWith(spread: Spread): fc.Arbitrary<string> {
  const { form } = fc.letrec<{ form: string }>((tie) => {
    const forms = fc.array(tie("form"), { maxLength: 5 });
    const pairs = forms.map((values) => values.flatMap((value, i) => [`:k${"x".repeat(i * i)}`, value]));
    return {
      form: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        { weight: 3, arbitrary: fc.constantFrom(...ATOMS) },
        {
          weight: 4,
          arbitrary: spread(fc.tuple(fc.constantFrom(...HEADS), forms).map(([head, rest]) => [head, ...rest])).map((
            text,
          ) => `(${text})`),
        },
        { weight: 2, arbitrary: spread(forms).map((text) => `[${text}]`) },
        { weight: 2, arbitrary: spread(pairs).map((text) => `{${text}}`) },
        { weight: 1, arbitrary: spread(pairs.map((all) => [":tag", ...all])).map((text) => `{${text}}`) },
        { weight: 1, arbitrary: spread(forms.map((all) => all.map((_, i) => `s${i}`))).map((text) => `#{${text}}`) },
        { weight: 1, arbitrary: spread(pairs).map((text) => `#:n{${text}}`) },
        {
          weight: 1,
          arbitrary: fc.tuple(tie("form"), tie("form")).map(([a, b]) => `#?(:batuta ${a}\n :clj   ${b})`),
        },
        {
          weight: 2,
          arbitrary: fc.tuple(
            fc.constantFrom("'", "`", "~", "~ ", "@", "#'", "#_ ", "#_", "#my/tag ", "#my/tag\n"),
            tie("form"),
          )
            .map(([prefix, text]) => prefix.startsWith("#_") ? `${prefix}${text} z` : prefix + text),
        },
        {
          weight: 1,
          arbitrary: fc.tuple(fc.constantFrom("^:m ", "^{:a 1\n:b  2}\n", "^:m ^:n "), tie("form")).map((
            [meta, text],
          ) => `${meta}(${text.startsWith("#_") ? "a" : text})`),
        },
      ),
    };
  });
  return spread(fc.array(form, { maxLength: 6 }));
}

const gap = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...GAPS) },
  { weight: 1, arbitrary: fc.constantFrom(...COMMENTS).map((text) => ` ${text} `) },
);
const edge = fc.oneof({ weight: 6, arbitrary: fc.constant("") }, gap);
const program = programWith(spreadWith(gap, edge));
/** Programs whose lines are broken by strings only, or not at all. */
const longLines = programWith(spreadWith(fc.constant(" "), fc.constant("")));

const CONTEXT = { ...ANY_CONTEXT, tagged: (_tag: string, value: unknown) => value };

function isReadable(text: string): boolean {
  return readForms(new Source("t", text), CONTEXT).diagnostics.length === 0;
}

/** The forms as text; parameters of `#(…)` are named by their place. */
function formsOf(text: string): string[] {
  return readForms(new Source("t", text), CONTEXT).forms.map((each) => printReadably(each).replace(/__\d+#/g, ""));
}

function commentsOf(text: string): string[] {
  return tokenize(new Source("t", text)).filter(({ kind }) => kind === "comment")
    .map(({ start, end }) => text.slice(start, end).trimEnd());
}

const readable = program.filter(isReadable);
const longReadable = longLines.filter(isReadable);
const RUNS = { numRuns: 1_500 };

Deno.test("most programs made by chance read", () => {
  const texts = fc.sample(program, { numRuns: 300, seed: 1 });
  assert.ok(texts.filter(isReadable).length > 200);
});

Deno.test("formatting keeps the forms of any program", () => {
  fc.assert(fc.property(readable, (text) => assert.deepEqual(formsOf(formatted(text)), formsOf(text))), RUNS);
});

Deno.test("what stood in columns beside a line that is joined is formatted once", () => {
  const once = formatted("#?(:batuta #:n{:k (f (\ndo b  ^:m ^:n (\\newline) ; c\n ->\n  ->  c))}\n :clj   a)");
  assert.equal(formatted(once), once);
});

Deno.test("formatting twice changes nothing more", () => {
  fc.assert(
    fc.property(readable, (text) => {
      const once = formatted(text);
      assert.equal(formatted(once), once);
    }),
    RUNS,
  );
});

Deno.test("long lines are broken once and for all", () => {
  fc.assert(
    fc.property(longReadable, (text) => {
      const once = formatted(text);
      assert.equal(formatted(once), once);
      assert.deepEqual(formsOf(once), formsOf(text));
    }),
    RUNS,
  );
});

Deno.test("comments are kept in their order", () => {
  fc.assert(fc.property(readable, (text) => assert.deepEqual(commentsOf(formatted(text)), commentsOf(text))), RUNS);
});

Deno.test("no white space at the end of lines, no tabs, no two blank lines, one line break at the end", () => {
  fc.assert(
    fc.property(readable, (text) => {
      // Strings may hold all of it.
      const result = formatted(text).replace(/#?"(\\.|[^"\\])*"/gs, "s");
      assert.ok(!/[ \t]\n|\t|\r|\n\n\n|^\n|\n\n$/.test(result), JSON.stringify(result));
      assert.ok(result === "" || result.endsWith("\n"));
    }),
    RUNS,
  );
});

Deno.test("formatting some lines keeps the forms, and leaves the others alone", () => {
  fc.assert(
    fc.property(readable, fc.nat(20), fc.nat(5), (text, from, more) => {
      const result = formatted(text, { range: { from: from + 1, to: from + 1 + more } });
      assert.deepEqual(formsOf(result), formsOf(text));
      if (from >= text.split("\n").length) assert.equal(result, text);
    }),
    { numRuns: 500 },
  );
});

/** What `patch` makes of a text and a unified diff. */
function patched(text: string, diff: string): string {
  const old = text === "" ? [] : text.split(/(?<=\n)/);
  const out: string[] = [];
  let at = 0;
  const lines = diff.split(/(?<=\n)/).slice(2);
  for (const [i, line] of lines.entries()) {
    const body = lines[i + 1]?.startsWith("\\") ? line.slice(1, -1) : line.slice(1);
    const [, from, count] = /^@@ -(\d+)(?:,(\d+))? /.exec(line) ?? [];
    if (from !== undefined) {
      const start = count === "0" ? Number(from) : Number(from) - 1;
      out.push(...old.slice(at, start));
      at = start;
    } else if (line.startsWith("+")) out.push(body);
    else if (/^[ -]/.test(line)) {
      assert.equal(body, old[at]);
      if (line.startsWith(" ")) out.push(body);
      at++;
    }
  }
  return out.concat(old.slice(at)).join("");
}

Deno.test("a diff makes the one text of the other", () => {
  const text = fc.array(fc.constantFrom("a\n", "b\n", "c\n", "\n", "d"), { maxLength: 30 }).map((all) => all.join(""));
  fc.assert(fc.property(text, text, (a, b) => assert.equal(patched(a, unifiedDiff("f", a, b)), b)), { numRuns: 2_000 });
});
