/**
 * A line of progress for people. On stderr: stdout belongs to what the script runs.
 *
 * @param {string} text
 */
export function say(text) {
  console.error(`[set-up] ${text}`);
}

/**
 * Tells when a longer step begins and how long it took.
 *
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} step
 * @returns {Promise<T>}
 */
export async function timed(what, step) {
  const start = performance.now();
  say(`${what} …`);
  const result = await step();
  say(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}
