/** What a person can do something about: told as cause and remedy, without a stack. */
export class Problem extends Error {
  /**
   * @param {string} what what went wrong and why
   * @param {string} remedy what to do about it
   * @param {ErrorOptions} [options]
   */
  constructor(what, remedy, options) {
    super(what, options);
    this.name = 'Problem';
    this.remedy = remedy;
  }
}

/**
 * Runs a script's body and ends the process with its exit code. A Problem is told in two lines and
 * gives exit code 1; any other exception is a bug of ours and keeps its stack.
 *
 * @param {() => Promise<number>} body gives the exit code
 */
export async function runScript(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(`\nCause:  ${error.message}\nRemedy: ${error.remedy}`);
    process.exitCode = 1;
  }
}
