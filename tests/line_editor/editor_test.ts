/**
 * `typed("(+ 1 2\x1b[D3")` presses what a terminal sends and shows the text with `|` where the cursor stands. A text is whole when
 * its brackets are closed; a new line begins with two spaces for each open one.
 */
import { deepStrictEqual as is, ok } from "node:assert/strict";
import fc from "fast-check";
import { Editor, graphemes, History, type Key, KeyReader, type Wish } from "../../lib/line_editor/mod.ts";

const open = (text: string) => [...text].reduce((n, c) => n + (c === "(" ? 1 : c === ")" ? -1 : 0), 0);

const language = {
  isWhole: (text: string) => open(text) <= 0,
  indentAt: (text: string, at: number) => 2 * Math.max(0, open(text.slice(0, at))),
};

function pressing(sent: string, entries: readonly string[] = []): { editor: Editor; wishes: Wish[] } {
  const history = new History();
  for (const entry of entries) history.add(entry);
  const editor = new Editor(language, history);
  return { editor, wishes: new KeyReader().push(sent).map((key) => editor.press(key)) };
}

function marked({ text, cursor }: Editor): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

const typed = (sent: string, entries?: readonly string[]) => marked(pressing(sent, entries).editor);

const LEFT = "\x1b[D", RIGHT = "\x1b[C", UP = "\x1b[A", DOWN = "\x1b[B", ALT = "\x1b";

Deno.test("text goes where the cursor is", () => {
  is(typed("ac" + LEFT + "b"), "ab|c");
  is(typed("abc\x01x\x05y"), "xabcy|");
  is(typed("abc\x7f\x7f"), "a|");
  is(typed("abc\x01\x1b[3~"), "|bc");
});

Deno.test("Enter takes what is whole and goes on where a bracket is open", () => {
  is(pressing("(+ 1 2)\r").wishes.at(-1), "submit");
  is(typed("(+ 1\r2"), "(+ 1\n  2|");
  is(typed("(+ 1)\x01\x1b\r"), "\n|(+ 1)");
});

Deno.test("words are moved over and killed; what was killed comes back", () => {
  is(typed("(foo bar-baz)" + ALT + "b" + ALT + "b"), "(|foo bar-baz)");
  is(typed("one two" + "\x17" + "\x17" + "\x19\x19"), "one twoone two|");
  is(typed("one two\x01" + ALT + "f\x0b" + "\x01\x19"), " two|one");
  is(typed("a\x1b\rb\x01\x15"), "a|b");
});

Deno.test("graphemes are one step, however many code points they have", () => {
  is(typed("日本" + LEFT + "x"), "日x|本");
  is(typed("e\u0301👩‍💻z" + LEFT + LEFT), "e\u0301|👩‍💻z");
  is(typed("e\u0301👩‍💻\x7f"), "e\u0301|");
});

Deno.test("up and down keep the column, then go to earlier entries and back", () => {
  is(typed("(abc\rde\rfghijk" + UP), "(abc\n  de|\n  fghijk");
  is(typed("(abc\rde\rfghijk" + UP + DOWN), "(abc\n  de\n  fghijk|");
  is(typed("new" + UP + UP, ["one", "two"]), "one|");
  is(typed("new" + UP + UP + DOWN + DOWN, ["one", "two"]), "new|");
  is(typed(UP + UP, ["one", "a\nb"]), "one|");
});

Deno.test("Ctrl-R searches backwards; Enter in it takes the entry, Ctrl-G what was there", () => {
  is(typed("\x12tw", ["one", "two", "three"]), "|two");
  is(typed("\x12e\x12", ["one", "two", "three"]), "on|e");
  is(pressing("\x12tw\r", ["one", "two"]).wishes.at(-1), "submit");
  is(typed("abc\x12tw\x07", ["one", "two"]), "abc|");
});

Deno.test("undo takes back what was typed together, and each other change", () => {
  is(typed("abc\x17\x1f"), "abc|");
  is(typed("abc\x17\x1f\x1f"), "|");
});

Deno.test("Ctrl-C drops, Ctrl-D ends an empty entry and deletes in another one, Tab and F1 ask", () => {
  is(pressing("abc\x03").wishes.at(-1), "cancel");
  is(pressing("\x04").wishes, ["end"]);
  is(typed("ab\x01\x04"), "|b");
  is(pressing("ab\t").wishes.at(-1), "complete");
  is(pressing("ab\x1bOP").wishes.at(-1), "document");
});

const offer = (editor: Editor, from: number, ...texts: string[]) =>
  editor.offer({ from, to: editor.cursor, candidates: texts.map((text) => ({ text, summary: `what ${text} is` })) });

Deno.test("a single candidate is taken with its line, several go on as far as they agree and are listed", () => {
  const { editor } = pressing("(ma");
  offer(editor, 1, "map");
  is([marked(editor), editor.view.below], ["(map|", ["what map is"]]);
  const other = pressing("(ma").editor;
  offer(other, 1, "map-a", "map-b");
  is(marked(other), "(map-|");
  is(other.view.below, ["  map-a  what map-a is", "  map-b  what map-b is"]);
  for (const key of new KeyReader().push("\t\t")) other.press(key);
  is([marked(other), other.view.below[1]], ["(map-b|", "▸ map-b  what map-b is"]);
  other.press({ kind: "key", name: "escape" });
  is([marked(other), other.view.below], ["(ma|", []]);
});

Deno.test("a paste is one text, with its line breaks, and does not submit", () => {
  is(typed("\x1b[200~(a\r\nb)\rc\x1b[201~"), "(a\nb)\nc|");
  const lines = Array.from({ length: 500 }, (_, i) => `(def x${i} ${i})`).join("\r");
  const { editor, wishes } = pressing(`\x1b[200~${lines}\x1b[201~`);
  is(wishes, ["none"]);
  is(editor.text.split("\n").length, 500);
});

Deno.test("keys are the same in whatever pieces they come, and no text is lost", () => {
  const parts = fc.array(
    fc.oneof(
      fc.constantFrom(
        LEFT,
        RIGHT,
        UP,
        "\r",
        "\t",
        "\x1b[1;5C",
        "\x1bOP",
        "\x1b[200~a\rb\x1b[201~",
        "\x7f",
        "\x01",
        "\x1bb",
      ),
      fc.stringMatching(/^[a-zé日()]{1,4}$/),
    ),
  );
  fc.assert(fc.property(parts, fc.array(fc.nat({ max: 60 })), (sent, cuts) => {
    const whole = sent.join("");
    const pieces = [...new Set([0, ...cuts.map((at) => Math.min(at, whole.length)), whole.length])].sort((a, b) =>
      a - b
    );
    const reader = new KeyReader();
    const keys = pieces.slice(1).flatMap((end, i) => reader.push(whole.slice(pieces[i], end)));
    const joined = (keys: readonly Key[]) =>
      keys.reduce<Key[]>((all, key) => {
        const last = all.at(-1);
        if (key.kind !== "text" || last?.kind !== "text") return [...all, key];
        return [...all.slice(0, -1), { kind: "text", text: last.text + key.text }];
      }, []);
    is(joined(keys), joined(new KeyReader().push(whole)));
  }));
});

Deno.test("any bytes leave the cursor between two graphemes of the text", () => {
  const names = ["left", "right", "up", "down", "backspace", "delete", "ctrl-k", "ctrl-u", "ctrl-w", "alt-d", "ctrl-y"];
  const more = ["ctrl-t", "ctrl-_", "alt-b", "alt-f", "home", "end", "ctrl-r", "escape", "ctrl-p", "tab", "alt-enter"];
  const key: fc.Arbitrary<Key> = fc.oneof(
    fc.constantFrom(...names, ...more).map((name) => ({ kind: "key" as const, name })),
    fc.constantFrom("a", "(", ")", " ", "日", "👩‍💻", "\u0301", "-").map((text) => ({ kind: "text" as const, text })),
    fc.constantFrom("x\ny", "(a\n  b)").map((text) => ({ kind: "paste" as const, text })),
  );
  fc.assert(fc.property(fc.array(key, { maxLength: 60 }), (keys) => {
    const { editor } = pressing("", ["first", "(two\n  lines)", "日本"]);
    for (const key of keys) {
      if (editor.press(key) === "complete") offer(editor, Math.max(0, editor.cursor - 1), "ab", "ac");
      const { text, cursor } = editor;
      ok(cursor >= 0 && cursor <= text.length);
      // A mark that is typed alone joins what stands before it.
      if (text.includes("\u0301")) continue;
      ok(graphemes(text.slice(0, cursor)).length + graphemes(text.slice(cursor)).length === graphemes(text).length);
    }
  }));
});

Deno.test("history keeps entries over sessions, without repeats, blanks and what begins with a space", () => {
  const history = new History(['"(a\\n b)"', "not json", "", '"not json"']);
  is([history.length, history.at(0), history.at(1)], [2, "(a\n b)", "not json"]);
  is(["x", "x", "", " secret", "y  "].map((text) => history.add(text)), [true, false, false, false, true]);
  is([history.at(3), history.search("b)", 99), history.search("nowhere", 99)], ["y", 0, -1]);
});
