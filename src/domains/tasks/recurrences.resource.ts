import { recurrenceSchema } from '@bellhop/hotel';
import { defineResource } from '../../platform/resources/resource.js';
import { CreateRecurrenceDto, RecurrenceListQuery, UpdateRecurrenceDto } from './tasks.dto.js';
import { tasksDomain } from './tasks.events.js';
import { recurrences } from './tasks.schema.js';

/** The rules by which tasks recur. */
export const recurrenceResource = defineResource('recurrence', {
  table: recurrences,
  domain: tasksDomain,
  schema: recurrenceSchema,
  create: CreateRecurrenceDto,
  update: UpdateRecurrenceDto,
  query: RecurrenceListQuery,
  filters: ['propertyId'],
  newestFirst: true,
});
