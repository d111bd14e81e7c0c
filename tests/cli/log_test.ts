/**
 * `batuta log`: `new Logs()` is a fresh folder; `await logs.says("append events '{:id 1}'")` is what a command prints, where it ends well;
 * `await logs.fails("cat nope", 1)` what it says on standard error where it ends with a status.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { Folder, type Run } from "./batuta.ts";

/** The words of a command line: `'…'` is one. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}

class Logs {
  readonly folder: Folder;

  constructor(files: Record<string, string> = {}) {
    this.folder = new Folder(files);
  }

  run(line: string, input = ""): Promise<Run> {
    return this.folder.run(["log", ...words(line)], { input });
  }

  async says(line: string, input = ""): Promise<string> {
    const { status, out, err } = await this.run(line, input);
    assert.deepEqual([status, err], [0, ""], `${line}: ${out}`);
    return out;
  }

  async fails(line: string, status: number, input = ""): Promise<string> {
    const run = await this.run(line, input);
    assert.equal(run.status, status, run.out + run.err);
    return run.err;
  }

  path(...names: string[]): string {
    return join(this.folder.path, ...names);
  }

  read(name: string): string {
    return Deno.readTextFileSync(this.path(name));
  }

  write(name: string, text: string): void {
    Deno.writeTextFileSync(this.path(name), text);
  }
}

/** A log of three records. */
async function filled(): Promise<Logs> {
  const logs = new Logs();
  await logs.says(`append events '{:id 1 :name "Ada"}' '{"id": 2, "name": null}' '{:id 3 :tags [:a]}'`);
  return logs;
}

Deno.test("log alone and log --help show the commands, each has its own help", async () => {
  const logs = new Logs();
  const help = await logs.says("");
  for (
    const name of [
      "ls",
      "info",
      "cat",
      "append",
      "import",
      "export",
      "check",
      "verify",
      "proof",
      "checkpoint",
      "compact",
    ]
  ) {
    assert.match(help, new RegExp(`^  ${name} `, "m"));
  }
  assert.equal(await logs.says("--help"), help);
  assert.equal(await logs.says("help"), help);
  assert.match(await logs.says("import --help"), /Usage: batuta log import[^]*--key COLUMN[^]*stays\s+text/);
  assert.equal(await logs.says("help import"), await logs.says("import --help"));
  assert.match((await logs.folder.run(["help", "log"])).out, /^ {2}ls .*\n {2}info LOG .*\n {2}cat LOG /m);
});

Deno.test("words that make no sense are refused with status 2 and what was meant", async () => {
  const logs = await filled();
  assert.match(
    await logs.fails("lss", 2),
    /^error\[unknown-subcommand\]: `batuta log` has no command `lss`\nhint: did you mean `ls`\?/,
  );
  assert.match(await logs.fails("help nope", 2), /has no command `nope`/);
  assert.match(await logs.fails("cat", 2), /^error\[missing-argument\]: .*`log`/i);
  assert.match(await logs.fails("cat events more", 2), /^error\[excess-arguments\]/);
  assert.match(
    await logs.fails("cat events --form json", 2),
    /^error\[unknown-option\]: .*`--form`\nhint: did you mean `--from`/,
  );
  assert.match(await logs.fails("cat events --as xml", 2), /^error\[invalid-argument\]: .*xml.*edn, json, csv/i);
  assert.match(
    await logs.fails("cat events --from later", 2),
    /^error\[bad-range\]: `later` is neither an offset nor an instant/,
  );
  assert.match(
    await logs.fails("import events data.txt", 2),
    /^error\[format-unknown\].*csv, json, ndjson, edn, parquet\nhint: `--as FORMAT`/,
  );
  assert.match(await logs.fails("export events - --as parquet", 2), /^error\[format-needs-file\]/);
  assert.match(await logs.fails("import events x.csv --separator ab", 2), /^error\[bad-separator\]: `ab`/);
  assert.match(
    await logs.fails("proof events one", 2),
    /^error\[bad-count\]: OFFSET needs a whole number from 0 on, got `one`/,
  );
  assert.match(await logs.fails("verify events", 2), /--checkpoint FILE, or --receipt FILE/);
  assert.match(await logs.fails("append new '{:a 1}' --key 'a b'", 2), /^error\[bad-column\]/);
});

Deno.test("a log that is not there, and a data directory that is none, are failures with status 1", async () => {
  const logs = await filled();
  for (
    const command of [
      "cat nope",
      "info nope",
      "check nope",
      "proof nope 0",
      "checkpoint nope",
      "compact nope",
      "export nope x.csv",
    ]
  ) {
    assert.match(await logs.fails(command, 1), /^error\[log-unknown\]: There is no log :nope; there are :events/);
  }
  logs.write("file", "");
  assert.match(
    await logs.fails("--data file append x '{}'", 1),
    /^error\[not-a-folder\]: file needs a folder where a file is/,
  );
});

Deno.test("--errors json holds for logs, too", async () => {
  const { status, err } = await new Folder().run(["log", "--errors", "json", "cat", "nope"]);
  assert.equal(status, 1);
  assert.equal(JSON.parse(err).code, "log-unknown");
});

Deno.test("the data directory is said before and behind log, and among its words", async () => {
  const logs = new Logs();
  await logs.says("--data other append events '{:a 1}'");
  assert.equal((await logs.folder.run(["--data", "other", "log", "cat", "events"])).out, "{:a 1}\n");
  assert.equal(await logs.says("cat --data=other :events"), "{:a 1}\n");
  assert.deepEqual(await logs.run("ls"), { status: 0, out: "", err: "There are no logs in .batuta.\n" });
});

Deno.test("append takes records of the command line, EDN or JSON", async () => {
  const logs = new Logs();
  assert.equal(await logs.says("append :events '{:id 1}'"), "Appended 1 record to :events: offset 0\n");
  assert.equal(
    await logs.says(`append events '{"id": 2.0}' '{"id" 3}' '{}'`),
    "Appended 3 records to :events: offsets 1 to 3\n",
  );
  assert.equal(await logs.says("cat events"), '{:id 1}\n{:id 2.0}\n{"id" 3}\n{}\n');
});

Deno.test("append takes a record from each line of standard input", async () => {
  const logs = new Logs();
  assert.equal(
    await logs.says("append events", '{:id 1}\n\n{"id": 2}\n'),
    "Appended 2 records to :events: offsets 0 to 1\n",
  );
  assert.match(
    await logs.fails("append events", 1, "{:id 3}\n{:id\n{:id 4}\n"),
    /^error\[edn-syntax\]: Line 2 of standard input: EDN, line 1, column 1: this map is never completed; 1 record before it was appended/,
  );
  assert.equal(await logs.says("cat events"), "{:id 1}\n{:id 2}\n{:id 3}\n");
});

Deno.test("what is no record is refused, and nothing is appended", async () => {
  const logs = await filled();
  assert.match(await logs.fails("append events '{:id 4}' '{:id'", 1), /^error\[edn-syntax\].*never completed/);
  assert.match(await logs.fails("append events [1]", 1), /^error\[(edn-syntax|not-a-record)\]/);
  assert.match(await logs.fails(`append events '{"id": }'`, 1), /^error\[json-syntax\]/);
  assert.match(
    await logs.fails("append events '{:id 1} {:id 2}'", 1),
    /^error\[not-one-record\]: One record was expected, got 2/,
  );
  assert.match(
    await logs.fails("append events '{:id 4}' --expect 7", 1),
    /^error\[log-not-expected\]: The next record of :events gets the offset 3, not 7/,
  );
  assert.equal((await logs.says("cat events")).split("\n").length, 4);
  assert.match(await logs.says("append events '{:id 4}' --expect 3"), /offset 3/);
});

Deno.test("a log has the options that it is made with", async () => {
  const logs = new Logs();
  await logs.says("append users '{:id 1}' --key id --hash sha256 --sync always --segment-bytes 1000");
  assert.match(await logs.says("info users --as edn"), /:key :id .*:hash :sha256 :sync :always/);
  assert.match(await logs.fails("append users '{:id 1}' --key name", 1), /^error\[log-exists\]: .*:key :id, not :name/);
  assert.match(
    await logs.fails("append users '{:name 1}'", 1),
    /^error\[log-no-key\]: The log :users has the key :id, which \{:name 1\} lacks/,
  );
});

Deno.test("cat prints records as EDN, JSON or CSV, from one place to another, with what the log knows of them", async () => {
  const logs = await filled();
  assert.equal(await logs.says("cat events --from 1 --to 2"), "{:id 2 :name nil}\n");
  assert.equal(
    await logs.says("cat events --as json"),
    '{"id":1,"name":"Ada"}\n{"id":2,"name":null}\n{"id":3,"tags":["a"]}\n',
  );
  assert.equal(await logs.says("cat events --as csv"), 'id,name,tags\n1,Ada,\n2,,\n3,,"[""a""]"\n');
  assert.match(
    await logs.says("cat events --meta --to 1"),
    /^\{:offset 0 :timestamp #inst "2\d{3}-[^"]+Z" :record \{:id 1 :name "Ada"\}\}\n$/,
  );
  assert.match(
    await logs.says("cat events --meta --as csv --to 1"),
    /^log\/offset,log\/timestamp,log\/kind,id,name\n0,[^,]+Z,record,1,Ada\n$/,
  );
  assert.equal(await logs.says("cat events --from 3000-01-01"), "");
  assert.equal((await logs.says("cat events --from 2000-01-01T00:00:00Z --to 3000-01-01")).split("\n").length, 4);
});

Deno.test("a pipe that is closed ends cat quietly", async () => {
  const logs = new Logs({ "many.ndjson": '{"text":"some text that is not short"}\n'.repeat(20_000) });
  await logs.says("import many many.ndjson");
  const main = join(import.meta.dirname ?? "", "..", "..", "main.ts");
  const config = join(import.meta.dirname ?? "", "..", "..", "deno.json");
  const line =
    `"${Deno.execPath()}" run -A --quiet --config "${config}" "${main}" log cat many | head -1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = await new Deno.Command("bash", { args: ["-c", line], cwd: logs.folder.path }).output();
  assert.equal(new TextDecoder().decode(stdout), '{:text "some text that is not short"}\n0\n');
  assert.equal(new TextDecoder().decode(stderr), "");
});

Deno.test("cat --follow goes on with what another process appends", async () => {
  const logs = await filled();
  const following = logs.run("cat events --follow --from 2 --to 5");
  await logs.says("append events '{:id 4}' '{:id 5}' '{:id 6}'");
  assert.deepEqual(await following, { status: 0, out: "{:id 3 :tags [:a]}\n{:id 4}\n{:id 5}\n", err: "" });
});

Deno.test("ls and info show what there is, for people and for programs", async () => {
  const logs = await filled();
  await logs.says("append users '{:id 1}' --key id");
  assert.match(
    await logs.says("ls"),
    /^LOG +RECORDS +SIZE +KEY +LAST RECORD\n:events +3 +\d+ B +2\d{3}-\S+Z\n:users +1 +\d+ B +:id +2\S+Z\n$/,
  );
  assert.match(await logs.says("ls --as edn"), /^\[\{:log :events .*\} \{:log :users .*\}\]\n$/);
  assert.match(
    await logs.says("info users"),
    /^Log +:users\nRecords +1\n[^]*Key +:id\n[^]*Hash +blake3\nMerkle root +[0-9a-f]{64}\n$/,
  );
  const info = JSON.parse(await logs.says("info users --as json"));
  assert.deepEqual([info.log, info.count, info.key], ["users", 1, "id"]);
});

const PEOPLE = 'name,born,died\nAda,1815,1852\n"Grace, ""Amazing""",1906,\n';
const SHOWN = '{:name "Ada" :born 1815 :died 1852}\n{:name "Grace, \\"Amazing\\"" :born 1906 :died nil}\n';

Deno.test("what is imported and exported in each format is the same", async () => {
  const logs = new Logs({ "people.csv": PEOPLE });
  assert.match(
    await logs.says("import people people.csv"),
    /^Imported 2 records into :people in \d+\.\d s: [\d,]+ records\/s\n$/,
  );
  assert.equal(await logs.says("cat people"), SHOWN);
  for (const file of ["out.csv", "out.json", "out.ndjson", "out.edn", "out.parquet"]) {
    assert.match(
      await logs.says(`export people ${file}`),
      new RegExp(`^Exported 2 records of :people to ${file}, .* B, in`),
    );
    const log = file.replace(".", "-");
    await logs.says(`import ${log} ${file}`);
    assert.equal(await logs.says(`cat ${log}`), SHOWN, file);
  }
  assert.equal(logs.read("out.csv"), PEOPLE);
  assert.equal(
    logs.read("out.json"),
    '[\n{"name":"Ada","born":1815,"died":1852},\n{"name":"Grace, \\"Amazing\\"","born":1906,"died":null}\n]\n',
  );
});

Deno.test("import and export take standard streams and other separators", async () => {
  const logs = new Logs();
  await logs.says("import people - --as csv --separator ; --text", "a;b\n1;\n");
  assert.equal(await logs.says("export people - --as csv --separator tab"), 'a\tb\n"1"\t""\n');
  assert.equal(await logs.says("export people - --as ndjson --from 0 --to 1"), '{"a":"1","b":""}\n');
});

Deno.test("a malformed record ends the import with its place; what was before it stays", async () => {
  const logs = new Logs({
    "bad.csv": 'a,b\n1,2\n3,"x"y\n5,6\n',
    "bad.ndjson": '{"a":1}\n{"a":2}\n[3]\n',
    "empty.csv": "",
  });
  assert.match(
    await logs.fails("import bad bad.csv", 1),
    /^error\[csv-syntax\]: bad\.csv: CSV, line 3, column 6: after the closing quote .*; 1 record before it was imported\n/,
  );
  assert.match(
    await logs.fails("import bad bad.ndjson", 1),
    /^error\[not-a-record\]: bad\.ndjson: Line 3, column 1: .*; 2 records before it were imported/,
  );
  assert.equal(await logs.says("cat bad"), "{:a 1 :b 2}\n{:a 1}\n{:a 2}\n");
  assert.match(await logs.fails("import bad empty.csv", 1), /there is no header/);
  assert.match(
    await logs.fails("import bad missing.csv", 1),
    /^error\[file-unusable\]: Cannot read `missing\.csv`: there is no such file/,
  );
  assert.match(await logs.fails("import bad .", 2), /^error\[format-unknown\]/);
  assert.match(await logs.fails("import bad . --as csv", 1), /Cannot read `\.`: it is a folder/);
  assert.match(
    await logs.fails("import keyed bad.ndjson --key id", 1),
    /^error\[log-no-key\]: bad\.ndjson: .*; 0 records before it were imported/,
  );
});

Deno.test("an export that fails leaves the file that was there, and names the record", async () => {
  const logs = new Logs({ "out.json": "before" });
  await logs.says("append events '{:id 1}' '{:id ##NaN}'");
  assert.match(
    await logs.fails("export events out.json", 1),
    /^error\[not-json\]: Record 1: JSON has no number like ##NaN/,
  );
  assert.equal(logs.read("out.json"), "before");
  assert.deepEqual([...Deno.readDirSync(logs.folder.path)].map(({ name }) => name).sort(), [".batuta", "out.json"]);
  assert.match(
    await logs.fails("export events no/such/out.edn", 1),
    /^error\[file-unusable\]: Cannot write `no\/such\/out\.edn`/,
  );
});

/** Changes one byte of the only segment of a log, at a record that has this text. */
function damage(logs: Logs, log: string, text: string): void {
  const path = logs.path(".batuta", "logs", log, "00000000000000000000.log");
  const bytes = Deno.readFileSync(path);
  const at = new TextDecoder("latin1").decode(bytes).indexOf(text);
  bytes[at] ^= 1;
  Deno.writeFileSync(path, bytes);
}

Deno.test("check finds damage with file and byte; cat and export read around it when they are asked to", async () => {
  const logs = new Logs();
  await logs.says("append events '{:name \"first\"}' '{:name \"second\"}' '{:name \"third\"}'");
  assert.match(
    await logs.says("check"),
    /^:events: all is well\. 3 records, \d+ B, checked in \d\.\d s\n {2}Merkle root [0-9a-f]{64}\n$/,
  );
  damage(logs, "events", "second");
  const { status, out, err } = await logs.run("check events");
  assert.deepEqual([status, err], [1, ""]);
  assert.match(out, /00000000000000000000\.log, byte \d+: The checksum of a record is wrong \(record 1\)\n/);
  assert.match(out, /^:events: \d+ problems?\. 3 records/m);
  assert.match(
    await logs.fails("cat events", 1),
    /^error\[log-damaged\]: \S+ is damaged at byte \d+: the checksum of record 1 is wrong/,
  );
  for (
    const command of ["cat events --salvage", "cat events --salvage --as csv", "export events - --as edn --salvage"]
  ) {
    const salvaged = await logs.run(command);
    assert.equal(salvaged.status, 1);
    assert.match(salvaged.out, /first[^]*third/);
    assert.match(
      salvaged.err,
      /^Record 1 was left out: \S+, byte \d+: the checksum of record 1 is wrong\.\n1 record left out\.\n$/,
    );
  }
});

Deno.test("a log is verified against checkpoints that were made of it, and against no others", async () => {
  const logs = await filled();
  logs.write("old.note", await logs.says("checkpoint events"));
  assert.equal(logs.read("old.note"), await logs.says("checkpoint events --size 3"));
  await logs.says("append events '{:id 4}'");
  assert.match(
    await logs.says("verify events --checkpoint old.note"),
    /^Verified: :events begins with the 3 records of the checkpoint and has grown to 4 since; signed by batuta\/[0-9a-f]{8}\n$/,
  );
  const map = await logs.says("checkpoint events --as edn");
  const key = /:key "([^"]+)"/.exec(map)?.[1] ?? "";
  assert.match(
    await logs.says(`verify events --checkpoint - --key ${key}`, map),
    /^Verified: :events begins with the 4 records of the checkpoint;/,
  );
  const no = async (line: string, input: string) => {
    const { status, out } = await logs.run(line, input);
    assert.equal(status, 1);
    return out;
  };
  const note = logs.read("old.note");
  assert.match(
    await no("verify events --checkpoint -", note.replace("\n3\n", "\n2\n")),
    /^Not verified: -: The signature of .* does not fit/,
  );
  assert.match(await no("verify events --checkpoint -", "nonsense"), /^Not verified: -: The signed note is malformed/);
  await logs.says("append others '{:id 1}'");
  assert.match(await no("verify others --checkpoint -", note), /^Not verified: -: The checkpoint is one of .*events/);
  const stranger = await filled();
  assert.match(await stranger.fails(`verify events --checkpoint ${logs.path("old.note")}`, 1), /^error\[no-key\]/);
  assert.match(
    (await stranger.run(`verify events --checkpoint ${logs.path("old.note")} --key ${key}`)).out,
    /^Not verified: the first 3 records of :events have another root/,
  );
  assert.match(await logs.fails("verify events --checkpoint old.note --key nonsense", 1), /^error\[bad-key\]/);
});

Deno.test("a receipt is verified without the log; one that was changed is not", async () => {
  const logs = await filled();
  logs.write("receipt.edn", await logs.says("proof events 0"));
  assert.equal(
    await logs.says("verify --receipt receipt.edn"),
    "Verified: record 0 of :events, among 3 records; signed by this data directory\n",
  );
  const key = /:key "([^"]+)"/.exec(logs.read("receipt.edn"))?.[1] ?? "";
  const elsewhere = new Logs({ "receipt.edn": logs.read("receipt.edn") });
  assert.match(
    await elsewhere.says("verify --receipt receipt.edn"),
    /^Verified: .*; signed by the key that it names itself; `--key LINE` says/,
  );
  assert.match(
    await elsewhere.says(`verify --receipt receipt.edn --key ${key}`),
    /^Verified: .*; signed by the key that was given/,
  );
  const { status, out } = await logs.run("verify --receipt -", logs.read("receipt.edn").replace("Ada", "Eve"));
  assert.deepEqual([status, out], [1, "Not verified: - is not what was signed\n"]);
  assert.match(await logs.fails("verify --receipt -", 1, "{:a 1}"), /^error\[not-a-receipt\]/);
  assert.match(await logs.says("proof events 0 --size 1 --as json"), /^\{"log":"events","offset":0,.*"proof":\[\]/);
  assert.match(
    await logs.fails("proof events 3", 1),
    /^error\[log-out-of-range\]: There is no record 3: the log has 3/,
  );
});

Deno.test("compact erases what newer versions have replaced; proofs of all others hold", async () => {
  const logs = new Logs();
  await logs.says("append users '{:id 1 :v 1}' '{:id 2 :v 1}' '{:id 1 :v 2}' --key id");
  logs.write("receipt.edn", await logs.says("proof users 1"));
  logs.write("note", await logs.says("checkpoint users"));
  assert.match(await logs.says("compact users"), /^Erased the payload of 1 record of :users, /);
  assert.equal(await logs.says("cat users"), "{:id 2 :v 1}\n{:id 1 :v 2}\n");
  assert.match(
    await logs.says("cat users --meta --as json"),
    /^\{"offset":0,[^\n]*"erased":true\}\n[^]*"notice":\{"erased":\[\[0,1\]\]\}\}\n$/,
  );
  assert.equal(await logs.says("compact users"), "Nothing to erase in :users\n");
  await logs.says("verify --receipt receipt.edn");
  assert.match(await logs.says("verify users --checkpoint note"), /^Verified/);
  assert.match(await logs.says("check users"), /all is well/);
  const { out, err } = await logs.run("export users - --as edn");
  assert.equal(out, "{:id 2 :v 1}\n{:id 1 :v 2}\n");
  assert.match(err, /^2 entries that are no records are not among them/);
  await logs.says("append events '{:id 1}'");
  assert.match(await logs.says("compact events"), /^Nothing to erase: :events has neither a key nor :retain/);
});
