/**
 * A seat at a running program, one of any number: somebody with a namespace, results (`*1 *2 *3 *e`), input and output of their own.
 * In: sources, one after the other. Out: the value of the last form, or diagnostics. While one form runs or waits, other seats and all
 * actors go on.
 * Invariant: everything that belongs to the seat hangs on its process as dynamic bindings; each input begins with these alone.
 * @module
 */
import { MainActor } from "../actor/mod.ts";
import {
  AwaitedInput,
  type Bindings,
  caught,
  core,
  type Ending,
  getNamespace,
  type Namespace,
  runIn,
  Writer,
} from "../runtime/mod.ts";
import { SyntaxError } from "../expander/mod.ts";
import { spanOf } from "../reader/mod.ts";
import type { Source, Span } from "../source/mod.ts";
import { withMacroPlace } from "./failure.ts";
import { compileForm, formsIn, formsOf } from "./form.ts";
import { interrupt } from "./interruption.ts";
import { featuresFor, setLoadWarning } from "./loader.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import type { RunOptions } from "./session.ts";

/** What a seat has of the world. */
export interface Surroundings {
  /** Takes what programs print. */
  write(text: string): void;
  /** Takes what they print to `*err*`. */
  writeError(text: string): void;
  /** Gives the next line for `read-line`, null at the end. Called when a program waits for one. */
  readLine(): Promise<string | null>;
}

class SeatWriter extends Writer {
  constructor(readonly take: (text: string) => void) {
    super();
  }
  write(text: string): void {
    this.take(text);
  }
}

/** Stands for the end of the forms. */
const END = Symbol("no more forms");

const RESULTS = ["*1", "*2", "*3"];

export class Seat {
  readonly #actor = new MainActor();
  readonly #own = new Map<string, { owner: unknown; value: unknown }>();
  /** Whether something runs now. */
  #busy = false;

  constructor(surroundings: Surroundings, namespace: Namespace = getNamespace("user")) {
    const values: Readonly<Record<string, unknown>> = {
      "*ns*": namespace,
      "*1": null,
      "*2": null,
      "*3": null,
      "*e": null,
      "*file*": null,
      "*out*": new SeatWriter((text) => surroundings.write(text)),
      "*err*": new SeatWriter((text) => surroundings.writeError(text)),
      "*in*": new AwaitedInput(() => surroundings.readLine()),
    };
    for (const [name, value] of Object.entries(values)) this.#own.set(name, { owner: core.intern(name), value });
  }

  /** The current namespace. */
  get namespace(): Namespace {
    return this.#get("*ns*") as Namespace; // nothing else is put there
  }

  set namespace(ns: Namespace) {
    this.#set("*ns*", ns);
  }

  /** Whether something runs or waits now. */
  get isBusy(): boolean {
    return this.#busy;
  }

  #get(name: string): unknown {
    return this.#own.get(name)?.value;
  }

  #set(name: string, value: unknown): void {
    const binding = this.#own.get(name);
    if (binding !== undefined) binding.value = value;
  }

  /** Runs `f` with the bindings of this seat; what it sets in them stays. */
  async #run(f: () => unknown): Promise<Ending> {
    let chain: Bindings | null = null;
    const links: [{ value: unknown }, Bindings][] = [];
    for (const own of this.#own.values()) {
      chain = { owner: own.owner, value: own.value, next: chain };
      links.push([own, chain]);
    }
    this.#actor.bindings = chain;
    this.#busy = true;
    try {
      return await runIn(this.#actor, f);
    } finally {
      this.#busy = false;
      for (const [own, link] of links) own.value = link.value;
    }
  }

  /** Reads, expands, compiles and runs the forms of a source one by one; stops at the first that fails. Only one run at a time. */
  async run(source: Source, options: RunOptions = {}): Promise<Outcome> {
    const checked = formsOf(source, featuresFor(source));
    if (checked.diagnostics.length > 0) return { status: 2, diagnostics: checked.diagnostics };
    const onWarning = options.onWarning ?? (() => {});
    const forms = Iterator.from(checked.forms);
    let value: unknown = null;
    for (;;) {
      const form = await this.#run(() => {
        const { done, value } = forms.next();
        return done ? END : value;
      });
      if (form.thrown) return this.#outcomeOf(form, null);
      if (form.value === END) return { status: 0, value };
      for (const part of formsIn(form.value)) {
        const ending = await this.#run(() => {
          setLoadWarning(onWarning);
          return compileForm(part, onWarning)();
        });
        if (ending.thrown) {
          if (!(ending.value instanceof SyntaxError)) this.#set("*e", caught(ending.value));
          return this.#outcomeOf(ending, spanOf(part) ?? spanOf(form.value));
        }
        value = ending.value;
      }
      if (options.remember) this.#remember(value);
      await options.onValue?.(value);
    }
  }

  #remember(value: unknown): void {
    for (let i = RESULTS.length - 1; i > 0; i--) this.#set(RESULTS[i], this.#get(RESULTS[i - 1]));
    this.#set(RESULTS[0], value);
  }

  /** What `f` answers, which may wait as a primitive does. */
  async compute(f: () => unknown): Promise<Outcome> {
    return outcomeOf(await this.#run(f), { form: null, printing: true });
  }

  /** Ends what runs now as interrupted; false when nothing does. */
  interrupt(): boolean {
    if (!this.#busy) return false;
    interrupt(this.#actor);
    return true;
  }

  #outcomeOf(ending: Ending, form: Span | null): Outcome {
    if (ending.thrown && ending.value instanceof SyntaxError) {
      const { diagnostic, cause } = ending.value;
      return { status: 2, diagnostics: [withMacroPlace(diagnostic, cause)] };
    }
    return outcomeOf(ending, { form, printing: false });
  }
}
