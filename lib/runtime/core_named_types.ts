/**
 * Types that a program names with `deftype`, as values; and `type-of` where nobody has looked at the code.
 * In: the name, the parameters and the form of a type. Out: a value that prints as its name. Who checks types reads the form.
 * @module
 */
import { fail, Obj, type Printer, Sym, toArray } from "../data/mod.ts";
import { defineLeaves, document, manyFrom } from "./core_install.ts";
import { typeSymbol } from "./core_reflection.ts";

/** `(deftype Name type)`. */
export class NamedType extends Obj {
  constructor(
    /** Qualified. */
    readonly name: string,
    readonly params: readonly string[],
    /** The type as it is written, as data. */
    readonly form: unknown,
  ) {
    super();
  }
  override get typeName(): string {
    return "Type";
  }
  equals(other: unknown): boolean {
    return this === other;
  }
  hash(): number {
    return 0;
  }
  override print(printer: Printer): void {
    printer.text(`#<type ${this.name}>`);
  }
}

function formOf(type: unknown): unknown {
  return type instanceof NamedType
    ? type.form
    : fail("bad-argument", { op: "type-form", expected: "a type that `deftype` has named", value: type });
}

/** What looks at the arguments of a call of a function with a declared type; null while nobody does. */
let callCheck: ((name: string, args: readonly unknown[]) => void) | null = null;

/** Has arguments checked where code without types calls functions with types; `check` throws what is wrong. */
export function setCallCheck(check: (name: string, args: readonly unknown[]) => void): void {
  callCheck = check;
}

/** Functions by those that check their arguments first. */
const unchecked = new WeakMap<object, unknown>();

defineLeaves({
  "-check-call": manyFrom(1, ([name, ...args]) => {
    callCheck?.(String(name), args);
    return null;
  }),
  "-remember-unchecked": (outer, inner) => {
    unchecked.set(outer as object, inner); // a function
    return outer;
  },
  "-unchecked": (f) => typeof f === "function" ? unchecked.get(f) ?? f : f,
  "-named-type": (name, params, form) =>
    new NamedType((name as Sym).text, toArray(params).map((p) => (p as Sym).name), form), // `deftype` writes these
  "type-form": formOf,
  "type-of": (x) => typeSymbol(x),
});

document(() => `
type-of [x]
The type that a piece of code has by what is known before it runs, written as annotations are. \`(str (type-of (fn [x] (+ x 1)))) ;~> Number|Any|Fn\`

type-form [type]
What a type that \`deftype\` has named stands for. \`(do (deftype Id Int) (type-form Id)) ;=> Int\`
`);
