/**
 * Loading: files and texts that a running program asks for. Namespaces are found by their names and loaded once.
 * In: names, paths, texts. Out: the value of the last form; or `SUSPENDED`, since the forms of what is loaded run inside the
 * process that loads and may wait.
 * Invariant: however a load ends, the process has the namespace it had before, and what failed half-way counts as not loaded.
 * The JavaScript stack does not grow with the number of forms.
 * @module
 */
import { BatutaError, Keyword, kw, PMap, Sym, toArray, Vec } from "../data/mod.ts";
import { SyntaxError, toDatum } from "../expander/mod.ts";
import { ANY_CONTEXT, readForms } from "../reader/mod.ts";
import {
  andThen,
  type Bindings,
  Code,
  core,
  currentNamespace,
  findNamespace,
  guarded,
  host,
  machine,
  type Process,
  save,
  setCurrentNamespace,
  wait,
  wake,
} from "../runtime/mod.ts";
import { decodeSource, type Diagnostic, renderDiagnostic, Source } from "../source/mod.ts";
import { compileForm, formsIn, formsOf } from "./form.ts";
import { LOAD_ERRORS, loadFailure } from "./load_errors.ts";
import { withTypes } from "./typing.ts";

export { LOAD_ERRORS };

// ---- mistakes in what is loaded --------------------------------------------------------------------------------------

const diagnostics = new WeakMap<BatutaError, Diagnostic>();

/** The mistake in a loaded text that an error stands for, or undefined. */
export function diagnosticOf(error: BatutaError): Diagnostic | undefined {
  return diagnostics.get(error);
}

/** A mistake in a loaded text, as an error that the program can catch. */
function asError(diagnostic: Diagnostic): BatutaError {
  const [first] = renderDiagnostic(diagnostic, { color: false }).split("\n").slice(1);
  const place = first?.includes("-->") ? ` (${first.replace("-->", "").trim()})` : "";
  const error = new BatutaError(diagnostic.code, diagnostic.message + place, { hint: diagnostic.hint });
  diagnostics.set(error, diagnostic);
  return error;
}

// ---- running the forms of a source -----------------------------------------------------------------------------------

/** Called with what is probably not meant in loaded files. The session sets it. */
let warn: (warning: Diagnostic) => void = () => {};

export function setLoadWarning(onWarning: (warning: Diagnostic) => void): void {
  warn = onWarning;
}

/** What a program that is being compiled does with the files it loads. */
export interface Compiling {
  /** Takes the place of running a form. May suspend. */
  perform(form: unknown): unknown;
  /** The file of a namespace begins. */
  enter(source: Source): void;
  leave(namespace: string): void;
}

let compiling: Compiling | null = null;

/** Says what is done with forms of loaded files, null for running them. */
export function setCompiling(given: Compiling | null): void {
  compiling = given;
}

function perform(form: unknown): unknown {
  return compiling === null ? compileForm(form, warn)() : compiling.perform(form);
}

/** What is loaded: functions that run its forms, each to be asked for when those before have run. */
export interface Steps {
  /** As messages name it. */
  readonly name: string;
  readonly steps: Iterable<() => unknown>;
}

function stepsOf(source: Source): Steps {
  const { forms, diagnostics } = formsOf(source, featuresFor(source));
  if (diagnostics.length > 0) throw asError(diagnostics[0]);
  return { name: source.name, steps: Iterator.from(forms).flatMap(formsIn).map((form) => () => perform(form)) };
}

/** One source being loaded. */
class Load {
  last: unknown = null;
  readonly #steps: Iterator<() => unknown>;
  readonly #process: Process | null = machine.current;
  readonly #outer: Bindings | null = machine.current?.bindings ?? null;
  readonly #ns = currentNamespace();

  constructor({ name, steps }: Steps) {
    this.#steps = Iterator.from(steps);
    if (this.#process === null) return;
    const ns: Bindings = { owner: core.intern("*ns*"), value: this.#ns, next: this.#outer };
    this.#process.bindings = { owner: core.intern("*file*"), value: name, next: ns };
  }

  #restore(): void {
    if (this.#process === null) setCurrentNamespace(this.#ns);
    else this.#process.bindings = this.#outer;
  }

  fail(error: unknown): never {
    this.#restore();
    throw error instanceof SyntaxError ? asError(error.diagnostic) : error;
  }

  /** Runs the forms that are left. */
  goOn(): unknown {
    for (;;) {
      let result: unknown;
      try {
        const { done, value: step } = this.#steps.next();
        if (done) break;
        result = step();
      } catch (error) {
        return this.fail(error);
      }
      if (machine.suspended) return save(LOAD, 0, [this]);
      this.last = result;
    }
    this.#restore();
    return this.last;
  }
}

const LOAD = new Code("", (frame, value, thrown) => {
  const load = frame.saved[0] as Load; // `goOn` saved it
  if (thrown) return load.fail(value);
  load.last = value;
  return load.goOn();
});

/** Runs the forms of a source in the current namespace, which is the same afterwards. */
export function loadSource(source: Source): unknown {
  return withTypes(source, () => new Load(stepsOf(source)).goOn());
}

/** The source in a file, or null when there is none. */
function readSource(path: string): Source | null {
  let bytes: Uint8Array;
  try {
    bytes = host.readFile(path);
  } catch (error) {
    if (isAbsence(error)) return null;
    throw loadFailure("cannot-load", { path, reason: error instanceof Error ? error.message : String(error) });
  }
  const source = decodeSource(path, bytes);
  if (source instanceof Source) return source;
  throw asError(source);
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error &&
    (/^(NotFound|NotADirectory|IsADirectory)$/.test(error.name) || /ENOENT|EISDIR|ENOTDIR/.test(error.message));
}

/** Runs the forms of a file. */
export function loadFile(path: string): unknown {
  const source = readSource(path);
  return source === null
    ? raise(loadFailure("cannot-load", { path, reason: "there is no such file" }))
    : loadSource(source);
}

function raise(error: unknown): never {
  throw error;
}

// ---- where namespaces are ----------------------------------------------------------------------------------------------

const ENDINGS = [".bat", ".batuta", ".cljc"];
const CONFIGURATION = "batuta.edn";

/** The folder of the program's file; null for programs without one. */
let scriptFolder: string | null = null;
/** Where to look, once it is known. */
let roots: readonly string[] | null = null;
let configured: Configuration | null = null;

/** Says which program is run: namespaces are looked for beside it. */
export function setScript(path: string): void {
  const folder = path.replace(/[^/\\]*$/, "").replace(/(.)[/\\]$/, "$1");
  if (folder === scriptFolder) return;
  scriptFolder = folder;
  roots = configured = null;
}

/** Forgets where to look: the next program may be in another folder. */
export function forgetRoots(): void {
  scriptFolder = null;
  roots = configured = null;
}

function join(folder: string, path: string): string {
  return folder === "" || folder === "." || /^([/\\]|[A-Za-z]:)/.test(path)
    ? path
    : `${folder.replace(/[/\\]$/, "")}/${path}`;
}

/** The folder above, or null. */
function above(folder: string): string | null {
  const end = folder.replace(/[/\\]$/, "").search(/[/\\][^/\\]*$/);
  return end < 0 ? null : folder.slice(0, end) || (folder.startsWith("/") && folder.length > 1 ? "/" : null);
}

function whole(folder: string): string {
  return host.files === undefined ? folder : host.files.realPath(folder === "" ? "." : folder);
}

/** What a `batuta.edn` says. */
interface Configuration {
  /** Where namespaces are; null: where they are without a configuration. */
  readonly paths: readonly string[] | null;
  /** What reader conditionals of portable Clojure take where there is neither `:batuta` nor `:default`, the best first. */
  readonly features: readonly string[];
}

const NO_CONFIGURATION: Configuration = { paths: null, features: [] };

/** The configuration, looked for from the program's folder upwards, then here. */
function findConfiguration(): Configuration {
  const folders = [scriptFolder ?? "", ""];
  for (let at = above(whole(scriptFolder ?? "")); at !== null; at = above(at)) folders.push(at);
  for (const folder of folders) {
    const source = readSource(join(folder, CONFIGURATION));
    if (source === null) continue;
    const { paths, features } = parseConfiguration(source);
    return { paths: paths === null ? null : paths.map((path) => join(folder, path)), features };
  }
  return NO_CONFIGURATION;
}

function parseConfiguration(source: Source): Configuration {
  const { forms, diagnostics } = readForms(source, ANY_CONTEXT);
  if (diagnostics.length > 0) throw asError(diagnostics[0]);
  const settings = toDatum(forms[0] ?? null);
  if (!(settings instanceof PMap)) throw loadFailure("bad-configuration", { path: source.name });
  const list = (key: string) => {
    const value = settings.get(kw(key), null);
    if (value === null || value instanceof Vec) return value === null ? null : toArray(value);
    throw loadFailure("bad-configuration", { path: source.name });
  };
  const wrong = () => raise(loadFailure("bad-configuration", { path: source.name }));
  return {
    paths: list("paths")?.map((path) => typeof path === "string" ? path : wrong()) ?? null,
    features: list("features")?.map((f) => f instanceof Keyword ? f.name : wrong()) ?? [],
  };
}

function configuration(): Configuration {
  configured ??= findConfiguration();
  return configured;
}

function allRoots(): readonly string[] {
  const folder = scriptFolder ?? "";
  roots ??= configuration().paths ?? [...new Set([folder, join(folder, "src"), join(folder, "test"), "src", "test"])];
  return roots;
}

/** What reader conditionals of a source take. */
export function featuresFor(source: Source): readonly string[] {
  return source.name.endsWith(".cljc") ? ["batuta", "default", ...configuration().features] : ["batuta"];
}

/** Paths of a namespace below a root, without ending: `my/app-x`, and `my/app_x` as Clojure has it. */
function stems(name: string): string[] {
  const stem = name.replaceAll(".", "/");
  return stem.includes("-") ? [stem, stem.replaceAll("-", "_")] : [stem];
}

function findSource(stem: readonly string[]): Source | null {
  for (const root of allRoots()) {
    for (const path of stem) {
      for (const ending of ENDINGS) {
        const source = readSource(join(root, path + ending));
        if (source !== null) return source;
      }
    }
  }
  return null;
}

/** Runs the forms of a file below the roots, named without its ending. */
export function loadBelowRoots(stem: string): unknown {
  const source = findSource([stem]);
  return source === null ? raise(missing(stem, [stem])) : loadSource(source);
}

function missing(name: string, paths: readonly string[]): BatutaError {
  return loadFailure("no-namespace", { name, paths, roots: allRoots() });
}

// ---- namespaces ----------------------------------------------------------------------------------------------------------

/** A namespace whose file is being run. */
interface UnderWay {
  readonly by: Process | null;
  /** The namespace that asked for it, when that is being loaded too. */
  readonly from: string | null;
  readonly waiting: Process[];
}

const underWay = new Map<string, UnderWay>();
/** Namespaces whose file failed. */
const broken = new Set<string>();
/** The namespace whose file each process is running, innermost; null stands for code that is expanded. */
const innermost = new Map<Process | null, string>();

/** What a compiled program has of a name: a namespace, a file. */
type Find<T> = (name: string) => T | null;

let findCompiled: Find<Steps> = () => null;
let findResource: Find<Uint8Array> = () => null;

/** Says where namespaces and files of a compiled program are; they are looked for there first. */
export function setCompiledNamespaces(namespaces: Find<Steps>, resources: Find<Uint8Array>): void {
  findCompiled = namespaces;
  findResource = resources;
}

/** The folder of files that a program brings along, below its roots. */
const RESOURCES = "resources";

/** The bytes of a file that the program brings along, or null. */
export function resourceBytes(name: string): Uint8Array | null {
  const found = findResource(name);
  if (found !== null) return found;
  for (const root of new Set([...allRoots().map((root) => join(root, RESOURCES)), RESOURCES, ...allRoots()])) {
    try {
      return host.readFile(join(root, name));
    } catch (error) {
      if (!isAbsence(error)) throw error;
    }
  }
  return null;
}

export interface Wanted {
  /** Run the file again even if the namespace is there. */
  readonly reload: boolean;
}

/** Makes sure that a namespace is there: runs its file, if it is not. */
export function ensureNamespace(name: string, { reload }: Wanted): unknown {
  const load = underWay.get(name);
  if (load !== undefined) return joinLoad(name, load);
  const known = findNamespace(name);
  if (known !== undefined && !broken.has(name) && !reload) return null;
  const compiled = findCompiled(name);
  if (compiled !== null) return loadNamespace(name, () => new Load(compiled).goOn(), compiled.name);
  const source = findSource(stems(name));
  if (source !== null) return loadNamespace(name, () => compileOrLoad(name, source), source.name);
  if (known === undefined) throw missing(name, stems(name));
  return null;
}

/** A namespace that is being loaded is a circle, or another process's business to wait for. */
function joinLoad(name: string, load: UnderWay): unknown {
  const { current } = machine;
  if (load.by === current || current === null) throw loadFailure("cyclic-load", { chain: chainTo(name) });
  const answer = wait();
  load.waiting.push(current);
  return andThen(answer, () => ensureNamespace(name, { reload: false }));
}

/** The namespaces that ask for each other, from `name` to `name`. */
function chainTo(name: string): string[] {
  const chain = [name];
  for (let at = innermost.get(machine.current) ?? null; at !== null && at !== name;) {
    chain.unshift(at);
    at = underWay.get(at)?.from ?? null;
  }
  return [name, ...chain];
}

function compileOrLoad(name: string, source: Source): unknown {
  if (compiling === null) return loadSource(source);
  compiling.enter(source);
  return andThen(loadSource(source), () => compiling?.leave(name));
}

/** Loads a namespace by `load`, from the file at `path`. */
function loadNamespace(name: string, load: () => unknown, path: string): unknown {
  const by = machine.current;
  const from = innermost.get(by) ?? null;
  const way: UnderWay = { by, from, waiting: [] };
  underWay.set(name, way);
  innermost.set(by, name);
  const end = () => {
    underWay.delete(name);
    if (from === null) innermost.delete(by);
    else innermost.set(by, from);
    for (const process of way.waiting) wake(process, null);
  };
  return guarded(load, () => {
    end();
    broken.delete(name);
    if (findNamespace(name) === undefined) throw loadFailure("other-namespace", { name, path });
    return null;
  }, (error) => {
    broken.add(name);
    end();
    throw error;
  });
}

/** The symbol's text, for names of namespaces. */
export function namespaceName(x: unknown): string | null {
  return x instanceof Sym ? x.text : null;
}
