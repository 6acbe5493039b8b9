/** The stored part of an error, each field bounded. */
export interface HandlerFailure {
  /** The error's name, or the type of a thrown value that is not an error. At most 200 bytes. */
  readonly name: string;
  /** At most 2,048 bytes. */
  readonly message: string;
  /** The first lines of the stack, at most 2,048 bytes; empty without one. */
  readonly stack: string;
}

const MAX_NAME = 200;
const MAX_TEXT = 2_048;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Describes any thrown value, in text that every store accepts. Never throws itself. */
export function describeFailure(error: unknown): HandlerFailure {
  try {
    if (!(error instanceof Error)) return { name: typeof error, message: bounded(String(error), MAX_TEXT), stack: '' };
    return {
      name: bounded(error.name, MAX_NAME),
      message: bounded(error.message, MAX_TEXT),
      stack: wholeLines(error.stack ?? ''),
    };
  } catch {
    return { name: 'unknown', message: 'the thrown error could not be inspected', stack: '' };
  }
}

/** Cuts after a whole character. Removes NUL, which PostgreSQL's text cannot hold, and unpaired surrogates. */
function bounded(text: unknown, maxBytes: number): string {
  const bytes = new Uint8Array(maxBytes);
  const { written } = encoder.encodeInto(String(text).replaceAll('\0', '\uFFFD'), bytes);
  return decoder.decode(bytes.subarray(0, written));
}

function wholeLines(stack: string): string {
  const cut = bounded(stack, MAX_TEXT);
  const lastBreak = cut.lastIndexOf('\n');
  return cut.length < stack.length && lastBreak > 0 ? cut.slice(0, lastBreak) : cut;
}
