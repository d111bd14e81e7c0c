/**
 * IR → the resume version of a body: a state machine that can be entered at any site.
 * Statements with sites inside are flattened into the cases of one `switch`; all others are printed structured. A loop is
 * also printed structured at the beginning of a turn, so that a body that was pre-empted inside a loop runs at full speed from
 * the next turn on; the flattened copy only finishes the turn that was interrupted.
 * Ints may be of any size here: a loop is entered with inferred types only after a look at its variables.
 * @module
 */
import { type Chunk, GENERIC, type Mode } from "./chunk.ts";
import { comparedInvariants } from "./invariants.ts";
import {
  assignedIn,
  endsInReturn,
  hasSite,
  type LabelsStmt,
  type LoopStmt,
  type Site,
  type Stmt,
  type Target,
  type Type,
} from "./ir.ts";
import { roomOf, roomTests } from "./room.ts";
import { StructuredPrinter } from "./structured.ts";
import type { Body } from "./unit.ts";

export class FlatPrinter {
  readonly #out: string[] = [];
  /** Functions that the text of the resume function calls. */
  readonly functions: string[] = [];
  /** Handler case in force at each site; 0 for none. */
  readonly #handlers = new Map<Site, number>();
  /** The variable a site's value goes to; sites of loops and entries have none. */
  readonly #results = new Map<Site, string>();
  /** The cases of targets. */
  readonly #targets = new Map<Target, number>();
  #handler = 0;
  #anyHandler = false;
  #nextCase: number;

  constructor(readonly chunk: Chunk, readonly body: Body) {
    // Cases 1 … n are sites (loop heads among them); the rest are numbered from here.
    this.#nextCase = body.sites.reduce((most, site) => Math.max(most, site.pc), 0) + 1;
  }

  /** The resume function. */
  print(): string {
    const { body, chunk } = this;
    this.#list(body.stmts);
    const names = [...body.params, ...body.vars.map((v) => v.name)];
    const cases = body.sites.map((site) => this.#restore(site)).join("");
    const core = `switch($p){case 0:${this.#out.join("")}}`;
    const guarded = this.#anyHandler ? `try{${core}}catch(e){if($h===0)throw e;$v=e;$p=$h;continue M;}` : core;
    return `function($f,$v,$x){let ${
      names.map((n) => `${n}=null`).concat("$p=$f.pc", "$h=0").join(",")
    };const $s=$f.saved;\n` +
      `switch($p){${cases}}\nif($x){if($h===0)throw $v;$p=$h;}\nM:for(;;){${guarded}${
        chunk.helper("impossible")
      }($p);}}`;
  }

  #restore(site: Site): string {
    const loads = site.live.map((name, i) => `${name}=$s[${i}];`).join("");
    const handler = this.#handlers.get(site) ?? 0;
    const enter = handler === 0 ? "" : `$h=${handler};`;
    const result = this.#results.get(site);
    const go = result === undefined ? "" : `if(!$x)${result}=$v;`;
    return `case ${site.pc}:${loads}${enter}${go}break;\n`;
  }

  #structured(mode: Mode = GENERIC): StructuredPrinter {
    return new StructuredPrinter(this.chunk, this.body, mode, {
      recur: (recur, assignments) => `${assignments}$p=${recur.loop.site.pc};continue M;`,
      goto: (target) => `$p=${this.#caseOf(target)};continue M;`,
    });
  }

  #caseOf(target: Target): number {
    let number = this.#targets.get(target);
    if (number === undefined) {
      number = this.#case();
      this.#targets.set(target, number);
    }
    return number;
  }

  #case(): number {
    return this.#nextCase++;
  }

  #put(...js: string[]): void {
    this.#out.push(...js, "\n");
  }

  #list(stmts: readonly Stmt[]): void {
    for (const s of stmts) {
      if (hasSite(s)) this.#flat(s);
      else this.#put("{", this.#structured().one(s), "}");
    }
  }

  #flat(s: Stmt): void {
    switch (s.k) {
      case "call":
        this.#site(s.site, s.name);
        this.#put(this.#structured().one(s), `case ${s.site.pc}:`);
        return;
      case "if": {
        const otherwise = this.#case();
        const end = this.#case();
        this.#put(`if(!${this.chunk.print(s.test, GENERIC)}){$p=${otherwise};continue M;}`);
        this.#list(s.then);
        this.#put(`$p=${end};continue M;case ${otherwise}:`);
        this.#list(s.otherwise);
        this.#put(`case ${end}:`);
        return;
      }
      case "loop":
        return this.#loop(s);
      case "labels":
        return this.#labels(s);
      case "try":
        return this.#try(s);
    }
  }

  #site(site: Site, result: string | null): void {
    this.#handlers.set(site, this.#handler);
    if (result !== null) this.#results.set(site, result);
  }

  #loop(s: LoopStmt): void {
    const end = this.#case();
    this.#site(s.site, null);
    this.#put(`case ${s.site.pc}:`);
    const types = new Map([...this.body.vars, ...s.vars].map((v) => [v.name, v.type]));
    const held = (type: Type) => s.site.live.filter((name) => types.get(name) === type);
    const [counters, ints, floats, numbers] = [held("i32"), held("int"), held("flt"), comparedInvariants(s)];
    // Variables of the state machine are of any type to V8. `x-0` tells it that they are numbers from here, `x+0` that sums of
    // them are safe integers (the feedback of additions): 10x in a tight loop. `+0` would lose the sign of a Float's zero.
    const known = (names: readonly string[], nothing: string) =>
      names.map((name) => `${name}=${name}${nothing};`).join("");
    this.#put(known(floats, "-0"));
    const tests = [
      ...counters.map((name) => `(typeof ${name}==="number"&&(${name}|0)===${name})`),
      ...[...ints, ...numbers].map((name) => `typeof ${name}==="number"`),
      // Or else it would be left at once.
      ...(s.leavable && !s.body.some(hasSite) ? roomTests(roomOf(s)) : []),
    ];
    if (tests.length > 0) {
      const test = tests.join("&&");
      const typed = this.#structured({ typed: true, numbers: new Set(numbers) });
      const text = `${known(counters, "|0")}${known(ints, "+0")}${known(numbers, "-0")}${typed.loop(s)}`;
      this.#put(`if(${test}){`, this.#apart(s, text), `}else{`, this.#structured().loop(s), "}");
    } else this.#put(this.#structured().loop(s));
    this.#put(`$p=${end};continue M;`);
    if (s.body.some(hasSite)) {
      this.#list(s.body);
    }
    this.#put(`case ${end}:`);
  }

  #labels(s: LabelsStmt): void {
    const end = this.#case();
    this.#list(s.entry);
    for (const target of s.targets) {
      this.#put(`$p=${end};continue M;case ${this.#caseOf(target)}:`);
      this.#list(target.body);
    }
    this.#put(`case ${end}:`);
  }

  /**
   * A loop that ends the body becomes a function of its own, where its variables have types: 2x. Not one with sites, which is
   * entered in its middle, and not one that code follows, since leaving it ends the body.
   */
  #apart(s: LoopStmt, text: string): string {
    if (s.body.some(hasSite) || !endsInReturn(s.body)) return text;
    const name = `l${this.body.id}_${s.site.pc}`;
    const locals = [...assignedIn([s])].filter((local) => !s.site.live.includes(local));
    const declared = locals.length === 0 ? "" : `let ${locals.join(",")};`;
    this.functions.push(`function ${name}(${s.site.live.join(",")}){${declared}${text}}\n`);
    return `return ${name}(${s.site.live.join(",")});`;
  }

  #try(s: Stmt & { k: "try" }): void {
    this.#anyHandler = true;
    const handler = this.#case();
    const end = this.#case();
    const outer = this.#handler;
    this.#handler = handler;
    this.#put(`$h=${handler};`);
    this.#list(s.body);
    this.#handler = outer;
    this.#put(`$h=${outer};$p=${end};continue M;`);
    this.#put(`case ${handler}:$h=${outer};${s.error}=${this.chunk.helper("caught")}($v);`);
    this.#list(s.handler);
    this.#put(`case ${end}:`);
  }
}
