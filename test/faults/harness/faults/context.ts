import type { Chance } from '../chance.ts';
import type { Reader } from '../clients/reader.ts';
import type { Writer } from '../clients/writer.ts';
import type { Fault } from '../schedule.ts';
import type { Instance } from '../world/instance.ts';
import type { PostgresWorld, World } from '../world/world.ts';

/** What a fault can act on. */
export interface FaultContext {
  readonly world: World;
  readonly readers: readonly Reader[];
  /** One more writer per organisation, for bursts. Their writes are checked like all others. */
  readonly bursts: readonly Writer[];
  readonly chance: Chance;
}

/** Causes a fault for a while. Settles when it is over. */
export type FaultAction = (context: FaultContext, fault: Fault) => Promise<void>;

/** @throws Error without PostgreSQL; schedules prevent that */
export function postgresOf({ world }: FaultContext): PostgresWorld {
  if (!world.postgres) throw new Error('this fault needs PostgreSQL');
  return world.postgres;
}

export function instanceOf({ world }: FaultContext, { instance }: Fault): Instance {
  const found = world.instances[instance % world.instances.length];
  if (!found) throw new Error('there is no instance');
  return found;
}
