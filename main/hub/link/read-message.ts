import type { AppError, StreamBatch, StreamEvent } from '../../../preload/contract/index.js';
import { helloSchema, problemCode, problemSchema, sequenceSchema, streamEventSchema } from '../../../preload/contract/index.js';
import { z } from 'zod';
import { readFrame } from '../../arrow/index.js';

export type StreamHello = { readonly epoch: string; readonly sequence: string };

/** Something that does not fit the API: what it is, why, and how it reads. */
export type Misfit = { readonly what: 'event' | 'frame' | 'rows' | 'item'; readonly reason: string; readonly text: string };

/** A message of the stream, or what is wrong with it. */
export type Message =
  | { readonly kind: 'hello'; readonly hello: StreamHello }
  | { readonly kind: 'batch'; readonly batch: StreamBatch; readonly misfits: readonly Misfit[] }
  /** the server says why it is about to close */
  | { readonly kind: 'problem'; readonly problem: AppError }
  /** not even how far it goes can be read */
  | { readonly kind: 'unreadable'; readonly misfit: Misfit };

/** What is kept of a message, characters: more than 4 kB nobody reads. */
const TEXT_MAX = 4000;

const envelopeSchema = z.looseObject({ from: sequenceSchema, to: sequenceSchema, events: z.array(z.unknown()) });
const lastWordSchema = z.looseObject({ problem: problemSchema });

/**
 * Reads a message of the stream. An event or a row that does not fit is a misfit beside the others, which are handed
 * on; a frame whose `from` and `to` can be read never stops the stream.
 * @param greeted the hello has come; the first message must be one
 */
export function readMessage(data: Buffer, isBinary: boolean, greeted: boolean): Message {
  if (isBinary) return greeted ? readBinary(data) : unreadable('a frame before the hello', '');
  const text = data.toString('utf8');
  const value = parse(text);
  if (!greeted) {
    const hello = helloSchema.safeParse(value);
    return hello.success ? { kind: 'hello', hello: hello.data.hello } : unreadable('no hello', text);
  }
  const envelope = envelopeSchema.safeParse(value);
  if (envelope.success) return readEvents(envelope.data);
  const lastWord = lastWordSchema.safeParse(value);
  if (!lastWord.success) return unreadable(reasonOf(envelope.error), text);
  return { kind: 'problem', problem: { code: problemCode(lastWord.data.problem) } };
}

function readEvents({ from, to, events }: z.infer<typeof envelopeSchema>): Message {
  const good: StreamEvent[] = [];
  const misfits: Misfit[] = [];
  for (const event of events) {
    const parsed = streamEventSchema.safeParse(event);
    if (parsed.success) good.push(parsed.data);
    else misfits.push({ what: 'event', reason: reasonOf(parsed.error), text: itemText(event) });
  }
  return { kind: 'batch', batch: { from, to, events: good }, misfits };
}

function readBinary(data: Buffer): Message {
  const frame = readFrame(data);
  if (!frame.ok) return unreadable(frame.error.detail, `binary, ${data.length} bytes`);
  const { from, to, topic, content } = frame.value;
  const text = `${topic} ${from}–${to}, ${data.length} bytes`;
  if (!content.ok) {
    const reason = `${content.error.path ?? ''} ${content.error.detail}`.trim();
    return { kind: 'batch', batch: { from, to, events: [] }, misfits: [{ what: 'frame', reason, text }] };
  }
  const { leftOut, fault, topic: _topic, ...columns } = content.value;
  const batch: StreamBatch = { from, to, events: [], ...columns };
  if (fault === undefined) return { kind: 'batch', batch, misfits: [] };
  const reason = `${leftOut} rows left out; the first: row ${fault.row}, ${fault.column} = ${fault.value}`;
  return { kind: 'batch', batch, misfits: [{ what: 'rows', reason, text }] };
}

const unreadable = (reason: string, text: string): Message => ({
  kind: 'unreadable',
  misfit: { what: 'frame', reason, text: text.slice(0, TEXT_MAX) },
});

/** The first thing that does not fit, and where. */
export function reasonOf({ issues }: { readonly issues: readonly z.core.$ZodIssue[] }): string {
  const [issue] = issues;
  return issue === undefined ? 'does not fit' : `/${issue.path.map(String).join('/')} ${issue.message}`;
}

/** How a thing reads, as far as it is kept. */
export const itemText = (value: unknown): string => (JSON.stringify(value) ?? '').slice(0, TEXT_MAX);

/** The value, or undefined, which fits no schema: the caller says what is wrong. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
