/**
 * Ctrl-C and SIGTERM for programs that serve: servers stop, what they have begun is done, then the program ends. A second signal
 * ends it at once. Other programs end as the system has it.
 * @module
 */
import { drain, holding, stopHolders, whenReleased } from "../runtime/mod.ts";
import type { DenoHost } from "./host.ts";

/** Signal → exit status: 128 and the signal's number. */
const STATUSES = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof STATUSES;

let received: number | null = null;

/** The exit status of a program that is to end because of a signal; null without one. */
export function interruption(): number | null {
  return received;
}

async function interrupt(host: DenoHost, signal: Signal): Promise<void> {
  if (received !== null) host.exit(received);
  received = STATUSES[signal];
  const released = whenReleased();
  stopHolders();
  await released;
  // Actors take what they have been told of the end.
  await drain();
  host.exit(received);
}

/** Windows knows no SIGTERM. */
const SIGNALS: readonly Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];

/** Watches for signals from now on, while the program serves. */
export function watchInterrupts(host: DenoHost): void {
  const watched = SIGNALS.map((signal) => [signal, () => void interrupt(host, signal)] as const);
  holding.began = () => watched.forEach(([signal, act]) => Deno.addSignalListener(signal, act));
  holding.ended = () => {
    // The one that is being dealt with is to be heard a second time.
    if (received === null) watched.forEach(([signal, act]) => Deno.removeSignalListener(signal, act));
  };
}
