/** An expected failure. Its message tells the person at the terminal what to do. */
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
 * Formats an error for the terminal: message and output of a {@link Failure}, the stack of any other.
 * @param {unknown} error
 */
export function describeFailure(error) {
  if (error instanceof Failure) return [error.output.trimEnd(), error.message].filter(Boolean).join('\n\n');
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * Runs a tool’s main function; prints a failure and sets exit code 1.
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
