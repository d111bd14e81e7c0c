/**
 * Notation of the tests of types: `checked("(inc \"a\")")` is what `batuta check` says, rendered; `codes(…)` only the codes, `typeOf(…)` the
 * type of the last definition or form; `ran(…)` what running says.
 */
import { lookAt, type Looking, Session } from "../../lib/compiler/mod.ts";
import { removeNamespace } from "../../lib/runtime/mod.ts";
import { type Diagnostic, renderDiagnostic, Source } from "../../lib/source/mod.ts";
import { Checker } from "../../lib/types/mod.ts";
import { memoryHost } from "../compiler/session.ts";

/** A session in an empty namespace whose host checks types. */
export function newSession(output: (text: string) => void = () => {}): Session {
  removeNamespace("user");
  return new Session({ ...memoryHost(output), types: () => Promise.resolve({ Checker }) });
}

/** What checking a program finds. */
export async function found(code: string, strict = false): Promise<Diagnostic[]> {
  const all: Diagnostic[] = [];
  await newSession().check(new Source("t.bat", code), { strict, report: (d) => all.push(d) });
  return all;
}

export async function codes(code: string, strict = false): Promise<string> {
  return (await found(code, strict)).map((d) => d.code).join(" ");
}

export async function checked(code: string): Promise<string> {
  return (await found(code)).map((d) => renderDiagnostic(d, { color: false })).join("\n\n");
}

/** The types of a program's definitions, the last one's alone. */
export async function typeOf(code: string): Promise<string> {
  let last = "";
  const onDefinition = ({ type }: { type: string }) => last = type;
  await newSession().check(new Source("t.bat", code), { strict: false, report: () => {}, onDefinition });
  return last;
}

/** What a run comes to: the printed value, or `code line:column`. */
export async function ran(code: string, how: Partial<Looking> = {}): Promise<string> {
  const session = newSession();
  lookAt({ everything: false, strict: false, checkCalls: false, ...how });
  const outcome = await session.run(new Source("t.bat", code));
  lookAt({ everything: false, strict: false, checkCalls: false });
  if (outcome.status !== 0) {
    const [{ code, span }] = outcome.diagnostics;
    if (span === null) return code;
    const { line, col } = span.source.lineCol(span.start);
    return `${code} ${line}:${col}`;
  }
  const printed = await session.print(outcome.value);
  return printed.status === 0 ? String(printed.value) : printed.diagnostics[0].code;
}
