import type { Property } from '@bellhop/contracts';
import { creates, type LiveDomain, puts, removes } from '../../live/patching.js';
import { RowSet } from '../../live/row-set.js';

export const properties = new RowSet<Property>({
  domain: 'properties',
  name: 'properties',
  path: '/properties',
  id: (row) => row.propertyId,
  accepts: () => true,
  compare: (a, b) => (a.propertyId < b.propertyId ? -1 : a.propertyId > b.propertyId ? 1 : 0),
});

export const propertiesLive: LiveDomain<'properties'> = {
  domain: 'properties',
  changes: {
    PropertyCreated: creates(properties),
    PropertyUpdated: puts(properties),
    PropertyDeleted: removes(properties, (payload) => payload.propertyId),
  },
  aggregates: [],
};
