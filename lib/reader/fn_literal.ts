/**
 * `#(+ % %2 %&)`: the parameters that its body mentions, and the `(fn [p1__0# p2__0# & rest__0#] body)` it stands for.
 * The names contain the offset of the literal, so that they are the same on every run and differ within a text.
 * @module
 */

import { list, type Sym, sym, vec } from "../data/mod.ts";
import type { Span } from "../source/mod.ts";
import { coreSymbol, Placed, placed } from "./placed.ts";

/** As in Clojure: a literal with more is surely not meant. */
const MOST_PARAMETERS = 20;

/** The parameters of one literal. */
export class FnParameters {
  readonly #suffix: string;
  #count = 0;
  #hasRest = false;

  /** @param start offset of the literal. */
  constructor(start: number) {
    this.#suffix = `__${start}#`;
  }

  /** The symbol for `%`, `%1` … or `%&`; undefined for what is no parameter. */
  resolve(text: string, at: Span): Sym | undefined {
    if (text === "%&") {
      this.#hasRest = true;
      return sym(null, `rest${this.#suffix}`).withMeta(placed(at));
    }
    const index = text === "%" ? 1 : /^%[1-9][0-9]?$/.test(text) ? Number(text.slice(1)) : 0;
    if (index < 1 || index > MOST_PARAMETERS) return undefined;
    this.#count = Math.max(this.#count, index);
    return this.#symbol(index, at);
  }

  #symbol(index: number, at: Span): Sym {
    return sym(null, `p${index}${this.#suffix}`).withMeta(placed(at));
  }

  /** The function form around a body; `at` is the whole literal. */
  wrap(body: unknown, at: Span): unknown {
    const names: Sym[] = [];
    for (let i = 1; i <= this.#count; i++) names.push(this.#symbol(i, at));
    if (this.#hasRest) {
      names.push(sym(null, "&").withMeta(placed(at)), sym(null, `rest${this.#suffix}`).withMeta(placed(at)));
    }
    const parameters = vec(names).withMeta(new Placed(null, at, names.map(() => at)));
    return list(coreSymbol("fn", at), parameters, body).withMeta(new Placed(null, at, [at, at, at]));
  }
}
