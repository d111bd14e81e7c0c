/**
 * What the functions of the library take and give, found by full name; a signature is read when somebody first asks for it.
 * @module
 */

import { ANY_CONTEXT, readForms } from "../reader/mod.ts";
import { Source } from "../source/mod.ts";
import { parseType, type TypeScope } from "./parse.ts";
import { ACTORS, COLLECTIONS, FUNCTIONS, NUMBERS, OBJECTS, SEQUENCES, TESTS, TEXTS, TIMES } from "./signatures_core.ts";
import { ARRAYS, HIERARCHIES, MESSAGES, MORE_SEQUENCES, NAMESPACES, QUERIES } from "./signatures_host.ts";
import { LIBRARIES } from "./signatures_libs.ts";
import type { FnType, Type } from "./type.ts";

const CORE: readonly string[] = [
  NUMBERS,
  TESTS,
  FUNCTIONS,
  SEQUENCES,
  COLLECTIONS,
  TIMES,
  OBJECTS,
  ACTORS,
  MESSAGES,
  NAMESPACES,
  HIERARCHIES,
  ARRAYS,
  MORE_SEQUENCES,
  QUERIES,
];

const TABLES: readonly (readonly [ns: string, text: string])[] = [
  ...CORE.map((text) => ["batuta.core", text] as const),
  ["batuta.str", TEXTS],
  ...Object.entries(LIBRARIES),
];

/** Types of the library name no types of programs. */
const LIBRARY_SCOPE: TypeScope = { find: () => null, isKnown: () => false, near: () => null };

let texts: Map<string, string> | null = null;
const read = new Map<string, FnType | null>();

function textOf(name: string): string | undefined {
  if (texts === null) {
    texts = new Map();
    for (const [ns, table] of TABLES) {
      for (const line of table.split("\n")) {
        const space = line.indexOf(" ");
        if (space > 0) texts.set(`${ns}/${line.slice(0, space)}`, line.slice(space + 1));
      }
    }
  }
  return texts.get(name);
}

/** The signature of a function of the library, or null. */
export function signatureOf(name: string): FnType | null {
  let found = read.get(name);
  if (found !== undefined) return found;
  const text = textOf(name);
  found = text === undefined ? null : readSignature(text);
  read.set(name, found);
  return found;
}

function readSignature(text: string): FnType {
  const { forms } = readForms(new Source("<signature>", text), ANY_CONTEXT);
  const arities = forms.flatMap((form) => {
    const type: Type = parseType([form], LIBRARY_SCOPE, null);
    if (type.kind !== "fn") throw new Error(`signatures: ${text} is no function`);
    return type.arities;
  });
  return { kind: "fn", arities };
}

/** Names with signatures, for tests. */
export function allSignatures(): string[] {
  textOf("");
  return [...(texts as ReadonlyMap<string, string>).keys()];
}
