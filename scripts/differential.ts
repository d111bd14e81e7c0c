/**
 * The same expressions in Batuta and in the real Clojure: `deno task differential [--count N] [--seed N] [--show N]`.
 * In: a grammar, a seed; or with `--written` the expressions of `tests/differential/*.clj`, one a line, with `--file F` those of F.
 * Out: the expressions whose printed values differ, documented differences apart; exit status 1 if any.
 * Values are compared as they print, after both texts are read and printed in one form: sets and maps sorted, numbers as Batuta
 * writes them. What differs on purpose is in `tests/differential/README.md`; `DOCUMENTED` says how it is recognised.
 * @module
 */
import { Session } from "../lib/compiler/mod.ts";
import { PMap, printReadably, PSet, Seq, toArray, Vec } from "../lib/data/mod.ts";
import { readForms } from "../lib/reader/mod.ts";
import { Source } from "../lib/source/mod.ts";
import { DenoHost } from "../lib/cli/host.ts";
import { GRAMMAR } from "./differential_grammar.ts";

interface Options {
  readonly count: number;
  readonly seed: number;
  /** Differences shown. */
  readonly show: number;
  /** Files of expressions, one a line, to take instead of making some. */
  readonly files: readonly string[];
}

const WRITTEN = new URL("../tests/differential/", import.meta.url);

function writtenFiles(): string[] {
  return [...Deno.readDirSync(WRITTEN)].map(({ name }) => name).filter((name) => name.endsWith(".clj")).sort()
    .map((name) => new URL(name, WRITTEN).pathname);
}

/** The expressions of a file: its lines that are neither empty nor comments. */
function written(file: string): string[] {
  return Deno.readTextFileSync(file).split("\n").filter((line) => line.trim() !== "" && !line.startsWith(";"));
}

function parseOptions(args: readonly string[]): Options {
  const value = (name: string, otherwise: number) => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? otherwise : Number(args[at + 1]);
  };
  const file = args.indexOf("--file");
  const files = file >= 0 ? [args[file + 1]] : args.includes("--written") ? writtenFiles() : [];
  return { count: value("count", 20_000), seed: value("seed", Date.now() % 1_000_000), show: value("show", 40), files };
}

// ---- expressions -------------------------------------------------------------------------------------------------------

/** Numbers in [0, 1), the same for the same seed. Source: mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 0x100000000;
  };
}

const HOLE = /\$([a-z][a-z0-9]*)/g;

/** An expression of a kind, nested at most `depth` deep. */
function expression(kind: string, depth: number, random: () => number): string {
  const all = GRAMMAR[kind];
  if (all === undefined) throw new Error(`the grammar has no ${kind}`);
  const plain = all.filter((text) => !text.includes("$"));
  // Kinds that only stand for others go on without counting.
  const from = depth > 0 || plain.length === 0 ? all : plain;
  const text = from[Math.floor(random() * from.length)];
  const inner = plain.length === 0 && depth <= 0 ? -1 : depth - 1;
  return text.replace(HOLE, (_, name) => expression(name, inner < -6 ? 0 : inner, random));
}

// ---- answers -----------------------------------------------------------------------------------------------------------

/** What an expression gave: how its value prints, or the message of what it threw. */
interface Answer {
  readonly value: string | null;
  readonly error: string;
}

/** Between expressions and answers in what the two programs read and write. */
const END = "\u001e";
const FAILED = "\u001f";

/** Clojure, asked to print maps without commas: texts inside of strings can then be compared. */
const CLOJURE = `(require 'clojure.string 'clojure.set 'clojure.walk 'clojure.edn 'clojure.math 'clojure.template)
(defmethod print-method clojure.lang.IPersistentMap [m w]
  (#'clojure.core/print-sequential "{" (fn [e w] (print-method (key e) w) (.append w \\space) (print-method (val e) w)) " " "}" (seq m) w))
(set! *print-namespace-maps* false)
(let [texts (clojure.string/split (slurp *in*) #"\\u001e")]
  (doseq [t texts]
    (print (str (try (pr-str (eval (read-string t)))
                     (catch Throwable e (str "\\u001f" (.getSimpleName (class e)) " " (.getMessage e))))
                "\\u001e")))
  (flush))`;

async function askClojure(expressions: readonly string[]): Promise<Answer[]> {
  const program = Deno.makeTempFileSync({ suffix: ".clj" });
  Deno.writeTextFileSync(program, CLOJURE);
  const child = new Deno.Command("clojure", { args: [program], stdin: "piped", stdout: "piped", stderr: "inherit" })
    .spawn();
  const writer = child.stdin.getWriter();
  const written = writer.write(new TextEncoder().encode(expressions.join(END))).then(() => writer.close());
  const [{ stdout }] = await Promise.all([child.output(), written]);
  Deno.removeSync(program);
  const texts = new TextDecoder().decode(stdout).split(END);
  return expressions.map((_, i) => answerOf(texts[i] ?? FAILED));
}

function answerOf(text: string): Answer {
  return text.startsWith(FAILED) ? { value: null, error: text.slice(1) } : { value: text, error: "" };
}

async function askBatuta(expressions: readonly string[]): Promise<Answer[]> {
  const session = new Session(new DenoHost());
  const answers: Answer[] = [];
  for (const text of expressions) {
    const quoted = printReadably(text);
    const outcome = await session.run(new Source("<differential>", `(pr-str (eval (read-string ${quoted})))`));
    if (outcome.status === 0) answers.push({ value: String(outcome.value), error: "" });
    else answers.push({ value: null, error: `${outcome.diagnostics[0].code} ${outcome.diagnostics[0].message}` });
  }
  return answers;
}

// ---- comparing ---------------------------------------------------------------------------------------------------------

/** A value in one form: sets and maps in the order of their parts' texts. */
function canonical(value: unknown): string {
  if (value instanceof PMap) {
    const entries = [...value.entries()].map(([k, v]) => `${canonical(k)} ${canonical(v)}`).sort();
    return `{${entries.join(" ")}}`;
  }
  if (value instanceof PSet) return `#{${toArray(value).map(canonical).sort().join(" ")}}`;
  if (value instanceof Vec) return `[${toArray(value).map(canonical).join(" ")}]`;
  if (value instanceof Seq) return `(${toArray(value).map(canonical).join(" ")})`;
  return printReadably(value);
}

function normal(text: string): string {
  const { forms, diagnostics } = readForms(new Source("answer", text), {
    ns: "user",
    aliases: (alias) => alias,
    tagged: (tag, form) => `#${tag} ${canonical(form)}`,
  });
  return diagnostics.length > 0 ? text : forms.map(canonical).join(" ");
}

interface Pair {
  readonly text: string;
  readonly ours: Answer;
  readonly theirs: Answer;
}

/** Clojure divides by a boxed zero as if it were an Int; Ratios become doubles by way of 16 decimal digits there. */
const RATIO = /\d\/\d|\/ |rationalize/;

/** Differences on purpose, by their title in `tests/differential/README.md`. */
const DOCUMENTED: Readonly<Record<string, (pair: Pair) => boolean>> = {
  "Ints have no limit": ({ ours, theirs }) =>
    /(integer|long) overflow|out of range/.test(theirs.error) ||
    (ours.error.includes("needs a finite number") && `${theirs.value}`.includes("9223372036854775807")),
  "Eductions take elements": ({ theirs }) => theirs.error.includes("Eduction cannot be cast"),
  "What is no number is named before a zero that it is divided by": ({ ours, theirs }) =>
    ours.error.includes("needs numbers") && `${theirs.error} ${theirs.value}`.includes("Divide by zero"),
  "Dividing by 0.0": ({ theirs }) => theirs.error.includes("Divide by zero"),
  "Ratios as Floats": ({ text, ours, theirs }) =>
    RATIO.test(text) &&
    (closeTo(ours.value, theirs.value) || /\((long|int|bigint|quot|clojure.math\/round) /.test(text)),
  "Sorted maps beside others": ({ text, theirs }) =>
    /sorted-(map|set)/.test(text) && theirs.error.includes("ClassCastException"),
  "Remainders of Floats are exact": ({ text }) =>
    /\((mod|rem|quot) /.test(text) && /\d\.\d|\de\d|double|float/.test(text),
  "The order of sets": ({ text, ours, theirs }) =>
    (/#\{|set|keys/.test(text) && sorted(ours.value) === sorted(theirs.value)) || /(str|print|prn)\S* #\{/.test(text),
  "Large Floats as Ints": ({ text, theirs }) => text.includes("(bigint ") && /\d{18,}N/.test(theirs.value ?? ""),
  "Entries of maps are vectors": ({ text }) => /\((empty|with-meta|vary-meta) \((first|find) /.test(text),
  "Decimals by quot": ({ text, theirs }) => /\(quot /.test(text) && /0E\+\dM/.test(theirs.value ?? ""),
  "Nil in formats": ({ text, theirs }) => text.includes("(format ") && (theirs.value ?? "").includes("null"),
  "Nil is no number": ({ text, ours }) => /\((rationalize|\/) /.test(text) && ours.error.includes("got nil"),
  "Lazy sequences as text": ({ text, theirs }) =>
    theirs.value !== null && (theirs.value.includes("LazySeq@") || /\(str \((for|map|filter|concat|lazy-) /.test(text)),
  "Text inside of strings": ({ ours, theirs }) =>
    ours.value !== null && theirs.value !== null && plainText(ours.value) === plainText(theirs.value),
};

/** Whether two texts differ in the last digits of Floats only. */
function closeTo(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return false;
  const floats = (text: string) => text.replaceAll(/-?\d+\.\d+(e-?\d+)?/gi, (d) => Number(d).toPrecision(12));
  return sorted(floats(a)) === sorted(floats(b));
}

/** The characters of a text in order. */
function sorted(text: string | null): string {
  return text === null ? "" : [...plainText(text)].sort().join("");
}

/** What strings may hold of printed values, in one form. */
function plainText(text: string): string {
  return text.replaceAll(", ", " ").replaceAll(/(\d)N\b/g, "$1").replaceAll(/(\d)E([+-]?\d)/g, "$1e$2");
}

function findDifference(pair: Pair): string | null {
  const { ours, theirs } = pair;
  if (ours.value === null && theirs.value === null) return null;
  if (ours.value !== null && theirs.value !== null && normal(ours.value) === normal(theirs.value)) return null;
  const documented = Object.keys(DOCUMENTED).find((title) => DOCUMENTED[title](pair));
  return documented ?? "";
}

function shown({ value, error }: Answer): string {
  return value ?? `error: ${error.slice(0, 160)}`;
}

async function main(): Promise<number> {
  const options = parseOptions(Deno.args);
  const random = randomFrom(options.seed);
  const texts = options.files.length > 0
    ? options.files.flatMap(written)
    : Array.from({ length: options.count }, () => expression("any", 1 + Math.floor(random() * 5), random));
  try {
    new Deno.Command("clojure", { args: ["-e", "1"], stdout: "null", stderr: "null" }).outputSync();
  } catch {
    console.log("There is no `clojure` here (Debian's package has it): nothing to compare with");
    return 0;
  }
  const part = Math.ceil(texts.length / 4);
  const parts = [0, 1, 2, 3].map((i) => texts.slice(i * part, (i + 1) * part)).filter((some) => some.length > 0);
  const asked = Promise.all(parts.map(askClojure));
  const ours = await askBatuta(texts);
  const theirs = (await asked).flat();
  const counts = new Map<string, number>();
  const different: Pair[] = [];
  texts.forEach((text, i) => {
    const pair = { text, ours: ours[i], theirs: theirs[i] };
    const title = findDifference(pair);
    if (title === "") different.push(pair);
    else if (title !== null) counts.set(title, (counts.get(title) ?? 0) + 1);
  });
  different.sort((a, b) => a.text.length - b.text.length);
  for (const pair of different.slice(0, options.show)) {
    console.log(`${pair.text}\n  batuta   ${shown(pair.ours)}\n  clojure  ${shown(pair.theirs)}`);
  }
  const values = theirs.filter((answer) => answer.value !== null).length;
  const from = options.files.length > 0 ? "written" : `seed ${options.seed}`;
  console.log(`${texts.length} expressions (${from}), ${values} with a value; ${different.length} differ`);
  for (const [title, count] of counts) console.log(`${count} as documented: ${title}`);
  return different.length === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main());
