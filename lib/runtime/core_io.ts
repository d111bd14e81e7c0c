/**
 * Reading and writing: standard input and output, whole files, text gathered by `with-out-str`.
 * In: values. Out: text given to what the dynamic var `*out*` holds. Only the `Host` touches the world.
 * @module
 */
import { BatutaError, Entity, type ErrorEntry, fail, get, kw, mapOf, PMap, printPlain } from "../data/mod.ts";
import { between, defineLeaves, definePrimitives, defineValues, document, manyFrom } from "./core_install.ts";
import { printedPlain, printedReadably } from "./core_settings.ts";
import { printAll, whenRealised } from "./core_strings.ts";
import { isPlain } from "./core_walk.ts";
import { host } from "./host.ts";
import { andThen } from "./machine.ts";
import { awaitPromise } from "./promises.ts";
import { CORE, dynamicValue, getNamespace } from "./var.ts";

/** Where text can be written to. */
export abstract class Writer extends Entity {
  abstract write(text: string): void;
  flush(): void {}
  override get typeName(): string {
    return "Writer";
  }
}

class StandardOutput extends Writer {
  write(text: string): void {
    host.write(text);
  }
  override flush(): void {
    host.flush();
  }
}

class StandardError extends Writer {
  write(text: string): void {
    host.writeError(text);
  }
}

/** Keeps what is written to it. */
export class StringWriter extends Writer {
  #text = "";
  get text(): string {
    return this.#text;
  }
  write(text: string): void {
    this.#text += text;
  }
}

/** Where lines can be read from. */
export abstract class LineReader extends Entity {
  /** What was read and given back: whole lines, but for the first, which may have lost its beginning. */
  #pending = "";

  /** The next line of what is behind the reader, without its end; null at the end. */
  protected abstract nextLine(): string | null;

  /** One line without its end, null at the end. */
  readLine(): string | null {
    if (this.#pending === "") return this.nextLine();
    const end = this.#pending.indexOf("\n");
    const line = end < 0 ? this.#pending : this.#pending.slice(0, end);
    this.#pending = end < 0 ? "" : this.#pending.slice(end + 1);
    return line;
  }
  /** Gives back the end of what was read last, line ends included. */
  unread(text: string): void {
    this.#pending = text + this.#pending;
  }
  /** Whether something was given back and not read again. */
  get holdsText(): boolean {
    return this.#pending !== "";
  }
  /** What is to be waited for before the next line is read; null when nothing is. */
  whenLine(): Promise<void> | null {
    return null;
  }
  override get typeName(): string {
    return "Reader";
  }
}

/** Lines that somebody is asked for and gives in their own time: who waits for one holds up nobody else. */
export class AwaitedInput extends LineReader {
  /** What was given and not read yet; the last is null at the end of the input. */
  readonly #lines: (string | null)[] = [];

  /** `ask` gives the next line without its end, null at the end. It is called once for each line, when it is wanted. */
  constructor(readonly ask: () => Promise<string | null>) {
    super();
  }

  override whenLine(): Promise<void> | null {
    if (this.holdsText || this.#lines.length > 0) return null;
    return this.ask().then((line) => void this.#lines.push(line));
  }

  protected nextLine(): string | null {
    // Only `read-line` can wait.
    return this.#lines.length === 0 ? fail("cannot-wait", { place: "this way of reading" }) : this.#lines.shift()!;
  }
}

export class StandardInput extends LineReader {
  protected nextLine(): string | null {
    return host.readLine();
  }
}

class StringReader extends LineReader {
  readonly #lines: string[];
  constructor(text: string) {
    super();
    this.#lines = text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/);
  }
  protected nextLine(): string | null {
    return this.#lines.shift() ?? null;
  }
}

defineValues({ "*out*": new StandardOutput(), "*err*": new StandardError(), "*in*": new StandardInput() });
defineValues({ "*command-line-args*": null });
const core = getNamespace(CORE);
const outVar = core.intern("*out*");
const inVar = core.intern("*in*");
for (const name of ["*out*", "*err*", "*in*", "*command-line-args*"]) core.intern(name).dynamic = true;

function out(): Writer {
  const writer = dynamicValue(outVar);
  return writer instanceof Writer
    ? writer
    : fail("bad-argument", { op: "print", expected: "a writer in *out*", value: writer });
}

function writing(print: (x: unknown) => string, end: string) {
  const write = (text: unknown) => {
    out().write(text + end);
    return null;
  };
  // One value without parts, printed at once: most lines of most programs, in half the time.
  return manyFrom(
    0,
    (args) => args.length === 1 && isPlain(args[0]) ? write(print(args[0])) : andThen(printAll(args, print), write),
  );
}

// ---- files -----------------------------------------------------------------------------------------------------------

/** Failures of files, in the form of `data/errors.ts`. */
export const FILE_ERRORS = {
  "cannot-read": {
    message: (d: { path: string; reason: string }) => `Cannot read "${d.path}": ${d.reason}`,
    hint: "relative paths start at the folder in which batuta was started",
    example: '(slurp "no/such/file")',
  },
  "cannot-write": {
    message: (d: { path: string; reason: string }) => `Cannot write "${d.path}": ${d.reason}`,
    hint: "relative paths start at the folder in which batuta was started",
    example: '(spit "no/such/folder/file" "text")',
  },
} satisfies Readonly<Record<string, ErrorEntry<{ path: string; reason: string }>>>;

function reasonOf(error: Error): string {
  if (error.name === "NotFound" || /ENOENT|os error 2\)/.test(error.message)) return "there is no such file or folder";
  if (error.name === "PermissionDenied" || /EACCES/.test(error.message)) return "permission denied";
  return error.message;
}

/** Does something with a file; what the host says is wrong becomes a failure of the program. */
export function onFile<T>(code: keyof typeof FILE_ERRORS, path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof BatutaError) throw error;
    const { message, hint } = FILE_ERRORS[code];
    const details = { path, reason: reasonOf(error) };
    throw new BatutaError(code, message(details), { hint, data: mapOf(kw("path"), path), cause: error });
  }
}

function path(op: string, x: unknown): string {
  return typeof x === "string" ? x : fail("bad-argument", { op, expected: "a string", value: x });
}

function slurp(from: unknown): string {
  const file = path("slurp", from);
  return onFile("cannot-read", file, () => new TextDecoder().decode(host.readFile(file)));
}

function spit(args: readonly unknown[]): unknown {
  const file = path("spit", args[0]);
  const options = args[2] instanceof PMap ? args[2] : mapOf(...args.slice(2));
  const append = get(options, kw("append"), false) === true;
  return whenRealised([args[1]], () => {
    onFile("cannot-write", file, () => host.writeFile(file, args[1] === null ? "" : printPlain(args[1]), append));
    return null;
  });
}

definePrimitives({
  "print": writing(printedPlain, ""),
  "println": writing(printedPlain, "\n"),
  "pr": writing(printedReadably, ""),
  "prn": writing(printedReadably, "\n"),
  "spit": manyFrom(2, spit),
  "read-line": between(0, 1, (from: unknown = dynamicValue(inVar)) => {
    if (!(from instanceof LineReader)) {
      return fail("bad-argument", { op: "read-line", expected: "a reader", value: from });
    }
    const line = from.whenLine();
    return line === null ? from.readLine() : andThen(awaitPromise(() => line), () => from.readLine());
  }),
});

defineLeaves({
  "newline": () => {
    out().write("\n");
    return null;
  },
  "flush": () => {
    out().flush();
    return null;
  },
  "-string-reader": (text) => new StringReader(path("with-in-str", text)),
  "slurp": slurp,
  "-write": (text) => {
    out().write(text as string); // `printf` hands in what `format` gave
    return null;
  },
  "-string-writer": () => new StringWriter(),
  "-written": (writer) => (writer as StringWriter).text, // `with-out-str` hands in its own
  "getenv": (name) => host.env(path("getenv", name)) ?? null,
  "exit": between(0, 1, (status: unknown = 0) => host.exit(Number(status))),
});

document(() => `
*out* 
Where printing goes: standard output, unless bound otherwise. \`(with-out-str (print "a")) ;=> "a"\`

*err* 
Standard error, to bind \`*out*\` to. \`(binding [*out* *err*] (println "oops")) ;=> nil\`

*command-line-args* 
The arguments that the program was started with, or nil. \`(count *command-line-args*) ;=> 0\`

print [& xs]
Writes values for people, spaces between. \`(with-out-str (print "a" [:b "c"])) ;=> "a [:b c]"\`

println [& xs]
Writes values for people, spaces between, and a line break. \`(with-out-str (println "a" 1)) ;=> "a 1\\n"\`

pr [& xs]
Writes values as they read back, spaces between. \`(with-out-str (pr "a" :b)) ;=> "\\"a\\" :b"\`

prn [& xs]
Writes values as they read back, spaces between, and a line break. \`(with-out-str (prn :a)) ;=> ":a\\n"\`

spit [path text] [path text & options]
Writes a file; \`:append true\` adds to its end. \`(spit "/tmp/batuta-example.txt" "hello") ;=> nil\`

newline []
Writes a line break. \`(with-out-str (newline)) ;=> "\\n"\`

flush []
Sends on what has been written and not sent yet. \`(flush) ;=> nil\`

*in* 
Where \`read-line\` reads: standard input, unless bound otherwise. \`(with-in-str "a" (read-line *in*)) ;=> "a"\`

read-line [] [reader]
The next line of standard input, nil at its end. \`(with-in-str "a\\nb" [(read-line) (read-line) (read-line)]) ;=> ["a" "b" nil]\`

slurp [path]
The text of a file. \`(do (spit "/tmp/batuta-example.txt" "hello") (slurp "/tmp/batuta-example.txt")) ;=> "hello"\`

getenv [name]
A variable of the environment, or nil. \`(getenv "NO_SUCH_VARIABLE") ;=> nil\`

exit [] [status]
Ends the program with a status, 0 unless given.
`);
