import type { UnitOfWork } from '@bellhop/realtime';
import type { Principal } from '../access/principal.js';
import type { Tx } from '../database/database.js';

/** Port for removing a deleted property from its members, implemented by the users domain. */
export abstract class PropertyMembers {
  /** Removes the property, which `principal` deletes and has locked, from all users who were given it, within `unit`. */
  abstract release(unit: UnitOfWork<Tx>, principal: Principal, propertyId: string): Promise<void>;
}
