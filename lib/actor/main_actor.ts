/**
 * The program itself, or the inputs of a REPL, as an actor: it runs one form after the other and keeps its mailbox between them.
 * Somebody at a desk may interrupt the form that runs.
 * When an actor ends by a failure to which it is linked, or somebody stops it, the form that runs fails; it does not end.
 * @module
 */
import type { Pid } from "../data/mod.ts";
import { type Ending, enqueue, machine, Process, runtimeFailure, wakeThrowing } from "../runtime/mod.ts";
import { Actor } from "./actor.ts";
import { failureFor } from "./errors.ts";

export class MainActor extends Actor {
  /** What the next form fails with, as a list of one, or null. */
  #failure: readonly [unknown] | null = null;

  constructor() {
    super(null, []);
  }

  override restart(f: unknown, args: readonly unknown[]): void {
    super.restart(f, args);
    const failure = this.#failure;
    if (failure === null) return;
    this.#failure = null;
    this.input = failure[0];
    this.inputThrown = true;
  }

  override end(ending: Ending): void {
    this.answerLeftOver();
    Process.prototype.end.call(this, ending);
  }

  /** Messages reach it between two forms as well. */
  override get isOver(): boolean {
    return false;
  }

  protected override linkBroke(from: Pid, reason: unknown): void {
    this.#fail(failureFor("linked-exit", { from, reason }));
  }

  override stop(reason: unknown): void {
    this.#fail(failureFor("stopped", { reason }));
  }

  override exit(reason: unknown): void {
    this.stop(reason);
  }

  /** Lets the form that runs fail as interrupted. */
  interrupt(): void {
    if (this.ending === null) this.#fail(runtimeFailure("interrupted", {}));
  }

  /** Ends the form that runs, as interrupted: nothing of it catches that or does anything more. */
  abandon(): void {
    if (this.ending !== null) return;
    this.stopWaiting();
    super.restart(() => {
      throw runtimeFailure("interrupted", {});
    }, []);
    enqueue(this);
  }

  #fail(error: unknown): void {
    if (machine.current === this) {
      enqueue(new Process(() => this.#fail(error)));
    } else if (this.ending !== null) this.#failure = [error];
    else if (this.queued) {
      this.input = error;
      this.inputThrown = true;
    } else {
      this.stopWaiting();
      wakeThrowing(this, error);
    }
  }
}
