import assert from "node:assert/strict";
import {
  diagnostic,
  type DiagnosticExtras,
  jsonDiagnostic,
  renderDiagnostic,
  Source,
  span,
} from "../../lib/source/mod.ts";

/** The rendering of a mistake at the part of a text between « and », which are taken out. */
function render(marked: string, extras: DiagnosticExtras = {}): string {
  const start = marked.indexOf("«");
  const end = marked.indexOf("»") - 1;
  const source = new Source("file.bat", marked.replace(/[«»]/g, ""));
  return renderDiagnostic(diagnostic("code", "Message", span(source, start, end), extras), { color: false });
}

function lines(...parts: string[]): string {
  return parts.join("\n");
}

Deno.test("a place on one line", () => {
  assert.equal(
    render("a\nb\n«(»+ 1 2", { hint: "close it" }),
    lines("error[code]: Message", "  --> file.bat:3:1", "   |", " 3 | (+ 1 2", "   | ^", "hint: close it"),
  );
});

Deno.test("the gutter is as wide as the line number", () => {
  assert.equal(
    render("\n".repeat(11) + " «ab» "),
    lines("error[code]: Message", "   --> file.bat:12:2", "    |", " 12 |  ab", "    |  ^^"),
  );
});

Deno.test("a place over many lines shows the first and the last", () => {
  assert.equal(
    render("x «(a\n b\n c)» y"),
    lines(
      "error[code]: Message",
      "  --> file.bat:1:3",
      "   |",
      " 1 | x (a",
      "   |   ^^",
      "...",
      " 3 |  c) y",
      "   | ^^^",
    ),
  );
});

Deno.test("carets stand under tabs, wide characters and marks as they are shown", () => {
  assert.ok(render("\t«x»").endsWith(lines(" 1 |     x", "   |     ^")));
  assert.ok(render("日本 «x»").endsWith(lines(" 1 | 日本 x", "   |      ^")));
  assert.ok(render("«\u{1F600}» x").endsWith(lines(" 1 | \u{1F600} x", "   | ^^")));
  assert.ok(render("✅ «x»").endsWith(lines(" 1 | ✅ x", "   |    ^")));
  assert.ok(render("e\u0301 «x»").endsWith(lines(" 1 | e\u0301 x", "   |   ^")));
});

Deno.test("control characters of a source do not reach the terminal", () => {
  assert.ok(render("\x1b[31m«x»\u202e").endsWith(lines(" 1 | ␛[31mx\ufffd", "   |      ^")));
});

Deno.test("the end of the text, and an empty text, have a place", () => {
  assert.ok(render("ab«»").endsWith(lines(" 1 | ab", "   |   ^")));
  assert.ok(render("«»").endsWith(lines(" 1 |", "   | ^")));
  assert.ok(render("a\r\n«»").endsWith(lines(" 2 |", "   | ^")));
});

Deno.test("a long line is cut around the place", () => {
  const text = render("x".repeat(5_000) + "«y»" + "z".repeat(5_000));
  const [line, carets] = text.split("\n").slice(-2);
  assert.ok(line.length < 130);
  assert.equal(line[carets.indexOf("^")], "y");
  assert.match(line, /…x+yz+…$/);
});

Deno.test("without a source there is no line, without a place not even a name", () => {
  const somewhere = diagnostic("code", "Message", span(Source.missing("batuta.core"), 3, 4));
  assert.equal(renderDiagnostic(somewhere, { color: false }), lines("error[code]: Message", "  --> batuta.core"));
  assert.equal(renderDiagnostic(diagnostic("code", "Message", null), { color: false }), "error[code]: Message");
});

Deno.test("notes, then the hint, then the stack", () => {
  const source = new Source("n.bat", "(]");
  const text = render("«]»", {
    severity: "warning",
    hint: "try",
    notes: [{ message: "opened here", span: span(source, 0, 1) }, { message: "by the way", span: null }],
    trace: [{ name: "user/inner", span: span(source, 1, 2) }, { name: "batuta.core/map", span: null }],
  });
  assert.equal(
    text,
    lines(
      "warning[code]: Message",
      "  --> file.bat:1:1",
      "   |",
      " 1 | ]",
      "   | ^",
      "note: opened here",
      "  --> n.bat:1:1",
      "   |",
      " 1 | (]",
      "   | ^",
      "note: by the way",
      "hint: try",
      "  at user/inner (n.bat:1:2)",
      "  at batuta.core/map",
    ),
  );
});

Deno.test("a long stack is cut in the middle", () => {
  const trace = Array.from({ length: 1000 }, (_, i) => ({ name: `f${i}`, span: null }));
  const shown = render("«x»", { trace }).split("\n").slice(5);
  assert.equal(shown.length, 21);
  assert.equal(shown[16], "  … 980 more");
  assert.equal(shown[20], "  at f999");
});

Deno.test("frames of the standard library are one line, after all others", () => {
  const library = { name: "batuta.core/map", span: null, library: true };
  const shown = render("«x»", { trace: [library, { name: "user/f", span: null }, library] }).split("\n").slice(5);
  assert.deepEqual(shown, ["  at user/f", "  … 2 frames of the standard library"]);
});

Deno.test("neighbouring frames in the same place are one line", () => {
  const source = new Source("r.bat", "(f (g))");
  const at = (start: number) => ({ name: "user/f", span: span(source, start, start + 1) });
  const shown = render("«x»", { trace: [at(0), at(3), at(3), at(0)] }).split("\n").slice(5);
  assert.deepEqual(shown, ["  at user/f (r.bat:1:1)", "  at user/f (r.bat:1:4), 2 times", "  at user/f (r.bat:1:1)"]);
});

Deno.test("the top level is named when it called something", () => {
  const source = new Source("t.bat", "(f)");
  const top = { name: "", span: span(source, 0, 3) };
  assert.ok(render("«x»", { trace: [{ name: "user/f", span: null }, top] }).endsWith("  at the top level (t.bat:1:1)"));
  assert.ok(!render("«x»", { trace: [top] }).includes("top level"));
});

Deno.test("as JSON a diagnostic is one line with all keys", () => {
  const source = new Source("j.bat", "(é\n x)");
  const note = { message: "here", span: span(source, 1, 2) };
  const mistake = diagnostic("code", "Two\nlines", span(source, 0, 6), { notes: [note] });
  const place = { file: "j.bat", line: 1, col: 1, endLine: 2, endCol: 4 };
  assert.deepEqual(JSON.parse(jsonDiagnostic(mistake)), {
    code: "code",
    severity: "error",
    message: "Two\nlines",
    ...place,
    hint: null,
    notes: [{ message: "here", ...place, col: 2, endLine: 1, endCol: 3 }],
    trace: [],
  });
  assert.ok(!jsonDiagnostic(mistake).includes("\n"));
  const nowhere = { file: null, line: null, col: null, endLine: null, endCol: null };
  assert.deepEqual(
    JSON.parse(jsonDiagnostic(diagnostic("code", "M", null))),
    { code: "code", severity: "error", message: "M", ...nowhere, hint: null, notes: [], trace: [] },
  );
});

Deno.test("colours are the caller's choice", () => {
  const d = diagnostic("code", "Message", null, { hint: "h" });
  assert.ok(renderDiagnostic(d, { color: true }).includes("\x1b["));
  assert.ok(!renderDiagnostic(d, { color: false }).includes("\x1b["));
});
