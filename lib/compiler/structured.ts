/**
 * IR → structured JavaScript: loops are loops, conditions conditions. This is the code that runs when nothing waits.
 * Where a call answers that it suspended, the statement saves the site's live variables and returns. A loop over Ints is
 * left for the resume version when a value outgrows the safe integers.
 * @module
 */
import { type Chunk, GENERIC, type Mode } from "./chunk.ts";
import { comparedInvariants } from "./invariants.ts";
import {
  callsIn,
  endsInReturn,
  type Expr,
  hasSite,
  isPure,
  isRawInt,
  type LabelsStmt,
  type LoopStmt,
  type Site,
  type Stmt,
  type Target,
  type Type,
} from "./ir.ts";
import { MAX_INT } from "./operators.ts";
import { NO_ROOM, type Room, roomOf, roomTests } from "./room.ts";
import type { Body } from "./unit.ts";

/** How jumps are printed whose loops and targets are not printed here. */
export interface Outside {
  recur(recur: Stmt & { k: "recur" }, assignments: string): string;
  goto(target: Target): string;
}

export class StructuredPrinter {
  readonly #open = new Set<LoopStmt>();
  readonly #targets = new Set<Target>();
  /** Of the loop whose turns are printed. */
  #room: Room = NO_ROOM;
  #temps = 0;

  constructor(
    readonly chunk: Chunk,
    readonly body: Body,
    public mode: Mode,
    readonly outer: Outside,
  ) {}

  list(stmts: readonly Stmt[]): string {
    return stmts.map((s) => this.one(s)).join("");
  }

  /**
   * The statements of a body whose entry counts as a reduction. The count stands as late as possible: where the first tests
   * decide that nothing is called, as at the end of a recursion, nothing is counted. What runs twice when the body is entered
   * anew after a pre-emption is free of effects.
   */
  counted(stmts: readonly Stmt[], entry: Site): string {
    const [first, ...rest] = stmts;
    if (first?.k === "set" && isPure(first.e)) return this.one(first) + this.counted(rest, entry);
    if (first?.k === "if" && isPure(first.test)) {
      const branch = (list: readonly Stmt[]) => callsIn(list) ? this.counted(list, entry) : this.list(list);
      const test = `if(${this.#e(first.test)})`;
      if (rest.length === 0) return `${test}{${branch(first.then)}}else{${branch(first.otherwise)}}`;
      // What follows a branch that leaves stands in the place of the other one.
      if (first.otherwise.length === 0 && endsInReturn(first.then)) {
        return `${test}{${branch(first.then)}}${branch(rest)}`;
      }
    }
    const rt = this.chunk.helper("machine");
    return `if(--${rt}.n<0&&${rt}.preempt())return ${this.chunk.suspend(this.body, entry)};${this.list(stmts)}`;
  }

  #e(e: Expr): string {
    return this.chunk.print(e, this.mode);
  }

  one(s: Stmt): string {
    switch (s.k) {
      case "set":
        return `${s.name}=${this.#e(s.e)};`;
      case "effect":
        return `${this.#e(s.e)};`;
      case "call":
        // `===true`, as what V8 knows of fields does not include that one holds truth values.
        return `${s.name}=${this.#e(s.e)};if(${this.chunk.helper("machine")}.suspended===true)return ${
          this.chunk.suspend(this.body, s.site)
        };`;
      case "return":
        // The brackets keep a line break from ending the statement.
        return `return(${this.#e(s.e)});`;
      case "throw":
        return `throw(${this.#e(s.e)});`;
      case "if": {
        const otherwise = s.otherwise.length === 0 ? "" : `else{${this.list(s.otherwise)}}`;
        return `if(${this.#e(s.test)}){${this.list(s.then)}}${otherwise}`;
      }
      case "loop":
        return this.loop(s);
      case "recur":
        return this.#recur(s);
      case "labels":
        return this.#labels(s);
      case "goto":
        return this.#targets.has(s.target) ? `break T${s.target.id};` : this.outer.goto(s.target);
      case "try":
        return `try{${this.list(s.body)}}catch(x){${s.error}=${this.chunk.helper("caught")}(x);${
          this.list(s.handler)
        }}`;
    }
  }

  /** Each target stands behind a block that a `break` leaves for it; a block around all ends them. */
  #labels(s: LabelsStmt): string {
    for (const target of s.targets) this.#targets.add(target);
    const end = `E${s.targets[0].id}`;
    const inside = s.targets.reduce(
      (before, target) => `T${target.id}:{${before}break ${end};}${this.list(target.body)}`,
      this.list(s.entry),
    );
    return `${end}:{${inside}}`;
  }

  loop(s: LoopStmt): string {
    const numbers = this.mode.typed && s.leavable
      ? comparedInvariants(s).filter((name) => !this.mode.numbers.has(name))
      : [];
    if (numbers.length === 0) return this.#loop(s);
    // Where one is no raw number, the resume version takes over, which expects anything.
    const test = numbers.map((name) => `typeof ${name}!=="number"`).join("||");
    const known = numbers.map((name) => `${name}=${name}-0;`).join("");
    const outer = this.mode;
    this.mode = { typed: true, numbers: new Set([...outer.numbers, ...numbers]) };
    const loop = this.#loop(s);
    this.mode = outer;
    return `if(${test})return ${this.#enter(s, s.site.live)};${known}${loop}`;
  }

  /** Goes on in the resume version at the beginning of a turn. */
  #enter(s: LoopStmt, live: readonly string[]): string {
    return `${this.chunk.helper("enter")}(${this.chunk.constant(this.body.codeIndex)},${s.site.pc},[${
      live.join(",")
    }])`;
  }

  #loop(s: LoopStmt): string {
    const calls = s.body.some(hasSite);
    const room = this.mode.typed && s.leavable && !calls ? roomOf(s) : NO_ROOM;
    this.#open.add(s);
    this.#room = room;
    const turn = this.list(s.body);
    this.#room = NO_ROOM;
    this.#open.delete(s);
    const rt = this.chunk.helper("machine");
    const save = this.chunk.suspend(this.body, s.site);
    const label = `L${s.site.pc}`;
    if (calls) return `${label}:for(;;){if(--${rt}.n<0&&${rt}.preempt())return ${save};${turn}break;}`;
    // A turn that calls nothing is a small part of a reduction. The counter stays in a register; pre-emption is asked for outside, so that the loop has no call
    // after which it goes on: 3x in a tight loop.
    const n = `n${s.site.pc}`;
    const [left, spent] = [`${rt}.n<<${rt}.turns`, `${rt}.n=${n}>>${rt}.turns;`];
    const leave = room.size === 0 ? "" : `if(!(${roomTests(room).join("&&")}))return ${this.#enter(s, s.site.live)};`;
    return `O${label}:for(;;){${leave}let ${n}=${left};${label}:for(;;){if(--${n}<0)break;${turn}${spent}break O${label};}` +
      `${spent}if(${rt}.preempt())return ${save};}`;
  }

  #recur(s: Stmt & { k: "recur" }): string {
    const steps: string[] = [];
    const values = s.values.map((e, i) => {
      const v = s.loop.vars[i];
      if (this.#room.has(v.name)) return this.#roomy(e, v.type);
      if (this.mode.typed && v.type === "i32") return this.#counter(e, steps);
      return this.mode.typed && v.type === "int" ? this.#int(e, steps) : this.#e(e);
    });
    const prefix = steps.length === 0 ? "" : steps.join("").replaceAll(LEAVE, this.#leave(s));
    const assignments = prefix + assignAll(s, values);
    if (!this.#open.has(s.loop)) return this.outer.recur(s, assignments);
    return `${assignments}continue L${s.loop.site.pc};`;
  }

  /** The next value of a variable that has room: nothing can outgrow it. */
  #roomy(e: Expr, type: Type): string {
    if (e.k !== "op") return this.#e(e);
    const [a, b] = e.args.map((arg) => this.#e(arg));
    const js = `${a}${e.op === "-" || e.op === "dec" ? "-" : "+"}${b ?? "1"}`;
    return type === "i32" ? `${js}|0` : js;
  }

  /** The next value of a 32-bit counter: `x+1|0` wraps around where it does not fit. */
  #counter(e: Expr, steps: string[]): string {
    if (e.k !== "op") return this.#e(e);
    const [a, b] = e.args;
    const step = e.op === "dec" ? -1 : b === undefined ? 1 : literalOf(b) ?? literalOf(a) ?? 1;
    const up = e.op === "-" ? -step : step;
    const variable = this.#e(a.k === "name" ? a : b);
    const t = this.#temp();
    const away = up >= 0 ? `${t}<${variable}` : `${t}>${variable}`;
    steps.push(`const ${t}=${variable}${up >= 0 ? `+${up}` : `-${-up}`}|0;if(${away}){${LEAVE}}`);
    return t;
  }

  /** A value for an int variable, in a form that is tested on the way. */
  #int(e: Expr, steps: string[]): string {
    if (isRawInt(e.type) && e.k !== "op") return this.#e(e);
    const raw = this.#rawInt(e, steps);
    if (raw !== null) return raw;
    const t = this.#temp();
    steps.push(`const ${t}=${this.#e(e)};if(typeof ${t}!=="number"){${LEAVE}}`);
    return t;
  }

  /** Sums and products of ints as doubles; null when the expression is something else. */
  #rawInt(e: Expr, steps: string[]): string | null {
    if (e.k === "lit" || (e.k === "name" && isRawInt(e.type))) return this.#e(e);
    if (e.k !== "op" || !RAW.has(e.op)) return null;
    const args = e.args.map((arg) => this.#rawInt(arg, steps));
    if (args.includes(null)) return null;
    const [a, b = "1"] = args;
    const js = e.op === "*" ? `${a}*${b}+0` : `${a}${e.op === "-" || e.op === "dec" ? "-" : "+"}${b}`;
    const t = this.#temp();
    steps.push(`const ${t}=${js};if(Math.abs(${t})>${MAX_INT}){${LEAVE}}`);
    return t;
  }

  #temp(): string {
    return `r${this.body.id}_${this.#temps++}`;
  }

  /** Goes on in the resume version, where Ints may be of any size. */
  #leave(s: Stmt & { k: "recur" }): string {
    // Values are made in the order of the variables: one may change in place what another one looks at.
    const held = s.values.filter((e) => !isPure(e)).length > 1;
    const made = s.values.map((e) => this.chunk.print(e, GENERIC));
    const temps = made.map((js) => held ? this.#temp() : js);
    const vars = new Map(s.loop.vars.map((v, i) => [v.name, temps[i]]));
    const live = s.loop.site.live.map((name) => vars.get(name) ?? name);
    const before = held ? `const ${temps.map((name, i) => `${name}=${made[i]}`).join(",")};` : "";
    return `${before}return ${this.chunk.helper("enter")}(${
      this.chunk.constant(this.body.codeIndex)
    },${s.loop.site.pc},[${live.join(",")}]);`;
  }
}

/** Stands in steps for the statement that leaves the loop, which is known once all steps are. */
const LEAVE = "\u0003";

const RAW = new Set(["+", "-", "*", "inc", "dec"]);

function literalOf(e: Expr): number | null {
  return e.k === "lit" ? Number(e.js.replace(/[()]/g, "")) : null;
}

/** Assigns the loop variables at once: each new value may read every old one. */
export function assignAll(s: Stmt & { k: "recur" }, values: readonly string[]): string {
  const changed = s.loop.vars.map((v, i) => ({ name: v.name, value: values[i], e: s.values[i] })).filter((c) =>
    c.value !== c.name
  );
  const conflict = changed.some((c, i) => changed.slice(i + 1).some((later) => mentions(later.value, c.name)));
  if (!conflict) return changed.map((c) => `${c.name}=${c.value};`).join("");
  const temps = changed.map((_, i) => `p${s.loop.site.pc}_${i}`);
  return `const ${changed.map((c, i) => `${temps[i]}=${c.value}`).join(",")};` +
    changed.map((c, i) => `${c.name}=${temps[i]};`).join("");
}

function mentions(js: string, name: string): boolean {
  const at = js.indexOf(name);
  if (at < 0) return false;
  const after = js[at + name.length];
  return after === undefined || !/[\w$]/.test(after) || mentions(js.slice(at + 1), name);
}

/** The statement that saves a frame at a site. */
export function siteFunction(name: string, body: Body, site: Site, chunk: Chunk): string {
  const params = site.live.join(",");
  return `function ${name}(${params}){return ${chunk.helper("save")}(${
    chunk.constant(body.codeIndex)
  },${site.pc},[${params}]);}\n`;
}
