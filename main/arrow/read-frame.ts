import type { RecordBatch } from 'apache-arrow';
import { RecordBatchReader } from 'apache-arrow';
import type { Err, PositionBatch, Result, SampleBatch } from '../../preload/contract/index.js';
import { err, ok, sequenceSchema } from '../../preload/contract/index.js';
import type { CellReader } from './column.js';
import { flagReader, numberReader, textReader, timeReader } from './column.js';
import type { ArrowRefusal } from './decode.js';
import { ArrowFault, guardStream, TooManyRows } from './guard.js';
import type { FrameTopic } from './frame.js';
import { FRAME_TOPICS } from './frame.js';
import type { RowFault } from './rows.js';
import { PositionRows, SampleRows } from './rows.js';

export type { RowFault } from './rows.js';

/** What a frame holds; rows that do not fit are left out, counted, and the first of them is told. */
export type StreamColumns = (
  | { readonly topic: 'samples'; readonly samples: SampleBatch }
  | { readonly topic: 'positions'; readonly positions: PositionBatch }
) & { readonly leftOut: number; readonly fault?: RowFault };

/** How far the frame goes (decimal sequences), and its content, or why that cannot be read. */
export type FrameRead = {
  readonly from: string;
  readonly to: string;
  readonly topic: string;
  readonly content: Result<StreamColumns, ArrowRefusal>;
};

/** More than any frame of the size that a stream takes can hold, and far fewer than would trouble the memory. */
const FRAME_BOUNDS = { rowsMax: 500_000, messagesMax: 5000 } as const;

type Kind = 'text' | 'time' | 'number' | 'flag';
const READERS = { text: textReader, time: timeReader, number: numberReader, flag: flagReader };

/** The columns of each topic; those that may be missing read as null. */
const COLUMNS: Readonly<Record<FrameTopic, Readonly<Record<string, Kind | `${Kind}?`>>>> = {
  samples: { indicator: 'text', tier: 'text', t: 'time', value: 'number', quality: 'text', demo: 'flag?' },
  positions: {
    ...{ asset: 'text', t: 'time', lng: 'number', lat: 'number' },
    ...{ heading: 'number?', speed: 'number?', quality: 'text', demo: 'flag?' },
  },
};

/**
 * Reads a binary frame of the stream: an Arrow IPC stream with `topic`, `from` and `to` in its metadata. The bytes are
 * looked through before anything is built of them (build/decisions/0006); columns that are not known are passed over,
 * so that a later backend may send more.
 * @returns an error only when not even `from` and `to` can be read; then nobody knows what is missing
 */
export function readFrame(content: Uint8Array): Result<FrameRead, ArrowRefusal> {
  // A copy that begins at a multiple of eight, which views of doubles need.
  const bytes = Uint8Array.from(content);
  try {
    guardStream(bytes, FRAME_BOUNDS);
    const reader = RecordBatchReader.from(bytes);
    reader.open();
    const { metadata } = reader.schema;
    const [from, to] = [sequenceSchema.safeParse(metadata.get('from')), sequenceSchema.safeParse(metadata.get('to'))];
    if (!from.success || !to.success) return err({ code: 'schema', detail: 'no from and to', path: '/metadata' });
    const topic = metadata.get('topic') ?? '';
    return ok({ from: from.data, to: to.data, topic, content: readContent(topic, reader) });
  } catch (error) {
    return err({ code: 'syntax', detail: reasonOf(error) });
  }
}

const isTopic = (topic: string): topic is FrameTopic => FRAME_TOPICS.some((known) => known === topic);

function readContent(topic: string, batches: Iterable<RecordBatch>): Result<StreamColumns, ArrowRefusal> {
  if (!isTopic(topic)) return err({ code: 'schema', detail: `the topic "${topic.slice(0, 40)}" is not known`, path: '/topic' });
  const rows = topic === 'samples' ? new SampleRows() : new PositionRows();
  try {
    for (const batch of batches) {
      const readers = readersOf(topic, batch);
      if (!readers.ok) return readers;
      for (let row = 0; row < batch.numRows; row += 1) rows.take(readers.value, row);
    }
  } catch (error) {
    return err({ code: 'syntax', detail: reasonOf(error) });
  }
  return ok(rows.batch());
}

/** A reader for every column of the topic; one that the batch lacks and may lack reads null. */
function readersOf(topic: FrameTopic, batch: RecordBatch): Result<Record<string, CellReader>, ArrowRefusal> {
  const readers: Record<string, CellReader> = {};
  for (const [name, holds] of Object.entries(COLUMNS[topic])) {
    const kind = holds.replace('?', '') as Kind;
    const index = batch.schema.fields.findIndex((field) => field.name === name);
    const data = batch.data.children[index];
    if (data === undefined && !holds.endsWith('?')) return misfit(name, 'the column is missing');
    const reader = data === undefined ? () => null : READERS[kind](data);
    if (reader === undefined) return misfit(name, `the column does not hold ${kind}`);
    readers[name] = reader;
  }
  return ok(readers);
}

const misfit = (column: string, detail: string): Err<ArrowRefusal> => err({ code: 'schema', detail, path: `/columns/${column}` });

/** The library meets bytes that are not what it expects with whatever error they lead to. */
function reasonOf(error: unknown): string {
  if (error instanceof TooManyRows) return 'too many rows';
  return error instanceof ArrowFault ? error.message : `not an Arrow stream: ${(error as Error).message}`;
}
