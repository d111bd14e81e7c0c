/**
 * Examples as tests: in docstrings `(f x) ;=> y` between backticks, in Markdown the blocks marked `clojure` or `batuta`. Behind a form, `;=>`
 * promises a value as it is printed, `;~>` a regular expression that it matches, `;err>` part of an error's message.
 * In: texts. Out: examples with their places, and what is wrong with each when it has run. A block marked `ignore` as well is left alone.
 * @module
 */
import { BatutaError, equals, kw, printReadably } from "../data/mod.ts";
import { compileForm, formsIn, formsOf } from "../compiler/mod.ts";
import { spanOf } from "../reader/mod.ts";
import {
  andThen,
  caught,
  guarded,
  type Namespace,
  restartable,
  setCurrentNamespace,
  type Var,
} from "../runtime/mod.ts";
import { diagnostic, Source, type Span, spanText } from "../source/mod.ts";
import { type Finding, testError } from "../test/mod.ts";
import { errorFinding, type Look, renderFinding } from "./finding.ts";
import { printShort } from "./values.ts";

/** Code with promises in it. */
export interface Example {
  /** What its findings are about. */
  readonly source: Source;
  /** Where it runs; null: in whatever namespace it finds. */
  readonly ns: Namespace | null;
}

export interface ExampleTest {
  readonly id: string;
  readonly line: number;
  readonly examples: readonly Example[];
}

const IN_DOCSTRING = /`([^`]*? ;(?:=>|~>|err>) [^\n]*?)`(?=\s|$|[.,;:)])/g;
const FENCE = /^(`{3,}|~{3,})\s*(\S*)(.*)$/;
const LANGUAGES = new Set(["clojure", "batuta", "clj"]);
/** UTF-16 units of a value that are compared. */
const MOST_UNITS = 100_000;

/** The examples in the docstrings of a namespace's definitions in a file, one test for each name. */
export function docstringTests(ns: Namespace, file: string): ExampleTest[] {
  const cells = [...ns.vars.values()].filter((cell) => cell.ns === ns.name && cell.place?.source.name === file);
  return cells.flatMap((cell) => {
    const examples = examplesOf(cell, ns);
    return examples.length === 0 ? [] : [{ id: cell.fullName, line: lineOf(cell), examples }];
  });
}

function lineOf({ place }: Var): number {
  return place === null ? 1 : place.source.lineCol(place.start).line;
}

function examplesOf(cell: Var, ns: Namespace): Example[] {
  const doc = cell.meta?.get(kw("doc"), null);
  if (typeof doc !== "string") return [];
  const name = cell.place?.source.name ?? "";
  return Array.from(doc.matchAll(IN_DOCSTRING), ([, text]) => ({
    source: new Source(name, text, true, lineOf(cell)),
    ns,
  }));
}

/** The blocks of a Markdown text that are programs, one test for each; all run in one namespace, in their order. */
export function markdownTests(file: string, text: string): ExampleTest[] {
  const tests: ExampleTest[] = [];
  let heading = "";
  let open: { fence: string; line: number; lines: string[]; wanted: boolean } | null = null;
  text.split("\n").forEach((line, i) => {
    if (open !== null) {
      if (line.trimEnd() === open.fence) {
        const source = new Source(file, open.lines.join("\n"), true, open.line);
        const id = `${heading === "" ? file : heading}, line ${open.line}`;
        if (open.wanted) tests.push({ id, line: open.line, examples: [{ source, ns: null }] });
        open = null;
      } else open.lines.push(line);
      return;
    }
    const [, fence, language, more] = FENCE.exec(line) ?? [];
    if (fence !== undefined) {
      const wanted = LANGUAGES.has(language) && !/\bignore\b/.test(more);
      open = { fence, line: i + 2, lines: [], wanted };
    } else heading = /^#+\s+(.*?)\s*#*$/.exec(line)?.[1] ?? heading;
  });
  return tests;
}

/** What is promised of a form. */
interface Promised {
  readonly kind: "=>" | "~>" | "err>";
  readonly text: string;
}

/** The promise that stands behind a form, before the next one. */
function promiseBehind(text: string): Promised | null {
  const found = /;+[ \t]?(=>|~>|err>)[ \t]?(.*)/.exec(text);
  return found === null ? null : { kind: found[1] as Promised["kind"], text: found[2].trim() }; // one of the three
}

/** A form, where it stands, and what is promised of it. */
interface Step {
  readonly form: unknown;
  readonly span: Span;
  readonly promised: Promised | null;
}

function* stepsOf(source: Source, forms: Iterable<unknown>): Generator<Step> {
  // A form is read when those before have run, so what stands behind it is found in the text.
  for (const form of forms) {
    const place = spanOf(form) ?? atomSpan(source);
    const rest = source.text.slice(place.end);
    yield { form, span: place, promised: promiseBehind(rest.slice(0, behind(rest))) };
  }
}

/** Names and literals alone at top level are rare: what they promise is the first promise. */
function atomSpan(source: Source): Span {
  const end = source.text.indexOf(";");
  return { source, start: 0, end: end < 0 ? source.text.length : end };
}

/** How far the comments behind a form reach: to the first line that is none, beyond the form's own. */
function behind(rest: string): number {
  const lines = rest.split("\n");
  let length = lines[0].length + 1;
  for (const line of lines.slice(1)) {
    if (!/^\s*;/.test(line)) break;
    length += line.length + 1;
  }
  return length;
}

function isPromised(value: unknown, { kind, text }: Promised): boolean {
  const printed = printReadably(value, { length: MOST_UNITS });
  if (kind === "~>") return new RegExp(text, "u").test(printed);
  if (kind === "err>") return false;
  return printed === text || readsAs(text, value);
}

/** Whether a text reads as a value: the entries of maps and sets may stand in any order. */
function readsAs(text: string, value: unknown): boolean {
  try {
    const { forms } = formsOf(new Source("<promise>", `'${text}`), ["batuta"]);
    for (const form of forms) return equals(compileForm(form, () => {})(), value);
  } catch {
    // It is not meant to be read, as `#<fn f>`.
  }
  return false;
}

/** Runs an example in the process that runs now; the answer, which may wait, is nil. What is wrong goes to `found`. */
export function runExample({ source, ns }: Example, look: Look, found: Finding[]): unknown {
  if (ns !== null) setCurrentNamespace(ns);
  const { forms, diagnostics } = formsOf(source, ["batuta"]);
  if (diagnostics.length > 0) {
    found.push(...diagnostics.map((each) => renderFinding(each, [], look)));
    return null;
  }
  const steps = stepsOf(source, forms);
  const wrong = (span: Span, promised: Promised, got: string) => {
    const error = testError("example", { form: spanText(span).slice(0, 100) });
    const details = [{ label: "promised", lines: [promised.text] }, { label: "given", lines: [got] }];
    found.push(renderFinding(diagnostic(error.code, error.message, span), details, look));
  };
  const goOn = (): unknown => {
    const { done, value: step } = steps.next();
    if (done) return null;
    const { span, promised } = step;
    const given = (value: unknown) =>
      promised === null ? goOn() : andThen(
        restartable(() => {
          if (!isPromised(value, promised)) wrong(span, promised, printShort(value));
          return null;
        }),
        goOn,
      );
    const failed = (thrown: unknown) => {
      const error = caught(thrown);
      if (promised?.kind === "err>" && messageOf(error).toLowerCase().includes(promised.text.toLowerCase())) {
        return goOn();
      }
      found.push(errorFinding(error, [], look));
      return goOn();
    };
    return guarded(() => runParts([...formsIn(step.form)], 0), given, failed);
  };
  return goOn();
}

function messageOf(error: BatutaError): string {
  return `${error.code} ${error.message}`;
}

/** Runs the forms that a top-level form stands for. */
function runParts(parts: readonly unknown[], at: number): unknown {
  return andThen(
    compileForm(parts[at], () => {})(),
    (value) => at + 1 < parts.length ? runParts(parts, at + 1) : value,
  );
}
