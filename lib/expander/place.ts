/**
 * Places that know more than a range: of a call, where its parts stand; of code that a macro made, which macro it was.
 * Both are spans, so that everything that carries a span carries them along; who shows a mistake asks.
 * @module
 */
import type { Sym } from "../data/mod.ts";
import { core } from "../runtime/mod.ts";
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

/** The place of a call. */
export class CallPlace implements Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  /** The call itself; set once its parts are expanded. */
  call: CallCore | null = null;

  /** @param parts where the function and the arguments stand; null where that is not known */
  constructor(readonly of: Span, readonly parts: readonly (Span | null)[]) {
    this.source = of.source;
    this.start = of.start;
    this.end = of.end;
  }
}

/** What a mistake at a place has to say about the macro that made the code; null when none of the user's did. */
export function expansionNote(place: Span | null): Note | null {
  const at = place instanceof CallPlace ? place.of : place;
  if (!(at instanceof ExpandedPlace)) return null;
  const { head, written } = at;
  // The library's own macros are part of the language.
  if (head.ns === null && core.get(head.name)?.macro) return null;
  return { message: `In the expansion of \`${head.text}\``, span: written };
}
