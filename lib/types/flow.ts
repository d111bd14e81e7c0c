/**
 * Types through branches, loops and jumps: each branch with what its test has taught, each loop until nothing new comes around.
 * In: core code that decides where to go on. Out: the type of what comes out, and in the environment what is known afterwards.
 * A loop that has not settled after some turns has locals of which nothing is known.
 * @module
 */
import { type Core, type LoopCore, type RecurTarget } from "../expander/mod.ts";
import { joined } from "./blame.ts";
import { Env } from "./env.ts";
import type { Inference } from "./infer.ts";
import { narrow } from "./narrow.ts";
import { ANY, isNever, join, loosen, NEVER, same, type Type, union } from "./type.ts";

const MOST_TURNS = 4;

/** Tests one after the other, as `cond` makes them, are no depth. */
export function inferBranches(x: Inference, core: Core, env: Env): Type {
  const results: Type[] = [];
  const live: Env[] = [];
  let here = env;
  let rest = core;
  for (;;) {
    if (rest.kind !== "if") {
      const type = x.infer(rest, here);
      results.push(type);
      if (!isNever(type)) live.push(here);
      break;
    }
    const test = x.infer(rest.test, here);
    if (isNever(test)) {
      results.push(test);
      break;
    }
    const yes = narrow(x, here, rest.test, true);
    const no = narrow(x, here, rest.test, false);
    if (yes !== null) {
      const type = x.infer(rest.then, yes);
      results.push(type);
      if (!isNever(type)) live.push(yes);
    }
    if (no === null) break;
    here = no;
    rest = rest.otherwise;
  }
  if (live.length > 0) env.merge(live);
  return joined(results);
}

export function inferLoop(x: Inference, core: LoopCore, env: Env): Type {
  let types = core.bindings.map(({ local, init }) => {
    const type = x.infer(init, env);
    const bound = x.bound(local, type, init);
    env.set(local, bound);
    return x.isFixed(local) ? bound : loosen(bound);
  });
  if (types.some(isNever)) return types.find(isNever) as Type;
  for (let turn = 0;; turn++) {
    const passed = [...types];
    const inside = env.child();
    core.bindings.forEach(({ local }, i) => inside.set(local, types[i]));
    x.turns.set(core.target, { passed });
    const estimate = () => x.infer(core.body, inside);
    x.muted(estimate);
    const next = types.map((type, i) => x.isFixed(core.bindings[i].local) ? type : join(type, loosen(passed[i])));
    const settled = next.every((type, i) => same(type, types[i]));
    types = turn < MOST_TURNS ? next : next.map((type, i) => same(type, types[i]) ? type : ANY);
    if (!settled) continue;
    const last = env.child();
    core.bindings.forEach(({ local }, i) => last.set(local, types[i]));
    x.turns.set(core.target, { passed: [...types] });
    const result = x.infer(core.body, last);
    x.turns.delete(core.target);
    return result;
  }
}

export function inferRecur(x: Inference, target: RecurTarget, args: readonly Core[], env: Env): Type {
  const types = x.inferAll(args, env);
  if ("kind" in types) return types;
  const turn = x.turns.get(target);
  if (turn !== undefined) types.forEach((type, i) => turn.passed[i] = join(turn.passed[i] ?? NEVER, type));
  return NEVER;
}

export function inferLabels(x: Inference, core: Core & { kind: "labels" }, env: Env): Type {
  for (const { label } of core.targets) x.labels.set(label, { args: [], envs: [], codes: [] });
  const results = [x.infer(core.entry, env)];
  // A target may go to those that stand behind it.
  for (const { label, params, body } of core.targets) {
    const { args, envs, codes } = x.labels.get(label)!; // set above
    if (args.length === 0) continue;
    const inside = env.child();
    if (envs.length === 1) inside.adopt(envs[0]);
    else inside.merge(envs);
    params.forEach((param, i) => {
      inside.set(param, union(args.map((given) => given[i])));
      if (codes.length === 1) x.inits.set(param, codes[0][i]);
    });
    results.push(x.infer(body, inside));
  }
  for (const { label } of core.targets) x.labels.delete(label);
  return joined(results);
}

/** Code under a `catch` may well be there to fail. */
export function inferTry(x: Inference, core: Core & { kind: "try" }, env: Env): Type {
  const attempt = () => x.infer(core.body, env.child());
  const body = core.handler === null ? attempt() : x.muted(attempt);
  const results = [isNever(body) && core.handler !== null ? NEVER : body];
  if (core.handler !== null) {
    const inside = env.child();
    inside.set(core.handler.local, ANY);
    results.push(x.infer(core.handler.body, inside));
  }
  if (core.cleanup !== null) x.infer(core.cleanup, env.child());
  return joined(results);
}
