/**
 * A failed assertion as people read it: the code, both sides, what differs, the pattern, the mailbox, the values that break a property.
 * In: the map that `batuta.test` reports. Out: a Finding. Values are realised here, as far as they are shown, so this may have to wait: whoever
 * calls it in a process makes it restartable.
 * @module
 */
import {
  equals,
  Keyword,
  kw,
  mapFrom,
  type PMap,
  printReadably,
  printString,
  Seq,
  Sym,
  toArray,
  Tuple,
  tuple,
  Vec,
  vec,
} from "../data/mod.ts";
import { failureDiagnostic } from "../compiler/mod.ts";
import { type Finding, type Place, testError } from "../test/mod.ts";
import {
  COLORS,
  type Diagnostic,
  diagnostic,
  type Paint,
  PLAIN,
  renderDiagnostic,
  showPlace,
  type Source,
  type Span,
} from "../source/mod.ts";
import { difference, isWorthwhile, lineDifference, type MarkedLine } from "./diff.ts";
import { formSpanAt } from "./form_span.ts";
import { hang, isMap, linesOf, printShort } from "./values.ts";

/** What texts are made with. */
export interface Look {
  readonly color: boolean;
  /** The text of a file; null when it cannot be read. */
  readonly source: (file: string) => Source | null;
}

/** UTF-16 units of code in a sentence. */
const FORM_UNITS = 100;
/** UTF-16 units of values whose difference is seen at once. */
const GLANCE_UNITS = 24;
/** Characters that are shown around the place where texts begin to differ. */
const TEXT_BEFORE = 8;
const TEXT_BEHIND = 16;
/** Messages of a mailbox that are shown. */
const MOST_MESSAGES = 10;

/** A label and the lines behind it; the lines of a difference stand below. */
interface Detail {
  readonly label: string;
  readonly lines: readonly string[] | readonly MarkedLine[];
}

function isMarked(lines: Detail["lines"]): lines is readonly MarkedLine[] {
  return typeof lines[0] === "object";
}

function paintMark({ mark, text }: MarkedLine, paint: Paint): string {
  const line = `${mark} ${text}`;
  return mark === "-" ? paint.red(line) : mark === "+" ? paint.green(line) : line;
}

function detailLines({ label, lines }: Detail, width: number, paint: Paint): string[] {
  if (isMarked(lines)) return [`  ${paint.cyan(label)}`, ...lines.map((line) => `    ${paintMark(line, paint)}`)];
  const name = paint.cyan(label) + " ".repeat(width - label.length);
  return hang("", lines).map((line, i) => i === 0 ? `  ${name}  ${line}` : `  ${" ".repeat(width)}  ${line}`);
}

/** What is found wrong, as text. */
export function renderFinding(found: Diagnostic, details: readonly Detail[], look: Look): Finding {
  const paint = look.color ? COLORS : PLAIN;
  const width = Math.max(0, ...details.filter(({ lines }) => !isMarked(lines)).map(({ label }) => label.length));
  const { hint, trace, ...above } = found;
  const head = renderDiagnostic({ ...above, hint: null }, { color: look.color });
  const tail = hint === null ? [] : [`${paint.cyan("hint")}: ${hint}`];
  const rest = trace === undefined ? [] : renderDiagnostic({ ...above, span: null, notes: [], hint: null, trace }, {
    color: look.color,
  }).split("\n").slice(1);
  const text = [head, ...details.flatMap((detail) => detailLines(detail, width, paint)), ...tail, ...rest].join("\n");
  return { message: found.message, place: placeOf(found.span), text };
}

export function placeOf(span: Span | null): Place | null {
  if (span === null || !span.source.known) return null;
  return { file: span.source.name, line: span.source.lineCol(span.start).line };
}

/** What a report says under a key. */
function part(found: PMap, key: string): unknown {
  return found.get(kw(key), null);
}

function spanOfReport(found: PMap, look: Look): Span | null {
  const [file, line, column] = ["file", "line", "column"].map((key) => part(found, key));
  if (typeof file !== "string" || typeof line !== "number") return null;
  const source = look.source(file);
  return source === null ? null : formSpanAt(source, line, typeof column === "number" ? column : 1);
}

/** `(quote x)` as it was most likely written: `'x`. */
function quoted(form: unknown): string | null {
  if (!(form instanceof Seq)) return null;
  const [head, ...rest] = toArray(form);
  return head instanceof Sym && head.text === "quote" && rest.length === 1 ? `'${showForm(rest[0])}` : null;
}

function showForm(form: unknown): string {
  return printReadably(form, { length: FORM_UNITS, own: quoted });
}

function isLiteral(form: unknown): boolean {
  return !(form instanceof Sym || form instanceof Seq || isMap(form) || form instanceof Vec);
}

/** Where two texts of one line begin to differ, with a little of what stands there. */
function textDetail(left: string, right: string): Detail {
  const [a, b] = [[...left], [...right]];
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  const around = (text: readonly string[]) =>
    printString(text.slice(Math.max(0, same - TEXT_BEFORE), same + TEXT_BEHIND).join(""));
  return { label: "differ", lines: [`from index ${same} on: ${around(a)}, ${around(b)}`] };
}

/** Two values beside each other, and what differs if that says more. */
function sides(left: unknown, right: unknown, names: readonly [string, string]): Detail[] {
  const both: Detail[] = [
    { label: names[0], lines: linesOf(left) },
    { label: names[1], lines: linesOf(right) },
  ];
  if (typeof left === "string" && typeof right === "string" && !isWorthwhile(left, right)) {
    return left.length + right.length > 2 * GLANCE_UNITS ? [...both, textDetail(left, right)] : both;
  }
  if (!isWorthwhile(left, right) || equals(left, right)) return both;
  const diff: Detail = { label: `- ${names[0]}, + ${names[1]}`, lines: difference(left, right) };
  if (!both.every(({ lines }) => lines.length === 1)) return [diff];
  // What is seen at a glance needs no explanation.
  return both.every(({ lines }) => String(lines[0]).length <= GLANCE_UNITS) ? both : [...both, diff];
}

/** The values of the arguments of a predicate. */
function argumentDetails(form: unknown, values: readonly unknown[]): Detail[] {
  const forms = form instanceof Seq ? toArray(form).slice(1) : [];
  const op = form instanceof Seq ? toArray(form)[0] : null;
  if (op instanceof Sym && (op.name === "=" || op.name === "==") && values.length === 2) {
    return sides(values[0], values[1], ["left", "right"]);
  }
  return values.flatMap((value, i) =>
    forms.length !== values.length || isLiteral(forms[i]) ? [] : [{ label: showForm(forms[i]), lines: linesOf(value) }]
  );
}

/** The names of a pattern stand for whatever is there: the pattern with the value's parts in their places. */
function filled(pattern: unknown, value: unknown): unknown {
  if (pattern instanceof Sym) return value;
  if (pattern instanceof Vec && (value instanceof Vec || value instanceof Seq)) {
    const [forms, items] = [toArray(pattern), toArray(value)];
    const rest = forms.findIndex((form) => form instanceof Sym && form.text === "&");
    const fixed = rest < 0 ? forms : forms.slice(0, rest);
    const more = rest < 0 ? [] : items.slice(fixed.length);
    return vec([...fixed.map((form, i) => i < items.length ? filled(form, items[i]) : form), ...more]);
  }
  if (pattern instanceof Tuple && value instanceof Tuple && value.items.length === pattern.items.length) {
    return tuple(pattern.tag, ...pattern.items.map((form, i) => filled(form, value.items[i])));
  }
  if (isMap(pattern) && isMap(value)) {
    return mapFrom(
      [...pattern.entries()].filter(([key]) => key instanceof Keyword).map(([key, form]) =>
        [key, value.has(key) ? filled(form, value.get(key, null)) : form] as const
      ),
    );
  }
  return pattern;
}

/** Of maps only the keys that a pattern asks for. */
function restricted(value: unknown, pattern: unknown): unknown {
  if (!isMap(value) || !isMap(pattern)) return value;
  return mapFrom(
    [...value.entries()].filter(([key]) => pattern.has(key)).map(([key, item]) =>
      [key, restricted(item, pattern.get(key, null))] as const
    ),
  );
}

function patternDetails(pattern: unknown, value: unknown): Detail[] {
  const shown: Detail[] = [
    { label: "pattern", lines: linesOf(pattern) },
    { label: "value", lines: linesOf(value) },
  ];
  const [wanted, given] = [filled(pattern, value), restricted(value, pattern)];
  if (!isWorthwhile(wanted, given) || equals(wanted, given)) return shown;
  return [...shown, { label: "- pattern, + value", lines: difference(wanted, given) }];
}

function mailboxDetails(mailbox: unknown): Detail {
  const messages = toArray(mailbox);
  if (messages.length === 0) return { label: "mailbox", lines: ["empty"] };
  const lines = messages.slice(0, MOST_MESSAGES).map((message) => printShort(message, 200));
  if (messages.length > MOST_MESSAGES) lines.push(`… ${messages.length - MOST_MESSAGES} more`);
  return { label: "mailbox", lines };
}

/** The values for which a property fails, by their names. */
function valueDetails(names: unknown, value: unknown): Detail[] {
  const values = toArray(value);
  return toArray(names).map((name, i) => ({ label: showForm(name), lines: linesOf(values[i]) }));
}

function snapshotLines(stored: unknown, value: unknown): Detail {
  const text = typeof value === "string" ? value : linesOf(value).join("\n");
  return { label: "- stored, + now", lines: lineDifference(String(stored), text) };
}

interface Described {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly details: readonly Detail[];
}

function describeFailure(found: PMap, look: Look): Described {
  const form = part(found, "expected");
  const actual = part(found, "actual");
  const head = form instanceof Seq ? toArray(form)[0] : null;
  const name = head instanceof Sym ? head.name : "";
  const values = part(found, "values");
  const property = part(found, "property");
  if (isMap(property)) return describeProperty(property, actual, look);
  if (found.has(kw("snapshot"))) {
    return { ...testError("snapshot-differs", {}), details: [snapshotLines(part(found, "snapshot"), actual)] };
  }
  if (name.endsWith("-receive")) {
    const error = testError("no-message", { form: showForm(form), reason: String(part(found, "message") ?? "") });
    const details = found.has(kw("mailbox")) ? mailboxDetails(part(found, "mailbox")) : null;
    return { ...error, details: [details ?? { label: "message", lines: linesOf(actual) }] };
  }
  if (found.has(kw("pattern"))) {
    const details = patternDetails(part(found, "pattern"), actual);
    return { ...testError("no-pattern-match", { form: showForm(form) }), details };
  }
  if (name.startsWith("thrown") && actual === null) {
    return { ...testError("nothing-thrown", { form: showForm(form) }), details: [] };
  }
  const error = testError("assertion", { form: showForm(form) });
  if (actual instanceof Error) return { ...error, details: [{ label: "error", lines: [actual.message] }] };
  if (values !== null) return { ...error, details: argumentDetails(form, toArray(values)) };
  return { ...error, details: form === null ? [] : [{ label: "value", lines: linesOf(actual) }] };
}

function describeProperty(property: PMap, cause: unknown, look: Look): Described {
  const names = part(property, "names");
  const because = isMap(cause) ? findingOf(cause, look).text.split("\n") : [];
  const changed = !equals(part(property, "value"), part(property, "first"));
  const [runs, shrinks, seed] = ["runs", "shrinks", "seed"].map((key) => Number(part(property, key)));
  const says = isMap(cause) && (cause.has(kw("expected")) || part(cause, "type") !== kw("fail"));
  const details: Detail[] = valueDetails(names, part(property, "value"));
  if (changed) {
    details.push({
      label: "at first",
      lines: toArray(part(property, "first")).map((value) => printShort(value, 200)),
    });
    details.push({ label: "shrunk", lines: [`${shrinks} ${shrinks === 1 ? "time" : "times"}`] });
  }
  details.push({ label: "seed", lines: [`${seed}, to be given as (for-all {:seed ${seed}} …)`] });
  if (says) details.push({ label: "because", lines: because });
  return { ...testError("property", { runs }), details };
}

/** What an uncaught error is, with its trace. */
export function errorFinding(error: unknown, trace: Parameters<typeof failureDiagnostic>[1], look: Look): Finding {
  return renderFinding(failureDiagnostic(error, trace), [], look);
}

function contextDetails(found: PMap): Detail[] {
  const contexts = part(found, "contexts");
  const texts = contexts === null ? [] : toArray(contexts).map((text) => String(text));
  return texts.length === 0 ? [] : [{ label: "testing", lines: [texts.join(" › ")] }];
}

function describeError(found: PMap, look: Look): Finding {
  const error = part(found, "actual");
  const form = part(found, "expected");
  const diagnosed = failureDiagnostic(error, []);
  const at = spanOfReport(found, look);
  const where = form === null || at === null ? "" : ` (${showPlace(at)})`;
  const notes = form === null ? [] : [{ message: `It was thrown in ${showForm(form)}${where}`, span: null }];
  const message = part(found, "message");
  const own = message === null || form === null ? [] : [{ label: "message", lines: [String(message)] }];
  const placed = { ...diagnosed, span: diagnosed.span ?? at, notes: [...diagnosed.notes, ...notes] };
  return renderFinding(placed, [...contextDetails(found), ...own], look);
}

/** What a report of `batuta.test` is, for people. */
export function findingOf(found: PMap, look: Look): Finding {
  if (part(found, "type") === kw("error")) return describeError(found, look);
  const { code, message, hint, details } = describeFailure(found, look);
  const own = part(found, "message");
  const said = own === null || code === "no-message" ? [] : [{ label: "message", lines: String(own).split("\n") }];
  const placed = diagnostic(code, message, spanOfReport(found, look), { hint });
  return renderFinding(placed, [...contextDetails(found), ...said, ...details], look);
}
