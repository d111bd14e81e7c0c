/**
 * The types of values and how they stand to each other, by name.
 * In: the name of a type, or of a class as portable Clojure writes it. Out: the types above it; the type that the class stands for.
 * A type is a symbol: `Int`, `user.Point`. `Any` stands above all.
 * @module
 */

const SEQUENTIAL = ["Sequential", "Collection"];

/** What stands above a type, nearest first; `Any` is left out. */
const ABOVE: Readonly<Record<string, readonly string[]>> = {
  Int: ["Number"],
  Float: ["Number"],
  Ratio: ["Number"],
  Decimal: ["Number"],
  List: ["Sequence", ...SEQUENTIAL],
  LazySeq: ["Sequence", ...SEQUENTIAL],
  Range: ["Sequence", ...SEQUENTIAL],
  Sequence: SEQUENTIAL,
  Queue: SEQUENTIAL,
  Vector: [...SEQUENTIAL, "Associative"],
  Record: ["Map", "Associative", "Collection"],
  Map: ["Associative", "Collection"],
  Set: ["Collection"],
  Keyword: ["Named"],
  Symbol: ["Named"],
  Nil: ["Unit"],
};

const RECORD = ["Record", "Map", "Associative", "Collection"];

/** The types a value of a type is too, nearest first, without `Any`. `isRecord` tells of types that programs define. */
export function typesAbove(type: string, isRecord: boolean): readonly string[] {
  return isRecord ? RECORD : Object.hasOwn(ABOVE, type) ? ABOVE[type] : [];
}

/** Whether all values of one type are of another, both built in. */
export function isSubtype(type: string, above: string): boolean {
  return type === above || above === "Any" || typesAbove(type, false).includes(above);
}

/** Wider types, with an example of each. */
export const WIDE_TYPES: Readonly<Record<string, string>> = {
  Number: "1/2",
  Sequence: "(map inc [1])",
  Sequential: "[1]",
  Associative: "{:a 1}",
  Collection: "#{1}",
  Named: ":a",
  Any: "nil",
  Unit: "nil",
};

/** Classes of Clojure's host that portable code names in `instance?`, `extend-type` and the like: the types they stand for. */
const CLASSES: Readonly<Record<string, string>> = {
  Object: "Any",
  Byte: "Int",
  Short: "Int",
  Integer: "Int",
  Long: "Int",
  BigInt: "Int",
  BigInteger: "Int",
  Double: "Float",
  BigDecimal: "Decimal",
  Boolean: "Bool",
  Character: "Char",
  CharSequence: "String",
  Pattern: "Regex",
  UUID: "Uuid",
  Date: "Instant",
  IFn: "Fn",
  AFn: "Fn",
  IObj: "Collection",
  Named: "Named",
  Seqable: "Collection",
  ISeq: "Sequence",
  ASeq: "Sequence",
  Cons: "Sequence",
  IPersistentList: "List",
  PersistentList: "List",
  IPersistentVector: "Vector",
  PersistentVector: "Vector",
  APersistentVector: "Vector",
  PersistentQueue: "Queue",
  MapEntry: "Vector",
  IMapEntry: "Vector",
  IPersistentMap: "Map",
  APersistentMap: "Map",
  PersistentArrayMap: "Map",
  PersistentHashMap: "Map",
  PersistentTreeMap: "Map",
  IPersistentSet: "Set",
  APersistentSet: "Set",
  PersistentHashSet: "Set",
  PersistentTreeSet: "Set",
  IPersistentCollection: "Collection",
  Iterable: "Collection",
  List: "Sequential",
  Map: "Map",
  Set: "Set",
  Collection: "Collection",
  IRecord: "Record",
  MultiFn: "Fn",
  IEditableCollection: "Editable",
  IDeref: "IDeref",
  Comparable: "Comparable",
  Counted: "Collection",
};

/** Classes that are named as their types are. */
const SAME_NAME = /^(String|Number|Keyword|Symbol|Ratio|Var|Atom|LazySeq|Namespace|Delay)$/;

const PACKAGES = /^(java\.(lang|util\.regex|util|math|time)|clojure\.lang)\./;

/** Classes of what is thrown end like this. */
const THROWABLE = /^([A-Z]\w*)?(Exception|Error|ExceptionInfo)$|^Throwable$/;

/** What a class of Clojure's host stands for: the name of a type, or undefined for classes that mean nothing here. */
export function typeOfClass(name: string): string | undefined {
  const simple = name.replace(PACKAGES, "");
  if (simple.includes(".")) return undefined;
  if (Object.hasOwn(CLASSES, simple)) return CLASSES[simple];
  if (simple !== name && SAME_NAME.test(simple)) return simple;
  if (!isThrowable(simple)) return undefined;
  return codesOfClass(simple) === null ? "Error" : simple;
}

/** Whether a name is that of something to be thrown, in Clojure's hosts. */
export function isThrowable(name: string): boolean {
  return THROWABLE.test(name.replace(PACKAGES, ""));
}

/** Codes of the failures that a class of Clojure's host stands for, or null where it stands for failures of all kinds. */
export function codesOfClass(name: string): readonly string[] | null {
  const simple = name.replace(PACKAGES, "");
  return Object.hasOwn(THROWN, simple) ? THROWN[simple] : null;
}

const THROWN: Readonly<Record<string, readonly string[]>> = {
  ExceptionInfo: ["ex-info", "thrown"],
  ArithmeticException: ["divide-by-zero", "not-exact"],
  AssertionError: ["assert-failed"],
  StackOverflowError: ["stack-overflow"],
  IndexOutOfBoundsException: ["out-of-bounds"],
  StringIndexOutOfBoundsException: ["out-of-bounds"],
};
