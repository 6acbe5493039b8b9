import type { UnitOfWork } from '@bellhop/realtime';
import type { Tx } from '../database/database.js';

/** Port for removing a deleted property from its members, implemented by the users domain. */
export abstract class PropertyMembers {
  /** Removes the property, which is already locked, from all users who were given it, within `unit`. */
  abstract release(unit: UnitOfWork<Tx>, orgId: string, propertyId: string): Promise<void>;
}
