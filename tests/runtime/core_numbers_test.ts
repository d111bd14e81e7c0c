import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { host, setHost } from "../../lib/runtime/mod.ts";
import { call, primitive, shown } from "./primitives.ts";

Deno.test("arithmetic takes any number of arguments", () => {
  deepStrictEqual([call("+"), call("+", 1), call("+", 1, 2), call("+", 1, 2, 3)], [0, 1, 3, 6]);
  deepStrictEqual([call("-", 1), call("-", 5, 1), call("-", 5, 1, 1)], [-1, 4, 3]);
  strictEqual(shown("/", 1, 3), "1/3");
  strictEqual(shown("/", 2), "1/2");
});

Deno.test("arithmetic without arguments fails where there is no neutral number", () => {
  for (const name of ["-", "/", "min", "max", "<", "=="]) {
    throws(() => call(name), /takes at least 1 arguments?, got 0/);
  }
});

Deno.test("arithmetic on one argument that is no number names it", () => {
  throws(() => call("+", "a"), /`\+` needs numbers, got "a"/);
  throws(() => call("<", "a"), /`<` needs numbers, got "a"/);
});

Deno.test("comparison looks at each neighbour", () => {
  fc.assert(fc.property(fc.array(fc.integer(), { minLength: 1 }), (xs) => {
    strictEqual(call("<", ...xs), xs.every((x, i) => i === 0 || xs[i - 1] < x));
    strictEqual(call(">=", ...xs), xs.every((x, i) => i === 0 || xs[i - 1] >= x));
  }));
});

Deno.test("folding by arrays and by arguments agree", () => {
  const plus = primitive("+") as unknown as { takesArray(args: unknown[]): unknown };
  fc.assert(fc.property(fc.array(fc.integer()), (xs) => {
    strictEqual(plus.takesArray(xs), call("+", ...xs));
  }));
});

Deno.test("the number of arguments is checked where a primitive is a value", () => {
  throws(() => call("inc", 1, 2), /`inc` takes 1 argument, got 2/);
  throws(() => call("inc"), /`inc` takes 1 argument, got 0/);
  throws(() => call("quot", 1), /`quot` takes 2 arguments, got 1/);
  throws(() => call("parse-int", "1", 10, 3), /takes 1 to 2 arguments, got 3/);
});

Deno.test("random numbers are below their limit, for big limits too", () => {
  const outer = host;
  setHost({ ...outer, random: () => 0.9999999 });
  try {
    strictEqual(call("rand-int", 10), 9);
    const big = call("rand-int", 10n ** 30n);
    strictEqual(typeof big === "bigint" && big < 10n ** 30n, true);
  } finally {
    setHost(outer);
  }
});
