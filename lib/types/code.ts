/**
 * Core code as the checker reads it: where its parts stand and what they are called in messages.
 * @module
 */
import type { CallCore, Core, FnCore } from "../expander/mod.ts";
import { type Span, spanText } from "../source/mod.ts";

/** Where the parts of a call stand; see `CallPlace` of the expander. */
interface PartedPlace extends Span {
  readonly of: Span;
  readonly parts: readonly (Span | null)[];
}

function isParted(span: Span | null): span is PartedPlace {
  return span !== null && "parts" in span && "of" in span;
}

/** The place a macro's code is called at; see `ExpandedPlace` of the expander. */
interface MacroPlace extends Span {
  readonly head: { readonly ns: string | null; readonly name: string };
}

/** The macro call a place stands for; null for what the user wrote. */
export function macroAt(span: Span | null): MacroPlace["head"] | null {
  const at = isParted(span) ? span.of : span;
  return at !== null && "head" in at ? (at as MacroPlace).head : null;
}

/** The place without what it knows of its parts. */
export function plain(span: Span | null): Span | null {
  return isParted(span) ? span.of : span;
}

/** The place in the user's text: of code that a macro made, its call. */
export function userPlace(span: Span | null): Span | null {
  return span === null || macroAt(span) === null
    ? plain(span)
    : { source: span.source, start: span.start, end: span.end };
}

/** Where code stands, as far as it is known. */
export function spanOfCore(core: Core): Span | null {
  switch (core.kind) {
    case "const":
    case "local":
      return core.span ?? null;
    case "do":
      return core.body.length === 0 ? null : spanOfCore(core.body[core.body.length - 1]);
    case "let":
    case "letfn":
      return spanOfCore(core.body);
    case "if":
    case "recur":
    case "goto":
    case "labels":
    case "the-var":
    case "try":
      return null;
    default:
      return core.span;
  }
}

/** Where the i-th argument of a call stands. */
export function argumentSpan(call: CallCore, i: number): Span | null {
  const { span, args } = call;
  if (isParted(span) && span.parts.length === args.length + 1) {
    const part = span.parts[i + 1];
    if (part !== null) return part;
  }
  return spanOfCore(args[i]) ?? plain(span);
}

/** Where the function of a call stands. */
export function headSpan(call: CallCore): Span | null {
  const { span } = call;
  return isParted(span) && span.parts[0] ? span.parts[0] : plain(span);
}

const MOST_TEXT = 40;

/** The text of a place, where it is short and the user's. */
export function textAt(span: Span | null): string | null {
  if (span === null || !span.source.known || macroAt(span) !== null) return null;
  const text = spanText(span);
  return text.length > MOST_TEXT || text.includes("\n") ? null : text;
}

/** Whether a call is one of this function of the core library. */
export function isCoreCall(core: Core, name: string): core is CallCore {
  return core.kind === "call" && core.f.kind === "var" && core.f.cell.ns === "batuta.core" && core.f.cell.name === name;
}

/** The name of the core library's function that a call calls; null for other calls. */
export function coreName(core: Core): string | null {
  return core.kind === "call" && core.f.kind === "var" && core.f.cell.ns === "batuta.core" ? core.f.cell.name : null;
}

/** The name by which a function is told apart in messages. */
export function shortName(fn: FnCore | string): string {
  const name = typeof fn === "string" ? fn : fn.name;
  const slash = name.indexOf("/");
  return slash > 0 && name.length > slash + 1 ? name.slice(slash + 1) : name;
}

/** The code with `changed` done to its parts from the innermost on; it is also given what stood there before. */
export function mapCore(core: Core, changed: (core: Core, written: Core) => Core): Core {
  const change = (part: Core): Core => changed(part, core);
  const go = (part: Core): Core => mapCore(part, changed);
  const all = (parts: readonly Core[]): readonly Core[] => parts.map(go);
  const bindings = <B extends { readonly init: Core }>(some: readonly B[]): B[] =>
    some.map((b) => ({ ...b, init: go(b.init) }));
  switch (core.kind) {
    case "if":
      return change({ ...core, test: go(core.test), then: go(core.then), otherwise: go(core.otherwise) });
    case "do":
      return change({ ...core, body: all(core.body) });
    case "let":
    case "loop":
      return change({ ...core, bindings: bindings(core.bindings), body: go(core.body) });
    case "recur":
    case "goto":
      return change({ ...core, args: all(core.args) });
    case "fn":
      return change(mapFn(core, go));
    case "letfn":
      return change({
        ...core,
        fns: core.fns.map((f) => ({ ...f, fn: mapFn(f.fn, go) })),
        body: go(core.body),
      });
    case "labels":
      return change({
        ...core,
        entry: go(core.entry),
        targets: core.targets.map((t) => ({ ...t, body: go(t.body) })),
      });
    case "call":
      return change({ ...core, f: go(core.f), args: all(core.args) });
    case "def":
      return change({ ...core, init: core.init === null ? null : go(core.init) });
    case "throw":
      return change({ ...core, value: go(core.value) });
    case "try":
      return change({
        ...core,
        body: go(core.body),
        handler: core.handler === null ? null : { ...core.handler, body: go(core.handler.body) },
        cleanup: core.cleanup === null ? null : go(core.cleanup),
      });
    case "vector":
    case "set":
    case "tuple":
    case "map":
      return change({ ...core, items: all(core.items) });
    default:
      return change(core);
  }
}

function mapFn(fn: FnCore, go: (part: Core) => Core): FnCore {
  return { ...fn, arities: fn.arities.map((a) => ({ ...a, body: go(a.body) })) };
}
