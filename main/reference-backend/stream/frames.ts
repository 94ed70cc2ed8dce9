import { arrowFrame } from '../../arrow/index.js';
import type { Entry } from './entry.js';

/** A message of the stream, ready to be sent to every subscription that it fits. */
export type Frame = { readonly content: Uint8Array; readonly binary: boolean };

/** Events and characters that one frame holds at most (a single event may be longer). */
const EVENTS_MAX = 500;
const SIZE_MAX = 256 * 1024;

/**
 * Frames with all the entries, in order: neighbours of one kind share a frame.
 * @param from last sequence sent to the subscription before
 */
export function framesOf(entries: readonly Entry[], from: number): Frame[] {
  let sent = from;
  return runsOf(entries).map((run) => {
    const frame = frameOf(run, sent);
    sent = run.at(-1)?.sequence ?? sent;
    return frame;
  });
}

/** A frame without events: nothing up to `to` was for this subscription. */
export const emptyFrame = (from: number, to: number): Frame => ({
  content: Buffer.from(`{"from":"${from}","to":"${to}","events":[]}`),
  binary: false,
});

function runsOf(entries: readonly Entry[]): Entry[][] {
  const runs: Entry[][] = [];
  let size = 0;
  for (const entry of entries) {
    const run = runs.at(-1);
    size += entry.size;
    if (run !== undefined && run[0]?.frameTopic === entry.frameTopic && run.length < EVENTS_MAX && size <= SIZE_MAX) {
      run.push(entry);
    } else {
      runs.push([entry]);
      size = entry.size;
    }
  }
  return runs;
}

function frameOf(run: readonly Entry[], from: number): Frame {
  const topic = run[0]?.frameTopic;
  const to = run.at(-1)?.sequence ?? from;
  if (topic === undefined) {
    const events = run.map(({ text }) => text).join(',');
    return { content: Buffer.from(`{"from":"${from}","to":"${to}","events":[${events}]}`), binary: false };
  }
  const batches = run.map((entry) => entry.batch(topic));
  return { content: arrowFrame(topic, { from, to }, batches), binary: true };
}
