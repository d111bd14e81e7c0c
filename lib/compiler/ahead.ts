/**
 * The standard library compiled ahead of time: one text of all its definitions, and an index of where each begins; apart from
 * them the resume functions, which run when a call of the library has to wait, so most never.
 * In: core code of the library's forms, in order. Out: the three texts. `library_built.ts` runs a definition when its name is
 * first asked for; a definition that runs asks for the names it uses in turn. So a program pays for what it uses.
 * Measured: running all definitions at start costs 70 ms, reading them on first need 0.05 each.
 * @module
 */
import type { Core, DefCore, FnCore } from "../expander/mod.ts";
import { Code, type Var } from "../runtime/mod.ts";
import { constantText } from "./constants.ts";
import { emitResume, emitUnit } from "./emit.ts";
import { lowerUnit } from "./lower.ts";
import type { Body } from "./unit.ts";

/** Where definitions stand in the text: namespace → name → [start, end) of each unit, in order. Offsets count characters. */
export type LibraryIndex = Record<string, Record<string, number[]>>;

export class AheadLibrary {
  readonly #index: LibraryIndex = {};
  #text = "";
  #resumeText = "";

  /** Adds a form: a definition, a declaration, or an `in-ns`, which is known already. */
  add(core: Core): void {
    if (core.kind === "def") this.#define(core);
    else if (core.kind === "do") core.body.forEach((part) => this.add(part));
    else if (core.kind !== "const" && !isInNs(core)) {
      throw new Error(`ahead.ts: the library may only define; found a ${core.kind}`);
    }
  }

  #define(core: DefCore): void {
    // Names are known by the index, so there is nothing to declare.
    if (core.init === null) return;
    const start = this.#text.length;
    this.#text += this.#unitText(core) + "\n";
    const names = this.#index[core.cell.ns] ??= {};
    (names[core.cell.name] ??= []).push(start, this.#text.length);
  }

  get index(): LibraryIndex {
    return this.#index;
  }

  /** ASCII only, so that offsets count bytes too. */
  get text(): string {
    return this.#text;
  }

  /** ASCII only; where each function stands is said in `text`. */
  get resumeText(): string {
    return this.#resumeText;
  }

  /** A function of `HELPERS`, `CONSTRUCTORS`, what loads a part of `resumeText`, and the unit's `Home`; it runs the definition. */
  #unitText(core: Core): string {
    const bodies = new Map<Code, { body: () => Body; fn: FnCore | null }>();
    const { unit, main } = lowerUnit(core, (body, name, fn) => {
      const code = new Code(name, () => null);
      bodies.set(code, { body, fn });
      return code;
    });
    const constants = unit.constants.map((value) => {
      const known = value instanceof Code ? bodies.get(value) : undefined;
      return known === undefined ? constantText(value) : this.#codeText(known.body(), known.fn);
    });
    const text = emitUnit(unit, main).text;
    return escapeToAscii(
      `(function(rt,c,load,home){const K=home.constants=[${constants.join(",")}];return ${text}(rt,K)();})`,
    );
  }

  #codeText(body: Body, fn: FnCore | null): string {
    const arities = fn === null ? [] : fn.arities.map((a) => a.params.length - fn.hidden);
    const variadic = fn !== null && fn.arities.some((a) => a.rest !== null);
    const start = this.#resumeText.length;
    this.#resumeText += escapeToAscii(emitResume(body).text) + "\n";
    const resume = `()=>load(${start},${this.#resumeText.length})(rt,K)`;
    return `c.code(home,${JSON.stringify(body.name)},[${arities}],${variadic},${resume})`;
  }
}

function isInNs(core: Core): boolean {
  return core.kind === "call" && core.f.kind === "var" && (core.f.cell as Var).name === "in-ns";
}

/** JavaScript with everything escaped that is not ASCII; right where that stands in string literals and comments only. */
export function escapeToAscii(text: string): string {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
