import { DictionaryBatch } from 'apache-arrow/fb/dictionary-batch';
import { Message } from 'apache-arrow/fb/message';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { RecordBatch } from 'apache-arrow/fb/record-batch';
import { Schema } from 'apache-arrow/fb/schema';
import { ByteBuffer } from 'flatbuffers';

/** What the bytes lack of being an Arrow IPC stream that is taken here; carried to `decodeColumns`. */
export class ArrowFault extends Error {}

/** The stream holds more rows than the call takes. */
export class TooManyRows extends Error {}

const METADATA_MAX = 64 * 1024;
const FIELDS_MAX = 32;
const ENTRIES_MAX = 64;
/** Nodes, buffers: a field has one node and at most three buffers. */
const PARTS_MAX = 4 * FIELDS_MAX;
const CONTINUES = -1;

/**
 * `rowsMax`: rows of all batches together. `messagesMax`: the schema, dictionaries and what they grow by, and batches,
 * each of which costs whatever it holds.
 */
export type StreamBounds = { readonly rowsMax: number; readonly messagesMax: number };

/**
 * Looks through the messages of an Arrow IPC stream before a reader builds anything of it. The library trusts the
 * counts that a message declares and would make billions of objects of a few bytes; here every count is bounded, and
 * all that a message declares lies inside it.
 * @throws ArrowFault, or TooManyRows
 */
export function guardStream(bytes: Uint8Array, { rowsMax, messagesMax }: StreamBounds): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const int = (at: number): number => {
    if (at + 4 > bytes.length) throw new ArrowFault('the stream ends too early');
    return view.getInt32(at, true);
  };
  let at = 0;
  let rows = 0;
  const dictionaries = new Map<bigint, number>();
  for (let count = 0; count <= messagesMax; count += 1) {
    if (int(at) === CONTINUES) at += 4;
    const length = int(at);
    at += 4;
    if (length === 0) return ended(bytes, at, count);
    if (length < 0 || length > METADATA_MAX) throw new ArrowFault('a message of an impossible length');
    if (at + length > bytes.length) throw new ArrowFault('the stream ends too early');
    const message = Message.getRootAsMessage(new ByteBuffer(bytes.subarray(at, at + length)));
    const body = Number(message.bodyLength());
    at += length + body;
    if (body < 0 || at > bytes.length) throw new ArrowFault('the stream ends too early');
    rows += messageRows(message, body, count === 0, { rowsMax, dictionaries });
    if (rows > rowsMax) throw new TooManyRows();
  }
  throw new ArrowFault('too many messages');
}

function ended(bytes: Uint8Array, at: number, messages: number): void {
  if (messages === 0) throw new ArrowFault('the stream has no schema');
  if (at !== bytes.length) throw new ArrowFault('bytes after the end of the stream');
}

/** `dictionaries`: how many values each has so far, by its id. */
type Bounds = { readonly rowsMax: number; readonly dictionaries: Map<bigint, number> };

/** The rows that a message brings; the first must be the schema, and the only one. */
function messageRows(message: Message, body: number, first: boolean, { rowsMax, dictionaries }: Bounds): number {
  atMost(message.customMetadataLength(), ENTRIES_MAX);
  const type = message.headerType();
  if ((type === MessageHeader.Schema) !== first) throw new ArrowFault('a schema is the first message, and no other');
  if (type === MessageHeader.Schema) {
    if (body !== 0) throw new ArrowFault('a schema has no body');
    guardSchema(part(message.header(new Schema()) as Schema | null));
    return 0;
  }
  if (type === MessageHeader.RecordBatch) {
    return batchRows(part(message.header(new RecordBatch()) as RecordBatch | null), body, rowsMax);
  }
  if (type !== MessageHeader.DictionaryBatch) throw new ArrowFault('a message of an unknown kind');
  const dictionary = part(message.header(new DictionaryBatch()) as DictionaryBatch | null);
  const values = (dictionaries.get(dictionary.id()) ?? 0) + batchRows(part(dictionary.data()), body, rowsMax);
  // No rows need more values than there may be rows.
  if (values > rowsMax) throw new TooManyRows();
  dictionaries.set(dictionary.id(), values);
  return 0;
}

function guardSchema(schema: Schema): void {
  atMost(schema.fieldsLength(), FIELDS_MAX);
  atMost(schema.customMetadataLength(), ENTRIES_MAX);
  for (let index = 0; index < schema.fieldsLength(); index += 1) {
    const field = part(schema.fields(index));
    if (field.childrenLength() !== 0) throw new ArrowFault('nested columns are not taken');
    atMost(field.customMetadataLength(), ENTRIES_MAX);
  }
}

function batchRows(batch: RecordBatch, body: number, rowsMax: number): number {
  const rows = Number(batch.length());
  if (rows < 0) throw new ArrowFault('a negative number of rows');
  if (rows > rowsMax) throw new TooManyRows();
  if (batch.compression() !== null) throw new ArrowFault('compressed batches are not taken');
  atMost(batch.nodesLength(), PARTS_MAX);
  atMost(batch.buffersLength(), PARTS_MAX);
  atMost(batch.variadicBufferCountsLength(), 0);
  for (let index = 0; index < batch.nodesLength(); index += 1) {
    if (Number(part(batch.nodes(index)).length()) !== rows) throw new ArrowFault('a column of another length');
  }
  for (let index = 0; index < batch.buffersLength(); index += 1) {
    const buffer = part(batch.buffers(index));
    const [offset, length] = [Number(buffer.offset()), Number(buffer.length())];
    if (offset < 0 || length < 0 || offset + length > body) throw new ArrowFault('a buffer outside its message');
  }
  return rows;
}

function atMost(count: number, most: number): void {
  if (count < 0 || count > most) throw new ArrowFault('a message declares too many parts');
}

function part<T>(found: T | null): T {
  if (found === null) throw new ArrowFault('a message lacks a part');
  return found;
}
