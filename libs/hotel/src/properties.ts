import { currency, integer, object, type Static, text, uuid } from '@bellhop/protocol';
import { deleted, rowFields } from './row.js';

export const propertySchema = object({
  propertyId: uuid,
  ...rowFields,
  name: text(120, 1),
  city: text(120, 1),
  /** IANA name, `Europe/Lisbon`. */
  timezone: text(64, 1),
  /** What the property books in unless told otherwise. */
  currency,
  rooms: integer(0, 100_000),
});

/** A hotel of the group. */
export type Property = Static<typeof propertySchema>;

export const propertiesEvents = {
  PropertyCreated: propertySchema,
  PropertyUpdated: propertySchema,
  PropertyDeleted: deleted('propertyId'),
} as const;
