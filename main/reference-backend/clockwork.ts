import { logFault } from './log.js';

/** Work that time brings: limits that pass, things that expire, old rows. It must be safe to do it twice. */
export type Job = { readonly name: string; readonly everyMs: number; readonly run: () => Promise<void> };

/**
 * Runs each job at its pace, the next time only after the last one ended; a failure is logged and the job goes on.
 * @returns stops; resolves when no job is running any more
 */
export function startClockwork(jobs: readonly Job[]): () => Promise<void> {
  const stops = jobs.map(keepRunning);
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

function keepRunning({ name, everyMs, run }: Job): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = run()
      .catch((error: unknown) => logFault(`job ${name} failed`, error))
      .finally(() => (busy = false));
  }, everyMs);
  return () => {
    clearInterval(timer);
    return running;
  };
}
