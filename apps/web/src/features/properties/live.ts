import { defineLiveQuery } from '@bellhop/react';

/** A page is the most a list gives at once; a user who sees more properties than this is offered the first ones. */
export const properties = defineLiveQuery({
  domain: 'properties',
  name: 'properties',
  path: '/properties',
  id: 'propertyId',
  events: { PropertyCreated: 'create', PropertyUpdated: 'put', PropertyDeleted: 'remove' },
  compare: (a, b) => (a.propertyId < b.propertyId ? -1 : a.propertyId > b.propertyId ? 1 : 0),
  pageSize: 200,
});
