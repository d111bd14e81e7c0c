/**
 * Compiling ahead of time: units as the text of one JavaScript module that needs no compiler to load.
 * In: core code of the forms, in order. Out: the module's text; its `loadLibrary` runs the forms.
 * @module
 */
import type { Core, FnCore } from "../expander/mod.ts";
import { Code, Var } from "../runtime/mod.ts";
import { constantText } from "./constants.ts";
import { emitResume, emitUnit } from "./emit.ts";
import { lowerUnit } from "./lower.ts";
import { type Body, DefinitionMeta } from "./unit.ts";

/** Collects compiled forms; `text` is the module. */
export class AheadModule {
  readonly #units: string[] = [];
  /** Vars and keywords, which many units share: text → name. */
  readonly #shared = new Map<string, string>();

  /** Adds a form. */
  add(core: Core): void {
    const bodies = new Map<Code, { body: () => Body; fn: FnCore | null }>();
    const { unit, main } = lowerUnit(core, (body, name, fn) => {
      const code = new Code(name, () => null);
      bodies.set(code, { body, fn });
      return code;
    });
    const constants = unit.constants.map((value) => {
      const known = value instanceof Code ? bodies.get(value) : undefined;
      return known === undefined ? this.#constant(value) : codeText(known.body(), known.fn);
    });
    this.#units.push(`{const K=[${constants.join(",\n")}];${emitUnit(unit, main).text}(rt,K)();}`);
  }

  #constant(value: unknown): string {
    if (value instanceof DefinitionMeta) return metaText(value);
    const text = constantText(value);
    if (!(value instanceof Var)) return text;
    let name = this.#shared.get(text);
    if (name === undefined) {
      name = `v${this.#shared.size}`;
      this.#shared.set(text, name);
    }
    return name;
  }

  /** The module; `imports` says where `HELPERS` and `CONSTRUCTORS` come from. */
  text(imports: { helpers: string; constants: string }): string {
    const shared = [...this.#shared].map(([text, name]) => `const ${name}=${text};`).join("\n");
    return `import { HELPERS as rt } from ${JSON.stringify(imports.helpers)};\n` +
      `import { CONSTRUCTORS as c } from ${JSON.stringify(imports.constants)};\n` +
      `export function loadLibrary() {\n${shared}\n${this.#units.join("\n")}\n}\n`;
  }
}

function codeText(body: Body, fn: FnCore | null): string {
  const arities = fn === null ? [] : fn.arities.map((a) => a.params.length - fn.hidden);
  const variadic = fn !== null && fn.arities.some((a) => a.rest !== null);
  return `c.code(${JSON.stringify(body.name)},[${arities}],${variadic},()=>${emitResume(body).text}(rt,K))`;
}

/** Flags at once, the rest when somebody asks. */
function metaText(meta: DefinitionMeta): string {
  return `{flags:${JSON.stringify(meta.flags)},map:()=>${constantText(meta.value)}}`;
}
