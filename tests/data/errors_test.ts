import { deepStrictEqual as same, match, ok, strictEqual as is, throws } from "node:assert/strict";
import { BatutaError, DATA_ERRORS, fail } from "../../lib/data/errors.ts";
import { kw } from "../../lib/data/keyword.ts";
import "../../lib/data/print.ts";

Deno.test("messages show values as they read and name things as the user wrote them", () => {
  throws(() => fail("not-callable", { value: 42 }), { message: "42 is not a function" });
  throws(() => fail("wrong-arity", { name: "user/two", expected: "2", given: 1 }), {
    message: "`user/two` takes 2 arguments, got 1",
  });
  throws(() => fail("wrong-arity", { name: "f", expected: "1", given: 0 }), { message: "`f` takes 1 argument, got 0" });
  throws(() => fail("out-of-bounds", { index: 5, kind: "vector", count: 1 }), {
    code: "out-of-bounds",
    message: "Index 5 is out of bounds for a vector of 1",
  });
  throws(() => fail("duplicate-key", { key: kw("a") }), { message: "Duplicate key :a" });
});

Deno.test("a long value is cut in a message", () => {
  throws(() => fail("no-match", { value: "x".repeat(10_000) }), (error: BatutaError) => error.message.length < 300);
});

Deno.test("an error carries its table's hint, and itself as the value to catch", () => {
  throws(() => fail("divide-by-zero", {}), (error: BatutaError) => {
    is(error.value, error);
    is(error.hint, DATA_ERRORS["divide-by-zero"].hint);
    same([error.data, error.cause], [null, null]);
    return true;
  });
});

Deno.test("a thrown value, nil included, is kept", () => {
  is(new BatutaError("thrown", "nil", { value: null }).value, null);
  is(new BatutaError("thrown", "42", { value: 42 }).value, 42);
});

Deno.test("every code of the table has a form, a hint or none, and an example", () => {
  for (const [code, entry] of Object.entries(DATA_ERRORS)) {
    match(code, /^[a-z]+(-[a-z]+)*$/);
    ok(entry.example.length > 0);
    if (entry.hint !== null) match(entry.hint, /^\S.*[^.]$/);
  }
});
