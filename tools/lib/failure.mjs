/** An expected failure: its message is a sentence for the person at the terminal that says what to do. */
export class Failure extends Error {
  /**
   * @param {string} message
   * @param {string} [output] what a command printed before it failed, shown in full
   */
  constructor(message, output = '') {
    super(message);
    this.name = 'Failure';
    this.output = output;
  }
}

/**
 * An error as text for the terminal: sentence and output of a {@link Failure}, the stack of anything else.
 * @param {unknown} error
 */
export function describeFailure(error) {
  if (error instanceof Failure) return [error.output.trimEnd(), error.message].filter(Boolean).join('\n\n');
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * Runs a tool's main function; a failure is printed and ends the process with 1.
 * @param {() => Promise<void>} main
 */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    console.error(`\n${describeFailure(error)}`);
    process.exitCode = 1;
  }
}
