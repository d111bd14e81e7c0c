/** Which format bytes have. When red, suspect `lib/formats/guess.ts`. */
import { deepStrictEqual as is } from "node:assert/strict";
import fc from "fast-check";
import { guessFormat } from "../../lib/formats/mod.ts";

const guessed = (text: string) => guessFormat(new TextEncoder().encode(text));

Deno.test("the first bytes say the format", () => {
  is(guessed("id,name\n1,Ada\n"), { format: "csv", separator: "," });
  is(guessed("id;name\n1;Ada, Countess\n"), { format: "csv", separator: ";" });
  is(guessed('"a,b"\tname\n1\tAda\n'), { format: "csv", separator: "\t" });
  is(guessed('{"id": 1}\n{"id": 2}\n'), { format: "ndjson" });
  is(guessed('\ufeff  {"id": {"a": [1, "}"]}}'), { format: "ndjson" });
  is(guessed('{\n "id": 1\n}\n'), { format: "json" });
  is(guessed('[{"id": 1},\n {"id": 2}]'), { format: "json" });
  is(guessed("[]"), { format: "json" });
  is(guessed('{:id 1 :name "Ada"}\n'), { format: "edn" });
  is(guessed("[{:id 1}\n {:id 2}]"), { format: "edn" });
  is(guessed("PAR1\u0015"), { format: "parquet" });
  is(guessed("ARROW1\0\0"), { format: "arrow" });
});

Deno.test("what may be anything is nothing", () => {
  for (const text of ["", "  \n", "hello", "hello\nworld\n", "[1 2]", "{", "["]) is(guessed(text), null);
});

Deno.test("any bytes are a format or nothing", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void guessFormat(bytes)));
});
