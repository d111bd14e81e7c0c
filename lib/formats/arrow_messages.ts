/**
 * Whether the messages of an Arrow file or stream are well-formed: every table, vector and text lies within its message, forwards of where it is named.
 * The reader believes what stands there, so one wrong byte in a length would take all time or all memory.
 * In: all bytes. Out: nothing, or an error that says what is wrong.
 * Invariant: no more tables are visited than there is room for, however they are shared.
 * Source: arrow.apache.org/docs/format/Columnar.html, "Encapsulated message format"; format/Message.fbs, Schema.fbs, File.fbs; flatbuffers.dev, "Internals".
 * @module
 */

function fail(reason: string): never {
  throw new Error(reason);
}

/** A table with its fields; each is named by its place, from 0. */
class Table {
  readonly #at: number;
  readonly #vtable: number;
  readonly #size: number;

  constructor(readonly message: Message, reference: number) {
    const { view } = message;
    this.#at = message.follow(reference);
    this.#vtable = this.#at - view.getInt32(message.inside(this.#at, 4), true);
    this.#size = view.getUint16(message.inside(this.#vtable, 4), true);
    message.inside(this.#vtable, this.#size);
  }

  /** Where a field stands, null where it is left out. */
  field(place: number): number | null {
    const entry = 4 + 2 * place;
    if (entry + 2 > this.#size) return null;
    const offset = this.message.view.getUint16(this.#vtable + entry, true);
    return offset === 0 ? null : this.message.inside(this.#at + offset, 1);
  }

  byte(place: number): number {
    const at = this.field(place);
    return at === null ? 0 : this.message.view.getUint8(at);
  }

  short(place: number): number {
    const at = this.field(place);
    return at === null ? 0 : this.message.view.getInt16(this.message.inside(at, 2), true);
  }

  long(place: number): number {
    const at = this.field(place);
    return at === null ? 0 : Number(this.message.view.getBigInt64(this.message.inside(at, 8), true));
  }

  table(place: number): Table | null {
    const at = this.field(place);
    return at === null ? null : this.message.table(at);
  }

  text(place: number): void {
    this.vector(place, 1);
  }

  /** The elements of a vector, by where they stand. */
  vector(place: number, stride: number): { readonly at: number; readonly count: number } {
    const field = this.field(place);
    if (field === null) return { at: 0, count: 0 };
    const at = this.message.follow(field);
    const count = this.message.view.getUint32(this.message.inside(at, 4), true);
    this.message.inside(at + 4, count * stride);
    return { at: at + 4, count };
  }

  tables(place: number, use: (table: Table) => void): void {
    const { at, count } = this.vector(place, 4);
    for (let i = 0; i < count; i++) use(this.message.table(at + 4 * i));
  }
}

/** The bytes that describe one message. */
class Message {
  readonly view: DataView;
  #visited = 0;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The place, if so many bytes from there on are inside. */
  inside(at: number, count: number): number {
    if (!(at >= 0 && at + count <= this.view.byteLength)) fail("something of a message lies outside of it");
    return at;
  }

  /** What a reference leads to. */
  follow(at: number): number {
    const offset = this.view.getUint32(this.inside(at, 4), true);
    if (offset === 0) fail("something of a message refers to itself");
    return this.inside(at + offset, 4);
  }

  table(reference: number): Table {
    // A table takes four bytes at least.
    if (++this.#visited > this.view.byteLength / 4) fail("a message has more tables than there is room for");
    return new Table(this, reference);
  }
}

function checkPairs(table: Table, place: number): void {
  table.tables(place, (pair) => {
    pair.text(0);
    pair.text(1);
  });
}

/** The types whose table has a text, or a vector of numbers, as its second field. */
const [TIMESTAMP, UNION] = [10, 14];
/** Deeper nested types nobody can have meant. */
const DEEPEST = 64;

function checkField(field: Table, depth: number): void {
  if (depth > DEEPEST) fail("its types are nested too deeply");
  field.text(0);
  const type = field.byte(2);
  const about = field.table(3);
  if (type === TIMESTAMP) about?.text(1);
  if (type === UNION) about?.vector(1, 4);
  field.table(4)?.table(1);
  field.tables(5, (child) => checkField(child, depth + 1));
  checkPairs(field, 6);
}

function checkSchema(schema: Table): void {
  schema.tables(1, (field) => checkField(field, 0));
  checkPairs(schema, 2);
  schema.vector(3, 8);
}

/** Before the fifth version buffers had a number more. */
const FOURTH = 3;

function checkBatch(batch: Table, version: number, bodyBytes: number): void {
  const { message } = batch;
  const nodes = batch.vector(1, 16);
  if (nodes.count > 0 && Number(message.view.getBigInt64(nodes.at, true)) !== batch.long(0)) {
    fail("a column has another number of values than its batch");
  }
  const [stride, before] = version < FOURTH ? [24, 8] : [16, 0];
  const { at, count } = batch.vector(2, stride);
  for (let i = 0; i < count; i++) {
    const [offset, length] = [0, 8].map((k) => Number(message.view.getBigInt64(at + i * stride + before + k, true)));
    if (!(offset >= 0 && length >= 0 && offset + length <= bodyBytes)) fail("a buffer lies outside of its message");
  }
  batch.table(3);
  batch.vector(4, 8);
}

const [SCHEMA, DICTIONARY, RECORDS] = [1, 2, 3];
const CONTINUED = 0xffffffff;

/** Checks the message at a place; answers where the next one begins, null where there is none. */
function checkMessage(bytes: Uint8Array, at: number): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (at + 4 > bytes.length) return null;
  let length = view.getUint32(at, true);
  at += 4;
  if (length === CONTINUED) {
    if (at + 4 > bytes.length) return null;
    length = view.getUint32(at, true);
    at += 4;
  }
  if (length === 0) return null;
  if (at + length > bytes.length) fail("a message goes beyond the end");
  const message = new Message(bytes.subarray(at, at + length)).table(0);
  const [version, type, header, bodyBytes] = [message.short(0), message.byte(1), message.table(2), message.long(3)];
  const end = at + length + bodyBytes;
  if (!(bodyBytes >= 0 && end <= bytes.length)) fail("what belongs to a message goes beyond the end");
  if (header === null) return end;
  if (type === SCHEMA) checkSchema(header);
  else if (type === RECORDS) checkBatch(header, version, bodyBytes);
  else if (type === DICTIONARY) {
    const batch = header.table(1);
    if (batch === null) fail("a dictionary has no values");
    checkBatch(batch, version, bodyBytes);
  }
  return end;
}

/** What a file begins and ends with; a stream does not. */
const MAGIC = "ARROW1";
/** Bytes of a place of a message in the footer of a file. */
const BLOCK = 24;

function checkFile(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - MAGIC.length - 4;
  const length = end < 0 ? 0 : view.getInt32(end, true);
  if (!(length > 0 && length <= end)) fail("its end says nothing that can be");
  const footer = new Message(bytes.subarray(end - length, end)).table(0);
  const schema = footer.table(1);
  if (schema === null) fail("it has no schema");
  checkSchema(schema);
  checkPairs(footer, 4);
  for (const place of [2, 3]) {
    const { at, count } = footer.vector(place, BLOCK);
    for (let i = 0; i < count; i++) {
      const offset = Number(footer.message.view.getBigInt64(at + i * BLOCK, true));
      if (!(offset >= 0 && offset <= end) || checkMessage(bytes, offset) === null) {
        fail("its end names a message where there is none");
      }
    }
  }
}

/** Fails where the messages of an Arrow file or stream are not well-formed. */
export function checkMessages(bytes: Uint8Array): void {
  const text = (from: number) => String.fromCharCode(...bytes.subarray(from, from + MAGIC.length));
  if (text(0) === MAGIC) {
    if (text(bytes.length - MAGIC.length) !== MAGIC) fail("it ends too early");
    return checkFile(bytes);
  }
  if (bytes.length < 8) fail("it ends too early");
  for (let at: number | null = 0; at !== null;) at = checkMessage(bytes, at);
}
