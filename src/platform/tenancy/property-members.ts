import type { UnitOfWork } from '@bellhop/realtime';
import type { Tx } from '../database/database.js';

/** How whoever deletes a property has its people told, without knowing the users domain, which provides this. */
export abstract class PropertyMembers {
  /** Takes the property, which is held already, away from everybody who was given it, as part of `unit`. */
  abstract release(unit: UnitOfWork<Tx>, orgId: string, propertyId: string): Promise<void>;
}
