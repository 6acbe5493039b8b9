import { catalogue } from '@bellhop/hotel';
import { defineDomain } from '@bellhop/realtime';

/** Every event carries the property it is about, so that only those who may see it learn of it. */
export const propertiesDomain = defineDomain('properties', catalogue.properties);
