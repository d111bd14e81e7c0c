/**
 * What compiled patterns ask of values. Programs do not call these; their names end in `*`. Leaves are replaced with code
 * for them where they are called (the compiler's operators).
 * @module
 */
import { ABSENT, fail, get, isSequential, PMap, type Seq, Tuple, Vec, vec } from "../data/mod.ts";
import { seq } from "./lazy.ts";
import { andThen } from "./machine.ts";
import { defineLeaves, definePrimitives } from "./core_install.ts";

/** A sequential value as a vector of its elements, at most `most` of them; nil for any other value. */
function elements(x: unknown, most: unknown): unknown {
  if (x instanceof Vec) return x;
  return isSequential(x) ? collect(x, [], most as number) : null; // compiled patterns give a number
}

/** Goes on collecting, without a loop that a wait would interrupt. */
function collect(x: unknown, found: unknown[], most: number): unknown {
  if (found.length >= most) return vec(found);
  return andThen(seq(x), (s) => {
    if (s === null) return vec(found);
    found.push((s as Seq).first()); // `seq` answers a sequence or nil
    return collect((s as Seq).more(), found, most);
  });
}

defineLeaves({
  "match-size*": (v, count) => (v as Vec).n === count,
  "match-least*": (v, count) => (v as Vec).n >= (count as number),
  "match-nth*": (v, i) => (v as Vec).nth(i as number),
  "match-map?*": (x) => x instanceof PMap,
  "match-key*": (map, key) => get(map, key, ABSENT),
  "match-found?*": (x) => x !== ABSENT,
  "match-tuple?*": (x, tag, count) => x instanceof Tuple && x.tag === tag && x.items.length === count,
  "match-item*": (tuple, i) => (tuple as Tuple).items[i as number],
});

definePrimitives({
  "match-elements*": elements,
  "match-failed*": (value) => fail("no-match", { value }),
  "match-refused*": (pattern, value) => fail("no-match", { pattern, value }),
});
