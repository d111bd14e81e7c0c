/**
 * The program of this process, as a desk sees it.
 * @module
 */
import type { Session } from "../compiler/mod.ts";
import type { Completions } from "../line_editor/mod.ts";
import { complete, documentationOf, type Evaluator, printedWhole, type Result, shown } from "../repl/mod.ts";
import { currentNamespace } from "../runtime/mod.ts";
import type { DenoHost } from "./host.ts";
import { knowledgeOf } from "./knowledge.ts";

export class LocalProgram implements Evaluator {
  readonly #session: Session;
  readonly #host: DenoHost;

  constructor(session: Session, host: DenoHost) {
    this.#session = session;
    this.#host = host;
  }

  get namespace(): string {
    return this.#session.namespace;
  }

  run(...given: Parameters<Evaluator["run"]>): Promise<Result> {
    return this.#session.run(...given);
  }

  show(value: unknown, columns: number | null): Promise<Result> {
    return this.#session.compute(() => columns === null ? printedWhole(value) : shown(value, columns));
  }

  interrupt(): boolean {
    return this.#session.interrupt();
  }

  complete(text: string, at: number): Completions {
    return complete(text, at, knowledgeOf(this.#host, currentNamespace));
  }

  document(name: string): Promise<string | null> {
    return Promise.resolve(documentationOf(currentNamespace(), name));
  }
}
