/**
 * What files of columns take from the log: values as CBOR.
 * @module
 */
import { Vec, vec } from "../data/mod.ts";
import { type Codec, NoColumn } from "../columns/mod.ts";
import { ByteBuffer } from "./byte_buffer.ts";
import { MalformedValue } from "./cbor_format.ts";
import { decode } from "./cbor_reader.ts";
import { encode } from "./cbor_writer.ts";

export const columnCodec: Codec = {
  encode(values) {
    const buffer = new ByteBuffer();
    encode(vec([...values]), buffer);
    return buffer.copy();
  },
  decode(bytes) {
    try {
      const values = decode(bytes);
      if (values instanceof Vec) return [...values];
    } catch (error) {
      if (!(error instanceof MalformedValue)) throw error;
    }
    throw new NoColumn("its values cannot be read");
  },
};
