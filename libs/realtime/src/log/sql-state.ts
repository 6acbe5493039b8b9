/** Returns the SQLSTATE of the failure behind `error`, at any depth of causes; `undefined` if there is none. */
export function sqlState(error: unknown): string | undefined {
  for (let cause = error; typeof cause === 'object' && cause !== null;) {
    if ('code' in cause && typeof cause.code === 'string' && /^[0-9A-Z]{5}$/.test(cause.code)) return cause.code;
    cause = 'cause' in cause ? cause.cause : undefined;
  }
  return undefined;
}
