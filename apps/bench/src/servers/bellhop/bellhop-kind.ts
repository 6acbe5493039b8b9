import type { ServerKind, StreamServer } from '../stream-server.ts';
import type { BenchDatabase } from './bench-database.ts';
import { BELLHOP, type BellhopOptions, type BellhopServer, startBellhop } from './bellhop.ts';

/** Starts Bellhop on a copy of `database` that is removed when the server stops. */
export async function startOnCopy(database: BenchDatabase, options: BellhopOptions = {}): Promise<BellhopServer> {
  const copy = database.copy();
  const server = await startBellhop(copy, options);
  return {
    ...server,
    stop: async () => {
      await server.stop();
      copy.remove();
    },
  };
}

/** Bellhop as one of the compared servers. */
export const bellhopKind = (database: BenchDatabase, options: BellhopOptions = {}): ServerKind => ({
  name: options.name ?? BELLHOP,
  absence: async () => undefined,
  start: () => startOnCopy(database, options),
});

export const isBellhop = (server: StreamServer): server is BellhopServer => 'publishing' in server;

/**
 * The same servers, except that Bellhop receives events as hints from another instance, without its own transactions.
 */
export const withHints = (kinds: readonly ServerKind[], database: BenchDatabase): readonly ServerKind[] =>
  kinds.map((kind) => (kind.name === BELLHOP ? bellhopKind(database, { events: 'hinted' }) : kind));
