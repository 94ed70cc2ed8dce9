const ENDING_SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** @type {Set<() => void>} */
const cleanUps = new Set();

/**
 * Calls `cleanUp` (which must not wait for anything) when the process ends: by itself, by an
 * exception or by a signal. Where somebody else handles a signal too, how to end is left to them.
 *
 * @param {() => void} cleanUp
 * @returns {() => void} takes it off again
 */
export function onProcessEnd(cleanUp) {
  if (cleanUps.size === 0) listen();
  cleanUps.add(cleanUp);
  return () => {
    cleanUps.delete(cleanUp);
    if (cleanUps.size === 0) stopListening();
  };
}

function listen() {
  process.on('exit', runAll);
  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
}

function stopListening() {
  process.off('exit', runAll);
  for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
}

function runAll() {
  for (const cleanUp of cleanUps) cleanUp();
}

/** @param {NodeJS.Signals} signal */
function onSignal(signal) {
  if (process.listenerCount(signal) > 1) return;
  runAll();
  // Without a listener the signal now ends the process as it would have without us.
  stopListening();
  process.kill(process.pid, signal);
}
