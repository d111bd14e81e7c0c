/**
 * What people are told about actors: crashes, floods, what supervisors could not do, traced messages. The program goes on.
 * @module
 */
import { ACTOR_WARNINGS, type Crash, reports, setTraceDescription } from "../actor/mod.ts";
import { failureDiagnostic } from "../compiler/mod.ts";
import { type ErrorEntry, type Pid, show } from "../data/mod.ts";
import { type Diagnostic, diagnostic, showPlace, type TraceFrame } from "../source/mod.ts";

/** How messages call an actor. */
function called(pid: Pid, name: string): string {
  return name === "" ? show(pid) : `${show(pid)} (${name})`;
}

function warning<C extends keyof typeof ACTOR_WARNINGS>(
  code: C,
  details: Parameters<typeof ACTOR_WARNINGS[C]["message"]>[0],
): Diagnostic {
  // The table's entry at C takes exactly these details; TypeScript loses that through the index.
  const { message, hint } = ACTOR_WARNINGS[code] as ErrorEntry<typeof details>;
  return diagnostic(code, message(details), null, { severity: "warning", hint });
}

function crashDiagnostic({ pid, name, error, trace, lastMessage, state }: Crash): Diagnostic {
  const found = failureDiagnostic(error, trace);
  const who = called(pid, name);
  const details = [
    lastMessage === null ? "" : `, while it handled ${show(lastMessage[0])}`,
    state === null ? "" : `, with the state ${show(state[0])}`,
  ];
  const note = { message: `This ended the actor ${who}${details.join("")}`, span: null };
  return { ...found, notes: [...found.notes, note] };
}

function frameText({ name, span }: TraceFrame): string {
  return span === null || !span.source.known ? name : `${name} (${showPlace(span)})`;
}

/** Shows what happens to actors, as diagnostics; `trace` takes the lines of traced messages. */
export function reportActors(tell: (found: Diagnostic) => void, trace: (line: string) => void): void {
  setTraceDescription((error, trace) => failureDiagnostic(error, trace).trace?.map(frameText) ?? []);
  reports.crashed = (crash) => tell(crashDiagnostic(crash));
  reports.flooded = (pid, name, count) => tell(warning("mailbox-flood", { who: called(pid, name), count }));
  reports.gaveUp = (pid, name, child, restarts, seconds) =>
    tell(warning("gave-up", { who: called(pid, name), child, restarts, seconds }));
  reports.notStarted = (pid, name, child, reason) =>
    tell(warning("not-started", { who: called(pid, name), child, reason }));
  reports.notReloaded = (pid, name, error) => {
    const found = failureDiagnostic(error, []);
    const note = { message: `The actor ${called(pid, name)} keeps its state and its old definition`, span: null };
    tell({ ...found, notes: [...found.notes, note] });
  };
  reports.workerLost = (worker, reason) => tell(warning("lost-worker", { worker, reason }));
  reports.traced = (text) => trace(`${text}\n`);
}
