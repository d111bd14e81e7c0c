/**
 * Prints which vars the rooms of `lib/compiler/later.ts` make, as JSON: namespace → names with spaces between them.
 * @module
 */
import "../lib/actor/mod.ts"; // first, with what it imports: what is there already is nobody else's
import { allNamespaces } from "../lib/runtime/mod.ts";

function namesNow(): Map<string, Set<string>> {
  return new Map([...allNamespaces()].map((ns) => [ns.name, new Set(ns.names())]));
}

const before = namesNow();
await import("../lib/compiler/later.ts");
const made = [...namesNow()].map(([ns, names]): [string, string] => {
  const there = before.get(ns) ?? new Set();
  return [ns, [...names].filter((name) => !there.has(name)).join(" ")];
});
console.log(JSON.stringify(Object.fromEntries(made.filter(([, names]) => names !== ""))));
