/**
 * What is loaded while a program runs imports from the bundle that runs it: which names those are, and the module that exports them.
 * The rooms of `lib/compiler/later.ts` become a function of what they import: as the text of a script it can be run at once where a program names
 * something of them, while a module can only be waited for.
 * @module
 */
import { LATER_MARK } from "../lib/compiler/later_built.ts";

/** Door → names. */
export type Imports = ReadonlyMap<string, ReadonlySet<string>>;

const IMPORT = /import\{([^}]*)\}from"(\.[^"]+)";?/g;
const EXPORT = /export\{([^}]*)\};?\s*$/;

/** `a as b,c` as pairs of both names. */
function pairsOf(list: string): (readonly [name: string, as: string])[] {
  return list.split(",").map((item) => {
    const [name, as = name] = item.trim().split(" as ");
    return [name, as];
  });
}

/** What a minified module imports. */
export function importsOf(module: string): Imports {
  const found = new Map<string, Set<string>>();
  for (const [, list, door] of module.matchAll(IMPORT)) {
    const names = found.get(door) ?? new Set();
    for (const [name] of pairsOf(list)) names.add(name);
    found.set(door, names);
  }
  return found;
}

/** A module, to stand in `dist/`, that exports all of these. */
export function sharedModule(all: readonly Imports[]): string {
  const doors = new Map<string, Set<string>>();
  for (const imports of all) {
    for (const [door, names] of imports) doors.set(door, new Set([...doors.get(door) ?? [], ...names]));
  }
  return [...doors].map(([door, names]) =>
    `export { ${[...names].join(", ")} } from "${door.replace("..", "../lib")}";\n`
  )
    .join("");
}

/** What the text of such a function begins and ends with. */
export const SCRIPT_HEAD = '((shared)=>{"use strict";';
export const SCRIPT_FOOT = "\n})";

/** A minified module that exports nothing as the text of a function. */
export function scriptOf(module: string, doors: readonly string[]): { text: string; imports: Imports } {
  const imports = importsOf(module);
  for (const door of imports.keys()) {
    if (!doors.includes(door)) throw new Error(`the script imports ${door}, which the bundle does not share`);
  }
  const body = module.replace(IMPORT, (_, list) => {
    return `const{${pairsOf(list).map(([name, as]) => `${name}:${as}`).join(",")}}=shared;`;
  });
  if (/(?:^|[;}\n])(?:import|export)\s*[{*"]/.test(body)) throw new Error("the script has more than plain imports");
  return { text: `${SCRIPT_HEAD}${body}${SCRIPT_FOOT}`, imports };
}

/** The bundle with what it has to know of the script in the place that is kept for it. */
export function withScript(bundle: string, names: Readonly<Record<string, string>>, imports: Imports): string {
  const local = new Map(pairsOf(EXPORT.exec(bundle)?.[1] ?? "").map(([name, as]) => [as, name]));
  const shared = [...imports.values()].flatMap((names) => [...names].map((name) => `${name}:${local.get(name)}`));
  const text = `({names:${JSON.stringify(names)},imports:()=>({${shared.join(",")}})})`;
  const parts = bundle.split(`"${LATER_MARK}"`);
  if (parts.length !== 2) throw new Error("the bundle has no place for what it knows of the script");
  return parts.join(text);
}
