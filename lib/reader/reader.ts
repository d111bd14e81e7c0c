/**
 * Text → forms, one at a time. The reader is a machine with its own stack of frames: each token opens one, closes one,
 * or is a value for the innermost.
 * In: a Source and a ReadContext. Out: plain values whose meta slots hold `Placed`, and diagnostics.
 * Invariants: no text makes it throw; a form is given out once all of it was read; after a mistake reading goes on.
 * Deliberately absent: evaluation, and what a name means.
 * @module
 */

import { Coll, Keyword } from "../data/mod.ts";
import type { Diagnostic, Note, Source, Span } from "../source/mod.ts";
import { AtomReader } from "./atom.ts";
import { buildBraces, buildList, buildNamespaceMap, buildSet, buildVector } from "./collection.ts";
import { currentNs, type ReadContext } from "./context.ts";
import { DEPTH_LIMIT } from "./errors.ts";
import { FnParameters } from "./fn_literal.ts";
import { Branches, Frame, NOTHING } from "./frame.ts";
import { Mistakes } from "./mistakes.ts";
import { spansOf } from "./placed.ts";
import { attachMeta, buildCall, buildTagged, findCallName, prefixArity } from "./prefix.ts";
import { Tokenizer } from "./tokenizer.ts";

/** What `Reader.next` answers at the end of the text. */
export const END: unique symbol = Symbol("end of text");

const CLOSERS = new Map([["(", ")"], ["[", "]"], ["{", "}"], ["#{", "}"], ["#(", ")"]]);
const DEFAULT_FEATURES: readonly string[] = ["batuta"];
/** Open brackets around an unclosed one that its diagnostic names. */
const OUTER_NOTES = 3;

/** Reads the forms of one text. */
export class Reader {
  /** The place of the form that `next` gave last; also of numbers and other forms that have no slot for it. */
  formSpan: Span;
  /** Whether the text ended inside a form, so that more text could still complete it. */
  incomplete = false;

  readonly #source: Source;
  readonly #context: ReadContext;
  /** Feature names in order of preference, `default` last. */
  readonly #features: readonly string[];
  readonly #tokens: Tokenizer;
  readonly #mistakes: Mistakes;
  readonly #atoms: AtomReader;
  /** Open forms, the innermost last. */
  readonly #stack: Frame[] = [];
  /** The `#(` that is open and not muted, if any: there is at most one. */
  #fn: FnParameters | null = null;
  /** The finished top-level form, or NOTHING. */
  #ready: unknown = NOTHING;
  /** Whether the current token is to be looked at once more. */
  #reuse = false;
  /** Whether the text ended inside a string: then brackets it may have swallowed are not reported. */
  #endedInString = false;
  #finished = false;

  /** Begins before the first form. */
  constructor(source: Source, context: ReadContext) {
    this.#source = source;
    this.#context = context;
    this.#features = [...(context.features ?? DEFAULT_FEATURES), "default"];
    this.#tokens = new Tokenizer(source.text);
    this.#mistakes = new Mistakes(source);
    this.#atoms = new AtomReader(this.#mistakes, context);
    this.formSpan = this.#span(0, 0);
  }

  /** Every mistake so far, in reading order. */
  get diagnostics(): readonly Diagnostic[] {
    return this.#mistakes.list;
  }

  /** The next top-level form, or END. A form that has mistakes is given as far as it was understood. */
  next(): unknown {
    while (this.#ready === NOTHING) {
      if (this.#mistakes.full || !this.#advance()) {
        this.#finish();
        return END;
      }
      this.#step();
    }
    const form = this.#ready;
    this.#ready = NOTHING;
    return form;
  }

  #span(start: number, end: number): Span {
    return { source: this.#source, start, end };
  }

  get #top(): Frame | undefined {
    return this.#stack[this.#stack.length - 1];
  }

  get #tokenText(): string {
    return this.#source.text.slice(this.#tokens.start, this.#tokens.end);
  }

  /** Steps to the next token that is neither white space nor comment. */
  #advance(): boolean {
    if (this.#reuse) {
      this.#reuse = false;
      return true;
    }
    const tokens = this.#tokens;
    while (tokens.next()) {
      if (tokens.kind !== "space" && tokens.kind !== "comment") return true;
    }
    return false;
  }

  #step(): void {
    const { kind, start, end } = this.#tokens;
    switch (kind) {
      case "open":
        return this.#open(this.#tokenText, start);
      case "close":
        return this.#close(this.#tokenText, start, end);
      case "prefix":
        return this.#prefix(this.#tokenText, start, end);
      case "tag":
        return this.#tag(this.#tokenText, start, end);
      case "namespace":
        return this.#namespaceMap(this.#tokenText, start, end);
      case "unknown":
        return this.#mistakes.report("bad-dispatch", { text: this.#tokenText }, start, end);
      case "string":
      case "regex":
        if (!this.#tokens.closed) return this.#unclosedString(kind, start);
    }
    this.#deliver(this.#mistakes.muted > 0 ? null : this.#atom(), this.#span(start, end));
  }

  // Values

  #atom(): unknown {
    const { kind, start, end } = this.#tokens;
    switch (kind) {
      case "number":
        return this.#atoms.number(start, end);
      case "string":
        return this.#atoms.string(start, end);
      case "keyword":
        return this.#atoms.keyword(start, end);
      case "char":
        return this.#atoms.char(start, end);
      case "regex":
        return this.#atoms.regex(start, end);
      default:
        return this.#fn !== null && this.#source.text[start] === "%"
          ? this.#parameter(this.#fn, start, end)
          : this.#atoms.symbol(start, end);
    }
  }

  #parameter(fn: FnParameters, start: number, end: number): unknown {
    const text = this.#tokenText;
    const symbol = fn.resolve(text, this.#span(start, end));
    if (symbol !== undefined) return symbol;
    this.#mistakes.report("bad-parameter", { text }, start, end);
    return this.#atoms.symbol(start, end);
  }

  /** Gives a finished form to the innermost open one, which may finish that one too. */
  #deliver(form: unknown, at: Span): void {
    for (let value = form, span = at;;) {
      const top = this.#top;
      if (top === undefined) {
        this.#ready = value;
        this.formSpan = span;
        return;
      }
      if (top.branches !== null) return this.#receiveInBranches(top.branches, value, span);
      top.items.push(value);
      top.spans.push(span);
      if (top.wants === 0 || top.items.length < top.wants) return;
      this.#pop();
      if (top.open === "#_") return;
      span = prefixArity(top.open) === 2 ? span : this.#span(top.start, span.end);
      value = this.#mistakes.muted > 0 ? null : this.#finishPrefix(top, span);
    }
  }

  #finishPrefix(frame: Frame, at: Span): unknown {
    const name = findCallName(frame.open);
    if (name !== undefined) return buildCall(name, frame, at);
    return frame.wants === 2 ? attachMeta(frame, this.#mistakes) : buildTagged(frame, this.#mistakes, this.#context);
  }

  /** A finished `#?` that selected nothing: as a branch of another one it still counts as that branch. */
  #deliverNothing(at: Span): void {
    const branches = this.#top?.branches ?? null;
    if (branches !== null && !branches.expectsFeature) this.#receiveInBranches(branches, NOTHING, at);
  }

  // Brackets

  #push(frame: Frame): void {
    if (this.#stack.length < DEPTH_LIMIT) this.#stack.push(frame);
    else this.#tooDeep(frame);
  }

  #pop(): Frame | undefined {
    const frame = this.#stack.pop();
    if (frame === undefined) return undefined;
    if (frame.open === "#_" || frame.branches?.skips) this.#mistakes.muted--;
    if (frame.parameters !== null) this.#fn = null;
    return frame;
  }

  #open(open: string, start: number): void {
    const around = this.#top;
    if (around !== undefined && around.suspect < 0 && this.#source.text[start - 1] === "\n") around.suspect = start;
    const frame = new Frame(open, CLOSERS.get(open) ?? ")", 0, start, this.#tokens.end);
    if (open === "#(" && this.#mistakes.muted === 0) this.#openFn(frame);
    this.#push(frame);
  }

  #openFn(frame: Frame): void {
    if (this.#fn !== null) return this.#mistakes.report("nested-fn", {}, frame.start, frame.end);
    this.#fn = frame.parameters = new FnParameters(frame.start);
  }

  #close(close: string, start: number, end: number): void {
    this.#dropPrefixes();
    const top = this.#top;
    if (top === undefined) return this.#mistakes.reportAlways("unmatched", { close }, start, end);
    if (top.close !== close) return this.#mismatch(top, close, start, end);
    this.#pop();
    this.#closeFrame(top, this.#span(top.start, end));
  }

  /** The value of a bracket whose closer is read, given to what is around it. */
  #closeFrame(frame: Frame, at: Span): void {
    if (frame.branches !== null) return this.#closeBranches(frame, frame.branches, at);
    this.#deliver(this.#mistakes.muted > 0 ? null : this.#build(frame, at), at);
  }

  #build(frame: Frame, at: Span): unknown {
    switch (frame.open) {
      case "(":
        return buildList(frame, at);
      case "[":
        return buildVector(frame, at);
      case "{":
        return buildBraces(frame, at, this.#mistakes);
      case "#{":
        return buildSet(frame, at, this.#mistakes);
      case "#(":
        return frame.parameters?.wrap(buildList(frame, at), at) ?? buildList(frame, at);
      default:
        return buildNamespaceMap(frame, this.#namespace(frame), at, this.#mistakes);
    }
  }

  /**
   * A closer that does not fit: when it fits a bracket further out, those inside it end there too, else it is passed over
   * and the open bracket is not reported again.
   */
  #mismatch(top: Frame, close: string, start: number, end: number): void {
    const notes = [{ message: `\`${top.open}\` was opened here`, span: this.#span(top.start, top.end) }];
    if (!top.reported) {
      this.#mistakes.reportAlways("mismatched", { open: top.open, close, wanted: top.close }, start, end, notes);
    }
    top.reported = true;
    const fits = this.#stack.findLastIndex((frame) => frame.close === close);
    if (fits < 0) return;
    while (this.#stack.length > fits + 1) this.#pop();
    const frame = this.#pop();
    if (frame !== undefined) this.#closeFrame(frame, this.#span(frame.start, end));
  }

  /** Ends prefixes that got no form before a closer. */
  #dropPrefixes(): void {
    for (let top = this.#top; top !== undefined && top.close === ""; top = this.#top) {
      this.#pop();
      this.#missingForm(top.open, top.wants - top.items.length, top.start, top.end);
    }
  }

  #missingForm(prefix: string, missing: number, start: number, end: number): void {
    const wanted = missing === 2 ? "metadata and a form" : "a form";
    this.#mistakes.reportAlways("missing-form", { prefix, wanted }, start, end);
  }

  /** Reports that the limit is reached and skips the rest of the top-level form, counting brackets only. */
  #tooDeep(frame: Frame): void {
    let depth = this.#stack.filter((open) => open.close !== "").length + (frame.close === "" ? 0 : 1);
    while (this.#pop() !== undefined);
    this.#mistakes.reportAlways("too-deep", { limit: DEPTH_LIMIT }, frame.start, frame.end);
    while (this.#advance()) {
      const { kind } = this.#tokens;
      if (kind === "open") depth++;
      else if (kind === "close") depth--;
      else if (depth > 0 || kind === "prefix") continue;
      if (depth <= 0) return;
    }
  }

  // Prefixes

  #prefix(prefix: string, start: number, end: number): void {
    if (prefix === "##") return this.#symbolicNumber(start, end);
    if (prefix === "#?" || prefix === "#?@") return this.#conditional(prefix, start, end);
    this.#push(new Frame(prefix, "", prefixArity(prefix), start, end));
    if (prefix === "#_" && this.#top?.start === start) this.#mistakes.muted++;
  }

  /** `##Inf`: the name must follow at once. */
  #symbolicNumber(start: number, end: number): void {
    const tokens = this.#tokens;
    const follows = this.#advance();
    const joined = follows && tokens.kind === "symbol" && tokens.start === end;
    this.#reuse = follows && !joined;
    const at = this.#span(start, joined ? tokens.end : end);
    this.#deliver(this.#mistakes.muted > 0 ? null : this.#atoms.symbolicNumber(at.start, at.end), at);
  }

  #tag(text: string, start: number, end: number): void {
    if (text.startsWith("#actor<") && text.endsWith(">")) return this.#actor(text, start, end);
    if (!text.startsWith("#<")) return this.#push(new Frame(text, "", 1, start, end));
    this.#mistakes.report("unreadable", { text }, start, end);
    this.#deliver(null, this.#span(start, end));
  }

  #actor(text: string, start: number, end: number): void {
    const value = this.#mistakes.muted > 0 ? null : this.#context.actor?.(text.slice("#actor<".length, -1));
    if (value === undefined) this.#mistakes.report("unknown-tag", { tag: text.slice(1) }, start, end);
    this.#deliver(value ?? null, this.#span(start, end));
  }

  #namespaceMap(text: string, start: number, end: number): void {
    if (!this.#advance()) return this.#push(new Frame(text, "", 1, start, end));
    if (this.#tokens.kind !== "open" || this.#tokenText !== "{" || text === "#:") {
      this.#reuse = true;
      return this.#mistakes.report("bad-namespace-map", { text }, start, end);
    }
    this.#push(new Frame(text, "}", 0, start, end));
  }

  /** The namespace that `#:user`, `#::` or `#::alias` names. */
  #namespace(frame: Frame): string {
    const { open, start, end } = frame;
    if (!open.startsWith("#::")) return open.slice(2);
    if (open === "#::") return currentNs(this.#context);
    return this.#atoms.namespaceOf(open.slice(3), open, start, end) ?? open.slice(3);
  }

  // Reader conditionals

  #conditional(prefix: string, start: number, end: number): void {
    if (!this.#advance()) return this.#push(new Frame(prefix, "", 1, start, end));
    if (this.#tokens.kind !== "open" || this.#tokenText !== "(") {
      this.#reuse = true;
      return this.#mistakes.report("bad-conditional", { prefix }, start, end);
    }
    const frame = new Frame(prefix + "(", ")", 0, start, this.#tokens.end);
    frame.branches = new Branches();
    this.#push(frame);
  }

  #receiveInBranches(branches: Branches, value: unknown, at: Span): void {
    if (branches.expectsFeature) this.#beginBranch(branches, value, at);
    else this.#endBranch(branches, value, at);
    branches.expectsFeature = !branches.expectsFeature;
  }

  #beginBranch(branches: Branches, feature: unknown, at: Span): void {
    const known = feature instanceof Keyword && feature.ns === null ? this.#features.indexOf(feature.name) : -1;
    if (!(feature instanceof Keyword)) this.#mistakes.report("bad-conditional", { prefix: "#?" }, at.start, at.end);
    branches.rank = known < 0 ? Infinity : known;
    branches.skips = branches.rank >= branches.bestRank;
    if (branches.skips) this.#mistakes.muted++;
    branches.mistakesFrom = this.#mistakes.list.length;
  }

  #endBranch(branches: Branches, value: unknown, at: Span): void {
    if (branches.skips) {
      branches.skips = false;
      this.#mistakes.muted--;
      return;
    }
    const removed = this.#mistakes.forget(branches.bestMistakes);
    branches.bestMistakes = this.#mistakes.list.slice(branches.mistakesFrom - removed);
    branches.bestRank = branches.rank;
    branches.value = value;
    branches.span = at;
  }

  #closeBranches(frame: Frame, branches: Branches, at: Span): void {
    const prefix = frame.open.slice(0, -1);
    if (!branches.expectsFeature) this.#mistakes.report("bad-conditional", { prefix }, at.start, at.end);
    if (branches.value === NOTHING || branches.span === null) return this.#deliverNothing(at);
    if (prefix === "#?@") this.#splice(branches.value, branches.span, at);
    else this.#deliver(branches.value, branches.span);
  }

  /** Gives the elements of a vector or list to the collection around. */
  #splice(form: unknown, formSpan: Span, at: Span): void {
    const around = this.#top;
    if (around === undefined || around.close === "" || around.branches !== null) {
      this.#deliverNothing(at);
      return this.#mistakes.report("bad-splice", {}, at.start, at.end);
    }
    if (!(form instanceof Coll && form.isSequential())) {
      return this.#mistakes.report("bad-splice", {}, formSpan.start, formSpan.end);
    }
    const spans = spansOf(form);
    let i = 0;
    for (const item of form) this.#deliver(item, spans[i++] ?? formSpan);
  }

  // The end

  #unclosedString(kind: "string" | "regex", start: number): void {
    this.incomplete = true;
    this.#endedInString = true;
    const what = kind === "string" ? "string" : "regular expression";
    this.#mistakes.reportAlways("unclosed-string", { what }, start, start + (kind === "string" ? 1 : 2));
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    if (this.#stack.length > 0 && !this.#mistakes.full) this.#reportOpen();
    while (this.#pop() !== undefined);
  }

  /** The text ended inside a form: names the innermost bracket, and those around it in notes. */
  #reportOpen(): void {
    if (this.#endedInString) return;
    const open = this.#stack.filter((frame) => frame.close !== "").reverse();
    const innermost = open.find((frame) => !frame.reported);
    if (innermost !== undefined) return this.#reportUnclosed(innermost, open);
    if (open.length > 0) return;
    this.incomplete = true;
    const first = this.#stack[0];
    this.#missingForm(first.open, first.wants - first.items.length, first.start, first.end);
  }

  #reportUnclosed(frame: Frame, open: readonly Frame[]): void {
    this.incomplete = true;
    const notes: Note[] = [];
    if (frame.suspect >= 0) {
      const at = this.#span(frame.suspect, frame.suspect + 1);
      notes.push({ message: "a form in the first column stands inside of it", span: at });
    }
    for (const outer of open.slice(open.indexOf(frame) + 1).slice(0, OUTER_NOTES)) {
      notes.push({ message: `\`${outer.open}\` around it is unclosed too`, span: this.#span(outer.start, outer.end) });
    }
    this.#mistakes.reportAlways(
      "unclosed",
      { open: frame.open, close: frame.close },
      frame.start,
      frame.end,
      notes,
    );
  }
}

/** What a whole text reads as. */
export interface ReadResult {
  /** Top-level forms in order. */
  readonly forms: unknown[];
  /** Where each of them stands. */
  readonly spans: Span[];
  /** Every mistake, in reading order. */
  readonly diagnostics: Diagnostic[];
}

/** A context, and who wants each form at once: the next form is read in the context this call leaves behind. */
export interface ReadFormsOptions extends ReadContext {
  /** Called with each top-level form before the next one is read. */
  readonly onForm?: (form: unknown, span: Span) => void;
}

/** Reads a whole text, mistakes or not. */
export function readForms(source: Source, options: ReadFormsOptions): ReadResult {
  const reader = new Reader(source, options);
  const forms: unknown[] = [];
  const spans: Span[] = [];
  for (let form = reader.next(); form !== END; form = reader.next()) {
    forms.push(form);
    spans.push(reader.formSpan);
    options.onForm?.(form, reader.formSpan);
  }
  return { forms, spans, diagnostics: [...reader.diagnostics] };
}
