/**
 * What the documentation says about the special forms, in the notation of `document`.
 * @module
 */
import { document } from "../runtime/mod.ts";

/** Makes the texts known; they are taken apart when somebody asks. */
export function documentSpecialForms(): void {
  document(() => `
def [name] [name value] [name doc value]
Defines a name of the current namespace and gives its var. Metadata of the name (\`^:private\`, \`^:dynamic\`) becomes the var's.
\`(do (def answer 42) answer) ;=> 42\`

if [test then] [test then else]
The value of one of two forms; only nil and false count as false, and a missing else gives nil. \`(if (pos? 1) :yes :no) ;=> :yes\`

do [& body]
Runs forms one after the other and gives the value of the last. \`(do 1 2 3) ;=> 3\`

let [bindings & body]
Runs a body with names for values, each of which sees those before it. A pattern in place of a name takes the value apart.
\`(let [x 1 [a & more] [x 2 3] {:keys [name]} {:name "Ada"}] [a more name]) ;=> [1 (2 3) "Ada"]\`

let* [bindings & body]
The same as \`let\`. \`(let* [x 1] x) ;=> 1\`

fn [& clauses]
A function: \`(fn name? [parameters] body)\`, or several clauses for different numbers of arguments. Parameters can be patterns; what
stands behind \`&\` takes all further arguments. A map with \`:pre\` and \`:post\` before the body holds conditions.
\`((fn [a & more] [a more]) 1 2 3) ;=> [1 (2 3)]\`
\`((fn ([] 0) ([a] 1)) :x) ;=> 1\`

fn* [& clauses]
The same as \`fn\`. \`((fn* [x] x) 1) ;=> 1\`

loop [bindings & body]
Like \`let\`; a \`recur\` in the body runs it again with other values, without any stack.
\`(loop [n 5 product 1] (if (zero? n) product (recur (dec n) (* product n)))) ;=> 120\`

loop* [bindings & body]
The same as \`loop\`. \`(loop* [i 0] (if (< i 3) (recur (inc i)) i)) ;=> 3\`

recur [& values]
Goes back to the nearest \`loop\` or function around it with new values; possible only as the last thing that does.
\`((fn [n] (if (pos? n) (recur (dec n)) n)) 1000) ;=> 0\`

quote [form]
The form itself, not its value; \`'form\` is short for it. \`(quote (+ 1 2)) ;=> (+ 1 2)\`

syntax-quote [form]
What a backquote stands for: the form, in which \`~x\` is replaced by the value of x and \`~@xs\` by its elements.
\`(let [x 1] (syntax-quote [~x ~@[2 3]])) ;=> [1 2 3]\`

unquote [form]
What \`~\` stands for: a value in a form behind a backquote. \`(let [x 2] (syntax-quote [1 (unquote x)])) ;~> .\`

unquote-splicing [form]
What \`~@\` stands for: the elements of a value in a form behind a backquote. \`(let [xs [1 2]] (syntax-quote [~@xs])) ;=> [1 2]\`

var [name]
The var of a name, not its value; \`#'name\` is short for it. \`(var inc) ;=> #'batuta.core/inc\`

throw [value]
Fails with an error, or with any other value. \`(try (throw {:error :timeout}) (catch {:error why} e why)) ;=> :timeout\`

try [& body]
Runs a body. When that fails, the first fitting \`(catch Exception name …)\` or \`(catch pattern name …)\` takes over; \`Exception\` takes
anything, a pattern is compared with the value that was thrown. \`(finally …)\` runs in any case.
\`(try (/ 1 0) (catch Exception e (ex-message e))) ;=> "Divide by zero"\`

match [value & clauses]
The value behind the first clause \`pattern -> form\` or \`pattern when test -> form\` that fits. Patterns are literals, names, \`_\`,
\`[a b & more]\`, \`{:key p}\`, tuples, \`(or p q)\`, \`(and p q)\` and \`~form\`; a name that stands twice needs equal values.
\`(match {:ok 5} {:ok n} when (pos? n) -> n {:error why} -> why) ;=> 5\`
\`(match [1 1] [a a] -> :same _ -> :different) ;=> :same\`

receive [& clauses]
Takes the first message from the mailbox that fits a clause, as in \`match\`, and gives the value of the clause; waits while none fits. The
other messages stay, in their order. As the last form of a \`defactor\` it is the actor's loop.
\`(do (send (self) :other) (send (self) {:wanted 5}) [(receive {:wanted x} -> x) (receive m -> m)]) ;=> [5 :other]\`

receive-timeout [ms & clauses]
A \`receive\` that waits so many milliseconds, or a duration, at most; its last clause is \`timeout -> form\`. With 0 it only looks, with
\`:infinity\` it waits for ever. \`(receive-timeout 5 {:answer x} -> x timeout -> :nothing) ;=> :nothing\`

receive-with-priority [& clauses]
A \`receive\` that prefers the earlier clause to the earlier message.
\`(do (send (self) {:normal 1}) (send (self) {:urgent 2}) (receive-with-priority {:urgent n} -> n {:normal n} -> n)) ;=> 2\`

type* [type]
A type as data, as annotations are written. \`(type* {:id Int | Nil}) ;=> {:id (Int | Nil)}\`

actor* [name state & sections]
What \`defactor\` defines, as a value. \`(actor? (actor* idle [] (receive _ -> nil))) ;=> true\`

letfn [functions & body]
Runs a body with functions that know each other. \`(letfn [(f [n] (if (zero? n) :end (g n))) (g [n] (f (dec n)))] (f 3)) ;=> :end\`

letfn* [functions & body]
The same as \`letfn\`. \`(letfn* [(f [x] x)] (f 1)) ;=> 1\`

set! [name value]
Gives the innermost \`binding\` of a dynamic var another value. \`(do (def ^:dynamic *d* 1) (binding [*d* 2] (set! *d* 3) *d*)) ;=> 3\`

macrolet [macros & body]
Macros that exist in the body only. \`(macrolet [(twice [form] (list 'do form form))] (with-out-str (twice (print 1)))) ;=> "11"\`
`);
}
