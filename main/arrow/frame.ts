import { RecordBatchStreamWriter } from 'apache-arrow';
import type { PositionColumns, SampleColumns } from '../../preload/contract/index.js';
import type { ColumnSpec, ColumnValues } from './encode.js';
import { encodeColumns, schemaOf } from './encode.js';

/** The topics that go over the stream as binary frames only. */
export const FRAME_TOPICS = ['samples', 'positions'] as const;
export type FrameTopic = (typeof FRAME_TOPICS)[number];

/** What an event brings: its tier, and its columns as JSON (`SampleColumns`, `PositionColumns`). */
export type ColumnEvent = { readonly subject: string; readonly data: string };

/** `from` is the last sequence sent to the subscription before the frame, `to` the last one in it. */
export type FrameSpan = { readonly from: number; readonly to: number };

const SPECS: Readonly<Record<FrameTopic, readonly ColumnSpec[]>> = {
  samples: [
    { name: 'indicator', type: 'text' },
    { name: 'tier', type: 'text' },
    { name: 't', type: 'time' },
    { name: 'value', type: 'double' },
    { name: 'quality', type: 'text' },
    { name: 'demo', type: 'flag' },
  ],
  positions: [
    { name: 'asset', type: 'text' },
    { name: 't', type: 'time' },
    { name: 'lng', type: 'double' },
    { name: 'lat', type: 'double' },
    { name: 'heading', type: 'single', nullable: true },
    { name: 'speed', type: 'single', nullable: true },
    { name: 'quality', type: 'text' },
    { name: 'demo', type: 'flag' },
  ],
};

/** Continuation mark and a length of 0: the end of an Arrow IPC stream. */
const END = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/**
 * The record batch of one event. It is the same for every subscription, so whoever serves many of them makes it once
 * and keeps it by the event's sequence.
 */
export function arrowBatch(topic: FrameTopic, event: ColumnEvent): Uint8Array {
  const stream = encodeColumns(SPECS[topic], columnsOf(topic, event));
  return stream.subarray(messageEnd(stream), stream.length - END.length);
}

/**
 * A binary frame of the stream: an Arrow IPC stream with `topic`, `from` and `to` (decimal strings) in the metadata
 * of its schema, and one record batch for each event.
 * @param batches as `arrowBatch` makes them, in order of their sequence
 */
export function arrowFrame(topic: FrameTopic, { from, to }: FrameSpan, batches: readonly Uint8Array[]): Uint8Array {
  const metadata = { topic, from: String(from), to: String(to) };
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schemaOf(SPECS[topic], metadata));
  writer.finish();
  const empty = writer.toUint8Array(true);
  return Buffer.concat([empty.subarray(0, messageEnd(empty)), ...batches, END]);
}

function columnsOf(topic: FrameTopic, { subject, data }: ColumnEvent): ColumnValues[] {
  // The data was written by this program in the form of its topic.
  if (topic === 'samples') {
    const { indicator, t, value, quality, demo = false } = JSON.parse(data) as SampleColumns;
    return [indicator, t.map(() => subject), t, value, quality, t.map(() => demo)];
  }
  const { asset, t, lng, lat, heading, speed, quality, demo = false } = JSON.parse(data) as PositionColumns;
  return [asset, t, lng, lat, heading, speed, quality, t.map(() => demo)];
}

/** Where the first message (a schema, which has no body) of a stream ends: its length stands after the mark. */
function messageEnd(stream: Uint8Array): number {
  return 8 + new DataView(stream.buffer, stream.byteOffset).getInt32(4, true);
}
