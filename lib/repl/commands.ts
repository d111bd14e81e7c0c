/**
 * What can be typed at the prompt beside forms: `:help`, `:doc name`, `:quit`. Only a line that is one of these, so that keywords stay values.
 * @module
 */
const HELP = `Type a form and Enter: its value is shown. A form may take several lines.

  :help              this text                     :help NAME   what is known of a name
  :quit, Ctrl-D      leave                         Ctrl-C       drop the line, stop what runs

  Tab                how a name, keyword, file or log can go on; Tab again goes through them
  F1, Alt-H          what is known of the name at the cursor
  Up, Down           lines, then earlier entries   Ctrl-R       search in earlier entries
  Alt-Enter          another line                  Ctrl-_       undo
  Ctrl-A Ctrl-E Alt-B Alt-F move; Ctrl-K Ctrl-U Ctrl-W kill, Ctrl-Y brings back

  *1 *2 *3           the last values               *e           the last error
  (doc map)          documentation                 (apropos "map"), (source map)
  (actors)           who runs                      (inspect pid), (trace pid)
  (from :log …)      a query                       (schema :log), (explain …), (profile …)
`;

/** What a command answers; null when the text is none. */
export type Answer = { readonly text: string } | "quit" | null;

/** Does what a line says that is a command. `document` gives what is known of a name. */
export async function command(line: string, document: (name: string) => Promise<string | null>): Promise<Answer> {
  const [name, ...words] = line.trim().split(/\s+/);
  if (words.length > 1) return null;
  if (name === ":quit" || name === ":exit") return words.length === 0 ? "quit" : null;
  if (name !== ":help" && name !== ":doc") return null;
  if (words.length === 0) return { text: HELP };
  const [asked] = words;
  return {
    text: await document(asked) ?? `Nothing is known of \`${asked}\`; (apropos "${asked}") looks for it in all names\n`,
  };
}
