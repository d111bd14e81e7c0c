/**
 * `batuta.dlog` and `batuta.blake3`: what programs call. Importing this file makes the vars, when a program first names one. What they do
 * is in the log room, under the same names.
 * @module
 */
import { between, definePrimitives, document, type Fn, onFirstNeed } from "../runtime/mod.ts";
import { ELSEWHERE, operate, operateOnMain } from "./operate.ts";
import { operateChecked } from "./specs.ts";

const DLOG = "batuta.dlog";
const BLAKE3 = "batuta.blake3";

type Arity = readonly [least: number, most: number];

/** Operations that write, or sign. */
const ON_MAIN: Readonly<Record<string, Arity>> = {
  "append": [2, 3],
  "-append-chunk": [2, 3],
  "delete": [2, 3],
  "create": [1, 2],
  "drop": [1, 1],
  "compact": [1, 1],
  "write-with-proof": [2, 3],
  "prove": [2, 3],
  "checkpoint": [1, 2],
  "increment": [1, 1],
  "add": [2, 2],
  "get-value": [1, 1],
  "notarize": [1, 1],
  "make-key": [1, 1],
  "multi-sig-tx": [3, 3],
  "approve": [2, 3],
  "transaction": [1, 1],
  "-claim": [1, 1],
  "-conclude": [2, 2],
};

/** Operations that only read. */
const HERE: Readonly<Record<string, Arity>> = {
  "logs": [0, 0],
  "info": [1, 1],
  "-read-chunk": [4, 4],
  "verify": [1, 2],
  "consistent?": [2, 3],
  "prove-consistency": [2, 3],
  "sparse-counter": [1, 1],
  "snowflake-id": [0, 0],
  "approved?": [1, 1],
};

const HASHES: Readonly<Record<string, Arity>> = {
  "hash": [1, 2],
  "keyed-hash": [2, 3],
  "derive-key": [2, 3],
};

type Operate = (op: string, args: readonly unknown[]) => unknown;

function primitives(arities: Readonly<Record<string, Arity>>, operate: Operate, prefix = ""): Record<string, Fn> {
  return Object.fromEntries(
    Object.entries(arities).map(([name, [least, most]]) => {
      const op = prefix + name;
      return [name, between(least, most, (...args) => operate(op, args))];
    }),
  );
}

definePrimitives({ [ELSEWHERE]: between(1, 5, (op, ...args) => operateChecked(op as string, args)) }); // our own workers ask

definePrimitives({ "prove": between(1, 2, (row, size = null) => operateOnMain("-prove-row", [row, size])) });
document(() => `
prove [row] [row size]
The receipt of a row: that its record is in the log, for the log as it is or as it was with \`size\` records; \`dlog/verify\` accepts it. A row that
a query gave whole knows its record, by metadata \`{:log :offset}\`: from a log, through \`where\`, orders, limits and joins (of the left side), not
through \`select\` or \`aggregate\`. \`(do (dlog/append :doc-rows2 {:n 1}) (dlog/verify (prove (first (execute (from :doc-rows2)))))) ;=> true\`
`);

onFirstNeed(BLAKE3, () => {
  definePrimitives(primitives(HASHES, operate, "blake3/"), BLAKE3);
  document(
    () => `
hash [value] [value options]
The BLAKE3 hash of Bytes, of a string's UTF-8 bytes, or of any other value's canonical bytes: equal values have equal hashes. 32 Bytes, or
as many as \`:length\` says. \`(hex (blake3/hash "")) ;=> "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"\`

keyed-hash [key value] [key value options]
\`hash\` with a key of 32 Bytes: who does not know it cannot make it. \`(count (blake3/keyed-hash (blake3/hash "k") "text")) ;=> 32\`

derive-key [context material] [context material options]
A key of 32 Bytes (or \`:length\`) made from a secret, for one purpose that the string \`context\` names.
\`(= (blake3/derive-key "app 2026 a" "secret") (blake3/derive-key "app 2026 b" "secret")) ;=> false\`
`,
    BLAKE3,
  );
});

onFirstNeed(DLOG, () => {
  const onMain: Operate = (op, args) => operateOnMain(op, args, operateChecked);
  definePrimitives({ ...primitives(ON_MAIN, onMain), ...primitives(HERE, operate) }, DLOG);
  document(
    () => `
append [log record] [log record options]
Appends a record, a map, to a log, which is made if it is not there. Answers \`{:log :offset :timestamp}\` when the record is durable.
Options: \`:at\` (its time, not earlier than that of the record before), \`:sync\` (\`:batch\`, the default: what comes together is made durable
together; \`:always\`; \`:os\`: the system may keep it in memory), \`:expect\` (the offset that it must get, else nothing is appended), \`:producer\` and
\`:seq\` (a producer numbers what it appends; a repeated number answers with the first offset, a gap is refused), \`:valid-from\` and \`:valid-to\`
(when what it says holds, if not since its time). \`(:offset (dlog/append :events {:type "click"})) ;=> 0\`

delete [log key] [log key options]
Deletes the row of a key from a log that has a \`:key\`; its versions stay in the history. Options as of \`append\`.
\`(do (dlog/create :rows {:key :id}) (dlog/append :rows {:id 1}) (:offset (dlog/delete :rows 1))) ;=> 1\`

create [log] [log options]
Makes a log. Options: \`:key\` (a column: the log is a table of the newest version of each key), \`:hash\` (\`:blake3\` or \`:sha256\`, of its Merkle
tree), \`:spec\` (the name of a spec: a record that it refuses is not appended, and queries know the columns), \`:sync\` (as of \`append\`), \`:segment-bytes\` (the size of its files), \`:retain\` (what \`compact\` keeps, \`{:age duration}\` or \`{:records n}\`). Again
with the same options it changes nothing. Answers the log's name. \`(dlog/create :users {:key :id}) ;=> :users\`

drop [log]
Removes a log with all that it has. True if there was one. \`(do (dlog/create :gone) (dlog/drop :gone)) ;=> true\`

compact [log]
Drops the payloads of versions that newer ones have replaced, in a log with a \`:key\`, and of what \`:retain\` does not keep. Their hashes stay, so
proofs of all others hold; the erasure is recorded in the log. Answers \`{:erased n :bytes n}\`.
\`(do (dlog/create :small {:key :id}) (dlog/append-all :small [{:id 1 :v 1} {:id 1 :v 2}]) (:erased (dlog/compact :small))) ;=> 1\`

logs []
The names of the logs in the data directory, in order. \`(do (dlog/create :events) (some #{:events} (dlog/logs))) ;=> :events\`

info [log]
What is known of a log: \`:log :count :bytes :segments :key :hash :sync :first-time :last-time :root\`.
\`(do (dlog/append :info {:a 1}) (:count (dlog/info :info))) ;=> 1\`

write-with-proof [log record] [log record options]
\`append\`, and a receipt: plain data with the record, its offset and time, the size of the log, the hashes that lead from the record to the root of
the log's Merkle tree, and the signed checkpoint with that root. It prints and reads back.
\`(dlog/verify (dlog/write-with-proof :audit {:action "login"})) ;=> true\`

prove [log offset] [log offset size]
The receipt of a record that is in a log, for the log as it is or as it was with \`size\` records.
\`(do (dlog/append :prove {:a 1}) (dlog/verify (dlog/prove :prove 0))) ;=> true\`

verify [receipt] [receipt key]
Whether a receipt is true: its record is hashed again, the proof leads to the root, and the checkpoint with that root is signed. Needs no log.
With the public key that the log is known by, the signature must be by that one.
\`(let [r (dlog/write-with-proof :verify {:n 1})] (dlog/verify (assoc-in r [:record :n] 2))) ;=> false\`

checkpoint [log] [log size]
What a log is, or was with \`size\` records: \`{:log :size :root :hash :note}\`; the note is signed and says the same (C2SP tlog-checkpoint).
\`(do (dlog/append :check {:a 1}) (:size (dlog/checkpoint :check))) ;=> 1\`

consistent? [old new] [old new proof]
Whether the log of the newer checkpoint begins with what it was at the older one. With a proof of \`prove-consistency\` no log is needed.
\`(do (dlog/append :cons {:a 1}) (dlog/consistent? (dlog/checkpoint :cons) (dlog/checkpoint :cons))) ;=> true\`

prove-consistency [log old-size] [log old-size new-size]
The hashes that show that a log only grew between two sizes.
\`(do (dlog/append-all :grow [{:a 1} {:a 2}]) (count (:proof (dlog/prove-consistency :grow 1 2)))) ;=> 1\`

sparse-counter [name]
A counter that is kept in the data directory, from 0. It is plain data. \`(dlog/sparse-counter "visits") ;=> {:counter "visits"}\`

increment [counter]
Adds 1 to a counter and answers its new value when that is durable. However many increment it at once, each counts.
\`(dlog/increment (dlog/sparse-counter "clicks")) ;=> 1\`

add [counter n]
Adds an Int to a counter. \`(dlog/add (dlog/sparse-counter "bytes") 42) ;=> 42\`

get-value [counter]
The value of a counter. \`(dlog/get-value (dlog/sparse-counter "new")) ;=> 0\`

snowflake-id []
An Int that nobody else gets in this data directory, on no worker and in no later run, and that is greater than those this worker had before.
\`(< (dlog/snowflake-id) (dlog/snowflake-id)) ;=> true\`

notarize [document]
Records that a document was there: its hash goes into the log \`:notary\`. \`document\` is a hash (32 Bytes, or 64 hexadecimal digits), or any other value,
which is hashed. Answers a receipt, to be kept with the document; \`verify\` needs nothing else.
\`(dlog/verify (dlog/notarize (blake3/hash "contract"))) ;=> true\`

make-key [name]
The public key of a signer in this data directory; its secret is made, and kept there, when the name is new. \`(string? (dlog/make-key :alice)) ;=> true\`

multi-sig-tx [signers threshold operation]
Proposes an operation, any value, that is to be done when so many of the signers have approved it. Signers are names of keys in this data
directory, or a map of names to public keys. Answers the transaction, as \`transaction\` does; all that happens to it is in the log \`:multi-sig\`.
\`(:threshold (dlog/multi-sig-tx [:alice :bob :charlie] 2 {:pay 10})) ;=> 2\`

approve [tx signer] [tx signer signature]
Approves a transaction by a signer, with the key of this data directory or by a signature that was made elsewhere.
\`(let [tx (dlog/multi-sig-tx [:alice :bob] 2 {:pay 11})] (:status (dlog/approve tx :alice))) ;=> :pending\`

approved? [tx]
Whether enough different signers have signed exactly what the transaction says. Needs no log.
\`(let [tx (dlog/multi-sig-tx [:alice :bob] 1 {:pay 12})] (dlog/approved? (dlog/approve tx :bob))) ;=> true\`

transaction [tx]
A transaction as it is in the log: \`{:tx :signers :threshold :operation :approvals :status}\`, the status \`:pending\`, \`:approved\` or \`:applied\`.
\`(:status (dlog/transaction (dlog/multi-sig-tx [:alice] 1 {:pay 13}))) ;=> :pending\`
`,
    DLOG,
  );
});
