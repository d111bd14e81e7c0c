/**
 * Text as HTML: what must be escaped, code with its tokens marked, Markdown.
 * In: text of programs and docstrings. Out: HTML in which nothing of the text is markup.
 * @module
 */
import { Marked } from "marked";
import { Tokenizer, type TokenKind } from "../reader/mod.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** The kinds of tokens that look different from plain code. */
const MARKED: Partial<Record<TokenKind, string>> = {
  comment: "comment",
  string: "string",
  regex: "string",
  char: "string",
  number: "number",
  keyword: "keyword",
};

/** Words that begin a form and are worth seeing. */
const FORM =
  /^(def[\w?!*-]*|fn|let|loop|if|when|cond|case|match|do|receive|for|doseq|ns|require|from|where|select|spawn|try|catch|recur)$/;

/** Code of the language with its tokens in `span`s. */
export function codeHtml(code: string): string {
  let html = "";
  let opened = false;
  for (const tokens = new Tokenizer(code); tokens.next();) {
    const { kind } = tokens;
    const text = code.slice(tokens.start, tokens.end);
    const isForm = opened && kind === "symbol" && FORM.test(text);
    const mark = isForm ? "form" : MARKED[kind];
    html += mark === undefined ? escape(text) : `<span class="${mark}">${escape(text)}</span>`;
    opened = kind === "open" && text === "(";
  }
  return html;
}

/** Languages of fenced code that are this one. */
const OURS = new Set(["", "batuta", "bat", "clojure", "clj"]);

const markdown = new Marked({
  renderer: {
    code: ({ text, lang = "" }) => `<pre><code>${OURS.has(lang) ? codeHtml(text) : escape(text)}</code></pre>\n`,
    // What looks like a tag is text of the author.
    html: ({ text }) => escape(text),
  },
  walkTokens(token) {
    // A link that would run a script leads nowhere.
    if (token.type === "link" && /^\s*(javascript|data|vbscript):/i.test(token.href)) token.href = "#";
  },
});

/** Markdown as HTML; tags in it are shown as they are written. */
export function markdownHtml(text: string): string {
  return markdown.parse(text, { async: false });
}

/** "`(f x) ;=> y`" in a docstring is an example. */
const EXAMPLE = /\s*`([^`]*?)\s+;([=~]>) ([^\n]*?)`(?=\s|$)/g;

/** A docstring as HTML, its examples as blocks of code behind its text. */
export function docstringHtml(doc: string): string {
  const examples = [...doc.matchAll(EXAMPLE)].map(([, code, kind, value]) =>
    // What only has to match is shown without the value.
    kind === "=>" ? `${code}\n;=> ${value}` : code
  );
  const prose = markdownHtml(doc.replace(EXAMPLE, "").trim());
  return prose + examples.map((code) => `<pre><code>${codeHtml(code)}</code></pre>\n`).join("");
}
