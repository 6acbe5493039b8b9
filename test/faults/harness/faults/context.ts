import type { Chance } from '../chance.ts';
import type { Reader } from '../clients/reader.ts';
import type { Writer } from '../clients/writer.ts';
import type { Fault } from '../schedule.ts';
import type { Instance } from '../world/instance.ts';
import type { PostgresWorld, World } from '../world/world.ts';

/** What a fault gets at. */
export interface FaultContext {
  readonly world: World;
  readonly readers: readonly Reader[];
  /** One more writer for each org, for bursts. Their writes are checked like all others. */
  readonly bursts: readonly Writer[];
  readonly chance: Chance;
}

/** Makes something go wrong for a while. Settles when it is over. */
export type FaultAction = (context: FaultContext, fault: Fault) => Promise<void>;

/** @throws Error where the world has no PostgreSQL; schedules do not let it come to that */
export function postgresOf({ world }: FaultContext): PostgresWorld {
  if (!world.postgres) throw new Error('this fault needs PostgreSQL');
  return world.postgres;
}

export function instanceOf({ world }: FaultContext, { instance }: Fault): Instance {
  const found = world.instances[instance % world.instances.length];
  if (!found) throw new Error('there is no instance');
  return found;
}
