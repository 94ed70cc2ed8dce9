import { toWireTime } from '../../../preload/contract/index.js';
import type { FrameTopic } from '../../arrow/index.js';
import { arrowBatch, FRAME_TOPICS } from '../../arrow/index.js';
import type { EventRow } from '../storage/events.js';

export type EntryTopic = EventRow['topic'];

const binary: ReadonlySet<string> = new Set(FRAME_TOPICS);

/** An event as the stream sends it. What goes over the wire is made once, however many subscriptions get it. */
export class Entry {
  readonly sequence: number;
  readonly topic: EntryTopic;
  readonly subject: string;
  /** subject of the event before it of which it is the copy, for those who may not read that one */
  readonly besides: string | undefined;
  readonly #row: EventRow;
  readonly #epoch: string;
  #text: string | undefined;
  #batch: Uint8Array | undefined;

  constructor(row: EventRow, epoch: string, besides?: string) {
    this.besides = besides;
    this.sequence = row.sequence;
    this.topic = row.topic;
    this.subject = row.subject;
    this.#row = row;
    this.#epoch = epoch;
  }

  /** characters of its data: a measure of the memory that it takes */
  get size(): number {
    return this.#row.data.length;
  }

  /** the topic of the binary frame that it goes into; undefined for a text frame */
  get frameTopic(): FrameTopic | undefined {
    return binary.has(this.topic) ? (this.topic as FrameTopic) : undefined;
  }

  /** CloudEvents 1.0 as JSON; the data is taken as it was written. */
  get text(): string {
    const { sequence, topic, subject, time, data } = this.#row;
    const epoch = this.#epoch;
    return (this.#text ??=
      `{"specversion":"1.0","id":"${epoch}:${sequence}","source":"urn:yilan:backend:${epoch}","type":"yilan.${topic}",` +
      `"time":"${toWireTime(time)}","subject":${JSON.stringify(subject)},"datacontenttype":"application/json",` +
      `"sequence":"${sequence}","data":${data}}`);
  }

  /** Its Arrow record batch, for a topic that goes as binary frames. */
  batch(topic: FrameTopic): Uint8Array {
    return (this.#batch ??= arrowBatch(topic, this.#row));
  }
}

/**
 * Entries of events in order. What concerns two tiers is written as two events, one after the other, with the same data;
 * whoever may read both is to get it once.
 */
export const entriesOf = (rows: readonly EventRow[], epoch: string): Entry[] =>
  rows.map((row, index) => {
    const before = rows[index - 1];
    return new Entry(row, epoch, before !== undefined && isCopy(before, row) ? before.subject : undefined);
  });

/** Columns name no thing: two tiers may measure the same. */
const isCopy = (before: EventRow, row: EventRow): boolean =>
  before.sequence + 1 === row.sequence &&
  before.topic === row.topic &&
  before.subject !== row.subject &&
  !binary.has(row.topic) &&
  before.data === row.data;

/** Whether an entry is for who reads these tiers; null = all. */
export const isFor = ({ subject, besides }: Entry, readable: ReadonlySet<string> | null): boolean =>
  readable === null ? besides === undefined : readable.has(subject) && (besides === undefined || !readable.has(besides));
