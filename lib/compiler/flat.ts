/**
 * IR → the resume version of a body: a state machine that can be entered at any site.
 * Statements with sites inside are flattened into the cases of one `switch`; all others are printed structured. A loop is
 * also printed structured at the beginning of a turn, so that a body that was pre-empted inside a loop runs at full speed from
 * the next turn on; the flattened copy only finishes the turn that was interrupted.
 * Ints may be of any size here: a loop is entered with inferred types only after a look at its variables.
 * @module
 */
import type { Chunk } from "./chunk.ts";
import { hasSite, type LoopStmt, type Site, type Stmt } from "./ir.ts";
import { StructuredPrinter } from "./structured.ts";
import type { Body } from "./unit.ts";

export class FlatPrinter {
  readonly #out: string[] = [];
  /** Handler case in force at each site; 0 for none. */
  readonly #handlers = new Map<Site, number>();
  /** The variable a site's value goes to; sites of loops and entries have none. */
  readonly #results = new Map<Site, string>();
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
    const core = `switch(pc){case 0:${this.#out.join("")}}`;
    const guarded = this.#anyHandler ? `try{${core}}catch(x){if(h===0)throw x;v=x;pc=h;}` : core;
    return `function(fr,v,thrown){let ${names.map((n) => `${n}=null`).concat("pc=fr.pc", "h=0").join(",")};const s=fr.saved;\n` +
      `switch(pc){${cases}}\nif(thrown){if(h===0)throw v;pc=h;}\nM:for(;;){${guarded}${chunk.helper("impossible")}(pc);}}`;
  }

  #restore(site: Site): string {
    const loads = site.live.map((name, i) => `${name}=s[${i}];`).join("");
    const handler = this.#handlers.get(site) ?? 0;
    const enter = handler === 0 ? "" : `h=${handler};`;
    const result = this.#results.get(site);
    const go = result === undefined ? "" : `if(!thrown)${result}=v;`;
    return `case ${site.pc}:${loads}${enter}${go}break;\n`;
  }

  #structured(mode: "typed" | "generic" = "generic"): StructuredPrinter {
    return new StructuredPrinter(this.chunk, this.body, mode, (recur, assignments) =>
      `${assignments}pc=${recur.loop.site.pc};continue M;`);
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
        this.#put(`if(!${this.chunk.print(s.test, "generic")}){pc=${otherwise};continue M;}`);
        this.#list(s.then);
        this.#put(`pc=${end};continue M;case ${otherwise}:`);
        this.#list(s.otherwise);
        this.#put(`case ${end}:`);
        return;
      }
      case "loop":
        return this.#loop(s);
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
    const ints = s.site.live.filter((name) => types.get(name) === "int");
    if (ints.length > 0) {
      const test = ints.map((name) => `typeof ${name}==="number"`).join("&&");
      this.#put(`if(${test}){`, this.#structured("typed").loop(s), `}else{`, this.#structured().loop(s), "}");
    } else this.#put(this.#structured().loop(s));
    this.#put(`pc=${end};continue M;`);
    if (s.body.some(hasSite)) {
      this.#list(s.body);
    }
    this.#put(`case ${end}:`);
  }

  #try(s: Stmt & { k: "try" }): void {
    this.#anyHandler = true;
    const handler = this.#case();
    const end = this.#case();
    const outer = this.#handler;
    this.#handler = handler;
    this.#put(`h=${handler};`);
    this.#list(s.body);
    this.#handler = outer;
    this.#put(`h=${outer};pc=${end};continue M;`);
    this.#put(`case ${handler}:h=${outer};${s.error}=${this.chunk.helper("caught")}(v);`);
    this.#list(s.handler);
    this.#put(`case ${end}:`);
  }
}
