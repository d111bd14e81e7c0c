/**
 * `file` and `write-to` of the core library.
 * @module
 */
import { between, defineLeaves, definePrimitives, document } from "../runtime/mod.ts";
import { setOutside } from "../query/mod.ts";
import { fileValue } from "./file_value.ts";
import { FILES } from "./reading.ts";
import { plot } from "./plotting.ts";
import { type Printing, printRows } from "./printing.ts";
import { STANDARD_INPUT } from "./standard_input.ts";
import { writeTo } from "./writing.ts";

setOutside(FILES);

defineLeaves({
  "file": between(1, 2, fileValue),
  "stdin": between(0, 1, (options = null) => fileValue(STANDARD_INPUT, options)),
});
definePrimitives({
  "write-to": writeTo,
  "plot": between(1, 2, plot),
  "-print-rows": (value, how) => printRows(value, how as Printing), // the command line's
});

document(() => `
file [path] [path options]
A file of records, for queries to read, \`(from (file "x.csv"))\`, and to write to, \`write-to\`. It is plain data; nothing is read before a query
runs, and only as much as it needs. Relative paths start at the current folder. The ending says the format, \`.csv .json .ndjson .edn .parquet
.arrow\`, or the option \`:as\`, \`:csv\` for instance. A CSV file begins with the names of its columns; a value without quotes is the number,
boolean or instant that it looks like. \`:types\` says otherwise, in every format: \`{:types {:zip :string}}\`, of \`:string :int :float :decimal
:boolean :instant :keyword\`; \`{:text true}\` leaves all values of CSV strings; \`:separator\` is what stands between its fields.
\`(let [f (fs/temp-file {:suffix ".csv"})] (fs/write f "zip,n\\n01234,5\\n") (execute (from (file f {:types {:zip :string}}) (where (> :n 4))))) ;=> [{:zip "01234" :n 5}]\`

stdin [] [options]
Standard input as a file of records, for queries to read: \`(from (stdin) (where (> :n 4)))\`. It is CSV, JSON, NDJSON, EDN, Parquet or Arrow by
what it begins with, or what the option \`:as\` says; other options are those of \`file\`. It can be read once. \`(stdin {:as :csv}) ;=> {:file "-" :as :csv}\`

plot [query] [query options]
Draws the rows of a query, a log or a collection, and prints the chart as text that fits the terminal; with \`:to "x.svg"\` as SVG into a file,
whose path is the value. \`:kind\` is \`:bar\`, \`:line\` or \`:histogram\`, \`:x\` a column, \`:y\` a column of numbers or several in a vector. What
is not said is guessed: \`:x\` is the first column that is not of numbers, \`:y\` the first one of numbers, over numbers and instants stand lines, over
anything else bars, and of a single column its histogram is drawn. Further options: \`:title\`, \`:bins\`, and \`:width\` and \`:height\` in
characters or pixels. In \`->>\` the options come first. \`(plot [{:city "Lima" :n 2} {:city "Oslo" :n 1}] {:width 20}) ;=> nil\`

write-to [file query]
Writes the rows of a query, a log or a collection of maps to a file, in place of what is there, and answers how many. Rows have to be maps. The
file is complete or not there: it is written beside, as \`name.part\`, and then renamed. What a format has no form for is JSON text in CSV,
Parquet and Arrow. \`(let [f (file (fs/temp-file {:suffix ".ndjson"}))] (write-to f [{:a 1} {:a 2}]) (execute (from f (where (> :a 1))))) ;=> [{:a 2}]\`
`);
