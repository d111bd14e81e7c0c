/**
 * What programs say of their logs: `(deflog users :: {:id Int})`, or a spec that a log is made with, `(dlog/create :users {:spec ::user})`.
 * In: the core code of calls that define specs and make logs. Out: the type of a log's records.
 * Invariant: a log with known records is one that refuses others when they are appended, and of which queries refuse other columns, so what
 * is found here fails in each run.
 * @module
 */
import { Keyword, kw, PMap, PSet, Seq, Sym } from "../data/mod.ts";
import { type CallCore, type Core, partsOf } from "../expander/mod.ts";
import type { Span } from "../source/mod.ts";
import { userPlace } from "./code.ts";
import { TypeMistake } from "./errors.ts";
import { PREDICATES } from "./narrow.ts";
import { parseType, type TypeScope } from "./parse.ts";
import type { Program } from "./program.ts";
import { ANY, exposed, type Field, join, literalOf, named, NIL, type RecordType, type Type, union } from "./type.ts";

const SPEC = kw("spec");
/** The time of a record, which is a column unless the record has one of that name. */
const TIMESTAMP = kw("timestamp");

/** What is known of a log: its records, its columns, and where that is said. */
export interface LogType {
  readonly type: Type;
  readonly columns: RecordType;
  readonly span: Span | null;
}

/** The full name of what a call calls. */
export function calledName(core: Core): string | null {
  return core.kind === "call" && core.f.kind === "var" ? core.f.cell.fullName : null;
}

function keywordOf(core: Core | undefined): Keyword | null {
  return core?.kind === "const" && core.value instanceof Keyword ? core.value : null;
}

/** The type that a form says which stands for a spec; Any where a type cannot say it. */
function typeOfSpec(form: unknown, program: Program, scope: TypeScope): Type {
  const inner = (part: unknown): Type => typeOfSpec(part, program, scope);
  if (form instanceof Keyword) return program.specType(form.text) ?? ANY;
  if (form instanceof Sym) return Object.hasOwn(PREDICATES, form.name) ? PREDICATES[form.name] : read(form, scope);
  if (form instanceof PSet) return union([...form].map((value) => literalOf(value) ?? ANY));
  if (form instanceof PMap) return recordOfSpec(form, inner);
  if (!(form instanceof Seq)) return ANY;
  const [head, ...args] = partsOf(form);
  switch (head instanceof Sym ? head.name : null) {
    case "nilable":
      return union([inner(args[0]), NIL]);
    case "closed":
      return inner(args[0]);
    case "and":
      return args.map(inner).find((type) => type.kind !== "any") ?? ANY;
    case "or":
      return union(args.filter((_, i) => i % 2 === 1).map(inner));
    case "tuple":
      return { kind: "fixed", items: args.map(inner) };
    default:
      return ANY;
  }
}

function read(form: unknown, scope: TypeScope): Type {
  try {
    return parseType([form], scope, null);
  } catch (error) {
    if (error instanceof TypeMistake) return ANY;
    throw error;
  }
}

function recordOfSpec(form: PMap, inner: (form: unknown) => Type): Type {
  const fields: Field[] = [];
  for (const [key, spec] of form.entries()) {
    const [head, name] = key instanceof Seq ? partsOf(key) : [];
    const optional = head instanceof Sym && head.name === "optional";
    if (!optional && !(key instanceof Keyword)) return ANY;
    fields.push({ key: optional ? name : key, type: inner(spec), optional });
  }
  return { kind: "record", fields, closed: false };
}

/** The records of a log as one record type: what only some of them have is optional. Null where keys are not known. */
export function columnsOf(type: Type): RecordType | null {
  const whole = exposed(type);
  if (whole.kind === "record") return { ...whole, closed: true };
  if (whole.kind !== "union") return null;
  const parts = whole.parts.map(columnsOf);
  const fields: Field[] = [];
  for (const part of parts) {
    if (part === null) return null;
    for (const field of part.fields) {
      const at = fields.findIndex((f) => f.key === field.key);
      if (at < 0) fields.push(field);
      else fields[at] = { ...field, type: join(fields[at].type, field.type) };
    }
  }
  const always = (key: unknown) => parts.every((part) => part?.fields.some((f) => f.key === key && !f.optional));
  return { kind: "record", fields: fields.map((f) => ({ ...f, optional: !always(f.key) })), closed: true };
}

/** The form that stands for a spec in `(s/def name spec)` as it is expanded. */
function specForm(core: Core): unknown {
  switch (core.kind) {
    case "call":
      return calledName(core) === "batuta.spec/node-of" && core.args[1]?.kind === "const"
        ? core.args[1].value
        : undefined;
    case "let":
      return specForm(core.body);
    case "if":
      return specForm(core.otherwise);
    default:
      return undefined;
  }
}

/** Takes note of a spec that a call defines or of a log it makes. */
export function takeNoteOfLog(program: Program, call: CallCore, scope: TypeScope): void {
  const name = keywordOf(call.args[0]);
  if (name === null) return;
  switch (calledName(call)) {
    case "batuta.spec/define-as": {
      const form = call.args[2] === undefined ? undefined : specForm(call.args[2]);
      program.nameSpec(name.text, form === undefined ? ANY : typeOfSpec(form, program, scope));
      break;
    }
    case "batuta.spec/-define-type": {
      const [, written] = call.args;
      program.nameSpec(name.text, written?.kind === "const" ? read(written.value, scope) : ANY);
      break;
    }
    case "batuta.dlog/create":
      program.nameLog(name.text, recordsOf(program, call.args[1], userPlace(call.span)));
  }
}

function recordsOf(program: Program, options: Core | undefined, span: Span | null): LogType | null {
  if (options?.kind !== "map" && options?.kind !== "const") return null;
  let spec: Keyword | null = null;
  if (options.kind === "const") {
    const given = options.value instanceof PMap ? options.value.get(SPEC, null) : null;
    spec = given instanceof Keyword ? given : null;
  } else {
    const at = options.items.findIndex((item, i) => i % 2 === 0 && keywordOf(item) === SPEC);
    spec = at < 0 ? null : keywordOf(options.items[at + 1]);
  }
  const type = spec === null ? null : program.specType(spec.text);
  const columns = type === null ? null : columnsOf(type);
  if (type === null || columns === null) return null;
  const isThere = columns.fields.some((f) => f.key === TIMESTAMP);
  const time: Field = { key: TIMESTAMP, type: named("Instant"), optional: false };
  return { type, columns: isThere ? columns : { ...columns, fields: [...columns.fields, time] }, span };
}
