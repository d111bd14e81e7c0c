/**
 * What a program can learn about itself: types, vars, namespaces.
 * In: values, symbols, vars, namespaces. Out: the same. `*ns*` holds the namespace that top-level forms are read in.
 * Deliberately absent: reading and running code (`eval`, `require` and the like), which belongs to the compiler.
 * @module
 */
import {
  BatutaError,
  fail,
  kw,
  listFrom,
  mapFrom,
  metaOf,
  PMap,
  PSet,
  Rec,
  SortedMap,
  SortedSet,
  Sym,
  symbolFrom,
  typeName,
  Vec,
} from "../data/mod.ts";
import { between, defineLeaves, defineValues, document, manyFrom } from "./core_install.ts";
import { codesOfClass, isSubtype, typesAbove, WIDE_TYPES } from "./types.ts";
import {
  allNamespaces,
  CORE,
  core,
  dynamicValue,
  findBinding,
  findByPrefix,
  findNamespace,
  getNamespace,
  Namespace,
  removeNamespace,
  Var,
} from "./var.ts";

// ---- types -----------------------------------------------------------------------------------------------------------

/** Types, with an example of each: those that `type` answers, then wider ones that `instance?` knows. */
const TYPES: Readonly<Record<string, string>> = {
  Int: "1",
  Float: "1.0",
  Ratio: "1/2",
  String: '"a"',
  Bool: "true",
  Nil: "nil",
  Char: "\\a",
  Keyword: ":a",
  Symbol: "'a",
  List: "'(1)",
  Vector: "[1]",
  Map: "{:a 1}",
  Set: "#{1}",
  Tuple: "{:a 1 2}",
  Fn: "inc",
  Var: "#'inc",
  Atom: "(atom 1)",
  Regex: '#"a"',
  Bytes: '(str/utf8 "a")',
  Uuid: "(random-uuid)",
  Instant: "(now)",
  Delay: "(delay 1)",
  Namespace: "*ns*",
  Error: '(ex-info "a" {})',
  ...WIDE_TYPES,
};

/** The symbols of types that values had. */
const typeSymbols = new Map<string, Sym>();

/** The type of a value, as a symbol. */
export function typeSymbol(x: unknown): Sym {
  const name = x instanceof Namespace ? "Namespace" : x instanceof Var ? "Var" : typeName(x);
  let symbol = typeSymbols.get(name);
  if (symbol === undefined) {
    symbol = symbolFrom(name);
    typeSymbols.set(name, symbol);
  }
  return symbol;
}

/** What a value's metadata gives as its type, or null. */
function statedType(x: unknown): unknown {
  const meta = typeof x === "object" && x !== null && "meta" in x ? metaOf(x.meta) : null;
  return meta instanceof PMap ? meta.get(kw("type"), null) : null;
}

/** Whether `transient` takes a value. */
function isEditable(x: unknown): boolean {
  if (x instanceof PMap) return !(x instanceof SortedMap || x instanceof Rec);
  return x instanceof Vec || (x instanceof PSet && !(x instanceof SortedSet));
}

/** Whether a value is of a type: one that `type` answers, or a wider one. */
export function isInstance(type: unknown, x: unknown): boolean {
  if (!(type instanceof Sym)) return fail("bad-argument", { op: "instance?", expected: "a type", value: type });
  const name = typeSymbol(x).name;
  if (name === type.name || type.name === "Any") return true;
  if (type.name === "Editable") return isEditable(x);
  const codes = codesOfClass(type.name);
  if (codes !== null) return x instanceof BatutaError && codes.includes(x.code);
  return typesAbove(name, x instanceof Rec).includes(type.name);
}

defineValues(TYPES, CORE, { makeValue: symbolFrom });

document(() =>
  Object.entries(TYPES).map(([name, example]) =>
    `${name} \nThe type ${name}. \`(instance? ${name} ${example}) ;=> true\``
  ).join("\n\n")
);

// ---- vars and namespaces ---------------------------------------------------------------------------------------------

defineValues({ "*ns*": getNamespace("user") });
const nsVar = core.intern("*ns*");
nsVar.dynamic = true;

/** The namespace that top-level forms belong to now. */
export function currentNamespace(): Namespace {
  return dynamicValue(nsVar) as Namespace; // only `setCurrentNamespace` and `binding` write it
}

export function setCurrentNamespace(ns: Namespace): void {
  const bound = findBinding(nsVar);
  if (bound === null) nsVar.set(ns);
  else bound.value = ns;
}

function asSymbol(op: string, x: unknown): Sym {
  return x instanceof Sym ? x : fail("bad-argument", { op, expected: "a symbol", value: x });
}

function asVar(op: string, x: unknown): Var {
  return x instanceof Var ? x : fail("bad-argument", { op, expected: "a var", value: x });
}

function findNs(x: unknown): Namespace | null {
  return x instanceof Namespace ? x : findNamespace(asSymbol("find-ns", x).text) ?? null;
}

function theNs(x: unknown): Namespace {
  return findNs(x) ?? fail("bad-argument", { op: "the-ns", expected: "the name of a namespace", value: x });
}

/** The var that a symbol means in a namespace, or null. */
function resolveIn(ns: Namespace, symbol: Sym): Var | null {
  if (symbol.ns === null) return ns.find(symbol.name) ?? null;
  return findByPrefix(ns, symbol.ns)?.get(symbol.name) ?? null;
}

function varsMap(vars: Iterable<readonly [string, Var]>, keep: (cell: Var) => boolean): PMap {
  const entries: [unknown, unknown][] = [];
  for (const [name, cell] of vars) if (keep(cell)) entries.push([symbolFrom(name), cell]);
  return mapFrom(entries);
}

function intern(ns: unknown, name: unknown, value?: unknown): Var {
  const cell = theNs(ns).intern(asSymbol("intern", name).name);
  if (value !== undefined) cell.set(value);
  return cell;
}

function aliasMap(ns: Namespace): PMap {
  return mapFrom([...ns.aliases].map(([name, other]) => [symbolFrom(name), other] as const));
}

/** Makes names of another namespace mean the same here. `names` is an array of the library's own, or null for all. */
function refer(from: unknown, names: unknown, renamed: unknown): null {
  const source = theNs(from);
  const here = currentNamespace();
  const renames = renamed as PMap; // the library hands in a map
  const wanted = names === null ? [...source.vars.values()].filter(isPublic).map((v) => symbolFrom(v.name)) : names;
  for (const name of wanted as Sym[]) {
    const cell = source.get(name.name);
    if (cell === undefined) {
      return fail("bad-argument", { op: "refer", expected: `a name of ${source.name}`, value: name });
    }
    here.refers.set((renames.get(name, name) as Sym).name, cell);
  }
  return null;
}

function isPublic(cell: Var): boolean {
  return !cell.private;
}

function isOwn(ns: Namespace): (cell: Var) => boolean {
  return (cell) => cell.ns === ns.name;
}

defineLeaves({
  "type": (x) => statedType(x) ?? typeSymbol(x),
  "class": (x) => x === null ? null : typeSymbol(x),
  "instance?": isInstance,
  "-subtype?": (type, above) => type instanceof Sym && above instanceof Sym && isSubtype(type.name, above.name),

  "find-var": (name) => {
    const symbol = asSymbol("find-var", name);
    return (symbol.ns === null ? undefined : findNamespace(symbol.ns)?.get(symbol.name)) ?? null;
  },
  "resolve": (name) => resolveIn(currentNamespace(), asSymbol("resolve", name)),
  "ns-resolve": (ns, name) => resolveIn(theNs(ns), asSymbol("ns-resolve", name)),
  "var-get": (v) => dynamicValue(asVar("var-get", v)),
  "-root": (v) => asVar("alter-var-root", v).value,
  "-set-root": (v, value) => {
    asVar("alter-var-root", v).set(value);
    return value;
  },
  "-set-meta": (v, meta) => {
    asVar("alter-meta!", v).setMeta(meta as PMap); // the library hands in a map
    return v;
  },
  "bound?": manyFrom(1, (args) => args.every((v) => asVar("bound?", v).bound)),
  "intern": between(2, 3, intern),

  "find-ns": findNs,
  "the-ns": theNs,
  "create-ns": (name) => getNamespace(asSymbol("create-ns", name).text),
  "remove-ns": (name) => {
    const ns = findNs(name);
    removeNamespace(asSymbol("remove-ns", name).text);
    return ns;
  },
  "in-ns": (name) => {
    const ns = getNamespace(asSymbol("in-ns", name).text);
    setCurrentNamespace(ns);
    return ns;
  },
  "all-ns": () => listFrom([...allNamespaces()]),
  "ns-name": (ns) => symbolFrom(theNs(ns).name),
  "ns-publics": (ns) => varsMap(theNs(ns).vars, isPublic),
  "ns-interns": (ns) => varsMap(theNs(ns).vars, isOwn(theNs(ns))),
  "ns-refers": (ns) => varsMap([...core.vars, ...theNs(ns).refers], isPublic),
  "ns-map": (ns) => varsMap([...core.vars, ...theNs(ns).refers, ...theNs(ns).vars], isPublic),
  "ns-aliases": (ns) => aliasMap(theNs(ns)),
  "alias": (name, ns) => {
    currentNamespace().aliases.set(asSymbol("alias", name).name, theNs(ns));
    return null;
  },
  "ns-unalias": (ns, name) => {
    theNs(ns).aliases.delete(asSymbol("ns-unalias", name).name);
    return null;
  },
  "ns-unmap": (ns, name) => {
    theNs(ns).remove(asSymbol("ns-unmap", name).name);
    theNs(ns).refers.delete(asSymbol("ns-unmap", name).name);
    return null;
  },
  "-refer": refer,
});

document(() => `
*ns* 
The namespace that top-level forms belong to. \`(str *ns*) ;=> "user"\`

type [x]
The type of a value, as a symbol; or what its metadata gives as \`:type\`. \`(type 1.0) ;=> Float\`

class [x]
The type of a value, nil for nil. \`(class "a") ;=> String\`

instance? [type x]
Whether a value is of a type. \`(instance? Number 1/2) ;=> true\`

find-var [symbol]
The var of a qualified name, or nil. \`(find-var 'batuta.core/inc) ;=> #'batuta.core/inc\`

resolve [symbol]
The var that a name means in the current namespace, or nil. \`(resolve 'inc) ;=> #'batuta.core/inc\`

ns-resolve [ns symbol]
The var that a name means in a namespace, or nil. \`(ns-resolve 'batuta.core 'inc) ;=> #'batuta.core/inc\`

var-get [var]
The value of a var. \`((var-get #'inc) 1) ;=> 2\`

bound? [& vars]
Whether vars have a value. \`(bound? #'inc) ;=> true\`

intern [ns name] [ns name value]
The var of a name in a namespace, made when missing. \`(do (intern 'user 'x 5) @(resolve 'x)) ;=> 5\`

find-ns [name]
The namespace of a name, or nil. \`(find-ns 'no.such) ;=> nil\`

the-ns [name]
The namespace of a name; an error when there is none. \`(str (the-ns 'batuta.core)) ;=> "batuta.core"\`

create-ns [name]
The namespace of a name, made when missing. \`(str (create-ns 'my.app)) ;=> "my.app"\`

remove-ns [name]
Forgets a namespace. \`(do (create-ns 'gone) (remove-ns 'gone) (find-ns 'gone)) ;=> nil\`

in-ns [name]
Makes a namespace the current one. \`(str (in-ns 'user)) ;=> "user"\`

all-ns []
All namespaces. \`(some #(= (ns-name %) 'batuta.core) (all-ns)) ;=> true\`

ns-name [ns]
The name of a namespace. \`(ns-name *ns*) ;=> user\`

ns-publics [ns]
The public vars of a namespace, by name. \`(get (ns-publics 'batuta.core) 'inc) ;=> #'batuta.core/inc\`

ns-interns [ns]
The vars of a namespace, by name. \`(get (ns-interns 'batuta.core) 'inc) ;=> #'batuta.core/inc\`

ns-refers [ns]
Vars of other namespaces that names mean in a namespace. \`(get (ns-refers *ns*) 'inc) ;=> #'batuta.core/inc\`

ns-map [ns]
All that names mean in a namespace. \`(get (ns-map *ns*) 'inc) ;=> #'batuta.core/inc\`

ns-aliases [ns]
The short names of other namespaces in a namespace. \`(map? (ns-aliases *ns*)) ;=> true\`

alias [name ns]
Gives a namespace a short name in the current one. \`(alias 'c 'batuta.core) (c/inc 1) ;=> 2\`

ns-unalias [ns name]
Takes a short name away. \`(ns-unalias *ns* 'nobody) ;=> nil\`

ns-unmap [ns name]
Takes a name out of a namespace. \`(ns-unmap *ns* 'nobody) ;=> nil\`
`);
