import type { Property } from '@bellhop/hotel';
import { defineLiveQuery } from '@bellhop/react';

/** Loads one page of the maximum size: a user with more properties than this can select only the first ones. */
export const properties = defineLiveQuery({
  domain: 'properties',
  name: 'properties',
  path: '/properties',
  id: 'propertyId',
  events: {
    PropertyCreated: 'create',
    PropertyUpdated: 'put',
    PropertyArchived: 'put',
    PropertyRestored: 'put',
    PropertyDeleted: 'remove',
  },
  compare: (a, b) => (a.propertyId < b.propertyId ? -1 : a.propertyId > b.propertyId ? 1 : 0),
  pageSize: 200,
});

/** Whether it takes no more rows. Events written before properties could be archived lack the field. */
export const isArchived = ({ archivedAt }: Partial<Pick<Property, 'archivedAt'>>): boolean =>
  archivedAt !== undefined && archivedAt !== null;
