/**
 * Logs that carry a spec: what is appended to them is checked first, and queries know their columns.
 * In: operations as programs ask for them. Out: their answers; a record that the spec refuses is never handed to the log room.
 * The spec itself is of the program, in `stdlib/spec/`; a log knows its name only.
 * @module
 */
import { Keyword, kw, PMap, vec } from "../data/mod.ts";
import { andThen, getNamespace } from "../runtime/mod.ts";
import { operate } from "./operate.ts";

const SPEC = "batuta.spec";

/** Operations that append: how many records their second argument is. */
const APPENDS: Readonly<Record<string, "one" | "many">> = {
  "append": "one",
  "write-with-proof": "one",
  "-append-chunk": "many",
};

/** The names of specs of logs that were appended to; null for none. Only this worker creates and drops logs. */
const specs = new Map<string, unknown>();

function call(name: string, ...args: readonly unknown[]): unknown {
  return getNamespace(SPEC).get(name)?.f(...args) ?? null;
}

function specOf(log: unknown): unknown {
  const name = log instanceof Keyword ? log.text : String(log);
  if (specs.has(name)) return specs.get(name);
  return andThen(operate("-spec", [log]), (spec) => {
    specs.set(name, spec);
    return spec;
  });
}

/** Fails where the options of a log name a spec that there is none of. */
function findSpec(options: unknown): unknown {
  const spec = options instanceof PMap ? options.get(kw("spec"), null) : null;
  return spec instanceof Keyword ? call("get-named", spec) : null; // what else is wrong with it the log room says
}

/** Does an operation on the main worker. */
export function operateChecked(op: string, args: readonly unknown[]): unknown {
  if (op === "create" || op === "drop") specs.clear();
  if (op === "create") return andThen(findSpec(args[1]), () => operate(op, args));
  if (!Object.hasOwn(APPENDS, op)) return operate(op, args);
  const [log, records] = args;
  return andThen(specOf(log), (spec) => {
    if (spec === null) return operate(op, args);
    const checked = call("check-records", log, spec, APPENDS[op] === "one" ? vec([records]) : records);
    return andThen(checked, () => operate(op, args));
  });
}

/** A table with the columns that its spec names; as it is where there is none. */
export function withColumns(table: unknown): unknown {
  const spec = table !== null && typeof table === "object" && "spec" in table ? table.spec : null;
  if (spec === null) return table;
  return andThen(call("columns-of", spec), (columns) => {
    if (columns !== null) Object.assign(table as object, { knownColumns: [...columns as Iterable<Keyword>] }); // a vector of them
    return table;
  });
}
