/**
 * Diagnostics on standard error: in the one format of all tools, or as JSON, one object a line.
 * @module
 */

import { type Diagnostic, diagnostic, jsonDiagnostic, renderDiagnostic } from "../source/mod.ts";
import type { ErrorFormat } from "./args.ts";

/** Where reports go. */
export interface ErrorStream {
  readonly errors: ErrorFormat;
  writeError(text: string): void;
}

/** Colours are for people who watch and have not said no. Source: no-color.org. */
function wantsColor(): boolean {
  return Deno.stderr.isTerminal() && !Deno.env.get("NO_COLOR") && Deno.env.get("TERM") !== "dumb";
}

/** Prints diagnostics; in text an empty line between two. */
export function report(to: ErrorStream, diagnostics: readonly Diagnostic[]): void {
  if (to.errors === "json") return to.writeError(diagnostics.map((each) => jsonDiagnostic(each) + "\n").join(""));
  const color = wantsColor();
  to.writeError(diagnostics.map((each) => renderDiagnostic(each, { color }) + "\n").join("\n"));
}

/** Reports a fault of Batuta itself; the JavaScript stack is shown only to those who ask for it. */
export function reportInternal(to: ErrorStream, error: unknown): void {
  const sentence = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const [firstLine] = sentence.split("\n");
  report(to, [
    diagnostic("internal", `Internal error: ${firstLine}`, null, {
      hint: "this is a fault in Batuta, please report it with the program; BATUTA_DEBUG=1 shows more",
    }),
  ]);
  if (Deno.env.get("BATUTA_DEBUG") === "1" && error instanceof Error) to.writeError(`${error.stack}\n`);
}
