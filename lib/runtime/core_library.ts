/**
 * The primitives of the core library, all together: importing this file makes their vars.
 * @module
 */
import "./core_numbers.ts";
import "./core_values.ts";
import "./core_collections.ts";
import "./core_sequences.ts";
import "./core_runs.ts";
import "./core_strings.ts";
import "./core_state.ts";
import "./core_reflection.ts";
import "./core_named_types.ts";
import "./core_errors.ts";
import "./documentation.ts";
import "./core_io.ts";
import "./core_lines.ts";
import "./core_time.ts";
import "./core_forms.ts";
import "./core_match.ts";
import "./core_math.ts";
import "./core_floats.ts";
import "./core_async.ts";
import "./core_decimals.ts";
import "./core_words.ts";
import "./core_protocols.ts";
import "./core_settings.ts";
import "./core_printing.ts";
import "./core_portable.ts";
import "./core_arrays.ts";
import "./core_classes.ts";
import "./core_methods.ts";
import "./core_json.ts";
import "./core_edn.ts";
import "./core_durations.ts";
import "./core_fs.ts";
import "./core_process.ts";
import "./core_testing.ts";
import "./core_bench.ts";
import "./core_spec.ts";

export { arityOf, type PrimitiveArity } from "./core_install.ts";
export { Delay, type Derefable } from "./core_state.ts";
export {
  addExtension,
  customParts,
  type Extension,
  extensions,
  makeCustom,
  Protocol,
  protocolOf,
  recordLiteral,
  recordTypeOf,
} from "./core_protocols.ts";
export { FILE_ERRORS, LineReader, StringWriter, Writer } from "./core_io.ts";
export { currentNamespace, setCurrentNamespace } from "./core_reflection.ts";
export { NamedType, setCallCheck } from "./core_named_types.ts";
export { printedReadably, printLimits } from "./core_settings.ts";
