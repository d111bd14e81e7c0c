/**
 * The tables of errors of all rooms, for `batuta explain`: what each code means and how it looks.
 * In: nothing. Out: one row for each code.
 * @module
 */
import { ARCHIVE_ERRORS } from "./archive.ts";
import { COMPILE_ERRORS } from "./compile_program.ts";
import { ACTOR_ERRORS, ACTOR_WARNINGS, WIRE_ERRORS } from "../actor/mod.ts";
import { DATA_ERRORS, Obj, type Printer } from "../data/mod.ts";
import { EXPANDER_ERRORS, EXPANDER_WARNINGS } from "../expander/mod.ts";
import { READER_ERRORS } from "../reader/mod.ts";
import { ALL_RUNTIME_ERRORS, type AnyErrors, LIBRARY_ERRORS } from "../runtime/mod.ts";
import { SOURCE_ERRORS } from "../source/mod.ts";
import { LOAD_ERRORS } from "./load_errors.ts";

/** What is known of a code. */
export interface Explanation {
  readonly code: string;
  /** When it is found: "While a program runs". */
  readonly stage: string;
  /** The message with the names of its parts in capitals; null when it has no one form. */
  readonly form: string | null;
  readonly hint: string | null;
  /** The smallest program, file or command line that causes it; "" when there is none. */
  readonly example: string;
  readonly exampleKind: "program" | "bytes" | "command line";
}

/** Stands for a part of a message: shows as its name in capitals. */
class Slot extends Obj {
  constructor(readonly name: string) {
    super();
  }
  equals(other: unknown): boolean {
    return this === other;
  }
  hash(): number {
    return 0;
  }
  override print(printer: Printer): void {
    printer.text(this.toString());
  }
  override toString(): string {
    return this.name.replace(/[A-Z]/g, (letter) => `-${letter}`).toUpperCase();
  }
}

function formOf(entry: AnyErrors[string]): string | null {
  try {
    const form = String(entry.message(new Proxy({}, { get: (_, name) => new Slot(String(name)) })));
    return form.includes("undefined") ? null : form;
  } catch {
    // Some messages choose their words by the data.
    return null;
  }
}

/** The rows of a table. */
export function explain(
  stage: string,
  table: AnyErrors,
  exampleKind: Explanation["exampleKind"] = "program",
): Explanation[] {
  return Object.entries(table).map(([code, entry]) => ({
    code,
    stage,
    form: formOf(entry),
    hint: entry.hint,
    example: entry.example,
    exampleKind,
  }));
}

/** What is known of the codes of all rooms but the command line's. A code that two rooms have stands twice. */
export function explanations(): Explanation[] {
  return [
    ...explain("While a file is decoded", SOURCE_ERRORS, "bytes"),
    ...explain("While a program is read", READER_ERRORS),
    ...explain("While a program is expanded", EXPANDER_ERRORS),
    ...explain("As a warning, before a form runs", EXPANDER_WARNINGS),
    ...explain("While a program runs", { ...DATA_ERRORS, ...ALL_RUNTIME_ERRORS }),
    ...explain("While actors run", { ...ACTOR_ERRORS, ...WIRE_ERRORS }),
    ...explain("As a warning, while actors run", ACTOR_WARNINGS),
    ...explain("While a namespace is loaded", LOAD_ERRORS),
    ...explain("While a program is compiled, or a compiled one is loaded", { ...COMPILE_ERRORS, ...ARCHIVE_ERRORS }),
    ...explain("In the library's namespaces", LIBRARY_ERRORS),
  ];
}
