/**
 * A program as large as one likes, of definitions as people write them.
 * @module
 */

/** Tests, bindings, destructuring, threading, literals. */
function generatedFunction(i: number): string {
  return `
(defn order-total-${i}
  "What the lines of order ${i} come to, with the discount of its customer."
  [{:keys [id customer lines]} & {:keys [currency] :or {currency :eur}}]
  (let [open (filter (fn [line] (= (:status line) :open)) lines)
        sum (reduce (fn [total {:keys [price amount]}] (+ total (* price amount))) 0 open)
        discount (cond
                   (> sum ${1000 + i}) 0.1
                   (and (= customer :regular) (> sum 100)) 0.05
                   :else 0)]
    (when (neg? sum)
      (throw (ex-info (str "Order " id " is negative") {:order id :sum sum})))
    (loop [left open parts []]
      (if-let [line (first left)]
        (recur (rest left) (conj parts [(:name line) (-> (:price line) (* (- 1 discount)) (+ ${i}))]))
        {:id id :currency currency :total (* sum (- 1 discount)) :parts parts}))))
`.trimStart();
}

/** Declared types: of numbers, records by key, sequences, a function; narrowed by tests. */
function typedFunction(i: number): string {
  return `
(deftype Line${i} {:name String :price Float :amount Int :status :open | :closed})

(defn line-value-${i} :: [Line${i} -> Float]
  "What a line comes to."
  [line]
  (* (:price line) (float (:amount line))))

(defn open-lines-${i} :: [[Line${i}] (Float -> Bool) -> [Line${i}]]
  [lines dear?]
  (filter (fn [line] (and (= :open (:status line)) (dear? (line-value-${i} line)))) lines))

(defn longest-name-${i} :: [[Line${i}] -> String]
  [lines]
  (let [names (map :name (open-lines-${i} lines (fn [value] (> value ${i}.5))))
        longest (reduce (fn [a b] (if (< (count a) (count b)) b a)) "" names)]
    (if (empty? longest) "none" (str longest "!"))))
`.trimStart();
}

/** So many functions without declared types. */
export function generatedProgram(functions: number): string {
  return Array.from({ length: functions }, (_, i) => generatedFunction(i)).join("");
}

/** A program of about so many lines, half of them with declared types. */
export function typedProgram(lines: number): string {
  const parts: string[] = [];
  for (let i = 0, left = lines; left > 0; i++) {
    const part = generatedFunction(i) + typedFunction(i);
    parts.push(part);
    left -= countLines(part);
  }
  return parts.join("");
}

export function countLines(text: string): number {
  return text.split("\n").length - 1;
}
