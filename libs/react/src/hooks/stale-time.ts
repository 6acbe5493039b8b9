/** How long data counts as fresh while events keep it current, in milliseconds. */
const CONNECTED_MS = 25_000;
/** The same without a connection. */
const NOT_CONNECTED_MS = 10_000;

export const staleTime = (isConnected: boolean): number => (isConnected ? CONNECTED_MS : NOT_CONNECTED_MS);
