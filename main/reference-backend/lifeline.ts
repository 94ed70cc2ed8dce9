import { Socket } from 'node:net';

/** Where the program that started this one tells which descriptor ends with it. */
const LIFELINE_VARIABLE = 'YILAN_LIFELINE';

/** Calls the listener when the program that started this one has ended, however it ended; nothing where there is none. */
export function onParentLost(environment: NodeJS.ProcessEnv, listener: () => void): void {
  const descriptor = environment[LIFELINE_VARIABLE];
  if (descriptor === undefined) return;
  const pipe = new Socket({ fd: Number(descriptor), readable: true, writable: false });
  pipe.on('close', listener);
  // After an error comes `close`.
  pipe.on('error', () => undefined);
  pipe.resume();
  pipe.unref();
}
