import { propertyFields } from '@bellhop/hotel';
import { createBody, updateBody } from '../../platform/http/request-fields.js';

const { name, city, timezone, currency, rooms } = propertyFields;

export class CreatePropertyDto extends createBody({ name, city, timezone, currency, rooms }) {}

export class UpdatePropertyDto extends updateBody({ name, city, timezone, currency, rooms }) {}
