/**
 * Errors for programs: making them, looking into them. Any value can be thrown, so everything here takes any value.
 * @module
 */
import { asMessage, BatutaError, fail, kw, PMap, printPlain } from "../data/mod.ts";
import { runtimeFailure } from "./errors.ts";
import { codesOfClass } from "./types.ts";
import { between, defineLeaves, document } from "./core_install.ts";

function exInfo(message: unknown, data: unknown, cause: unknown = null): BatutaError {
  if (data !== null && !(data instanceof PMap)) {
    return fail("bad-argument", { op: "ex-info", expected: "a map of data", value: data });
  }
  return new BatutaError("ex-info", message === null ? "" : asMessage(message), { data, cause });
}

/** What `(IllegalArgumentException. "message" cause)` makes: portable code names classes of its hosts. */
function exception(name: unknown, ...args: unknown[]): BatutaError {
  const [message, cause = null] = args.length === 1 && args[0] instanceof Error ? [null, args[0]] : args;
  const [code] = codesOfClass(printPlain(name)) ?? ["exception"];
  return new BatutaError(code, asMessage(message ?? name), { cause });
}

function exMessage(x: unknown): unknown {
  if (x instanceof Error) return x.message;
  return x === null ? null : asMessage(x);
}

function exData(x: unknown): unknown {
  if (!(x instanceof BatutaError)) return x instanceof PMap ? x : null;
  return x.data ?? (x.value instanceof PMap ? x.value : null);
}

defineLeaves({
  "ex-info": between(2, 3, exInfo),
  "-exception": between(1, 3, exception),
  "ex-message": exMessage,
  "ex-data": exData,
  "ex-cause": (x) => {
    if (!(x instanceof BatutaError)) return null;
    // A host's failure below one of ours is not for programs.
    return x.cause instanceof Error && !(x.cause instanceof BatutaError) ? null : x.cause;
  },
  "ex-value": (x) => x instanceof BatutaError ? x.value : x,
  "ex-code": (x) => x instanceof BatutaError ? kw(x.code) : null,
  "ex-hint": (x) => x instanceof BatutaError ? x.hint : null,
  "-no-method": (name, value) => {
    throw runtimeFailure("no-method", { name: printPlain(name), value });
  },
  "-assert-failed": (message) => fail("assert-failed", { message: asMessage(message) }),
});

document(() => `
ex-info [message data] [message data cause]
An error with a message and a map of data, to be thrown. \`(ex-data (ex-info "bad" {:id 7})) ;=> {:id 7}\`

ex-message [e]
The message of an error; a thrown string is its own. \`(ex-message (ex-info "bad" {})) ;=> "bad"\`

ex-data [e]
The data of an error, or nil; a thrown map is its own. \`(ex-data (ex-info "bad" {:id 7})) ;=> {:id 7}\`

ex-cause [e]
What caused an error, or nil. \`(ex-cause (ex-info "bad" {})) ;=> nil\`

ex-value [e]
The value that was thrown: of an error that is no thrown value, the error itself. \`(try (throw 42) (catch Exception e (ex-value e))) ;=> 42\`

ex-code [e]
The code of an error, as a keyword; \`batuta explain CODE\` says more about it. \`(try (/ 1 0) (catch Exception e (ex-code e))) ;=> :divide-by-zero\`

ex-hint [e]
What to try, or nil. \`(ex-hint (ex-info "bad" {})) ;=> nil\`
`);
