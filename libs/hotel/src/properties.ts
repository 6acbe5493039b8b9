import { addedLater, instant, integer, nullable, object, type Static, uuid } from '@bellhop/protocol';
import { currency, line, timezone } from './fields.js';
import { deleted, rowFields } from './row.js';

export const propertyFields = {
  propertyId: uuid,
  ...rowFields,
  name: line(120),
  city: line(120),
  timezone,
  /** Default currency of the property's bookings. */
  currency,
  rooms: integer(0, 100_000),
  /** Since when it takes no more rows; null while it is in use. */
  archivedAt: addedLater(nullable(instant)),
} as const;

export const propertySchema = object(propertyFields);

/** A hotel of the group. */
export type Property = Static<typeof propertySchema>;

export const propertiesEvents = {
  PropertyCreated: propertySchema,
  PropertyUpdated: propertySchema,
  /** Takes no more rows. Its history remains. */
  PropertyArchived: propertySchema,
  PropertyRestored: propertySchema,
  PropertyDeleted: deleted('propertyId'),
} as const;
