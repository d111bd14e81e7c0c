import assert from "node:assert/strict";
import { List, metaOf, PMap, printReadably, Sym, Tuple } from "../../lib/data/mod.ts";
import { END, placedOf, Reader, spanOf, spansOf } from "../../lib/reader/mod.ts";
import { Source } from "../../lib/source/mod.ts";
import { at, codes, read, readAll, readOne } from "./notation.ts";

function metaText(form: unknown): string {
  return printReadably(metaOf((form as Sym).meta)); // every caller gives a symbol or collection
}

Deno.test("lists, vectors, maps, sets, tuples", () => {
  assert.equal(read("(a [b] {:c 1 :d 2} #{5} () [] {} #{})"), "(a [b] {:c 1 :d 2} #{5} () [] {} #{})");
  assert.equal(read("{:compute 1 2} {:shutdown}"), "{:compute 1 2} {:shutdown}");
  assert.ok(readOne("{:stop}") instanceof Tuple);
  assert.ok(readOne("{:a 1}") instanceof PMap);
});

Deno.test("a map keeps its items in reading order, above eight entries and for equal calls too", () => {
  const text = "{:a 1 :b 2 :c 3 :d 4 :e 5 :f 6 :g 7 :h 8 :i 9}";
  assert.equal(placedOf(readOne(text))?.items?.map((item) => printReadably(item)).join(" "), text.slice(1, -1));
  assert.equal(placedOf(readOne("{(f) 1 (f) 2}"))?.items?.length, 4);
  assert.equal(placedOf(readOne("#{(f) (f)}"))?.items?.length, 2);
});

Deno.test("an odd or repeating literal is a mistake", () => {
  assert.deepEqual(codes("{a 1 b}"), ["odd-map"]);
  assert.deepEqual(codes("{:a 1 :b 2 :a 3 :a 4}"), ["duplicate-key", "duplicate-key"]);
  assert.deepEqual(codes("{[1 2] 1 [1 2] 2}"), ["duplicate-key"]);
  assert.deepEqual(codes("#{1 2 1}"), ["duplicate-element"]);
  assert.deepEqual(codes("{1 :int 1.0 :float}"), []);
});

Deno.test("a splice may stand for any number of forms of a map", () => {
  assert.equal(placedOf((readOne("`{~@kvs}") as List).more().head)?.items?.length, 1); // (syntax-quote {…})
});

Deno.test("prefixes are calls of batuta.core", () => {
  assert.equal(
    read("'a `a ~a ~@a @a #'a"),
    "(quote a) (syntax-quote a) (unquote a) (unquote-splicing a) (deref a) (var a)",
  );
  assert.equal(read("''a '(1 'b)"), "(quote (quote a)) (quote (1 (quote b)))");
  assert.equal(placedOf((readOne("'a") as List).head)?.home, "batuta.core"); // a list, by the case above
  assert.deepEqual(codes("(a ')"), ["missing-form"]);
  assert.deepEqual(codes("'"), ["missing-form"]);
});

Deno.test("metadata is merged, the outer one wins", () => {
  assert.equal(metaText(readOne("^:a x")), "{:a true}");
  assert.equal(metaText(readOne("^String x")), "{:tag String}");
  assert.equal(metaText(readOne('^"S" x')), '{:tag "S"}');
  assert.equal(metaText(readOne("^{:a 1} ^:b #^{:a 2} [1]")), "{:a 1 :b true}");
  assert.deepEqual(codes("^:a 5 ^5 a"), ["no-meta", "bad-meta"]);
  assert.deepEqual(codes("(^:a)"), ["missing-form"]);
});

Deno.test("#() takes the parameters it mentions", () => {
  assert.equal(read("#(+ % 1)"), "(fn [p1__0#] (+ p1__0# 1))");
  assert.equal(read(" #(+ %1 %3)"), "(fn [p1__1# p2__1# p3__1#] (+ p1__1# p3__1#))");
  assert.equal(read("#(apply + % %&)"), "(fn [p1__0# & rest__0#] (apply + p1__0# rest__0#))");
  assert.equal(read("#()"), "(fn [] ())");
  assert.equal(read("[#(%) % #(%2)]"), "[(fn [p1__1#] (p1__1#)) % (fn [p1__8# p2__8#] (p2__8#))]");
  assert.deepEqual(codes("#(f #(g %))"), ["nested-fn"]);
  assert.deepEqual(codes("#(+ %0 %x %21)"), Array(3).fill("bad-parameter"));
});

Deno.test("#_ drops a form, stacked ones drop as many, and what is dropped need not be understood", () => {
  assert.equal(read("[1 #_ 2 #_(a b) 3 #_ #_ 4 5 6 #_7]"), "[1 3 6]");
  assert.equal(read("#_ #what {:a 1 :a 2} 1"), "1");
  assert.equal(read("#_ #_ a #_ b c d"), "d");
  assert.equal(read("#_ ^:a b '#_c d"), "(quote d)");
  assert.deepEqual(codes("[#_]"), ["missing-form"]);
  assert.deepEqual(codes("#_ (a ]"), ["mismatched"]);
});

Deno.test("conditionals take :batuta, else :default", () => {
  assert.equal(read("[#?(:clj 1 :batuta 2 :default 3) #?(:clj 1 :default 3) #?@(:batuta [4 5])]"), "[2 3 4 5]");
  assert.equal(read("#?(:default 1 :batuta 2) #?(:batuta 2 :default 1)"), "2 2");
  assert.equal(read("[#?(:clj 1) #?() 2 '#?(:clj 3) 4]"), "[2 (quote 4)]");
  assert.equal(read("(f #?@(:clj [1 2]) #?@(:default (3 4)))"), "(f 3 4)");
  assert.equal(read("#?(:cljs 1 :clj 2 :default 3)", { features: ["clj", "cljs"] }), "2");
  assert.equal(read("#?(:clj #?(:x 1) :batuta 2)"), "2");
  assert.equal(read("#?(:batuta #?(:x 1 :default 7) :default 2)"), "7");
});

Deno.test("an unselected branch is skipped without being understood", () => {
  assert.equal(read("#?(:clj #js {:a ##Foo :a 1 2} :batuta 1)"), "1");
  assert.equal(read("#?(:default #what [12ab] :batuta 1)"), "1");
  assert.equal(read("#?(:batuta 1 :default #what 12ab)"), "1");
  assert.equal(read("#?(:clj #(map #(f %) ::nowhere/x) :batuta #(f %))"), "(fn [p1__42#] (f p1__42#))");
});

Deno.test("wrong conditionals", () => {
  assert.deepEqual(codes("#?(:batuta) #?(1 2) #? [1]"), Array(3).fill("bad-conditional"));
  assert.deepEqual(codes("#?@(:batuta [1])"), ["bad-splice"]);
  assert.deepEqual(codes("[#?@(:batuta 1)]"), ["bad-splice"]);
});

Deno.test("namespaced maps", () => {
  assert.equal(read('#:user{:a 1 :_/b 2 :x/c 3 d 4 "e" 5}'), '{:user/a 1 :b 2 :x/c 3 user/d 4 "e" 5}');
  assert.equal(read("#::{:a 1} #::str{:a 1}"), "{:user/a 1} {:batuta.str/a 1}");
  assert.deepEqual(codes("#:user [1] #:{} #::no{:a 1}"), ["bad-namespace-map", "bad-namespace-map", "unknown-alias"]);
});

Deno.test("every form knows its place, and a parent those of its children", () => {
  const { forms, spans } = readAll('(a 1 [b "s"])\n 42');
  assert.deepEqual(spans.map(at), ["0-13", "15-17"]);
  assert.equal(at(spanOf(forms[0])), "0-13");
  assert.deepEqual(spansOf(forms[0]).map(at), ["1-2", "3-4", "5-12"]);
  assert.equal(at(spanOf(readOne("  'a"))), "2-4");
  assert.equal(at(spanOf(readOne("^:a  b"))), "5-6");
  assert.deepEqual(spansOf(readOne("{:t 1 x}")).map(at), ["1-3", "4-5", "6-7"]);
  assert.equal(spanOf(5), null);
});

Deno.test("::name means the namespace of the moment", () => {
  let ns = "one";
  const reader = new Reader(new Source("t", "::a ::a"), { ns: () => ns, aliases: () => undefined });
  assert.equal(printReadably(reader.next()), ":one/a");
  ns = "two";
  assert.equal(printReadably(reader.next()), ":two/a");
  assert.equal(reader.next(), END);
  assert.equal(reader.next(), END);
});
