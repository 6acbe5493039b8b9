import { propertySchema } from '@bellhop/hotel';
import { PageQuery } from '../../platform/http/paging.js';
import { defineResource } from '../../platform/resources/resource.js';
import { CreatePropertyDto, PropertyChanges } from './properties.dto.js';
import { propertiesDomain } from './properties.events.js';
import { properties } from './properties.schema.js';

/** The hotels of a group. */
export const propertyResource = defineResource('property', {
  table: properties,
  domain: propertiesDomain,
  schema: propertySchema,
  create: CreatePropertyDto,
  update: PropertyChanges,
  query: PageQuery,
});
