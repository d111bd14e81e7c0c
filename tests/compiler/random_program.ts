/**
 * Random small programs: `randomProgram(seed, size)` is the same text for the same numbers, ends, and mostly does not fail.
 * They compute with Ints around 2^53, Floats and closures in loops, functions, `try` with `finally`, and print on the way.
 * @module
 */

/** Mulberry32: numbers in [0, 1). */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const PRELUDE = `
(defn id [x] x)
(defn add3 [a b c] (+ a b c))
(defn sum-to [n] (if (< n 1) 0 (+ n (sum-to (- n 1)))))
(defn total [& xs] (reduce + 0 xs))
(defn pick ([] 7) ([a] a) ([a b] b) ([a b & more] (count more)))
(defn ping [n k] (if (< n 1) (k n) (letfn [(pong [m] (if (< m 1) (k m) (ping (- m 1) k)))] (pong (- n 1)))))
`;

const LITERALS = ["0", "1", "-3", "10", "2.5", "3.0", "-0.0", "9007199254740990", "9007199254740993", "1e300", "1/3"];

export function randomProgram(seed: number, size: number): string {
  const random = generator(seed);
  const below = (n: number) => Math.floor(random() * n);
  const one = <T>(items: readonly T[]) => items[below(items.length)];
  let names = 0;
  const name = () => `v${names++}`;

  function atom(vars: readonly string[]): string {
    return vars.length > 0 && random() < 0.7 ? one(vars) : one(LITERALS);
  }

  function expression(depth: number, vars: readonly string[]): string {
    if (depth <= 0) return atom(vars);
    const e = (more: readonly string[] = []) => expression(depth - 1 - below(2), [...vars, ...more]);
    const [a, b] = [name(), name()];
    switch (below(24)) {
      case 0:
      case 1:
        return `(${one(["+", "-", "*", "+"])} ${e()} ${e()})`;
      case 2:
        return `(${one(["inc", "dec", "-", "id"])} ${e()})`;
      case 3:
        return `(if (${one(["<", ">=", "==", "="])} ${e()} ${e()}) ${e()} ${e()})`;
      case 4:
        return `(let [${a} ${e()} ${b} ${e([a])}] ${e([a, b])})`;
      case 5:
        return `(loop [${a} 0 ${b} ${one(LITERALS)}] (if (< ${a} ${below(6)}) (recur (inc ${a}) (${
          one(["+", "-", "*"])
        } ${b} ${atom([...vars, a])})) ${e([a, b])}))`;
      case 6:
        return `(loop [${a} 0 ${b} ${e()}] (if (< ${a} ${below(5)}) (recur (+ ${a} 1) ${e([a, b])}) ${b}))`;
      case 7:
        return `(loop [${a} 0 ${b} 9007199254740985] (if (< ${a} ${5 + below(12)}) (recur (inc ${a}) (+ ${b} ${
          1 + below(3)
        })) (- ${b} 9007199254740985)))`;
      case 8:
        return `(loop [${a} 0.5 ${b} ${below(4)}] (if (pos? ${b}) (recur (* ${a} ${
          one(["2.0", "1.5", "2"])
        }) (dec ${b})) (id ${a})))`;
      case 9:
        return `(do (println ${below(100)} ${atom(vars)}) ${e()})`;
      case 10:
        return `(try ${e()} (finally (println :f${below(100)})))`;
      case 11:
        return `(try (+ ${e()} (throw ${e()})) (catch Exception ${a} (let [${b} (ex-value ${a})] ${
          e([b])
        })) (finally (println :g ${atom(vars)})))`;
      case 12:
        return `(try ${e()} (catch Exception ${a} (do (println :caught) ${e()})))`;
      case 13:
        return `((fn [${a} & ${b}] (+ (count ${b}) ${e([a])})) ${e()} ${e()})`;
      case 14:
        return `(let [${a} (fn [x] ${e(["x"])})] (+ (${a} ${e()}) (${a} ${e()})))`;
      case 15:
        return `(letfn [(${a} [n x] (if (< n 1) x (${b} (- n 1) ${
          e(["x"])
        }))) (${b} [n x] (if (< n 1) x (${a} (- n 1) (inc x))))] (${a} ${below(5)} ${e()}))`;
      case 16:
        return `(add3 ${e()} ${e()} ${e()})`;
      case 17:
        return `(total ${Array.from({ length: below(4) }, () => e()).join(" ")})`;
      case 18:
        return `(pick ${Array.from({ length: below(4) }, () => e()).join(" ")})`;
      case 19:
        return `(reduce (fn [${a} ${b}] ${e([a, b])}) ${e()} [${e()} ${e()} 3])`;
      case 20:
        return `(apply + (map (fn [${a}] ${e([a])}) (filter odd? (range ${below(7)}))))`;
      case 21:
        return `(sum-to ${below(9)})`;
      case 22:
        return `(ping ${below(5)} (fn [${a}] ${e([a])}))`;
      default:
        return `(let [{:keys [${a}] :or {${a} ${e()}}} {:${one([a, "other"])} ${e()}} [${b}] [${e()}]] ${e([a, b])})`;
    }
  }

  const forms = Array.from({ length: 1 + below(2) }, () => expression(size, []));
  return `${PRELUDE}(defn main [v] ${expression(size, ["v"])})\n[${forms.join("\n ")}\n (main ${
    one(LITERALS)
  }) (main 2)]`;
}
