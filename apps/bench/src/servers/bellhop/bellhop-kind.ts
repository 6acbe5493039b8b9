import type { ServerKind, StreamServer } from '../stream-server.ts';
import type { BenchDatabase } from './bench-database.ts';
import { BELLHOP, type BellhopOptions, type BellhopServer, startBellhop } from './bellhop.ts';

/** Bellhop on a copy of `database` that goes when the server stops. */
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

/** Bellhop among the servers that are compared. */
export const bellhopKind = (database: BenchDatabase, options: BellhopOptions = {}): ServerKind => ({
  name: options.name ?? BELLHOP,
  absence: async () => undefined,
  start: () => startOnCopy(database, options),
});

export const isBellhop = (server: StreamServer): server is BellhopServer => 'publishing' in server;

/** The same servers, but this one is told of events as by another instance, without a transaction of its own. */
export const withHints = (kinds: readonly ServerKind[], database: BenchDatabase): readonly ServerKind[] =>
  kinds.map((kind) => (kind.name === BELLHOP ? bellhopKind(database, { events: 'hinted' }) : kind));
