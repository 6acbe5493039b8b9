import { propertyFields } from '@bellhop/hotel';
import { boolean } from '@bellhop/protocol';
import { createBody, updateBody } from '../../platform/http/request-fields.js';

const { name, city, timezone, currency, rooms, archivedAt } = propertyFields;
const own = { name, city, timezone, currency, rooms };

/** No other property in use may have the same name. */
export class CreatePropertyDto extends createBody(own) {}

/** `archived: true`: it takes no more rows, and its history remains; `false` brings it back. */
export class UpdatePropertyDto extends updateBody({ ...own, archived: boolean }) {}

/** What an update writes. */
export class PropertyChanges extends updateBody({ ...own, archivedAt }) {}
