/**
 * Places that know more than a range: of a call, where its parts stand; of code that a macro made, which macro it was.
 * Both are spans, so that everything that carries a span carries them along; who shows a mistake asks.
 * @module
 */
import { type Seq, type Sym, toArray } from "../data/mod.ts";
import { spanOf, spansOf } from "../reader/mod.ts";
import { currentNamespace, findByPrefix } from "../runtime/mod.ts";
import type { Note, Source, Span } from "../source/mod.ts";
import type { CallCore } from "./core.ts";

/** The place of code that a macro made: that of the outermost call the user wrote. */
export class ExpandedPlace implements Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;

  /**
   * @param call where the macro is called
   * @param head the name it is called by
   * @param written where the code stands in the macro's template, or null
   */
  constructor(call: Span, readonly head: Sym, readonly written: Span | null) {
    this.source = call.source;
    this.start = call.start;
    this.end = call.end;
  }

  /** The same place of a part of the answer that a template at `written` made. */
  writtenAt(written: Span | null): ExpandedPlace {
    // A macro that the template of another calls is not what the user wrote.
    return this.written !== null || written === null ? this : new ExpandedPlace(this, this.head, written);
  }
}

/** The place of what a call of a macro makes. */
export function expandedPlace(call: Span, head: Sym): ExpandedPlace {
  return call instanceof ExpandedPlace ? call : new ExpandedPlace(call, head, null);
}

function isInside(part: Span, whole: Span): boolean {
  return part.source === whole.source && part.start >= whole.start && part.end <= whole.end;
}

/** Where the parts of a call stand; null where that is not known. */
function placesOfParts(form: Seq, parts: readonly unknown[]): (Span | null)[] {
  const kids = spansOf(form);
  if (kids.length === parts.length) return parts.map((part, i) => spanOf(part) ?? kids[i]);
  const own = parts.map(spanOf);
  const whole = spanOf(form);
  if (whole === null || kids.length !== parts.length - 1) return own;
  // Macros such as `->` put one part into a call as it was written; it stands somewhere else.
  const added = own.findIndex((span) => span !== null && !isInside(span, whole));
  return added < 0 ? own : own.map((span, i) => span ?? kids[i < added ? i : i - 1]);
}

/** The place of a call. */
export class CallPlace implements Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  /** The call itself; set once its parts are expanded. */
  call: CallCore | null = null;

  constructor(readonly of: Span, readonly form: Seq) {
    this.source = of.source;
    this.start = of.start;
    this.end = of.end;
  }

  /** Where the function and the arguments stand, found when somebody asks; null where that is not known. */
  get parts(): readonly (Span | null)[] {
    return placesOfParts(this.form, toArray(this.form));
  }
}

/** What a mistake at a place has to say about the macro that made the code; null when none of the user's did. */
export function expansionNote(place: Span | null): Note | null {
  const at = place instanceof CallPlace ? place.of : place;
  if (!(at instanceof ExpandedPlace)) return null;
  const { head, written } = at;
  const here = currentNamespace();
  const cell = head.ns === null ? here.find(head.name) : findByPrefix(here, head.ns)?.get(head.name);
  // The library's own macros are part of the language.
  if (cell?.macro && cell.ns.startsWith("batuta.")) return null;
  return { message: `In the expansion of \`${head.text}\``, span: written };
}
