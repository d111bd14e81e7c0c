/**
 * Functions of the library whose results hang on their arguments in ways that no signature says: arithmetic, maps by key, and what the
 * expander writes for patterns.
 * In: the types of the arguments. Out: the type of the call, or null where the signature says all there is.
 * @module
 */
import { Keyword } from "../data/mod.ts";
import type { Inference } from "./infer.ts";
import { QUERY_SPECIALS } from "./queries.ts";
import { nameAt, type Site } from "./site.ts";
import { ABSENT } from "./narrow.ts";
import { elementOf, isWithin, meet, overlaps } from "./relate.ts";
import {
  ANY,
  BOOL,
  exposed,
  type Field,
  fieldOf,
  FLOAT,
  FN,
  fnOf,
  INT,
  isNever,
  join,
  KEYWORD,
  listOf,
  literalOf,
  loosen,
  MAYBE_NIL,
  named,
  NEVER,
  NIL,
  NUMBER,
  partsOfType,
  RATIO,
  type RecordType,
  type Type,
  union,
  unweak,
  widen,
} from "./type.ts";

/** What a call gives, or null. */
export type Special = (x: Inference, args: readonly Type[], site: Site) => Type | null;

const specials = new Map<string, Special>();

/** How a function of the library is looked at, or null. */
export function specialOf(name: string): Special | null {
  return specials.get(name) ?? null;
}

function core(names: string, special: Special): void {
  for (const name of names.split(" ")) specials.set(`batuta.core/${name}`, special);
}

specials.set("batuta.dlog/create", (_, args) => args[0] ?? null);
specials.set("batuta.dlog/append", (x, args, site) => appended(x, args, site, (record) => record));
specials.set("batuta.dlog/append-all", (x, args, site) => appended(x, args, site, listOf));

/** What is appended to a log whose records are known has to be one of these. */
function appended(x: Inference, args: readonly Type[], site: Site, given: (record: Type) => Type): Type | null {
  const [name] = args.map((arg) => exposed(unweak(arg)));
  const log = name?.kind === "literal" && name.value instanceof Keyword ? x.program.log(name.value.text) : null;
  if (log === null) return null;
  const result = x.apply(fnOf([ANY, given(log.type)], ANY, ANY), args, { ...site, declared: null });
  return isNever(result) ? result : null;
}

for (const [name, special] of Object.entries(QUERY_SPECIALS)) specials.set(`batuta.core/${name}`, special);

/** A type without its name, weakness and alternatives: each alternative by itself. */
function each(type: Type, of: (part: Type) => Type): Type {
  return union(
    partsOfType(exposed(unweak(type))).map((part) => {
      const plain = exposed(unweak(part));
      return plain.kind === "union" ? each(plain, of) : of(plain);
    }),
  );
}

// ---- numbers -------------------------------------------------------------------------------------------------------------

const certainly = (type: Type, wanted: Type) =>
  type.kind !== "any" && type.kind !== "variable" &&
  partsOfType(exposed(type)).every((part) => part.kind !== "any" && isWithin(unweak(part), wanted));

/** The type of arithmetic on these: of Ints it is an Int, with a Float a Float. */
function arithmetic(given: readonly Type[]): Type {
  // Where it comes to a result, all of them were numbers.
  const args = given.map((arg) => meet(arg, NUMBER));
  if (args.length === 0) return INT;
  if (args.every((arg) => certainly(arg, INT))) return INT;
  return args.some((arg) => certainly(arg, FLOAT)) ? FLOAT : NUMBER;
}

core("+ - * +' -' *' inc dec inc' dec' quot rem mod", (_, args) => arithmetic(args));
core("unchecked-add unchecked-subtract unchecked-multiply unchecked-inc unchecked-dec", (_, args) => arithmetic(args));
core("abs", (_, args) => args.length === 1 ? arithmetic(args) : null);
core("max min", (_, args) => args.every((arg) => certainly(arg, NUMBER)) ? widen(union(args)) : null);
core("/", (_, args) => {
  if (args.every((arg) => certainly(arg, INT))) return union([INT, RATIO]);
  return args.some((arg) => certainly(arg, FLOAT)) ? FLOAT : null;
});
core("range", (_, args) => args.every((arg) => certainly(arg, INT)) ? listOf(INT) : null);

// ---- looking things up ---------------------------------------------------------------------------------------------------

function lookUp(type: Type, key: Type, otherwise: Type | null): Type {
  const none = otherwise ?? NIL;
  return each(type, (part) => {
    switch (part.kind) {
      case "record": {
        if (key.kind !== "literal") return part.closed ? union([...part.fields.map((f) => f.type), none]) : ANY;
        const field = fieldOf(part, key.value);
        if (field === null) return part.closed ? none : ANY;
        return field.optional ? union([field.type, none]) : field.type;
      }
      case "map":
        return union([part.value, otherwise ?? MAYBE_NIL]);
      case "set":
        return union([part.of, otherwise ?? MAYBE_NIL]);
      case "list":
        return union([part.of, otherwise ?? MAYBE_NIL]);
      case "fixed":
        return key.kind === "literal" && typeof key.value === "number" && key.value in part.items
          ? part.items[key.value]
          : union([...part.items, otherwise ?? MAYBE_NIL]);
      case "named":
        return part.name === "Nil" ? none : ANY;
      default:
        return ANY;
    }
  });
}

core("get", (_, args) => args.length < 2 ? null : lookUp(args[0], args[1], args[2] ?? null));
specials.set("batuta.core/match-key*", (_, args) => lookUp(args[0], args[1], ABSENT));
core("get-in", (_, args) => {
  const path = exposed(args[1] ?? ANY);
  if (path.kind !== "fixed" || path.items.length === 0) return null;
  return path.items.reduce((type, key) => lookUp(type, key, null), args[0]);
});
core("match-item*", (_, [tuple, index]) =>
  each(tuple, (part) => {
    if (part.kind === "tuple" && index.kind === "literal") return part.items[Number(index.value)] ?? ANY;
    return ANY;
  }));
core("match-elements*", (_, [whole]) => {
  const lists = partsOfType(exposed(whole)).filter((part) => overlaps(part, listOf(ANY)));
  const rest = exposed(whole).kind === "any" || lists.length < partsOfType(exposed(whole)).length;
  return rest ? union([...lists, NIL]) : union(lists);
});
core("destructured-map*", (_, [given]) => {
  const type = exposed(unweak(given));
  return type.kind === "record" || type.kind === "map" || isNilOrMap(type) ? given : ANY;
});

function isNilOrMap(type: Type): boolean {
  return partsOfType(type).every((part) => {
    const plain = exposed(unweak(part));
    return plain.kind === "record" || plain.kind === "map" || (plain.kind === "named" && plain.name === "Nil");
  });
}

/** The i-th element of what has elements in order. */
function item(type: Type, i: number, otherwise: Type): Type {
  return each(type, (part) => {
    if (part.kind === "fixed") return part.items[i] ?? otherwise;
    if (part.kind === "named" && part.name === "Nil") return otherwise;
    const element = elementOf(part);
    return element === null || element.kind === "any"
      ? ANY
      : union([element, otherwise.kind === "named" && otherwise.name === "Nil" ? MAYBE_NIL : otherwise]);
  });
}

core("nth match-nth*", (_, args) => {
  const [type, index, otherwise] = args;
  if (index === undefined) return null;
  const at = index.kind === "literal" ? Number(index.value) : null;
  if (at !== null && otherwise !== undefined) return item(type, at, otherwise);
  return each(type, (part) => {
    if (part.kind === "fixed" && at !== null) return part.items[at] ?? ANY;
    return elementOf(part) ?? ANY;
  });
});
core("first", (_, [type]) => hasFixed(type) ? item(type, 0, NIL) : null);
core("second", (_, [type]) => hasFixed(type) ? item(type, 1, NIL) : null);
core("last peek", (_, [type]) =>
  each(type, (part) => {
    if (part.kind === "fixed") return part.items[part.items.length - 1] ?? NIL;
    if (part.kind === "list") return union([part.of, MAYBE_NIL]);
    return part.kind === "named" && part.name === "Nil" ? NIL : elementOf(part) ?? ANY;
  }));
core("seq", (_, [type]) =>
  each(type, (part) => {
    if (part.kind === "fixed") return part.items.length === 0 ? NIL : part;
    if (part.kind === "named" && part.name === "Nil") return NIL;
    const element = elementOf(part);
    return element === null ? ANY : isNever(element) ? NIL : union([listOf(element), MAYBE_NIL]);
  }));
core(
  "rest",
  (_, [type]) => each(type, (part) => part.kind === "fixed" ? dropped(part, 1, false) : listOf(elementOf(part) ?? ANY)),
);
core("next", (_, [type]) =>
  each(type, (part) => {
    if (part.kind === "fixed") return dropped(part, 1, true);
    const element = elementOf(part);
    return element === null ? ANY : isNever(element) ? NIL : union([listOf(element), MAYBE_NIL]);
  }));
core("nthnext", (_, [type, n]) =>
  each(type, (part) => {
    if (part.kind === "fixed" && n?.kind === "literal") return dropped(part, Number(n.value), true);
    const element = elementOf(part);
    return element === null ? ANY : isNever(element) ? NIL : union([listOf(element), MAYBE_NIL]);
  }));

function dropped(type: Type & { kind: "fixed" }, count: number, toNil: boolean): Type {
  const items = type.items.slice(count);
  return items.length === 0 && toNil ? NIL : { kind: "fixed", items };
}

function hasFixed(type: Type): boolean {
  return partsOfType(exposed(unweak(type))).some((part) => part.kind === "fixed");
}

// ---- making and changing collections ---------------------------------------------------------------------------------------

core("vector list", (_, args) => ({ kind: "fixed", items: args }));
core(
  "hash-map array-map",
  (_, args) => args.length % 2 === 0 ? withEntries({ kind: "record", fields: [], closed: true }, args) : null,
);
core("hash-set", (_, args) => ({ kind: "set", of: union(args) }));
core("vec", (_, [type]) => type !== undefined && exposed(type).kind === "fixed" ? type : null);
core("tuple", (_, [tag, ...items]) => tag?.kind === "literal" ? { kind: "tuple", tag: tag.value, items } : ANY);

function withField(record: RecordType, key: unknown, type: Type): RecordType {
  const field: Field = { key, type, optional: false };
  const known = fieldOf(record, key);
  const fields = known === null ? [...record.fields, field] : record.fields.map((f) => f === known ? field : f);
  return { ...record, fields };
}

/** A map with entries put into it. */
function withEntries(type: Type, entries: readonly Type[]): Type {
  return each(type, (whole) => {
    let part: Type = whole.kind === "named" && whole.name === "Nil"
      ? { kind: "record", fields: [], closed: true }
      : whole;
    for (let i = 0; i + 1 < entries.length; i += 2) {
      const [key, value] = [entries[i], entries[i + 1]];
      if (part.kind === "record" && key.kind === "literal") part = withField(part, key.value, value);
      else if (part.kind === "record" && part.closed) part = asMap(part, key, value);
      else if (part.kind === "map") {
        part = { kind: "map", key: join(part.key, loosen(key)), value: join(part.value, loosen(value)) };
      } else if (part.kind === "list" || part.kind === "fixed") {
        part = listOf(union([elementOf(part) ?? ANY, loosen(value)]), true);
      } else return ANY;
    }
    return part;
  });
}

function asMap(record: RecordType, key: Type, value: Type): Type {
  const keys = union([...record.fields.map((f) => widen(literalOf(f.key) ?? ANY)), loosen(key)]);
  return { kind: "map", key: keys, value: union([...record.fields.map((f) => loosen(f.type)), loosen(value)]) };
}

core(
  "assoc",
  (_, [type, ...entries]) => entries.length % 2 === 0 && type !== undefined ? withEntries(type, entries) : ANY,
);
core("dissoc", (_, [type, ...keys]) => {
  if (type === undefined) return ANY;
  return each(type, (part) => {
    if (part.kind === "map" || (part.kind === "named" && part.name === "Nil")) return part;
    if (part.kind !== "record" || !keys.every((key) => key.kind === "literal")) return ANY;
    let { fields } = part;
    for (const key of keys) {
      if (key.kind !== "literal") continue;
      fields = fields.filter((f) => fieldOf({ ...part, fields: [f] }, key.value) === null);
      if (!part.closed) fields = [...fields, { key: key.value, type: NEVER, optional: true }];
    }
    return { ...part, fields };
  });
});
core("select-keys", (_, [type, keys]) => {
  const wanted = keys === undefined ? ANY : exposed(keys);
  if (type === undefined || wanted.kind !== "fixed") return ANY;
  return each(type, (part) => {
    if (part.kind === "map") return part;
    if (part.kind !== "record") return ANY;
    const fields = wanted.items.flatMap((key): Field[] => {
      if (key.kind !== "literal") return [];
      const known = fieldOf(part, key.value);
      return known !== null ? [known] : part.closed ? [] : [{ key: key.value, type: ANY, optional: true }];
    });
    return { kind: "record", fields, closed: wanted.items.every((key) => key.kind === "literal") };
  });
});
core("update", (x, [type, key, f, ...more], site) => {
  if (f === undefined) return ANY;
  const old = lookUp(type, key, null);
  const quiet = { ...site, env: null, args: [], declared: null, name: nameAt(site, 2), spanOf: () => site.spanOf(2) };
  const result = x.apply(f, [widen(old), ...more], quiet);
  return isNever(result) ? result : withEntries(type, [key, loosen(result)]);
});
core("merge", (_, maps) => maps.length === 0 ? NIL : maps.reduce((all, map) => merged(all, map)));

function merged(a: Type, b: Type): Type {
  return each(a, (left) =>
    each(b, (right) => {
      if (right.kind === "named" && right.name === "Nil") return left;
      if (left.kind === "named" && left.name === "Nil") return right;
      if (left.kind === "record" && right.kind === "record") {
        if (!right.closed) return ANY;
        let fields = left;
        for (const f of right.fields) {
          const before = fieldOf(left, f.key);
          fields = f.optional
            ? {
              ...fields,
              fields: [...fields.fields.filter((g) => g.key !== f.key), {
                key: f.key,
                type: join(f.type, before?.type ?? f.type),
                optional: before === null || before.optional,
              }],
            }
            : withField(fields, f.key, f.type);
        }
        return fields;
      }
      if (left.kind === "map" && right.kind === "map") {
        return { kind: "map", key: join(left.key, right.key), value: join(left.value, right.value) };
      }
      return ANY;
    }));
}

core("conj", (_, [type, ...items]) => {
  if (type === undefined) return { kind: "fixed", items: [] };
  if (items.length === 0) return type;
  return each(type, (part) => {
    switch (part.kind) {
      case "fixed":
        return listOf(union([...part.items, ...items].map(loosen)), true);
      case "list":
        return listOf(union([part.of, ...items.map(loosen)]), part.vector);
      case "set":
        return { kind: "set", of: union([part.of, ...items.map(loosen)]) };
      case "named":
        return part.name === "Nil" ? listOf(union(items.map(loosen))) : ANY;
      default:
        return ANY;
    }
  });
});
core("into", (_, args) => {
  if (args.length < 2) return args[0] ?? { kind: "fixed", items: [] };
  const [to] = args;
  const from = exposed(args[args.length - 1]);
  const through = args.length === 3 ? exposed(args[1]) : null;
  const element = through === null
    ? elementOf(from)
    : through.kind === "named" && through.name === "Transducer"
    ? through.args[1] ?? ANY
    : ANY;
  if (element === null) return ANY;
  return each(to, (part) => {
    switch (part.kind) {
      case "fixed":
      case "list":
        return listOf(loosen(union([elementOf(part) ?? ANY, element])), part.kind === "fixed" || part.vector);
      case "set":
        return { kind: "set", of: union([part.of, element]) };
      case "record":
      case "map": {
        const pair = exposed(element);
        if (pair.kind !== "fixed" || pair.items.length !== 2) return ANY;
        const [key, value] = pair.items.map(loosen);
        if (part.kind === "map") return { kind: "map", key: join(part.key, key), value: join(part.value, value) };
        return part.closed && part.fields.length === 0 ? { kind: "map", key, value } : ANY;
      }
      case "named":
        return part.name === "Nil" ? listOf(element) : ANY;
      default:
        return ANY;
    }
  });
});
core("keys", (_, [type]) => {
  if (type === undefined) return null;
  return each(type, (part) => {
    if (part.kind === "map") return union([listOf(part.key), MAYBE_NIL]);
    if (part.kind === "record" && part.closed) {
      return part.fields.length === 0 ? NIL : listOf(union(part.fields.map((f) => literalOf(f.key) ?? ANY)));
    }
    return ANY;
  });
});
core("vals", (_, [type]) => {
  if (type === undefined) return null;
  return each(type, (part) => {
    if (part.kind === "map") return union([listOf(part.value), MAYBE_NIL]);
    if (part.kind === "record" && part.closed) {
      return part.fields.length === 0 ? NIL : listOf(union(part.fields.map((f) => f.type)));
    }
    return ANY;
  });
});
core("key", (_, [type]) => type !== undefined && exposed(type).kind === "fixed" ? item(type, 0, NIL) : null);
core("val", (_, [type]) => type !== undefined && exposed(type).kind === "fixed" ? item(type, 1, NIL) : null);
core("update-vals", (x, [type, f], site) => {
  const part = exposed(type ?? ANY);
  if (part.kind !== "map" || f === undefined) return null;
  const value = x.muted(() => x.apply(f, [part.value], { ...site, env: null, args: [], declared: null }));
  return isNever(value) ? null : { ...part, value: loosen(value) };
});

const NAMES = union([named("String"), KEYWORD, named("Symbol")]);

// ---- functions -------------------------------------------------------------------------------------------------------------

core("apply", (x, args, site) => {
  const [f, ...rest] = args;
  if (rest.length === 0) return null;
  const last = exposed(rest[rest.length - 1]);
  const given = rest.slice(0, -1);
  const quiet = {
    ...site,
    env: null,
    args: [],
    declared: null,
    name: nameAt(site, 0),
    spanOf: () => site.spanOf(rest.length),
  };
  if (last.kind === "fixed") return x.apply(f, [...given, ...last.items], quiet);
  const element = elementOf(last);
  if (element === null || exposed(f).kind !== "library") return ANY;
  if (isNever(element)) return x.apply(f, given, quiet);
  return x.muted(() => x.apply(f, [...given, element, element], quiet));
});
core("comp", (x, args, site) => {
  const steps = args.map((arg) => exposed(arg));
  if (steps.length === 0) return { kind: "library", name: "batuta.core/identity" };
  if (steps.length === 1) return args[0];
  if (steps.every((step) => step.kind === "named" && step.name === "Transducer")) {
    return named("Transducer", ...composed(steps as (Type & { kind: "named" })[]));
  }
  const last = steps[steps.length - 1];
  const domain = x.closures.domain(last, 1);
  if (domain === null) return FN;
  const quiet = { ...site, env: null, args: [], declared: null };
  const result = x.muted(() =>
    steps.reduceRight((value: Type, step) => isNever(value) ? value : x.apply(step, [value], quiet), domain[0])
  );
  return isNever(result) ? FN : fnOf(domain, result);
});

function composed(steps: readonly (Type & { kind: "named" })[]): [Type, Type] {
  const from = steps[0].args[0];
  const to = steps[steps.length - 1].args[1];
  return [from, to];
}

core("partial", (x, [f, ...given]) => {
  if (f === undefined) return null;
  const signature = x.signature(exposed(f));
  if (given.length === 0) return f;
  if (signature.kind !== "fn" || signature.arities.length === 0) return FN;
  const arities = signature.arities.flatMap(({ params, rest, result }) =>
    params.length >= given.length
      ? [{ params: params.slice(given.length), rest, result }]
      : rest === null
      ? []
      : [{ params: [], rest, result }]
  );
  return arities.length === 0 ? FN : {
    kind: "fn",
    arities: arities.map((a) => ({
      ...a,
      result: ANY,
      params: a.params.map(open),
      rest: a.rest === null ? null : open(a.rest),
    })),
  };
});

/** A parameter of a generic function, of which nothing is known by itself. */
function open(type: Type): Type {
  return type.kind === "variable" ? ANY : type.kind === "fn" ? FN : containsVariable(type) ? ANY : type;
}

function containsVariable(type: Type): boolean {
  switch (type.kind) {
    case "variable":
      return true;
    case "list":
    case "coll":
    case "set":
    case "weak":
      return containsVariable(type.of);
    case "union":
      return type.parts.some(containsVariable);
    case "named":
      return type.args.some(containsVariable);
    case "map":
      return containsVariable(type.key) || containsVariable(type.value);
    default:
      return false;
  }
}

core("deref", (_, args) => {
  const [type] = args;
  if (type === undefined || args.length > 1) return ANY;
  return each(
    type,
    (part) =>
      part.kind === "named" && /^(Atom|Promise|Future|Delay|Volatile|Reduced)$/.test(part.name)
        ? part.args[0] ?? ANY
        : ANY,
  );
});
core("swap!", (_, [type]) => {
  const atom = exposed(type ?? ANY);
  return atom.kind === "named" && atom.name === "Atom" ? atom.args[0] ?? ANY : ANY;
});
core("-lazy-cell", (x, [f], site) => {
  if (f === undefined) return ANY;
  const body = x.apply(f, [], { ...site, env: null, args: [], declared: null });
  const element = isNever(body) ? ANY : elementOf(body);
  return listOf(element ?? ANY);
});
core("keyword", (_, args) => args.length === 1 && certainly(args[0], NAMES) ? KEYWORD : null);
core("identity", (_, [type]) => type ?? null);
core("not-empty", (_, [type]) => type === undefined ? null : union([type, MAYBE_NIL]));
core("match-map?* match-tuple?* match-found?* match-size* match-least*", () => BOOL);
core("match-failed* match-refused* -no-clause -assert-failed -refuse exit throw", () => NEVER);
core("spawn spawn-link", (_, [definition]) => {
  const type = exposed(definition ?? ANY);
  return type.kind === "actor" ? { kind: "pid", protocol: type.protocol } : named("Pid");
});
